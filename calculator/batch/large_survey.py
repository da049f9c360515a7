"""What is not clear in a large table: the same as ``parsing.survey`` finds, looked for by DuckDB.

The database picks the few rows that may be meant; what they are is decided by the same functions
as for small tables, so both are asked about in the same words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from calculator.batch import tables
from calculator.batch.parsing import (
    amount_units,
    columns,
    plausible,
    survey,
)
from calculator.batch.parsing import rows as rows_
from calculator.engine.rules.facts.texts import NARROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

AT_ONCE = 10_000
"""Rows that are taken from DuckDB at a time."""

HEADER_ROWS = 1
"""The headings are in the first row, so the first applicant is row 2, as in a spreadsheet."""

NAMED = 50
"""Different words of a column that are looked at."""

_ODD = r"[\s\p{Z}\p{Cf}\x{ff01}-\x{ff5e}〜—–−]"
"""What is in every text that is not its own label."""


def quoted(heading: str) -> str:
    """Return SQL for a column of the file."""
    return '"' + heading.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return SQL for a text."""
    return "'" + text.replace("'", "''") + "'"


def delete(database: Any, numbers: Iterable[int], table: str, column: str) -> None:  # noqa: ANN401
    """Delete rows by their numbers in the file."""
    rows = [[number - HEADER_ROWS] for number in numbers]
    if rows:
        database.executemany(f"DELETE FROM {table} WHERE {column} = ?", rows)  # noqa: S608


def left_out(found: survey.Read, answers: Mapping[str, str]) -> frozenset[int]:
    """Return which rows are no applicants, as was decided."""
    sums = {left.number for left in found.left if left.reason == rows_.NAMELESS_SUM}
    return found.without(answers) | sums


def _text(heading: str) -> str:
    """Return SQL for a cell as text, as the file has it."""
    return f"trim(CAST({quoted(heading)} AS VARCHAR))"


def _label(heading: str) -> str:
    """Return SQL for what ``rows.label_of`` makes of a cell."""
    kept = {mark: into for mark, into in NARROW.items() if into}
    dropped = [mark for mark, into in NARROW.items() if not into]
    # What has no counterpart at the end is dropped.
    old = "".join(map(chr, [*kept, *dropped]))
    new = "".join(into if isinstance(into, str) else chr(into) for into in kept.values())
    text = f"coalesce({_text(heading)}, '')"
    plain = f"regexp_replace(translate({text}, {literal(old)}, {literal(new)}), '\\s', '', 'g')"
    # To replace takes long, and few names have any of these.
    return f"CASE WHEN regexp_matches({text}, '{_ODD}') THEN {plain} ELSE {text} END"


def leave_out(database: Any, found: survey.Read) -> None:  # noqa: ANN401 - DuckDB's connection
    """Delete blank rows, and those that are no applicant's by their words, and note the latter.

    Raises Unusable where nothing is left.
    """
    texts = [_text(each.text) for each in found.headings]
    filled = " OR ".join(f"{text} <> ''" for text in texts)
    database.execute(f"DELETE FROM source WHERE NOT coalesce({filled}, FALSE)")  # noqa: S608
    first = f"coalesce({', '.join(f'nullif({text}, {chr(39) * 2})' for text in texts)})"
    place = columns.name_column(found.headings)
    name = first if place is None else texts[place]
    known = [*(each.text for each in found.headings), *columns.CARRIED]
    words = ", ".join(map(literal, known))
    # What follows is the same as for small tables, on the few rows that may be meant.
    rows = database.execute(
        f"SELECT row_number_, {', '.join(texts)} FROM source "  # noqa: S608
        f"WHERE row_number_ = (SELECT min(row_number_) FROM source) OR {first} IN ({words}) "
        f"OR regexp_matches({first}, {literal(rows_.SUSPECT)}) "
        f"OR regexp_matches({name}, {literal(rows_.SUSPECT)}) "
        f"OR (length({first}) < {len(rows_.LONG_NAME)} "
        f"AND regexp_full_match(lower({first}), {literal(columns.FIRM)})) ORDER BY 1"
    ).fetchall()
    headings = [each.text for each in found.headings]
    for place, (number, *row) in enumerate(rows):
        survey.leave_out(found, number + HEADER_ROWS, row, headings, is_first=not place)
    delete(database, [left.number for left in found.left], "source", "row_number_")
    if not database.execute("SELECT count(*) FROM source").fetchone()[0]:
        message = "列名下面没有数据行"
        raise tables.Unusable(message)
    survey.tell_left(found)


