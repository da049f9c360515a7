"""What the worker of the page 批量测算 calls, one step after the other.

A file is opened and read, its columns are laid out, its rows are checked and then assessed, and the
result is viewed and written.  Whatever may take long is done in pieces, so that the page can show
its progress, and can stop between two of them.  The functions take plain values and return JSON
text or the bytes of a file; what is wrong with a file comes back as ``{"error": "…"}``.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from calculator.batch import screen, tables
from calculator.batch.parsing import (
    amount_units,
    cells,
    columns,
    grid,
    plausible,
    proposals,
    survey,
)
from calculator.batch.parsing.columns import CARRY, LEAVE
from calculator.batch.writing import template as blank
from calculator.batch.writing.report import Report, name_at
from calculator.engine.assess import notes
from calculator.engine.messages import shown
from calculator.engine.on_record import notes as read_so
from calculator.engine.phrases import yuan_in
from calculator.engine.state_words import GROUPS, STATES, group_of
from calculator.policy import POLICY
from calculator.policy.facts import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from calculator.batch.parsing.grid import Cell
    from calculator.engine.rules.facts import Fact, Reading

MOST_ROWS = 50_000
"""Rows that the page accepts; more would not fit into a browser's memory."""

MOST_COLUMNS = 2_000
"""Columns that the page accepts: nobody can look at more."""

MOST_NEAR = 20
"""Unknown columns for which the nearest question is looked for, which takes long for each."""

TOO_MANY = f"表格超过 {MOST_ROWS} 行。请拆成几个文件，或用命令行测算（见“批量测算指南”）。"

SAMPLES = 3
PREVIEWED = 10
SHORT = 60
"""Characters of a cell that the page shows."""

LOOKED_AT = 200
"""How many rows are searched at once for amounts without a unit and for words such as 暂无."""

MONEY = next(fact for fact in POLICY.facts if fact.is_amount)
"""Any amount: all are read alike."""


@dataclass
class _Table:
    """A file that was opened, and how far it is read, laid out, checked and assessed."""

    content: bytes = b""
    name: str = ""
    source: tables.Source = field(default_factory=tables.Source)
    rows_read: list[tuple[Cell, ...]] = field(default_factory=list)
    filled: int = 0
    read: survey.Read | None = None
    numbered: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)
    amounts: plausible.Amounts = field(default_factory=plausible.Amounts)
    reader: screen.Reader | None = None
    rows: list[screen.Row] = field(default_factory=list)
    results: list[screen.Result | None] = field(default_factory=list)
    view: tuple[str, list[int]] = ("", [])
    """Which rows of the result were asked for last, and their places."""

    written: list[int] = field(default_factory=list)
    """The rows of the file that is being written, by their places."""

    report: Report | None = None


def describe() -> str:
    """Return the page's lists: facts, readings, measures, and the names of states and groups."""
    return _json(
        {
            "facts": [
                {
                    "id": f.id,
                    "label": f.label,
                    "topic": TOPICS[f.topic],
                    "is_amount": f.is_amount,
                }
                for f in POLICY.facts
            ],
            "readings": [
                {
                    "id": r.id,
                    "label": r.question,
                    "yes": r.yes,
                    "no": r.no,
                    "unit": r.ask,
                    "reply": r.reply and {"value": r.reply.value, "source": r.reply.source},
                }
                for r in POLICY.readings
            ],
            "measures": [provision.measure.name for provision in POLICY.provisions],
            "states": STATES,
            "groups": GROUPS,
            "units": [[yuan_in(name), name] for name in amount_units.NAMES],
        }
    )


def template(suffix: str) -> bytes:
    """Return an empty table to fill in, as ``xlsx`` or ``csv``."""
    return blank.content(suffix)


ORDERS: dict[str, Callable[[Callable[[], str], screen.Result, int], Any]] = {
    "low": lambda _, result, measure: -(_amount(result, measure)[0] or 0),
    "high": lambda _, result, measure: -(_amount(result, measure)[1] or 0),
    "yes": lambda _, result, __: -_count(result, "eligible"),
    "open": lambda _, result, __: -_count(result, "undetermined"),
    "name": lambda name, *_: name(),
}
"""Sort keys of the result, by an applicant's name, its result, and the chosen measure or -1; the
default is the file's order."""


