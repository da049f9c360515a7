"""The statement of ``engine.describing.sql`` in the dialect of one database, by SQLGlot."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from calculator.engine.describing import sql
from calculator.engine.messages import nearest, shown
from calculator.engine.rules.facts import Reading, Set
from calculator.engine.rules.facts.numbers import MOST
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
        lines.writerow([column.name, column.type, _permitted(column), _question(column)])
    return out.getvalue()


def _permitted(column: sql.Column) -> str:
    """Return in words what a column may hold; NULL, for not answered, goes without saying."""
    if column.permitted and isinstance(column.unknown, Set):
        return f"'' 表示都没有；其中几个，用 ; 隔开，各写一次：{' '.join(column.permitted)}"
    if column.permitted:
        return " ".join(column.permitted)
    return {
        "BOOLEAN": "true false",
        "BIGINT": f"0 至 {MOST - 1}（元）",
        "DATE": "发生的日期；NULL 而前一列是 true，表示日期不清楚",
    }[column.type]


def _question(column: sql.Column) -> str:
    unknown = column.unknown
    return unknown.question if isinstance(unknown, Reading) else getattr(unknown, "label", "")
