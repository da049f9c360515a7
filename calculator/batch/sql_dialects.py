"""The statement of ``engine.describing.sql`` in the dialect of one database, by SQLGlot."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from calculator.engine.describing import sql
from calculator.engine.messages import nearest, shown
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDING = frozenset({"postgres", "sqlite"})
"""Databases that inline the steps unless they are marked MATERIALIZED."""

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def statement(
    dialect: str | None, table: str, key: Sequence[str], readings: Mapping[str, bool]
) -> str:
    """Return the SELECT in a dialect; plain SQL for None.

    Raises ValueError, each problem on its own line.
    """
    problems = [
        f"{option}：{shown(name)} 不是表或列的名称；可用字母、汉字、数字和下划线"
        for option, names in (("--table", [table]), ("--key", key))
        for name in names
        if not _NAME.fullmatch(name)
    ]
    if problems:
        raise ValueError("\n".join(problems))
    if dialect is None:
        return sql.statement(POLICY, table, key, readings)
    try:
        import sqlglot  # noqa: PLC0415 - only for a dialect
    except ImportError:
        message = "--dialect 要先安装 SQLGlot：python -m pip install sqlglot"
        raise ValueError(message) from None
    known = [each.value for each in sqlglot.Dialects if each.value]
    if dialect not in known:
        message = (
            f"--dialect：没有 {shown(dialect)}{nearest(dialect, known)}；可用：{'、'.join(known)}"
        )
        raise ValueError(message)
    text = sql.statement(
        POLICY,
        table,
        key,
        readings,
        plain_days=dialect == "sqlite",
        materialized=dialect in FOLDING,
    )
    return sqlglot.transpile(text, read="duckdb", write=dialect, pretty=True)[0] + "\n"


def columns(readings: Mapping[str, bool]) -> str:
    """Return the columns that the statement reads, as CSV: types, permitted values, questions."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["column", "type", "permitted", "question"])
    for column in sql.input_columns(POLICY, readings):
        lines.writerow([column.name, column.type, column.accepts, column.unknown.heading])
    return out.getvalue()