class TableSession:
    """One table and its result, from the file to the download; each step builds on those before."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._table = _Table()

    # --- The table --------------------------------------------------------------------------

    def open_file(self, content: Any, name: str, sheet: str = "") -> str:  # noqa: ANN401 - or JavaScript's bytes
        """Begin with a file, in the place of an earlier one; return its sheets.

        No row is read yet.  ``sheet`` of the answer is null where one of several must be chosen.
        """
        plain = content if isinstance(content, bytes) else content.to_bytes()
        self._table = _Table(plain, name)
        return self.choose_sheet(sheet)

    def choose_sheet(self, sheet: str) -> str:
        """Take a sheet of the file that was opened, in the place of an earlier one."""
        content, name = self._table.content, self._table.name
        try:
            source = tables.open_table(content, name, sheet)
        except tables.Unusable as error:
            return _json({"error": str(error)})
        self._table = _Table(content, name, source)
        return _json({"sheets": [asdict(each) for each in source.sheets], "sheet": source.sheet})

    def more(self, count: int) -> str:
        """Read up to ``count`` rows; return how many there are, and whether that is all."""
        table = self._table
        try:
            read = list(islice(table.source.rows, count))
        except tables.Unusable as error:
            return _json({"error": str(error)})
        except ImportError:
            # The worker fetches the whole library and calls again: from the beginning.
            self.choose_sheet(table.source.sheet or "")
            raise
        # Only rows with something in them count: a stray format may reach to the last one.
        filled = [() if all(map(grid.is_blank, row)) else row for row in read]
        table.rows_read += filled
        table.filled += sum(map(bool, filled))
        if table.filled > MOST_ROWS + survey.HEADER_WITHIN:
            return _json({"error": TOO_MANY})
        return _json({"rows": len(table.rows_read), "done": len(read) < count})

    def headings(self, header: int = -1) -> str:
        """Return the columns that a row of headings has; rows count from 0, and -1 is unknown."""
        table = self._table
        width = max(map(_width, table.rows_read[: survey.HEADER_WITHIN]), default=0)
        if width > MOST_COLUMNS:
            message = (
                f"表格有 {width} 列，这里最多 {MOST_COLUMNS} 列。请删掉不用的列，"
                "或用命令行测算（见“批量测算指南”）。"
            )
            return _json({"error": message})
        try:
            read = table.read = survey.read(table.rows_read, table.source, header)
        except tables.Unusable as error:
            return _json({"error": str(error)})
        if len(read.rows) > MOST_ROWS:
            return _json({"error": TOO_MANY})
        found = _columns(read)
        return _json(
            {
                "header": read.last,
                "rows": len(read.rows),
                "sheet": read.sheet,
                "columns": [each for each in found if each["heading"] or each["samples"]],
                "left": [asdict(each) for each in read.left],
                "ask": [
                    {
                        "id": ask.id,
                        "text": f"{ask.text}。",
                        "choices": [{"value": v, "label": label} for v, label in ask.choices],
                    }
                    for ask in read.asks
                ],
                "notes": read.notes,
                "problems": read.problems,
            }
        )

    def lay_out(self, document: str) -> str:
        """Set what each column is used for; return the problems with that, and the notes.

        The document is ``{"columns": [{"index", "heading", "use", "unit", "blank"}], "readings":
        {…}, "answers": {…}, "as_of": "2024-12-01"}``; ``answers`` are to what ``headings`` asked.
        """
        given = json.loads(document)
        answers = given.get("answers", {})
        read = self._read()
        layout, problems = _laid_out(given["columns"])
        problems = [*(f"{problem}。" for problem in read.problems), *problems]
        problems += [f"{ask.text}，请先选择怎样处理。" for ask in read.open(answers)]
        rows = self._table.numbered = read.taken(answers)
        problems += [f"{each}。" for each in survey.in_foreign_money(read.headings, layout)]
        problems += [
            f"{grid.letters(column.index)} 列{shown(column.heading)}：{count} 个金额没有写单位"
            f"（如 {example}），请选择单位。"
            for column, count, example in survey.without_unit(read.headings, layout, rows)
        ]
        as_of = date.fromisoformat(given["as_of"])
        self._table.reader = screen.Reader(layout, as_of, given["readings"])
        self._table.rows, self._table.results = [], []
        self._table.amounts = plausible.Amounts()
        return _json(
            {
                "problems": problems,
                "rows": len(rows),
                "notes": [
                    *notes(POLICY, as_of),
                    *read_so(POLICY, as_of, given["readings"]),
                    *screen.left_out(),
                ],
            }
        )

    def check(self, count: int) -> str:
        """Read up to ``count`` more rows as applicants; return how far it is and what is wrong."""
        reader = self._laid_out()
        start = len(self._table.rows)
        read = [reader.row(*row) for row in self._table.numbered[start : start + count]]
        self._table.rows += read
        for row in read:
            self._table.amounts.add(row.case, row.number)
        done = len(self._table.rows) == len(self._table.numbered)
        return _json(
            {
                "rows": len(self._table.rows),
                "done": done,
                "doubts": self._table.amounts.doubts() if done else [],
                "bad": sum(row.case is None for row in read),
                "problems": [text for row in read for text in row.brief],
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
                    "read": {str(index): text for index, text in row.said().items()},
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
        With one measure, the amounts and the sum are those of the measure; None where it has none.
        """
        asked = json.loads(document)
        measure, start, count = asked["measure"], asked["start"], asked["count"]
        places = self._seen(asked["order"], measure, asked["status"], asked["words"])
        results = [result for place in places if (result := self._table.results[place])]
        low, high = _summed(results, measure)
        return _json(
            {
                "matching": len(places),
                "of": len(self._table.results),
                "low": low,
                "high": high,
                "rows": [self._line(place, measure) for place in places[start : start + count]],
            }
        )

    def sums(self, document: str) -> str:
        """Return (JSON) what each paying measure totals over the rows in view."""
        asked = json.loads(document)
        places = self._seen(asked["order"], asked["measure"], asked["status"], asked["words"])
        results = [result for place in places if (result := self._table.results[place])]
        found = []
        for number, provision in enumerate(POLICY.provisions):
            if provision.measure.pays is None:
                continue
            low, high = _summed(results, number)
            having = sum(bool(_amount(result, number)[1]) for result in results)
            name = provision.measure.name
            found.append({"name": name, "rows": having, "low": low, "high": high})
        return _json(found)

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
                places.sort(key=lambda place: self._rank(order, place, measure))
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

    def _rank(self, order: str, place: int, measure: int) -> tuple[bool, Any]:
        """Return the key to sort a row by; what could not be read comes last."""
        row, result = self._table.rows[place], self._table.results[place]
        if result is None:
            return True, 0
        return False, ORDERS[order](lambda: self._name(row), result, measure)

    def _line(self, place: int, measure: int) -> dict[str, Any]:
        row, result = self._table.rows[place], self._table.results[place]
        found: dict[str, Any] = {"place": place, "number": row.number, "name": self._name(row)}
        if result is None:
            return {**found, "problems": list(row.problems)}
        low, high = _amount(result, measure)
        return {
            **found,
            "low": low,
            "high": high,
            "yes": _count(result, "eligible"),
            "open": _count(result, "undetermined"),
            "status": "" if measure < 0 else result.parts[measure].cells[0],
        }

    def _name(self, row: screen.Row) -> str:
        """Return what an applicant is called."""
        place = name_at(self._laid_out().layout)
        return "" if place is None else _short(row.carried[place])

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

    def write(self, document: str) -> str:
        """Begin a file of all rows, or of those that a view shows, in its order.

        The document is that of ``view``, or ``null``; returns how many rows there will be.
        """
        asked = json.loads(document)
        table = self._table
        table.written = (
            list(range(len(table.results)))
            if asked is None
            else self._seen(asked["order"], asked["measure"], asked["status"], asked["words"])
        )
        reader = self._laid_out()
        problems = any(row.case is None for row in table.rows)
        table.report = Report(
            reader.layout, reader.as_of, problems=problems, assumed=reader.readings
        )
        return _json({"rows": len(table.written)})

    def csv_part(self, start: int, count: int) -> bytes:
        """Return a piece of the file as CSV; the pieces in order make up the file."""
        report = self._begun()
        lines = [report.line(*each) for each in self._piece(start, count)]
        return tables.csv_bytes([report.head(), *lines] if start == 0 else lines, first=start == 0)

    def xlsx_part(self, start: int, count: int) -> str:
        """Add ``count`` rows from ``start`` on to the workbook; return an empty JSON object.

        ``xlsx_end`` returns the file.
        """
        for each in self._piece(start, count):
            self._begun().add(*each)
        return "{}"

    def xlsx_end(self) -> bytes:
        """Return the XLSX file of which all pieces are written."""
        content = self._begun().finished()
        self._table.report = None
        return content

    def _piece(self, start: int, count: int) -> Iterator[tuple[screen.Row, screen.Result | None]]:
        for place in self._table.written[start : start + count]:
            yield self._table.rows[place], self._table.results[place]

    def problems_file(self) -> bytes:
        """Return every problem of the rows as CSV, one per line."""
        return tables.csv_bytes(
            [["问题"], *([text] for row in self._table.rows for text in row.problems)]
        )

    def _begun(self) -> Report:
        if self._table.report is None:
            message = "no file was begun"
            raise RuntimeError(message)
        return self._table.report

    def _read(self) -> survey.Read:
        if self._table.read is None:
            message = "no headings yet"
            raise RuntimeError(message)
        return self._table.read

    def _laid_out(self) -> screen.Reader:
        if self._table.reader is None:
            message = "no layout yet"
            raise RuntimeError(message)
        return self._table.reader


