"""What the worker of the page 批量测算 calls, one step after the other.

A file is opened and read, its columns are laid out, its rows are checked and then assessed, and the
result is viewed and written.  Whatever may take long is done in pieces, so that the page can show
its progress, and can stop between two of them.  The functions take plain values and return JSON
text or the bytes of a file; what is wrong with a file comes back as ``{"error": "…"}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from calculator.batch import cells, columns, grid, screen, tables
from calculator.batch.workbook import Workbook
from calculator.engine.assess import notes
from calculator.engine.messages import nearest, shown
from calculator.engine.words import GROUPS, STATES, group_of
from calculator.policy import POLICY
from calculator.policy.facts import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from calculator.batch.grid import Cell
    from calculator.engine.facts import Fact, Reading

MOST_ROWS = 50_000
"""Rows that the page accepts; more would not fit into a browser's memory."""

SAMPLES = 3
PREVIEWED = 10
SHORT = 60
"""Characters of a cell that the page shows."""

_NAMES = re.compile("名称|全称|简称|姓名|企业名|公司名|单位名|name", re.IGNORECASE)
_NOT_NUMBERS = re.compile("^(?!序号|编号|id$)", re.IGNORECASE)
"""Headings of columns that hold a name, and of those that can serve as one."""

KEEP, LEAVE = "keep", "leave"
"""What a column without a question is used for: copied to the result, or left out."""


@dataclass
class _Table:
    """A file that was opened, and how far it is read, laid out, checked and assessed."""

    content: bytes = b""
    name: str = ""
    source: Iterator[tuple[Cell, ...]] = field(default_factory=lambda: iter(()))
    rows_read: list[tuple[Cell, ...]] = field(default_factory=list)
    header: int = 0
    numbered: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)
    reader: screen.Reader | None = None
    rows: list[screen.Row] = field(default_factory=list)
    results: list[screen.Result | None] = field(default_factory=list)
    view: tuple[str, list[int]] = ("", [])
    """Which rows of the result were asked for last, and their places."""

    book: Workbook | None = None


def describe() -> str:
    """Return the page's lists: facts, readings, measures, and the names of states and groups."""
    return _json(
        {
            "facts": [
                {"id": f.id, "label": f.label, "kind": f.kind, "topic": TOPICS[f.topic]}
                for f in POLICY.facts
            ],
            "readings": [
                {"id": r.id, "label": r.question, "yes": r.yes, "no": r.no, "unit": r.ask}
                for r in POLICY.readings
            ],
            "measures": [provision.measure.name for provision in POLICY.provisions],
            "states": STATES,
            "groups": GROUPS,
        }
    )


def template(suffix: str) -> bytes:
    """Return an empty table to fill in, in one of the formats that are written."""
    return tables.WRITERS[suffix](screen.template())


ORDERS: dict[str, Callable[[Callable[[], str], screen.Result], Any]] = {
    "low": lambda _, result: -result.low,
    "high": lambda _, result: -result.high,
    "yes": lambda _, result: -_count(result, "eligible"),
    "open": lambda _, result: -_count(result, "undetermined"),
    "name": lambda name, _: name(),
}
"""Sort keys of the result, by an applicant's name and result; the default is the file's order."""