def doubt(database: Any, found: survey.Read, layout: columns.Layout) -> None:  # noqa: ANN401
    """Find what ``survey`` finds in small tables: rows that may be no applicant's, and others."""
    name, code = columns.name_column(found.headings), columns.code_column(found.headings)
    texts = [_text(each.text) for each in found.headings]
    count = database.execute("SELECT count(*) FROM source").fetchone()[0]
    has = [f"coalesce({text}, '') <> ''" for text in texts]
    filled = " + ".join(f"CAST({each} AS INTEGER)" for each in has)
    # Most rows have something in their first two cells, and need not be counted.
    lone = _numbers(database, f"NOT ({' AND '.join(has[:2])}) AND {filled} = 1")
    lone = lone if len(texts) > 1 and len(lone) < count else []
    sums = _sums(database, found, layout, code, count)
    labels: dict[int, str] = {}
    if name is not None:
        label = _label(found.headings[name].text)
        suspects = database.execute(
            f"SELECT row_number_ + {HEADER_ROWS}, {label} FROM source "  # noqa: S608
            f"WHERE regexp_full_match(lower({label}), {literal(rows_.NO_FIRM)}) ORDER BY 1"
        )
        labels = dict(fetched(suspects))
    doubts = rows_.decided(sorted({*lone, *sums, *labels}), labels, sums, frozenset(lone))
    keys = [
        _twice(database, found.headings[each].text) for each in (name, code) if each is not None
    ]
    doubts.twice = rows_.twice(doubts.others, *keys)
    every = (doubts.lone, doubts.unsure, doubts.nameless_sums, [each[0] for each in doubts.twice])
    named = [number for numbers in every for number in list(numbers)[: survey.FEW]]
    numbers = {number for numbers in every for number in numbers}
    known = _rows_of(database, texts, named)
    survey.ask_about(found, doubts, {number: known.get(number, ()) for number in numbers})
    _ask_about_columns(database, found)