# --- Small things ---------------------------------------------------------------------------


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _width(row: Sequence[Cell]) -> int:
    """Return how many columns a row reaches over; a stray format may go on behind them."""
    return max((place for place, cell in enumerate(row, 1) if not grid.is_blank(cell)), default=0)


def _short(cell: Cell) -> str:
    text = cells.text_of(cell)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(read: survey.Read) -> list[dict[str, Any]]:
    first = [row for _, row in read.rows[:PREVIEWED]]
    some = [row for _, row in read.rows[:LOOKED_AT]]
    found = [_column(each, first, some) for each in read.headings]
    labels = [fact.label for fact in POLICY.facts]
    unknown = [each for each in found if not each["use"] and not each["remark"]]
    for each in unknown[:MOST_NEAR]:
        each["remark"] = columns.near(each["heading"], labels).removeprefix("，")
    return found


def _column(
    each: columns.Heading, rows: Sequence[Sequence[Cell]], some: Sequence[Sequence[Cell]]
) -> dict[str, Any]:
    """Return what a column seems to be: ``unit`` is None where nobody stated one."""
    samples = [text for row in rows if (text := _short(_at(row, each.index)))]
    asked = columns.match(each.text, each.above) if each.text else None
    use = asked[0].id if asked else CARRY if columns.is_carried(each.text) else ""
    if not each.text:
        use = LEAVE
    guess = None if use else proposals.propose(each, [_at(row, each.index) for row in rows])
    unit = each.unit or (asked[1] if asked else None)
    found = [_at(row, each.index) for row in some]
    bare = [cell for cell in found if cell is not None and cells.lacks_unit(MONEY, cell)]
    words = Counter(text for cell in found if cells.is_nothing(text := cells.text_of(cell)))
    return {
        "index": each.index,
        "letters": grid.letters(each.index),
        "heading": each.text,
        "samples": list(dict.fromkeys(samples))[:SAMPLES],
        "use": guess.use if guess else use,
        "unit": unit,
        "unit_from": each.source or ("英文名称按元" if unit else ""),
        "bare": len(bare),
        "example": cells.text_of(bare[0]) if bare else "",
        "blanks": dict(words),
        "proposed": bool(guess and guess.use),
        "remark": guess.remark if guess else "",
    }


