"""Large tables: the SELECT of ``engine.sql`` run by an embedded DuckDB over CSV or Parquet.

The result has amounts only.  Each distinct text is read once, by the reader of small tables (plain
whole numbers by DuckDB itself), so a cell means the same in both.  A column of SQL holds one value,
so ranges and several options are refused.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch import cells, columns, grid, tables
from calculator.batch.screen import TOTAL_HIGH, TOTAL_LOW, members
from calculator.engine import sql
from calculator.engine.facts import Choice, Money
from calculator.engine.facts.event import DAY
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

AT_ONCE = 10_000
"""Rows that are taken from DuckDB at a time."""

LONGEST_HEADINGS = 1_000_000
"""Bytes of the first line that are looked at."""

SEVERAL = "有几个可能的值，--engine duckdb 不能用"

HEADER_ROWS = 1
"""The headings are in the first row, so the first applicant is row 2, as in a spreadsheet."""


def screen_large(
    name: str, readings: Mapping[str, bool], keep: Iterable[str] = ()
) -> tuple[list[str], Iterator[bytes]]:
    """Return every problem of a CSV or Parquet file, and the result as parts of a CSV file.

    Where there are problems, the result must not be used.  Raises ``tables.Unusable`` where the
    file cannot be read.
    """
    database, failure = _connect()
    try:
        _load(database, name)
        header = [row[0] for row in database.execute("DESCRIBE source").fetchall()][1:]
    except failure as error:
        message = f"{name}：DuckDB 不能读取（{str(error).splitlines()[0]}）"
        raise tables.Unusable(message) from None
    layout, problems = columns.lay_out(header, HEADER_ROWS, keep)
    for number, column in enumerate(layout.answers):
        problems += _read_column(database, column, number)
    if problems:
        return problems, iter(())
    _join(database, layout)
    return [], _result(database, layout, readings)


def _connect() -> tuple[Any, type[Exception]]:
    try:
        import duckdb  # noqa: PLC0415 - only this engine needs it
    except ImportError:
        message = "--engine duckdb 要先安装 DuckDB:pip install 'specialised-town[duckdb]'"
        raise tables.Unusable(message) from None
    # DuckDB must not download extensions, whatever a file needs.
    still: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    database = duckdb.connect(config=still)
    database.execute(f"SET enable_progress_bar = {str(sys.stderr.isatty()).lower()}")
    return database, duckdb.Error


def _load(database: Any, name: str) -> None:  # noqa: ANN401 - DuckDB's connection
    path = Path(name)
    quoted = "'" + str(path).replace("'", "''") + "'"
    if path.suffix.lower() == ".parquet":
        reader = f"read_parquet({quoted})"
    else:
        # Decided by the headings, as for small tables: in cells the same marks may separate items.
        with path.open("rb") as file:
            headings = file.readline(LONGEST_HEADINGS)
        mark = max((b",", b"\t", b";"), key=headings.count).decode()
        reader = f"read_csv({quoted}, all_varchar = true, header = true, delim = '{mark}')"
    database.execute(
        f"CREATE TABLE source AS SELECT row_number() OVER () AS row_number_, * FROM {reader}"  # noqa: S608 - quoted
    )


def _quoted(heading: str) -> str:
    return '"' + heading.replace('"', '""') + '"'


def _read_column(database: Any, column: columns.Column, number: int) -> list[str]:  # noqa: ANN401
    """Create a table with the meaning of each text of a column; return the problems."""
    heading = _quoted(column.heading)
    text = f"CAST({heading} AS VARCHAR)"
    asked = column.asked
    plain = f"regexp_full_match({text}, '[0-9]{{1,15}}')" if isinstance(asked, Money) else "FALSE"
    found = database.execute(
        f"SELECT {text}, min(row_number_), count(*) FROM source "  # noqa: S608 - quoted
        f"WHERE {heading} IS NOT NULL AND NOT {plain} GROUP BY 1"
    ).fetchall()
    meaning: list[tuple[object, ...]] = []
    problems = []
    for cell, first, count in found:
        try:
            value = cells.read_cell(asked, cell, column.unit, members())
            if isinstance(asked, Choice) and value is not None and len(value) > 1:
                raise cells.BadCell(cell, SEVERAL, cells.accepted(asked))  # noqa: TRY301
            meaning.append((cell, *_single(cell, value)))
        except cells.BadCell as wrong:
            row = first + HEADER_ROWS
            more = f"等 {count} 行" if count > 1 else ""
            place = f"第 {row} 行{more}“{column.heading}”（{grid.letters(column.index)}{row}）"
            problems.append(f"{place}：{wrong}")
    # The statement reads no prices: no award depends on them.
    kind = next(iter(asked.sql_columns().values()), "BIGINT")
    database.execute(f"CREATE TABLE meaning_{number} (text_ VARCHAR, value {kind}, day DATE)")
    if meaning:
        database.executemany(f"INSERT INTO meaning_{number} VALUES (?, ?, ?)", meaning)  # noqa: S608
    return problems


def _single(cell: str, value: Any) -> tuple[object, date | None]:  # noqa: ANN401 - any fact's
    """Return the value and the day for the table; BadCell for more than one value."""
    if isinstance(value, date):
        return True, value
    if isinstance(value, tuple):
        low, high = value
        if low != high:
            one = "一个日期" if isinstance(low, date) else "一个金额"
            raise cells.BadCell(cell, SEVERAL, one)
        return low, None
    if isinstance(value, frozenset):
        return ";".join(sorted(value)), None
    return value, None


def _join(database: Any, layout: columns.Layout) -> None:  # noqa: ANN401
    """Make the table that the statement reads: a column a fact."""
    by_id = {column.asked.id: (n, column) for n, column in enumerate(layout.answers)}
    chosen = []
    for wanted in sql.input_columns(POLICY):
        n, column = by_id.get(wanted.name.removesuffix(DAY), (None, None))
        if column is None or n is None:
            value = f"CAST(NULL AS {wanted.type})"
        elif wanted.type == "DATE":
            value = f"m{n}.day"
        elif isinstance(column.asked, Money):
            heading = _quoted(column.heading)
            plain = f"TRY_CAST({heading} AS BIGINT) * {column.unit}"
            value = f"CASE WHEN m{n}.text_ IS NULL THEN {plain} ELSE m{n}.value END"
        else:
            value = f"m{n}.value"
        chosen.append(f'{value} AS "{wanted.name}"')
    joins = []
    for n, column in enumerate(layout.answers):
        heading = _quoted(column.heading)
        joins.append(
            f"LEFT JOIN meaning_{n} m{n} ON m{n}.text_ = CAST(source.{heading} AS VARCHAR)"
        )
    database.execute(
        f"CREATE VIEW applicants AS SELECT row_number_ AS id, {', '.join(chosen)} "  # noqa: S608
        f"FROM source {' '.join(joins)}"
    )


def _result(
    database: Any,  # noqa: ANN401
    layout: columns.Layout,
    readings: Mapping[str, bool],
) -> Iterator[bytes]:
    carried = [_quoted(heading) for _, heading in layout.carried]
    kept = "".join(f", source.{heading}" for heading in carried)
    ends = [f"found.{name}" for name in sql.output_columns(POLICY)]
    # The total first, as in the result of small tables.
    ends = [*ends[-2:], *ends[:-2]]
    reply = database.execute(
        f"SELECT id + {HEADER_ROWS}{kept}, {', '.join(ends)} "  # noqa: S608
        f"FROM ({sql.statement(POLICY, readings=readings)}) found "
        "JOIN source ON row_number_ = id ORDER BY id"
    )
    paid = [p.measure.name for p in POLICY.provisions if p.worth is not None]
    header = [
        "行号",
        *(heading for _, heading in layout.carried),
        TOTAL_LOW,
        TOTAL_HIGH,
        *(f"{name} {end}（元）" for name in paid for end in ("下限", "上限")),
    ]
    yield tables.csv_bytes([header])
    while rows := reply.fetchmany(AT_ONCE):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([tables.safe(cell) for cell in row] for row in rows)
        yield out.getvalue().encode("utf-8", "replace")
