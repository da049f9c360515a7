"""``scripts/bench batch``: how long the totals of many generated applicants take.

The SELECT of ``describing.sql`` runs on DuckDB, over whole rows with every reading settled for all
of them, and over rows with one cell in five left blank; the interpreter is timed on a part of them.
``--peers`` lets OpenFisca-Core and numpy by hand work out the same whole rows, ``--spark``
PySpark in local mode (it needs Java).  All must give the same sums.

``--prove`` compares rows one by one instead: DuckDB, SQLite and PostgreSQL with the interpreter and
the oracle.  ``--tables`` measures files as a person has them, on the command line and on the page.
``--write`` puts the table into a decision record.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

import duckdb
from environment import ROOT
from proving import peer_runs, sql_proof

from calculator.batch import sql_dialects
from calculator.engine.assess import allowed_cells
from calculator.engine.case import Case
from calculator.engine.describing import sql
from calculator.engine.rules.diagram import bounds, restrict, worlds
from calculator.engine.rules.facts.event import DAY
from calculator.policy import POLICY
from measuring import report, table_runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTLED = {reading.id: True for reading in POLICY.readings}
"""Every reading is settled with yes for all rows of the whole table."""

INTERPRETED = 2000
"""Rows that the interpreter is timed on."""

OPTIONS = {
    "applicant": ("enterprise", "enterprise", "enterprise", "cooperative", "park", "association"),
    "size": ("large", "medium", "small", "micro"),
    "overlaps": ("", "", "", "", "china-brand", "revenue-milestone;shanxi-premium"),
}


def make(database: Any, rows: int, blank: float) -> None:  # noqa: ANN401 - DuckDB's connection
    """Make the table ``applicants`` with this number of rows and this share of blank cells."""
    database.execute("SELECT setseed(0.39)")
    chosen = []
    for column in sql.input_columns(POLICY):
        if column.name in OPTIONS:
            words = ", ".join(f"'{word}'" for word in OPTIONS[column.name])
            value = f"[{words}][1 + floor(random() * {len(OPTIONS[column.name])})::INT]"
        elif column.type == "BIGINT":
            value = "floor(exp(random() * 5) * 50000000)::BIGINT"
        elif column.type == "DATE":
            value = "CASE WHEN random() < 0.5 THEN DATE '2023-06-01' + (random() * 1200)::INT END"
        else:
            # On whole rows an event has happened only where its day is known.
            event = column.name + DAY in {each.name for each in sql.input_columns(POLICY)}
            value = "FALSE" if event else "random() < 0.7"
        chosen.append(f'CASE WHEN random() >= {blank} THEN {value} END AS "{column.name}"')
    database.execute(
        f"CREATE OR REPLACE TABLE applicants AS SELECT range AS id, {', '.join(chosen)} "  # noqa: S608
        f"FROM range({rows})"
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that the better of two runs took, and what it gave."""
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def by_sql(database: Any, readings: dict[str, bool]) -> Any:  # noqa: ANN401
    """Return the sums of the totals' bounds."""
    text = sql.statement(POLICY, readings=readings)
    query = f"SELECT sum(total_low)::BIGINT, sum(total_high)::BIGINT FROM ({text})"  # noqa: S608
    return database.execute(query).fetchone()


def cases(database: Any, rows: int, readings: dict[str, bool]) -> list[Case]:  # noqa: ANN401
    """Return the first rows as the interpreter takes them."""
    names = [column.name for column in sql.input_columns(POLICY)]
    listed = ", ".join(f'"{name}"' for name in names)
    reply = database.execute(f"SELECT {listed} FROM applicants WHERE id < {rows} ORDER BY id")  # noqa: S608
    kinds = {fact.id: fact.kind for fact in POLICY.facts}
    found = []
    for row in reply.fetchall():
        given = dict(zip(names, row, strict=True))
        answers: dict[str, Any] = {}
        settled = dict(readings)
        for name, value in given.items():
            kind = kinds.get(name)
            day = given.get(name + DAY)
            if kind == "event" and day is not None:
                answers[name] = day
            elif value is None or name.endswith(DAY):
                continue
            elif kind is None:
                settled.setdefault(name, value)
            elif kind == "choice":
                answers[name] = frozenset([value])
            elif kind == "set":
                answers[name] = frozenset(value.split(";")) - {""}
            else:
                answers[name] = (value, value) if kind == "money" else value
        found.append(Case(answers, settled, POLICY.last_day))
    return found


