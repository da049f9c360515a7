"""Rows that are compared one by one: each database with the interpreter and with the oracle."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import databases
import generate
import oracle

from calculator.batch import sql_dialects

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

AT_ONCE = 5000
"""Rows that are in the databases at a time."""

FEW = 100
"""The oracle tries all ways of filling a row in where there are no more than these."""

Document = dict[str, Any]
Right = tuple[int, ...]


def by_oracle(document: Document, right: Right, rng: random.Random) -> tuple[str, bool]:
    """Return how far the oracle can judge a row, and whether it bears out what it must give."""
    spans = dict(
        zip([*databases.PAID, "total"], zip(right[:-1:2], right[1::2], strict=True), strict=True)
    )
    blanks = any(
        value is None or (value is True and fact in oracle.EVENTS)
        for section in document.values()
        for fact, value in section.items()
    )
    if not blanks or oracle.completions(document) > FEW:
        filled = generate.completed(document, rng)
        verdicts = oracle.judge(filled["answers"], filled["readings"])
        paid = {name: verdicts[name].amount for name in databases.PAID}
        paid["total"] = sum(paid.values())
        if blanks:
            return "one way of filling in", all(
                low <= paid[name] <= high for name, (low, high) in spans.items()
            )
        return "whole", all(span == (paid[name], paid[name]) for name, span in spans.items())
    found = oracle.assess(document)
    exact = all(
        spans[name] == (found.measures[name].low, found.measures[name].high)
        for name in databases.PAID
    )
    return "all ways of filling in", exact and spans["total"] == (found.low, found.high)


def prove(rows: int) -> tuple[str, bool]:
    """Return the table of what was compared, and whether all of it agreed."""
    rng = generate.seeded("proof")
    compared: Counter[str] = Counter()
    differ: Counter[str] = Counter()
    with ExitStack() as stack:
        ask: dict[str, Callable[[str, list[databases.Row]], databases.Found]] = {
            "DuckDB": databases.in_duckdb,
            "SQLite": databases.in_sqlite,
        }
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            ask["PostgreSQL"] = stack.enter_context(databases.postgres(folder)).ask
        except databases.NoServer as missing:
            print(f"PostgreSQL is left out: {missing}")
        text = {
            name: sql_dialects.statement(name_in_sqlglot(name), "applicants", ("id",), {})
            for name in ask
        }
        for start in range(0, rows, AT_ONCE):
            made = databases.documents(min(AT_ONCE, rows - start), rng)
            right = [databases.expected(document) for document in made]
            table = [databases.row_of(document) for document in made]
            for name, question in text.items():
                found = ask[name](question, table)
                compared[name] += len(found)
                differ[name] += sum(a != b for a, b in zip(found, right, strict=True))
            for document, bounds in zip(made, right, strict=True):
                kind, same = by_oracle(document, bounds, rng)
                compared[f"oracle, {kind}"] += 1
                differ[f"oracle, {kind}"] += not same
            print(f"\r{start + len(made):,} of {rows:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    lines = ["| compared with the interpreter | rows | different |", "|-|-|-|"]
    lines += [f"| {name} | {compared[name]:,} | {differ[name]:,} |" for name in sorted(compared)]
    complete = len(text) == 3  # noqa: PLR2004 - DuckDB, SQLite and PostgreSQL
    return "\n".join(lines), complete and not any(differ.values())


def name_in_sqlglot(database: str) -> str:
    """Return what SQLGlot calls a database."""
    return {"PostgreSQL": "postgres"}.get(database, database.lower())
