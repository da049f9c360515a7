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
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch import options, tables
from calculator.batch.reading import (
    amount_units,
    cells,
    columns,
    grid,
    plausible,
    proposals,
    survey,
)
from calculator.batch.reading import rows as rows_
from calculator.batch.reading.columns import CARRIED
from calculator.batch.screen import TOTAL_HIGH, TOTAL_LOW, members
from calculator.engine.describing import sql
from calculator.engine.rules.facts import Choice
from calculator.engine.rules.facts.event import DAY
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

AT_ONCE = 10_000
"""Rows that are taken from DuckDB at a time."""

LONGEST_HEADINGS = 1_000_000
"""Bytes of the first line that are looked at."""

SEVERAL = "有几个可能的值，--engine duckdb 不能用"

NAMED = 50
"""Rows that are looked up to be named, and words of a column."""

_ODD = r"[\s\p{Z}\p{Cf}\x{ff01}-\x{ff5e}〜—–−]"
"""What is in every text that is not its own label."""

HEADER_ROWS = 1
"""The headings are in the first row, so the first applicant is row 2, as in a spreadsheet."""


def screen_large(
    name: str,
    readings: Mapping[str, bool],
    wishes: columns.Wishes | None = None,
    answers: Mapping[str, str] | None = None,
    *,
    force: bool = False,
) -> tuple[list[str], list[str], Iterator[bytes]]:
    """Return the problems of a CSV or Parquet file, what is to be told, and the result as CSV.

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
        _leave_out(database, found)
        problems = [*survey.side_by_side(found.headings), *found.problems, *problems]
        for number, column in enumerate(layout.answers):
            problems += _read_column(database, column, number)
        if problems:
            return problems, [], iter(())
        _join(database, layout)
        _doubt(database, found, layout)
        problems = [f"{ask.text}；{ask.option}" for ask in found.open(answers)] + found.problems
        _delete(database, _left_out(found, answers), "applicants", "id")
        doubts = _amounts(database, layout).doubts()
    except failure as error:
        message = f"{name}：DuckDB 不能读取：{_in_words(str(error))}"
        raise tables.Unusable(message) from None
    problems += [] if force else options.doubtful(doubts)
    if problems:
        return problems, [], iter(())
    told = [*found.told, *found.decided(answers), *doubts]
    return [], told, _result(database, layout, readings)


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


def _delete(database: Any, numbers: Iterable[int], table: str, column: str) -> None:  # noqa: ANN401
    """Delete rows by their numbers in the file."""
    rows = [[number - HEADER_ROWS] for number in numbers]
    if rows:
        database.executemany(f"DELETE FROM {table} WHERE {column} = ?", rows)  # noqa: S608


def _left_out(found: survey.Read, answers: Mapping[str, str]) -> set[int]:
    """Return which rows are no applicants, as was decided."""
    out = [numbers for name, numbers in found.groups.items() if answers.get(name) == survey.OUT]
    sums = {left.number for left in found.left if left.reason == rows_.NAMELESS_SUM}
    return sums.union(*out)


def _text(heading: str) -> str:
    """Return SQL for a cell as text, as the file has it."""
    return f"trim(CAST({_quoted(heading)} AS VARCHAR))"


def _label(heading: str) -> str:
    """Return SQL for what ``rows.label_of`` makes of a cell."""
    kept = {mark: into for mark, into in cells.NARROW.items() if into}
    dropped = [mark for mark, into in cells.NARROW.items() if not into]
    # What has no counterpart at the end is dropped.
    old = "".join(map(chr, [*kept, *dropped]))
    new = "".join(into if isinstance(into, str) else chr(into) for into in kept.values())
    text = f"coalesce({_text(heading)}, '')"
    plain = f"regexp_replace(translate({text}, {_literal(old)}, {_literal(new)}), '\\s', '', 'g')"
    # To replace takes long, and few names have any of these.
    return f"CASE WHEN regexp_matches({text}, '{_ODD}') THEN {plain} ELSE {text} END"


def _leave_out(database: Any, found: survey.Read) -> None:  # noqa: ANN401 - DuckDB's connection
    """Delete blank rows, and those that are no applicant's by their words, and note the latter.

    Raises Unusable where nothing is left.
    """
    texts = [_text(each.text) for each in found.headings]
    filled = " OR ".join(f"{text} <> ''" for text in texts)
    database.execute(f"DELETE FROM source WHERE NOT coalesce({filled}, FALSE)")  # noqa: S608
    first = f"coalesce({', '.join(f'nullif({text}, {chr(39) * 2})' for text in texts)})"
    place = columns.name_column(found.headings)
    name = first if place is None else texts[place]
    words = ", ".join(_literal(each) for each in (*(h.text for h in found.headings), *CARRIED))
    # What follows is the same as for small tables, on the few rows that may be meant.
    rows = database.execute(
        f"SELECT row_number_, {', '.join(texts)} FROM source "  # noqa: S608
        f"WHERE row_number_ = (SELECT min(row_number_) FROM source) OR {first} IN ({words}) "
        f"OR regexp_matches({first}, {_literal(rows_.SUSPECT)}) "
        f"OR regexp_matches({name}, {_literal(rows_.SUSPECT)}) "
        f"OR regexp_full_match(lower({first}), {_literal(columns.FIRM)}) ORDER BY 1"
    ).fetchall()
    start = rows[0][0] if rows else 0
    headings = [each.text for each in found.headings]
    for number, *row in rows:
        # Only the first row of all may number the columns.
        found.rows = [] if number == start else [(start, ())]
        survey.leave_out(found, number + HEADER_ROWS, row, headings)
    found.rows = []
    _delete(database, [left.number for left in found.left], "source", "row_number_")
    if not database.execute("SELECT count(*) FROM source").fetchone()[0]:
        message = "列名下面没有数据行"
        raise tables.Unusable(message)
    survey.tell_left(found)


def _doubt(database: Any, found: survey.Read, layout: columns.Layout) -> None:  # noqa: ANN401
    """Find what ``survey`` finds in small tables: rows that may be no applicant's, and others."""
    doubts = rows_.Doubts()
    name, code = columns.name_column(found.headings), columns.code_column(found.headings)
    texts = [_text(each.text) for each in found.headings]
    count = database.execute("SELECT count(*) FROM source").fetchone()[0]
    filled = " + ".join(f"CAST(coalesce({text}, '') <> '' AS INTEGER)" for text in texts)
    lone = _numbers(database, f"{filled} = 1") if len(texts) > 1 else []
    doubts.lone = lone if len(lone) < count else []
    sums = _sums(database, found, layout, code, count)
    if name is not None:
        label = _label(found.headings[name].text)
        suspects = database.execute(
            f"SELECT row_number_ + {HEADER_ROWS}, {label} FROM source "  # noqa: S608
            f"WHERE regexp_full_match(lower({label}), {_literal(rows_.NO_FIRM)}) ORDER BY 1"
        )
        for number, word in _fetched(suspects):
            if rows_.is_no_name(word):
                if sums.pop(number, "") == rows_.SUM:
                    doubts.nameless_sums.append(number)
                elif number not in doubts.lone:
                    doubts.unsure[number] = rows_.NAMELESS
            elif reason := rows_.like_a_title(word):
                sums.setdefault(number, reason)
    sums = {number: reason for number, reason in sums.items() if number not in doubts.lone}
    doubts.unsure = dict(sorted({**doubts.unsure, **sums}.items()))
    doubts.lone = sorted({*doubts.lone}.difference(doubts.nameless_sums))
    keys = [_twice(database, found.headings[each].text) for each in (name, code) if each is not None]
    doubts.twice = rows_.twice({*doubts.lone, *doubts.unsure, *doubts.nameless_sums}, *keys)
    named = {*doubts.lone, *doubts.unsure, *doubts.nameless_sums, *sum(doubts.twice, [])}
    survey.ask_about(found, doubts, _rows_of(database, texts, named))
    _ask_about_columns(database, found)


