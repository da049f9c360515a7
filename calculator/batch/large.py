"""Large tables: the SELECT of ``describing.sql`` run by an embedded DuckDB over CSV or Parquet.

The result has amounts only.  Each distinct text is read once, by the reader of small tables (plain
whole numbers by DuckDB itself), so a cell means the same in both.  A column of SQL holds one value,
so ranges and several options are refused.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch import large_survey, options, tables
from calculator.batch.large_survey import AT_ONCE, HEADER_ROWS, literal, quoted
from calculator.batch.parsing import (
    cells,
    columns,
    grid,
    survey,
)
from calculator.batch.screen import TOTAL_HIGH, TOTAL_LOW, members
from calculator.engine.describing import sql
from calculator.engine.rules.facts.texts import BadText, NoUnit
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_LINE = 1_000_000
"""Characters of each of the first lines that are looked at."""

NEEDLESS = frozenset({"join_order", "in_clause", "projection_placement"})
"""Steps of DuckDB's planning that take a third of its time and make the statement no faster.

Measured over three rows and over a million.
"""

SEVERAL = "有几个可能的值，--engine duckdb 不能用"


def screen_large(
    name: str,
    readings: Mapping[str, bool],
    wishes: columns.Wishes | None = None,
    answers: Mapping[str, str] | None = None,
    *,
    force: bool = False,
) -> tuple[list[str], list[str], Iterator[bytes]]:
    """Return the problems of a CSV or Parquet file, the notes on it, and the result as CSV.

    Where there are problems, the result must not be used; ``answers`` are to what is asked about
    rows, and ``force`` confirms the amounts.  Raises ``tables.Unusable`` where the file cannot be
    read.
    """
    answers = answers or {}
    database, failure = _connect()
    try:
        _load(database, name)
        header = [row[0] for row in database.execute("DESCRIBE source").fetchall()][1:]
        found = survey.Read("", 0, 0, tuple(columns.plain_headings(header)), [])
        layout, problems = columns.lay_out(found.headings, HEADER_ROWS, wishes)
        large_survey.leave_out(database, found)
        problems = [*survey.side_by_side(found.headings), *found.problems, *problems]
        problems += survey.in_foreign_money(found.headings, layout)
        for number, column in enumerate(layout.answers):
            heading = found.headings[column.index]
            problems += _read_column(database, column, number, is_foreign=bool(heading.foreign))
        if problems:
            return problems, [], iter(())
        _join(database, layout)
        large_survey.doubt(database, found, layout)
        problems = [f"{ask.text}；{ask.option}" for ask in found.open(answers)] + found.problems
        large_survey.delete(database, large_survey.left_out(found, answers), "applicants", "id")
        doubts = large_survey.amounts_of(database, layout).doubts()
    except failure as error:
        message = f"{name}：DuckDB 不能读取：{_in_words(str(error))}"
        raise tables.Unusable(message) from None
    problems += [] if force else options.doubtful(doubts)
    if problems:
        return problems, [], iter(())
    notes = [*found.notes, *found.decided(answers), *doubts]
    return [], notes, _result(database, layout, readings)


def _in_words(error: str) -> str:
    """Say in Chinese what DuckDB said, as far as it is known, with the line that it names."""
    line = re.search(r"Line: (\d+)", error)
    place = f"第 {line[1]} 行：" if line else ""
    for pattern, words in (
        (
            "Expected Number of Columns|Too many columns|Missing columns",
            "格数和列名的格数不同，或引号没有成对",
        ),
        ("quote", tables.UNPAIRED),
        ("utf-?8|unicode|encod", "不是 UTF-8 编码；请另存为“CSV UTF-8”"),
        ("[Mm]aximum line size", "一行过长"),
    ):
        if re.search(pattern, error, re.IGNORECASE):
            return place + words
    return f"{place}不是能读的 CSV 或 Parquet"


def _connect() -> tuple[Any, type[Exception]]:
    try:
        import duckdb  # noqa: PLC0415 - only this engine needs it
    except ImportError:
        message = "--engine duckdb 要先安装 DuckDB：python -m pip install duckdb sqlglot"
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
    quoted = literal(str(path))
    if path.suffix.lower() == ".parquet":
        reader = f"read_parquet({quoted})"
    else:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            lines = [file.readline(LONGEST_LINE) for _ in range(tables.SOUGHT_IN)]
        # The headings are in the first line, so the mark is too, if there are several.
        possible = "".join(mark for mark in tables.DELIMITERS if mark in lines[0])
        mark = tables.delimiter_of(lines, possible or ",")
        reader = (
            f"read_csv({quoted}, all_varchar = true, header = true, delim = '{mark}', "
            "quote = '\"', escape = '\"', comment = '', skip = 0, null_padding = false, "
            "strict_mode = true)"
        )
    database.execute(
        f"CREATE TABLE source AS SELECT row_number() OVER () AS row_number_, * FROM {reader}"  # noqa: S608 - quoted
    )


def _read_column(
    database: Any,  # noqa: ANN401
    column: columns.Column,
    number: int,
    *,
    is_foreign: bool,
) -> list[str]:
    """Create a table with the meaning of each text of a column; return the problems."""
    heading = quoted(column.heading)
    text = f"CAST({heading} AS VARCHAR)"
    asked = column.asked
    is_plain = asked.is_amount and column.unit is not None
    plain = (
        f"regexp_full_match({text}, '0|[1-9][0-9]{{0,{15 - len(str(column.unit))}}}')"
        if is_plain
        else "FALSE"
    )
    found = database.execute(
        f"SELECT {text}, min(row_number_), count(*) FROM source "  # noqa: S608 - quoted
        f"WHERE {heading} IS NOT NULL AND NOT {plain} GROUP BY 1"
    ).fetchall()
    # The statement reads no prices: no award depends on them.
    held_in = asked.sql_columns()
    meaning: list[tuple[object, ...]] = []
    problems = []
    bare = []
    explained: set[object] = set()
    for cell, first, count in found:
        try:
            value = cells.read_cell(asked, cell, column.unit, members(), column.blank)
            held = (None,) * len(held_in) if value is None else asked.sql_values(value)
            if held is None:
                raise BadText(cell, SEVERAL, asked.accepts_one)  # noqa: TRY301
            meaning.append((cell, *held))
        except NoUnit:
            bare.append((cell, count))
        except BadText as wrong:
            row = first + HEADER_ROWS
            more = f"等 {count} 行" if count > 1 else ""
            place = f"第 {row} 行{more}“{column.heading}”（{grid.letters(column.index)}{row}）"
            problems.append(f"{place}：{wrong.once(explained, number)}")
    if bare and not is_foreign:
        place = f"第 {HEADER_ROWS} 行“{column.heading}”（{grid.letters(column.index)} 列）"
        count = sum(count for _, count in bare)
        problems.append(f"{place}：{count} 个金额{options.no_unit(bare[0][0], column.heading)}")
    named = "".join(f", {quoted(name)} {type_}" for name, type_ in held_in.items())
    database.execute(f"CREATE TABLE meaning_{number} (text_ VARCHAR{named})")
    if meaning:
        places = ", ".join("?" * (1 + len(held_in)))
        database.executemany(f"INSERT INTO meaning_{number} VALUES ({places})", meaning)  # noqa: S608
    return problems


def _join(database: Any, layout: columns.Layout) -> None:  # noqa: ANN401
    """Make the table that the statement reads: one column per fact."""
    by_id = {column.asked.id: (n, column) for n, column in enumerate(layout.answers)}
    chosen = []
    for wanted in sql.input_columns(POLICY):
        n, column = by_id.get(wanted.unknown.id, (None, None))
        read = f"m{n}.{quoted(wanted.name)}"
        if column is None:
            value = f"CAST(NULL AS {wanted.type})"
        elif column.asked.is_amount:
            heading = quoted(column.heading)
            plain = f"TRY_CAST(source.{heading} AS BIGINT) * {column.unit or 1}"
            value = f"CASE WHEN m{n}.text_ IS NULL THEN {plain} ELSE {read} END"
        else:
            value = read
        chosen.append(f'{value} AS "{wanted.name}"')
    joins = []
    for n, column in enumerate(layout.answers):
        heading = quoted(column.heading)
        joins.append(
            f"LEFT JOIN meaning_{n} m{n} ON m{n}.text_ = CAST(source.{heading} AS VARCHAR)"
        )
    database.execute(
        f"CREATE TABLE applicants AS SELECT row_number_ AS id, {', '.join(chosen)} "  # noqa: S608
        f"FROM source {' '.join(joins)}"
    )


def _result(
    database: Any,  # noqa: ANN401
    layout: columns.Layout,
    readings: Mapping[str, bool],
) -> Iterator[bytes]:
    carried = [quoted(heading) for _, heading in layout.carried]
    copied = "".join(f", source.{heading}" for heading in carried)
    ends = [f"found.{name}" for name in sql.output_columns(POLICY)]
    # The total first, as in the result of small tables.
    ends = [*ends[-3:-1], *ends[:-3]]
    # Not every release of DuckDB has all of them, and none takes a name that it does not have.
    steps = {name for (name,) in database.execute("FROM duckdb_optimizers()").fetchall()}
    database.execute(f"SET disabled_optimizers = '{','.join(sorted(NEEDLESS & steps))}'")
    reply = database.execute(
        f"SELECT id + {HEADER_ROWS}{copied}, {', '.join(ends)} "  # noqa: S608
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
    texts = 1 + len(carried)
    yield tables.csv_bytes([header])
    while rows := reply.fetchmany(AT_ONCE):
        out = io.StringIO(newline="")
        # Behind what is carried there are only amounts.
        csv.writer(out).writerows([*map(tables.safe, row[:texts]), *row[texts:]] for row in rows)
        yield out.getvalue().encode("utf-8", "replace")
