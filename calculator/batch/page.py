"""The page 批量测算, seen from Python: what its worker calls, one step after the other.

A file is opened and read, its columns are laid out, its rows are checked and then assessed, and the
result is looked at and written.  Whatever may take long is done in pieces, so that the page can
show how far it is, and can stop between two of them.  The functions take plain values, keep what
they have made for the next ones, and give JSON text or the bytes of a file; what is wrong with a
file comes back as ``{"error": "…"}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from calculator.batch import cells, columns, screen, tables
from calculator.batch.workbook import Workbook
from calculator.engine.assess import notes
from calculator.engine.facts import nearest, shown
from calculator.engine.words import GROUPS, STATES, group_of
from calculator.policy import POLICY
from calculator.policy.facts import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from calculator.batch.cells import Cell
    from calculator.engine.expression import Reading
    from calculator.engine.facts import Fact

MOST_ROWS = 50_000
"""Rows that the page takes; more would fill the memory of a browser."""

SAMPLES = 3
PREVIEWED = 10
SHORT = 60
"""Characters of a cell that the page shows."""

_NAMES = re.compile("名称|全称|简称|姓名|企业名|公司名|单位名|name", re.IGNORECASE)
_NOT_NUMBERS = re.compile("^(?!序号|编号|id$)", re.IGNORECASE)
"""Headings of columns with what an applicant is called, and those that may do in their place."""

KEEP, LEAVE = "keep", "leave"
"""What a column that answers nothing is used for: carried along, or nothing."""


@dataclass
class _Desk:
    """What lies on the desk between two calls: the table, who stands in it, and their results."""

    content: bytes = b""
    name: str = ""
    source: Iterator[tuple[Cell, ...]] = field(default_factory=lambda: iter(()))
    table: list[tuple[Cell, ...]] = field(default_factory=list)
    header: int = 0
    numbered: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)
    reader: screen.Reader | None = None
    rows: list[screen.Row] = field(default_factory=list)
    results: list[screen.Result | None] = field(default_factory=list)
    seen: tuple[str, list[int]] = ("", [])
    book: Workbook | None = None


_desk = _Desk()


def describe() -> str:
    """Return what the page's lists offer: facts, readings, measures, and what states are called."""
    return _json(
        {
            "facts": [
                {"id": f.id, "label": f.label, "kind": f.kind, "topic": TOPICS[f.topic]}
                for f in POLICY.facts
            ],
            "readings": [
                {"id": r.id, "label": r.question, "yes": r.yes, "no": r.no, "unit": r.unit}
                for r in POLICY.readings
            ],
            "measures": [provision.measure.name for provision in POLICY.provisions],
            "states": STATES,
            "groups": GROUPS,
        }
    )


# --- The table ------------------------------------------------------------------------------


def open_file(content: Any, name: str) -> str:  # noqa: ANN401 - bytes, or the browser's own
    """Put a file on the desk, in the place of an earlier one; nothing is read yet."""
    global _desk  # noqa: PLW0603 - one desk, as one person sits at it
    plain = content if isinstance(content, bytes) else content.to_bytes()
    _desk = _Desk(plain, name, tables.rows_of(plain, name))
    return "{}"


def more(count: int) -> str:
    """Read up to ``count`` rows; return how many there are, and whether that is all."""
    try:
        read = list(islice(_desk.source, count))
    except tables.Unusable as error:
        return _json({"error": str(error)})
    except ImportError:
        # The worker fetches the whole library and calls again: from the beginning.
        _desk.source, _desk.table = tables.rows_of(_desk.content, _desk.name), []
        raise
    _desk.table += read
    if len(_desk.table) > MOST_ROWS:
        told = f"表格超过 {MOST_ROWS} 行。请拆成几个文件，或用命令行测算（见“批量测算指南”）。"
        return _json({"error": told})
    return _json({"rows": len(_desk.table), "done": len(read) < count})


def headings(header: int = -1) -> str:
    """Return the columns that a row of headings has; its place counts from 0, and -1 is unknown."""
    table = _desk.table
    if header < 0:
        header = columns.header_at(table[: screen.HEADER_WITHIN])
    _desk.header = header
    _desk.numbered = list(tables.numbered(table, header + 1))
    first = [row for _, row in _desk.numbered[:PREVIEWED]]
    names = table[header] if header < len(table) else ()
    width = max((len(row) for row in (names, *first)), default=0)
    found = [_column(index, _at(names, index), first) for index in range(width)]
    return _json(
        {
            "header": header,
            "rows": len(_desk.numbered),
            "columns": [each for each in found if each["heading"] or each["samples"]],
        }
    )