class Session:
    """One table and its result, from the file to the download; each step builds on those before."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._table = _Table()

    # --- The table --------------------------------------------------------------------------

    def open_file(self, content: Any, name: str) -> str:  # noqa: ANN401 - or JavaScript's bytes
        """Begin with a file, in the place of an earlier one; nothing is read yet."""
        plain = content if isinstance(content, bytes) else content.to_bytes()
        self._table = _Table(plain, name, tables.rows_of(plain, name))
        return "{}"

    def more(self, count: int) -> str:
        """Read up to ``count`` rows; return how many there are, and whether that is all."""
        try:
            read = list(islice(self._table.source, count))
        except tables.Unusable as error:
            return _json({"error": str(error)})
        except ImportError:
            # The worker fetches the whole library and calls again: from the beginning.
            self.open_file(self._table.content, self._table.name)
            raise
        self._table.rows_read += read
        if len(self._table.rows_read) > MOST_ROWS:
            message = (
                f"表格超过 {MOST_ROWS} 行。请拆成几个文件，或用命令行测算（见“批量测算指南”）。"
            )
            return _json({"error": message})
        return _json({"rows": len(self._table.rows_read), "done": len(read) < count})

    def headings(self, header: int = -1) -> str:
        """Return the columns that a row of headings has; rows count from 0, and -1 is unknown."""
        table = self._table.rows_read
        if header < 0:
            header = columns.header_at(table[: screen.HEADER_WITHIN])
        self._table.header = header
        self._table.numbered = list(tables.numbered(table, header + 1))
        first = [row for _, row in self._table.numbered[:PREVIEWED]]
        names = table[header] if header < len(table) else ()
        width = max((len(row) for row in (names, *first)), default=0)
        found = [_column(index, _at(names, index), first) for index in range(width)]
        return _json(
            {
                "header": header,
                "rows": len(self._table.numbered),
                "columns": [each for each in found if each["heading"] or each["samples"]],
            }
        )

    def lay_out(self, document: str) -> str:
        """Set what each column is used for; return the problems with that, and the notes.

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
            letters = grid.letters(index)
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
        if not self._table.numbered:
            problems.append("列名下面没有数据行。")
        layout = columns.Layout(tuple(answers), tuple(carried))
        as_of = date.fromisoformat(given["as_of"])
        self._table.reader = screen.Reader(layout, as_of, given["readings"])
        self._table.rows, self._table.results = [], []
        return _json({"problems": problems, "notes": [*notes(POLICY, as_of), *screen.left_out()]})

    def check(self, count: int) -> str:
        """Read up to ``count`` more rows as applicants; return how far it is and what is wrong."""
        reader = self._laid_out()
        start = len(self._table.rows)
        read = [reader.row(*row) for row in self._table.numbered[start : start + count]]
        self._table.rows += read
        return _json(
            {
                "rows": len(self._table.rows),
                "done": len(self._table.rows) == len(self._table.numbered),
                "bad": sum(row.case is None for row in read),
                "problems": [text for row in read for text in row.problems],
            }
        )

    def preview(self) -> str:
        """Return the first rows as they are in the file, with the problem of each cell."""
        rows = []
        for row, (number, written) in zip(
            self._table.rows[:PREVIEWED], self._table.numbered, strict=False
        ):
            wrong = dict(zip(row.wrong, row.problems, strict=True))
            rows.append(
                {
                    "number": number,
                    "cells": [_short(cell) for cell in written],
                    "wrong": {str(index): text for index, text in wrong.items()},
                }
            )
        return _json({"rows": rows})

    # --- The result -------------------------------------------------------------------------

    def assess(self, count: int) -> str:
        """Assess up to ``count`` more applicants; return how many are done."""
        start = len(self._table.results)
        for row in self._table.rows[start : start + count]:
            self._table.results.append(None if row.case is None else screen.assessed(row.case))
        self._table.view = ("", [])
        done = len(self._table.results) == len(self._table.rows)
        return _json({"rows": len(self._table.results), "done": done})

    def forget_results(self) -> str:
        """Drop the results, so that they can be calculated again."""
        self._table.results = []
        return "{}"

    def view(self, document: str) -> str:
        """Return some rows of the result, and the sums of all those that were asked for.

        The document is ``{"order", "measure", "status", "words", "start", "count"}``: ``measure``
        is a number in the list of measures, or -1 for any; ``words`` must be in a carried cell.
        """
        asked = json.loads(document)
        places = self._seen(asked["order"], asked["measure"], asked["status"], asked["words"])
        results = [result for place in places if (result := self._table.results[place])]
        start, count = asked["start"], asked["count"]
        return _json(
            {
                "matching": len(places),
                "of": len(self._table.results),
                "low": sum(result.low for result in results),
                "high": sum(result.high for result in results),
                "rows": [
                    self._line(place, asked["measure"]) for place in places[start : start + count]
                ],
            }
        )

    def _seen(self, order: str, measure: int, status: str, words: str) -> list[int]:
        key = _json([order, measure, status, words])
        if self._table.view[0] != key:
            places = [
                place
                for place in range(len(self._table.results))
                if self._is_seen(place, measure, status)
            ]
            if words:
                places = [place for place in places if _holds(self._table.rows[place], words)]
            if order in ORDERS:
                places.sort(key=lambda place: self._rank(order, place))
            self._table.view = (key, places)
        return self._table.view[1]

    def _is_seen(self, place: int, measure: int, status: str) -> bool:
        result = self._table.results[place]
        if not status:
            return True
        if status == "problem" or result is None:
            return status == "problem" and result is None
        parts = result.parts if measure < 0 else (result.parts[measure],)
        return any(part.status == status for part in parts)

    def _rank(self, order: str, place: int) -> tuple[bool, Any]:
        """Return the key to sort a row by; what could not be read comes last."""
        row, result = self._table.rows[place], self._table.results[place]
        if result is None:
            return True, 0
        return False, ORDERS[order](lambda: self._name(row), result)

    def _line(self, place: int, measure: int) -> dict[str, Any]:
        row, result = self._table.rows[place], self._table.results[place]
        found: dict[str, Any] = {"place": place, "number": row.number, "name": self._name(row)}
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

    def _name(self, row: screen.Row) -> str:
        """Return an applicant's name: the carried cell that looks like one, or the first."""
        places = [
            place
            for pattern in (_NAMES, _NOT_NUMBERS)
            for place, (_, heading) in enumerate(self._laid_out().layout.carried)
            if pattern.search(heading)
        ]
        return _short(row.carried[places[0]]) if places else ""

    def details(self, place: int) -> str:
        """Return the whole result of one applicant, in words."""
        row, result = self._table.rows[place], self._table.results[place]
        carried = [
            [heading, _short(cell)]
            for (_, heading), cell in zip(self._laid_out().layout.carried, row.carried, strict=True)
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

    # --- Downloads --------------------------------------------------------------------------

    def csv_part(self, start: int, count: int) -> bytes:
        """Return a piece of the result as CSV; the pieces in order make up the file."""
        return tables.csv_bytes(self._written(start, count), first=start == 0)

    def xlsx_part(self, start: int, count: int) -> str:
        """Write a piece of the result as XLSX; ``xlsx_end`` returns the file."""
        if start == 0:
            self._table.book = Workbook()
            self._table.book.begin(screen.RESULT_SHEET)
        self._begun().add(
            [tables.safe(cell) for cell in row] for row in self._written(start, count)
        )
        return "{}"

    def xlsx_end(self) -> bytes:
        """Return the XLSX file of which all pieces are written."""
        book = self._begun()
        title, rows = screen.notes_sheet(self._laid_out().as_of)
        book.begin(title)
        book.add(rows)
        self._table.book = None
        return book.finished()

    def _written(self, start: int, count: int) -> Iterator[list[Cell]]:
        problems = any(row.case is None for row in self._table.rows)
        if start == 0:
            yield screen.headings(self._laid_out().layout, problems=problems)
        for place in range(start, min(start + count, len(self._table.results))):
            yield screen.written(
                self._table.rows[place], self._table.results[place], problems=problems
            )

    def problems_file(self) -> bytes:
        """Return every problem of the rows as CSV, one a line."""
        return tables.csv_bytes(
            [["问题"], *([text] for row in self._table.rows for text in row.problems)]
        )

    def _begun(self) -> Workbook:
        if self._table.book is None:
            message = "no workbook yet"
            raise RuntimeError(message)
        return self._table.book

    def _laid_out(self) -> screen.Reader:
        if self._table.reader is None:
            message = "no layout yet"
            raise RuntimeError(message)
        return self._table.reader


# --- Small things ---------------------------------------------------------------------------


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _short(cell: Cell) -> str:
    text = cells.text_of(cell)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _column(index: int, cell: Cell, rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    heading = "" if cell is None else cells.text_of(cell)
    samples = [text for row in rows if (text := _short(_at(row, index)))]
    asked = columns.match(heading) if heading else None
    carried = columns.plain(heading) in {columns.plain(name) for name in columns.CARRIED}
    known = [fact.label for fact in POLICY.facts]
    return {
        "index": index,
        "letters": grid.letters(index),
        "heading": heading,
        "samples": list(dict.fromkeys(samples))[:SAMPLES],
        "use": asked[0].id if asked else KEEP if carried else "" if heading else LEAVE,
        "unit": asked[1] if asked else columns.unit_of(heading),
        "near": "" if asked or carried or not heading else nearest(heading, known),
    }


def _holds(row: screen.Row, words: str) -> bool:
    return any(words in cells.text_of(cell) for cell in row.carried)


def _count(result: screen.Result, status: str) -> int:
    return sum(part.status == status for part in result.parts)


# The worker calls functions of this module by their names.
_session = Session()
open_file = _session.open_file
more = _session.more
headings = _session.headings
lay_out = _session.lay_out
check = _session.check
preview = _session.preview
assess = _session.assess
forget_results = _session.forget_results
view = _session.view
details = _session.details
csv_part = _session.csv_part
xlsx_part = _session.xlsx_part
xlsx_end = _session.xlsx_end
problems_file = _session.problems_file