def _fetched(reply: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - DuckDB's result
    while rows := reply.fetchmany(AT_ONCE):
        yield from rows


def _numbers(database: Any, condition: str) -> list[int]:  # noqa: ANN401
    """Return the rows of a condition by their numbers in the file."""
    reply = database.execute(
        f"SELECT row_number_ + {HEADER_ROWS} FROM source WHERE {condition} ORDER BY 1"  # noqa: S608
    )
    return [number for (number,) in _fetched(reply)]


def _rows_of(
    database: Any,  # noqa: ANN401
    texts: Sequence[str],
    numbers: Collection[int],
) -> dict[int, Sequence[str]]:
    """Return some rows by their numbers in the file; () for those that no message will name."""
    few = ", ".join(str(number - HEADER_ROWS) for number in sorted(numbers)[:NAMED])
    reply = database.execute(
        f"SELECT row_number_, {', '.join(texts)} FROM source WHERE row_number_ IN ({few or 0})"  # noqa: S608
    )
    return dict.fromkeys(numbers, ()) | {
        number + HEADER_ROWS: row for number, *row in reply.fetchall()
    }


def _twice(database: Any, heading: str) -> dict[int, str]:  # noqa: ANN401
    """Return the rows with what stands in a column more than once."""
    label = f"lower({_label(heading)})"
    reply = database.execute(
        f"SELECT row_number_ + {HEADER_ROWS}, {label} FROM source WHERE {label} IN "  # noqa: S608
        f"(SELECT {label} FROM source GROUP BY 1 HAVING count(*) > 1) ORDER BY 1"
    )
    return dict(_fetched(reply))


def _ask_about_columns(database: Any, found: survey.Read) -> None:  # noqa: ANN401
    """Find columns with the units of their rows, with points for commas, and cut numbers."""
    pointed = []
    for place, each in enumerate(found.headings):
        text = _text(each.text)
        filled = f"SELECT DISTINCT {text} FROM source WHERE {text} <> ''"  # noqa: S608
        (example,) = database.execute(f"{filled} LIMIT 1").fetchone() or ("",)
        if amount_units.read_unit(example):
            words = {word for (word,) in database.execute(f"{filled} LIMIT {NAMED}").fetchall()}
            problem = survey.mixed_units(found.headings, place, words)
            found.problems += [problem] if problem else []
        if re.fullmatch(survey.POINTS, example):
            is_like_it = f"regexp_full_match({text}, {_literal(survey.POINTS)})"
            several = len(database.execute(f"{filled} LIMIT 2").fetchall()) > 1
            others = database.execute(f"{filled} AND NOT {is_like_it} LIMIT 1").fetchone()
            pointed += [(each, example)] if several and not others else []
    survey.ask_points(found, pointed)


def _sums(
    database: Any,  # noqa: ANN401
    found: survey.Read,
    layout: columns.Layout,
    code: int | None,
    count: int,
) -> dict[int, str]:
    """Return the rows whose amounts are the sums of others, each with the reason.

    The database looks whether there may be any: to add up in Python takes long.
    """
    names = [
        _quoted(column.asked.id)
        for column in layout.answers
        if cells.kind_of(column.asked).is_amount
    ]
    if not names:
        return {}
    has_code = "FALSE"
    if code is not None:
        has_code = f"length({_label(found.headings[code].text)}) >= {rows_.CODE}"
    amounts = ", ".join(
        f"CAST(coalesce(applicants.{name}, 0) AS DOUBLE) AS {name}" for name in names
    )
    breaks = [left.number - HEADER_ROWS for left in found.left]
    database.execute(
        f"CREATE TABLE amounts AS SELECT applicants.id + {HEADER_ROWS} AS id, {amounts}, "  # noqa: S608
        f"{has_code} AS code_, above AS part "
        "FROM applicants JOIN source ON row_number_ = applicants.id "
        f"ASOF JOIN (SELECT unnest({[0, *breaks]}) AS above) ON applicants.id > above ORDER BY 1"
    )
    if not _may_have_sums(database, names):
        return {}
    reply = database.execute(f"SELECT id, code_, {', '.join(names)} FROM amounts ORDER BY id")  # noqa: S608
    lines = ((number, row, has_code) for number, has_code, *row in _fetched(reply))
    return rows_.sums_in(lines, [left.number for left in found.left], len(names), count)


def _may_have_sums(database: Any, names: Sequence[str]) -> bool:  # noqa: ANN401
    """Return whether any row may be a total: the first one is that of all since a title or total,
    or one of the first two rows is that of those beneath.
    """
    windows = {"whole": "ORDER BY id", "since": "PARTITION BY part ORDER BY id"}
    if not database.execute("SELECT max(part) FROM amounts").fetchone()[0]:
        del windows["since"]
    above = ", ".join(
        f"sum({name}) OVER {window} AS {_quoted(f'{window}_{place}')}"
        for window in windows
        for place, name in enumerate(names)
    )
    is_sum = " OR ".join(
        "("
        + " AND ".join(
            f"({name} = 0 OR abs({name} - {_quoted(f'{window}_{place}')}) <= {rows_.NEAR} * "
            f"greatest({name}, {_quoted(f'{window}_{place}')}))"
            for place, name in enumerate(names)
        )
        + ")"
        for window in windows
    )
    ends = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    defined = ", ".join(f"{window} AS ({over} {ends})" for window, over in windows.items())
    has_amount = " + ".join(names) + " > 0"
    (there_are,) = database.execute(
        f"SELECT count(*) > 0 FROM (SELECT *, {above} FROM amounts WINDOW {defined}) "  # noqa: S608
        f"WHERE NOT code_ AND {has_amount} AND ({is_sum})"
    ).fetchone()
    return bool(there_are) or any(_is_on_top(database, names, start) for start in (0, 1))


def _is_on_top(database: Any, names: Sequence[str], start: int) -> bool:  # noqa: ANN401
    has_amount = " + ".join(names) + " > 0"
    reply = database.execute(
        f"SELECT code_, {', '.join(names)} FROM amounts WHERE {has_amount} "  # noqa: S608
        f"ORDER BY id OFFSET {start}"
    )
    rows = _fetched(reply)
    has_code, *top = next(rows, (True,))
    return not has_code and rows_.begins_with_sum(top, ([*row] for _, *row in rows))


def _amounts(database: Any, layout: columns.Layout) -> plausible.Amounts:  # noqa: ANN401
    """Return what the amounts tell of a wrong unit."""
    found = plausible.Amounts()
    lines = dict(plausible.lowest_lines())
    for column in layout.answers:
        if column.asked.id not in lines:
            continue
        name = _quoted(column.asked.id)
        low = f"{name} * {plausible.FAR_BELOW} < {lines[column.asked.id]}"
        count, highest, *others = database.execute(
            f"SELECT count(*), max({name}), arg_max(id, {name}) + {HEADER_ROWS}, "  # noqa: S608
            f"count(*) FILTER ({low}), "
            f"coalesce(max({name}) FILTER ({low}), 0), "
            f"coalesce(min({name}) FILTER (NOT {low}), 0), "
            f"coalesce((list(id + {HEADER_ROWS} ORDER BY id) FILTER ({low}))[:{plausible.NAMED}], []) "
            f"FROM applicants WHERE {name} > 0"
        ).fetchone()
        if count:
            found.of[column.asked.id] = plausible.Seen(count, highest, *others)
    return found


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
    quoted = _literal(str(path))
    if path.suffix.lower() == ".parquet":
        reader = f"read_parquet({quoted})"
    else:
        # Decided by the headings, as for small tables: in cells the same marks may separate items.
        with path.open("rb") as file:
            headings = file.readline(LONGEST_HEADINGS)
        mark = max((b",", b"\t", b";"), key=headings.count).decode()
        reader = (
            f"read_csv({quoted}, all_varchar = true, header = true, delim = '{mark}', "
            "quote = '\"', escape = '\"', skip = 0, null_padding = false, strict_mode = true)"
        )
    database.execute(
        f"CREATE TABLE source AS SELECT row_number() OVER () AS row_number_, * FROM {reader}"  # noqa: S608 - quoted
    )


def _quoted(heading: str) -> str:
    return '"' + heading.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _read_column(database: Any, column: columns.Column, number: int) -> list[str]:  # noqa: ANN401
    """Create a table with the meaning of each text of a column; return the problems."""
    heading = _quoted(column.heading)
    text = f"CAST({heading} AS VARCHAR)"
    asked = column.asked
    is_plain = cells.kind_of(asked).is_amount and column.unit is not None
    plain = (
        f"regexp_full_match({text}, '0|[1-9][0-9]{{0,{15 - len(str(column.unit))}}}')"
        if is_plain
        else "FALSE"
    )
    found = database.execute(
        f"SELECT {text}, min(row_number_), count(*) FROM source "  # noqa: S608 - quoted
        f"WHERE {heading} IS NOT NULL AND NOT {plain} GROUP BY 1"
    ).fetchall()
    meaning: list[tuple[object, ...]] = []
    problems = []
    bare = []
    told: set[object] = set()
    for cell, first, count in found:
        try:
            value = cells.read_cell(asked, cell, column.unit, members(), column.blank)
            if isinstance(asked, Choice) and value is not None and len(value) > 1:
                raise cells.BadCell(cell, SEVERAL, cells.accepted(asked))  # noqa: TRY301
            meaning.append((cell, *_single(cell, value)))
        except cells.NoUnit:
            bare.append((cell, count))
        except cells.BadCell as wrong:
            row = first + HEADER_ROWS
            more = f"等 {count} 行" if count > 1 else ""
            place = f"第 {row} 行{more}“{column.heading}”（{grid.letters(column.index)}{row}）"
            problems.append(f"{place}：{wrong.once(told, number)}")
    if bare:
        place = f"第 {HEADER_ROWS} 行“{column.heading}”（{grid.letters(column.index)} 列）"
        count = sum(count for _, count in bare)
        problems.append(f"{place}：{count} 个金额{options.no_unit(bare[0][0], column.heading)}")
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
        elif cells.kind_of(column.asked).is_amount:
            heading = _quoted(column.heading)
            plain = f"TRY_CAST({heading} AS BIGINT) * {column.unit or 1}"
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
        f"CREATE TABLE applicants AS SELECT row_number_ AS id, {', '.join(chosen)} "  # noqa: S608
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
    ends = [*ends[-3:-1], *ends[:-3]]
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