def by_interpreter(applicants: list[Case]) -> tuple[int, int]:
    """Return the sums of the totals' bounds, worked out one by one."""
    low = high = 0
    for case in applicants:
        allowed = allowed_cells(POLICY, case)
        ends = bounds(worlds([restrict(node, allowed) for node in POLICY.groups]))
        low, high = low + ends[0], high + ends[1]
    return low, high


def rate(name: str, rows: int, from_file: float | None, alone: float | None) -> str:
    """Return a row of the table; a time that an engine does not have is empty."""
    times = [f"{seconds:.2f}" if seconds is not None else "" for seconds in (from_file, alone)]
    return f"| {name} | {rows:,} | {times[0]} | {times[1]} |"


def by_sql_from(path: Path, readings: dict[str, bool]) -> Any:  # noqa: ANN401
    """Return the sums of the totals' bounds, with the rows in a Parquet file."""
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        database.execute(f"CREATE VIEW applicants AS FROM read_parquet('{path}')")
        return by_sql(database, readings)


def measure(rows: int, *, peers: bool, spark: bool) -> tuple[str, bool]:
    """Return the table, and whether all engines agree."""
    lines = ["| engine | rows | seconds from a Parquet file | seconds alone |", "|-|-|-|-|"]
    parquet = ROOT / "build" / "applicants.parquet"
    sums = set()
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        make(database, rows, 0.0)
        database.execute(f"COPY applicants TO '{parquet}' (FORMAT parquet)")
        alone, found = timed(lambda: by_sql(database, SETTLED))
        from_file, again = timed(lambda: by_sql_from(parquet, SETTLED))
        sums |= {*found, *again}
        lines.append(rate("whole rows: the SELECT on DuckDB", rows, from_file, alone))
        if peers:
            peer_runs.install("requirements")
            for name, script in (
                ("OpenFisca-Core", ["by_openfisca.py", "table"]),
                ("numpy by hand", ["by_numpy.py"]),
            ):
                reply = peer_runs.ask(*script, str(parquet))
                sums.add(reply["sum"])
                times = reply["from_file"], reply["seconds"]
                lines.append(rate(f"whole rows: {name}", rows, *times))
        if spark:
            peer_runs.install("spark")
            text = sql_dialects.statement("spark", "applicants", ("id",), SETTLED)
            reply = peer_runs.ask("by_spark.py", str(parquet), given=text)
            sums |= set(reply["sums"])
            name = "whole rows: the SELECT on PySpark, local mode"
            lines.append(rate(name, rows, reply["from_file"], None))
        some = cases(database, min(rows, INTERPRETED), SETTLED)
        took, _ = timed(lambda: by_interpreter(some))
        lines.append(rate("whole rows: the interpreter, totals alone", len(some), None, took))
        make(database, rows, 0.2)
        took, _ = timed(lambda: by_sql(database, {}))
        lines.append(rate("one cell in five blank: the SELECT on DuckDB", rows, None, took))
        some = cases(database, min(rows, INTERPRETED), {})
        took, right = timed(lambda: by_interpreter(some))
        name = "one cell in five blank: the interpreter, totals alone"
        lines.append(rate(name, len(some), None, took))
        database.execute(f"DELETE FROM applicants WHERE id >= {len(some)}")  # noqa: S608
        same = right == tuple(by_sql(database, {}))
    return "\n".join(lines), same and len(sums) == 1


def main(arguments: list[str]) -> int:
    """Print the table; return 1 where two engines disagree, else 0."""
    parser = argparse.ArgumentParser(prog="scripts/bench batch", description=__doc__)
    parser.add_argument("--rows", type=int, default=None, help="1,000,000; to prove, 100,000")
    parser.add_argument("--peers", action="store_true", help="install and measure the others too")
    parser.add_argument("--spark", action="store_true", help="install and measure PySpark too")
    parser.add_argument("--prove", action="store_true", help="compare rows one by one instead")
    parser.add_argument("--tables", action="store_true", help="measure files of applicants instead")
    parser.add_argument(
        "--write", action="store_true", help="write the table into its decision record"
    )
    options = parser.parse_args(arguments)
    if options.tables:
        table = table_runs.measure()
        if options.write:
            report.put(report.APPLICANTS, "tables", report.dated(table))
        return 0
    if options.prove:
        table, agreed = sql_proof.prove(options.rows or 100_000)
    else:
        rows = options.rows or 1_000_000
        table, agreed = measure(rows, peers=options.peers, spark=options.spark)
    print(table)
    if not agreed:
        print("the engines do not agree")
    elif options.write:
        report.put(report.SPEED, "prove" if options.prove else "batch", report.dated(table))
    return 0 if agreed else 1