def fetched(reply: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - DuckDB's result
    """Yield the rows of a result, a part of which is in memory."""
    while rows := reply.fetchmany(AT_ONCE):
        yield from rows


def _numbers(database: Any, condition: str) -> list[int]:  # noqa: ANN401
    """Return the rows of a condition by their numbers in the file."""
    reply = database.execute(
        f"SELECT row_number_ + {HEADER_ROWS} FROM source WHERE {condition} ORDER BY 1"  # noqa: S608
    )
    return [number for (number,) in fetched(reply)]


def _rows_of(
    database: Any,  # noqa: ANN401
    texts: Sequence[str],
    numbers: Iterable[int],
) -> dict[int, Sequence[str]]:
    """Return some rows by their numbers in the file."""
    wanted = ", ".join(str(number - HEADER_ROWS) for number in numbers) or "0"
    reply = database.execute(
        f"SELECT row_number_, {', '.join(texts)} FROM source WHERE row_number_ IN ({wanted})"  # noqa: S608
    )
    return {number + HEADER_ROWS: row for number, *row in reply.fetchall()}


def _twice(database: Any, heading: str) -> dict[int, str]:  # noqa: ANN401
    """Return the rows with what stands in a column more than once."""
    label = f"lower({_label(heading)})"
    reply = database.execute(
        f"SELECT row_number_ + {HEADER_ROWS}, {label} FROM source WHERE {label} IN "  # noqa: S608
        f"(SELECT {label} FROM source GROUP BY 1 HAVING count(*) > 1) ORDER BY 1"
    )
    return dict(fetched(reply))


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
            is_like_it = f"regexp_full_match({text}, {literal(survey.POINTS)})"
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
    names = [quoted(column.asked.id) for column in layout.answers if column.asked.is_amount]
    breaks = [left.number for left in found.left]
    if not names or not _may_have_sums(database, names, breaks):
        return {}
    label = "''" if code is None else _label(found.headings[code].text)
    amounts = ", ".join(f"coalesce(applicants.{name}, 0)" for name in names)
    reply = database.execute(
        f"SELECT applicants.id + {HEADER_ROWS}, length({label}) >= {rows_.CODE}, {amounts} "  # noqa: S608
        "FROM applicants JOIN source ON row_number_ = applicants.id ORDER BY 1"
    )
    lines = ((number, row, has_code) for number, has_code, *row in fetched(reply))
    return rows_.sums_in(lines, breaks, len(names), count)


def _may_have_sums(database: Any, names: Sequence[str], breaks: Sequence[int]) -> bool:  # noqa: ANN401
    """Return whether any row may be a total.

    The first one is that of all rows above, or of those since a title or total; or one of the
    first two rows is that of those beneath.
    """
    windows = {"whole": "ORDER BY id"}
    rows = "applicants"
    if breaks:
        windows["since"] = "PARTITION BY above ORDER BY id"
        starts = [0, *(number - HEADER_ROWS for number in breaks)]
        rows = f"applicants ASOF JOIN (SELECT unnest({starts}) AS above) ON id > above"
    amounts = ", ".join(f"CAST(coalesce({name}, 0) AS DOUBLE) AS {name}" for name in names)
    has_amount = " + ".join(names) + " > 0"
    ends = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    sums = {(window, name): quoted(f"{window} {name}") for window in windows for name in names}
    added = ", ".join(
        f"sum({name}) OVER {window} AS {each}" for (window, name), each in sums.items()
    )
    defined = ", ".join(f"{window} AS ({over} {ends})" for window, over in windows.items())
    is_sum = " OR ".join(
        " AND ".join(
            f"({name} = 0 OR abs({name} - {each}) <= {rows_.NEAR} * greatest({name}, {each}))"
            for name in names
            for each in [sums[window, name]]
        )
        for window in windows
    )
    split = ", above" if breaks else ""
    there_are = database.execute(
        f"SELECT 1 FROM (SELECT *, {added} FROM (SELECT id, {amounts}{split} FROM {rows}) "  # noqa: S608
        f"WINDOW {defined}) WHERE {has_amount} AND ({is_sum}) LIMIT 1"
    ).fetchone()
    return bool(there_are) or any(_is_on_top(database, names, start) for start in (0, 1))


def _is_on_top(database: Any, names: Sequence[str], start: int) -> bool:  # noqa: ANN401
    amounts = [f"coalesce({name}, 0)" for name in names]
    reply = database.execute(
        f"SELECT {', '.join(amounts)} FROM applicants WHERE {' + '.join(amounts)} > 0 "  # noqa: S608
        f"ORDER BY id OFFSET {start}"
    )
    rows = fetched(reply)
    top = next(rows, ())
    return bool(top) and rows_.begins_with_sum(top, rows)


def amounts_of(database: Any, layout: columns.Layout) -> plausible.Amounts:  # noqa: ANN401
    """Return what the amounts tell of a wrong unit."""
    found = plausible.Amounts()
    lines = dict(plausible.lowest_lines())
    for column in layout.answers:
        if column.asked.id not in lines:
            continue
        name = quoted(column.asked.id)
        low = f"{name} * {plausible.FAR_BELOW} < {lines[column.asked.id]}"
        count, highest, *others = database.execute(
            f"SELECT count(*), max({name}), arg_max(id, {name}) + {HEADER_ROWS}, "  # noqa: S608
            f"count(*) FILTER ({low}), "
            f"coalesce(max({name}) FILTER ({low}), 0), "
            f"coalesce(min({name}) FILTER (NOT {low}), 0), "
            f"coalesce((list(id + {HEADER_ROWS} ORDER BY id) FILTER ({low}))"
            f"[:{plausible.NAMED}], []) "
            f"FROM applicants WHERE {name} > 0"
        ).fetchone()
        if count:
            found.of[column.asked.id] = plausible.Seen(count, highest, *others)
    return found