def _laid_out(given: Sequence[dict[str, Any]]) -> tuple[columns.Layout, list[str]]:
    """Return the layout that somebody chose, and what is wrong with it."""
    asked: dict[str, Fact | Reading] = {fact.id: fact for fact in POLICY.facts}
    asked |= {reading.id: reading for reading in POLICY.readings}
    answers: list[columns.Column] = []
    carried: list[tuple[int, str]] = []
    problems = []
    taken: dict[str, str] = {}
    for each in given:
        index, heading, use = each["index"], each["heading"], each["use"]
        letters = grid.letters(index)
        if use == CARRY:
            carried.append((index, heading or f"{letters} 列"))
        elif use in asked:
            before = taken.setdefault(use, letters)
            if before != letters:
                problems.append(f"{letters} 列与 {before} 列对应同一个问题，请只留一列。")
            unit, blank = each.get("unit"), each.get("blank", "")
            answers.append(columns.Column(index, heading, asked[use], unit, "", blank))
        elif use != LEAVE:
            problems.append(f"{letters} 列{shown(heading)}没有认出来，请选择它对应什么。")
    if not answers:
        problems.append("没有一列对应可以测算的问题。请至少为一列选择问题，或使用模板。")
    return columns.Layout(tuple(answers), tuple(carried)), problems


def _holds(row: screen.Row, words: str) -> bool:
    return any(words in cells.text_of(cell) for cell in row.carried)


def _amount(result: screen.Result, measure: int) -> tuple[int | None, int | None]:
    """Return the bounds of a measure's amount, or of the total for -1; None where it has none."""
    if measure < 0:
        return result.low, result.high
    if POLICY.provisions[measure].measure.pays is None:
        return None, None
    _, low, high = result.parts[measure].cells
    return (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 0)


def _summed(results: Sequence[screen.Result], measure: int) -> tuple[int | None, int | None]:
    amounts = [_amount(result, measure) for result in results]
    if any(low is None for low, _ in amounts):
        return None, None
    return sum(low or 0 for low, _ in amounts), sum(high or 0 for _, high in amounts)


def _count(result: screen.Result, status: str) -> int:
    return sum(part.status == status for part in result.parts)


# The worker calls functions of this module by their names.
_session = TableSession()
open_file = _session.open_file
choose_sheet = _session.choose_sheet
more = _session.more
headings = _session.headings
lay_out = _session.lay_out
check = _session.check
preview = _session.preview
assess = _session.assess
forget_results = _session.forget_results
view = _session.view
sums = _session.sums
details = _session.details
write = _session.write
csv_part = _session.csv_part
xlsx_part = _session.xlsx_part
xlsx_end = _session.xlsx_end
problems_file = _session.problems_file