def _column(index: int, cell: Cell, rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    heading = "" if cell is None else cells.text_of(cell)
    samples = [text for row in rows if (text := _short(_at(row, index)))]
    asked = columns.match(heading) if heading else None
    carried = columns.plain(heading) in {columns.plain(name) for name in columns.CARRIED}
    known = [fact.label for fact in POLICY.facts]
    return {
        "index": index,
        "letters": columns.letters(index),
        "heading": heading,
        "samples": list(dict.fromkeys(samples))[:SAMPLES],
        "use": asked[0].id if asked else KEEP if carried else "" if heading else LEAVE,
        "unit": asked[1] if asked else columns.unit_of(heading),
        "near": "" if asked or carried or not heading else nearest(heading, known),
    }


def lay_out(document: str) -> str:
    """Take over what each column is used for; return what is still wrong with that, and notes.

    The document is ``{"columns": [{"index", "heading", "use", "unit"}], "readings": {…},
    "as_of": "2024-12-01"}``.
    """
    given = json.loads(document)
    asked: dict[str, Fact | Reading] = {fact.id: fact for fact in POLICY.facts}
    asked |= {reading.id: reading for reading in POLICY.readings}
    answers: list[columns.Column] = []
    carried: list[tuple[int, str]] = []
    problems = []
    taken: dict[str, str] = {}
    for each in given["columns"]:
        index, heading, use = each["index"], each["heading"], each["use"]
        letters = columns.letters(index)
        if use == KEEP:
            carried.append((index, heading or f"{letters} 列"))
        elif use in asked:
            before = taken.setdefault(use, letters)
            if before != letters:
                problems.append(f"{letters} 列与 {before} 列对应同一个问题，请只留一列。")
            answers.append(columns.Column(index, heading, asked[use], each["unit"]))
        elif use != LEAVE:
            problems.append(f"{letters} 列{shown(heading)}没有认出来，请选择它对应什么。")
    if not answers:
        problems.append("没有一列对应可以测算的问题。请至少为一列选择问题，或使用模板。")
    if not _desk.numbered:
        problems.append("列名下面没有数据行。")
    layout = columns.Layout(tuple(answers), tuple(carried))
    as_of = date.fromisoformat(given["as_of"])
    _desk.reader = screen.Reader(layout, as_of, given["readings"])
    _desk.rows, _desk.results = [], []
    return _json({"problems": problems, "notes": [*notes(POLICY, as_of), *screen.left_out()]})


def check(count: int) -> str:
    """Read up to ``count`` more rows as applicants; return how far it is and what is wrong."""
    reader = _laid_out()
    start = len(_desk.rows)
    read = [reader.row(*row) for row in _desk.numbered[start : start + count]]
    _desk.rows += read
    return _json(
        {
            "rows": len(_desk.rows),
            "done": len(_desk.rows) == len(_desk.numbered),
            "bad": sum(row.case is None for row in read),
            "problems": [text for row in read for text in row.problems],
        }
    )


def preview() -> str:
    """Return the first rows as they stand in the file, with what is wrong in which cell."""
    rows = []
    for row, (number, written) in zip(_desk.rows[:PREVIEWED], _desk.numbered, strict=False):
        wrong = dict(zip(row.wrong, row.problems, strict=True))
        rows.append(
            {
                "number": number,
                "cells": [_short(cell) for cell in written],
                "wrong": {str(index): text for index, text in wrong.items()},
            }
        )
    return _json({"rows": rows})


# --- The result -----------------------------------------------------------------------------


def assess(count: int) -> str:
    """Work out up to ``count`` more applicants; return how many are done."""
    start = len(_desk.results)
    for row in _desk.rows[start : start + count]:
        _desk.results.append(None if row.case is None else screen.assessed(row.case))
    _desk.seen = ("", [])
    done = len(_desk.results) == len(_desk.rows)
    return _json({"rows": len(_desk.results), "done": done})


def forget_results() -> str:
    """Take the results off the desk."""
    _desk.results = []
    return "{}"


ORDERS: dict[str, Callable[[screen.Row, screen.Result], Any]] = {
    "low": lambda _, result: -result.low,
    "high": lambda _, result: -result.high,
    "yes": lambda _, result: -_count(result, "eligible"),
    "open": lambda _, result: -_count(result, "undetermined"),
    "name": lambda row, _: _name(row),
}
"""How results can be ordered, beside the file's own order; what could not be read comes last."""


def view(document: str) -> str:
    """Return some rows of the result, and the sums of all those that were asked for.

    The document is ``{"order", "measure", "status", "words", "start", "count"}``: ``measure`` is a
    number in the list of measures, or -1 for any; ``words`` stand in a carried cell.
    """
    asked = json.loads(document)
    places = _seen(asked["order"], asked["measure"], asked["status"], asked["words"])
    results = [result for place in places if (result := _desk.results[place])]
    start, count = asked["start"], asked["count"]
    return _json(
        {
            "matching": len(places),
            "of": len(_desk.results),
            "low": sum(result.low for result in results),
            "high": sum(result.high for result in results),
            "rows": [_line(place, asked["measure"]) for place in places[start : start + count]],
        }
    )


def _seen(order: str, measure: int, status: str, words: str) -> list[int]:
    key = _json([order, measure, status, words])
    if _desk.seen[0] != key:
        places = [place for place in range(len(_desk.results)) if _is_seen(place, measure, status)]
        if words:
            places = [place for place in places if _holds(_desk.rows[place], words)]
        if order in ORDERS:
            places.sort(key=lambda place: _rank(order, place))
        _desk.seen = (key, places)
    return _desk.seen[1]


def _is_seen(place: int, measure: int, status: str) -> bool:
    result = _desk.results[place]
    if not status:
        return True
    if status == "problem" or result is None:
        return status == "problem" and result is None
    parts = result.parts if measure < 0 else (result.parts[measure],)
    return any(part.status == status for part in parts)


def _holds(row: screen.Row, words: str) -> bool:
    return any(words in cells.text_of(cell) for cell in row.carried)


def _rank(order: str, place: int) -> tuple[bool, Any]:
    row, result = _desk.rows[place], _desk.results[place]
    return (True, 0) if result is None else (False, ORDERS[order](row, result))


def _count(result: screen.Result, status: str) -> int:
    return sum(part.status == status for part in result.parts)


def _line(place: int, measure: int) -> dict[str, Any]:
    row, result = _desk.rows[place], _desk.results[place]
    found: dict[str, Any] = {"place": place, "number": row.number, "name": _name(row)}
    if result is None:
        return {**found, "problems": list(row.problems)}
    return {
        **found,
        "low": result.low,
        "high": result.high,
        "yes": _count(result, "eligible"),
        "open": _count(result, "undetermined"),
        "status": "" if measure < 0 else result.parts[measure].cells[0],
    }


def _name(row: screen.Row) -> str:
    """Return what an applicant is called: the carried cell that looks like a name, or the first."""
    places = [
        place
        for pattern in (_NAMES, _NOT_NUMBERS)
        for place, (_, heading) in enumerate(_laid_out().layout.carried)
        if pattern.search(heading)
    ]
    return _short(row.carried[places[0]]) if places else ""


def details(place: int) -> str:
    """Return the whole result of one applicant, in words."""
    row, result = _desk.rows[place], _desk.results[place]
    carried = [
        [heading, _short(cell)]
        for (_, heading), cell in zip(_laid_out().layout.carried, row.carried, strict=True)
    ]
    if result is None:
        return _json({"carried": carried, "problems": list(row.problems)})
    return _json(
        {
            "carried": carried,
            "missing": result.missing,
            "unsettled": result.unsettled,
            "parts": [
                {
                    "name": provision.measure.name,
                    "group": group_of(provision.measure.kind, part.status),
                    "amounts": list(part.cells[1:]),
                    "kind": provision.measure.kind,
                    "reasons": part.reasons,
                }
                for provision, part in zip(POLICY.provisions, result.parts, strict=True)
            ],
        }
    )


# --- Files to take away ---------------------------------------------------------------------


def csv_part(start: int, count: int) -> bytes:
    """Return a piece of the result as CSV; the pieces after another are the file."""
    return tables.csv_bytes(_written(start, count), first=start == 0)


def xlsx_part(start: int, count: int) -> str:
    """Write a piece of the result as XLSX; ``xlsx_end`` returns the file."""
    if start == 0:
        _desk.book = Workbook()
        _desk.book.begin(screen.RESULT_SHEET)
    _begun().add([tables.safe(cell) for cell in row] for row in _written(start, count))
    return "{}"


def xlsx_end() -> bytes:
    """Return the XLSX file of which all pieces are written."""
    book = _begun()
    title, rows = screen.notes_sheet(_laid_out().as_of)
    book.begin(title)
    book.add(rows)
    _desk.book = None
    return book.finished()


def _written(start: int, count: int) -> Iterator[list[Cell]]:
    problems = any(row.case is None for row in _desk.rows)
    if start == 0:
        yield screen.headings(_laid_out().layout, problems=problems)
    for place in range(start, min(start + count, len(_desk.results))):
        yield screen.written(_desk.rows[place], _desk.results[place], problems=problems)


def template(suffix: str) -> bytes:
    """Return an empty table to fill in, as ``xlsx`` or ``csv``."""
    sheets = screen.template()
    return tables.xlsx_bytes(sheets) if suffix == "xlsx" else tables.csv_bytes(sheets[0][1])


def problems_file() -> bytes:
    """Return every problem of the rows as CSV, one a line."""
    return tables.csv_bytes([["问题"], *([text] for row in _desk.rows for text in row.problems)])


# --- Small things ---------------------------------------------------------------------------


def _begun() -> Workbook:
    if _desk.book is None:
        message = "no workbook yet"
        raise RuntimeError(message)
    return _desk.book


def _laid_out() -> screen.Reader:
    if _desk.reader is None:
        message = "no layout yet"
        raise RuntimeError(message)
    return _desk.reader


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _short(cell: Cell) -> str:
    text = cells.text_of(cell)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
