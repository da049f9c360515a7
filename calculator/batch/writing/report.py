"""Writes the result of a table as files: a plain table for CSV, and a workbook for people.

Its first sheet has the firms with an amount, with what is open and whom to ask.  The second has
all firms: what was read of each, beside what follows from it.  Then come the measures for which the
text names no amount, the sums, and the notes; then a sheet for each unit to ask.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from calculator.batch import screen
from calculator.batch.screen import TOTAL_HIGH, TOTAL_LOW, left_out
from calculator.batch.tables import csv_parts, safe
from calculator.batch.writing import asking
from calculator.batch.writing.workbook import Column, Sheet, Workbook
from calculator.engine import phrases
from calculator.engine.assess import notes
from calculator.engine.on_record import notes as read_so
from calculator.engine.state_words import STATES
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from calculator.batch.parsing.columns import Layout
    from calculator.batch.parsing.grid import Cell
    from calculator.batch.screen import Part, Result, Row
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.facts import Fact, Reading

WITH_AMOUNTS, RESULT, OTHERS, SUMS, NOTES_SHEET = (
    "有金额的企业",
    "测算结果",
    "没有写明金额的措施",
    "汇总",
    "说明",
)
"""The sheets, in their order."""

MISSING, READINGS, REASONS, PROBLEMS = "待补信息", "待答复的读法", "理由", "问题"

NOTES = (
    "本结果不是审批决定，也不是名单公示的依据。",
    (
        f"“{WITH_AMOUNTS}”先列合计下限大于 0 的行，再列下限是 0、"
        "补上信息或答复读法以后可能有金额的行。"
    ),
    f"“{RESULT}”列出全部行；灰色列头是从表里读到的内容，空着的是没有填写。",
    "合计只含条文写明金额的措施；下限、上限之间的差别来自待补信息和待答复的读法。",
    "“待定”表示还缺信息，或条文的读法要由主管部门答复；没有填写的一律不当作“否”。",
    "理由中，符合的写出全部条件，待定的只写还没有符合的条件和首次达到的档次，不符合的只写没有符合的条件。",
    "不符合、条文又没有写明金额的措施，不写理由；不符合的措施，金额空着。",
    f"“{SUMS}”里各项的上限不一定同时达到，相加可以大于合计的上限。",
)

NAMES = re.compile("名称|全称|简称|姓名|企业名|公司名|单位名|name", re.IGNORECASE)
NOT_NAMES = re.compile("^(?!序号|编号|id$)", re.IGNORECASE)
"""Headings of columns that hold a name, and of those that can serve as one."""

_CODE = re.compile("信用代码|识别号")

_NEAR = 2
"""The name column is frozen only if fewer carried columns than this are before it."""

_TALL = 48
"""The row height, in points, on the sheet with the whole result: three lines of text."""


def name_at(layout: Layout) -> int | None:
    """Return which carried column holds the names: one that looks like it, or the first."""
    places = [
        place
        for pattern in (NAMES, NOT_NAMES)
        for place, (_, heading) in enumerate(layout.carried)
        if pattern.search(heading)
    ]
    return places[0] if places else None


def all_notes(as_of: date, assumed: Mapping[str, bool] | None = None) -> list[str]:
    """Return what is to be said beside a result, as a workbook does."""
    return [*notes(POLICY, as_of), *read_so(POLICY, as_of, assumed or {}), *NOTES, *left_out()]


def heading_of(asked: Fact | Reading) -> str:
    """Return the heading of a column with what was read as the answer to a question."""
    return f"{asked.heading}{asked.in_tables.unit}"


def read_as(asked: Fact | Reading, value: Any) -> Cell:  # noqa: ANN401 - the kind's own value
    """Return an answer as a cell; none where there is no answer."""
    return None if value is None else asked.shown(value, POLICY.names)


@dataclass
class Report:
    """A result that is written row by row; with ``problems``, there is a column for them.

    ``assumed`` are readings that were settled for all rows.
    """

    layout: Layout
    as_of: date
    problems: bool = False
    assumed: Mapping[str, bool] | None = None
    _book: Workbook = field(default_factory=Workbook)

    def __post_init__(self) -> None:
        """Know the columns, and begin the sheets at the first row."""
        self._asked = [column.asked for column in self.layout.answers]
        self._name = name_at(self.layout)
        codes = [n for n, (_, heading) in enumerate(self.layout.carried) if _CODE.search(heading)]
        self._called = list(dict.fromkeys([*([] if self._name is None else [self._name]), *codes]))
        self._sums: Counter[str] = Counter()
        self._questions = asking.Questions({each.id for each in self._asked})
        self._possible: list[tuple[Cell, ...]] = []
        self._words: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}

    # --- CSV ----------------------------------------------------------------------------------

    def head(self) -> list[Cell]:
        """Return the headings of the plain table."""
        return [column.heading for column in self._columns(POLICY.provisions)]

    def line(self, row: Row, result: Result | None) -> list[Cell]:
        """Return an applicant's row of the plain table; without a result, its problems."""
        found = self._line(row, result, range(len(POLICY.provisions)))
        if result is None:
            found += [None] * (len(self.head()) - len(found))
        return found

    # --- XLSX ---------------------------------------------------------------------------------

    def add(self, row: Row, result: Result | None) -> None:
        """Add an applicant to the workbook."""
        if not self._book.sheets:
            self._begin()
        with_amounts, every, others, *_ = self._book.sheets
        every.add([_safe(self._line(row, result, _NUMBERED))])
        if result is None:
            self._sums["problems"] += 1
            return
        called = [row.carried[place] for place in self._called]
        others.add(
            [_safe([row.number, *called, *(result.parts[at].cells[0] for at in _UNNUMBERED)])]
        )
        if result.low:
            with_amounts.add([_safe([row.number, *called, *_amounts(result)])])
        elif result.high:
            words = tuple(_amounts(result))
            # Many applicants have the same words, which are long.
            words = self._words.setdefault(words, words)
            self._possible.append((row.number, *called, *words))
        self._count(result)
        name = None if self._name is None else row.carried[self._name]
        self._questions.add(str(name or f"第 {row.number} 行"), result.parts)

    def finished(self) -> bytes:
        """Return the workbook; nothing can be added after that."""
        if not self._book.sheets:
            self._begin()
        with_amounts, *_, sums, notes_sheet = self._book.sheets
        with_amounts.add(_safe(row) for row in self._possible)
        sums.add(self._summed())
        notes_sheet.add([note] for note in all_notes(self.as_of, self.assumed))
        for name, rows in self._questions.sheets():
            self._book.begin(Sheet(name, asking.COLUMNS, fits=True))
            self._book.sheets[-1].add(_safe(row) for row in rows)
        return self._book.finished()

    def _begin(self) -> None:
        called = [_carried(self.layout.carried[place][1]) for place in self._called]
        number = Column("行号", 6, "whole")
        held = 1 + min(len(called), 1)
        sheets = (
            Sheet(WITH_AMOUNTS, (number, *called, *_AMOUNT_COLUMNS), held=held, fits=True),
            Sheet(
                RESULT,
                tuple(self._columns([POLICY.provisions[at] for at in _NUMBERED])),
                # The names stay in sight, unless they would fill the window.
                held=2 + self._name if self._name is not None and self._name < _NEAR else 1,
                height=_TALL,
            ),
            Sheet(
                OTHERS,
                (
                    number,
                    *called,
                    *(Column(POLICY.provisions[at].measure.name, 14) for at in _UNNUMBERED),
                ),
                held=held,
            ),
            Sheet(SUMS, _SUM_COLUMNS, fits=True),
            Sheet(NOTES_SHEET, (Column(NOTES_SHEET, 110),), fits=True),
        )
        for sheet in sheets:
            self._book.begin(sheet)

    def _columns(self, provisions: Sequence[Provision]) -> Iterator[Column]:
        yield Column("行号", 6, "whole")
        taken = {TOTAL_LOW, TOTAL_HIGH, *map(heading_of, self._asked)}
        for _, heading in self.layout.carried:
            yield _carried(f"{heading}（原表）" if heading in taken else heading)
        if self.problems:
            yield Column(PROBLEMS, 40)
        yield Column(TOTAL_LOW, 14, "whole")
        yield Column(TOTAL_HIGH, 14, "whole")
        for asked in self._asked:
            own = asked.in_tables
            yield Column(heading_of(asked), own.width, own.look, aside=True)
        for provision in provisions:
            measure = provision.measure
            yield Column(measure.name, 14)
            if measure.pays is not None:
                for end in ("下限（元）", "上限（元）"):
                    yield Column(f"{measure.name} {end}", 14, "whole")
            if measure.price is not None:
                for end in ("底价下限（元/㎡）", "底价上限（元/㎡）"):
                    yield Column(f"{measure.name} {end}", 14, "price")
        yield Column(MISSING, 40)
        yield Column(READINGS, 40)
        yield Column(REASONS, 90)

    def _line(self, row: Row, result: Result | None, places: Sequence[int]) -> list[Cell]:
        found: list[Cell] = [row.number, *row.carried]
        if self.problems:
            found.append("；".join(row.problems) or None)
        if result is None or row.case is None:
            return found
        answers = {**row.case.readings, **row.case.answers}
        found += [result.low, result.high]
        found += [read_as(asked, answers.get(asked.id)) for asked in self._asked]
        for at in places:
            found += result.parts[at].cells
        return [
            *found,
            "、".join(result.missing),
            "、".join(result.unsettled),
            "\n".join(result.reasons),
        ]

    # --- Sums ---------------------------------------------------------------------------------

    def _count(self, result: Result) -> None:
        counted = self._sums
        counted["rows"] += 1
        counted["low"] += result.low
        counted["high"] += result.high
        counted["with"] += result.high > 0
        for provision, part in zip(POLICY.provisions, result.parts, strict=True):
            name = part.name
            counted[f"{name} {part.status}"] += 1
            if provision.measure.pays is not None and part.status != "ineligible":
                _, low, high = part.cells
                counted[f"{name} low"] += low  # type: ignore[operator, assignment]
                counted[f"{name} high"] += high  # type: ignore[operator, assignment]

    def _summed(self) -> Iterator[list[Cell]]:
        counted = self._sums
        yield [
            f"合计（测算 {counted['rows']} 行，有问题没有测算 {counted['problems']} 行）",
            counted["with"],
            None,
            None,
            counted["low"],
            counted["high"],
        ]
        for at in (*_NUMBERED, *_UNNUMBERED):
            measure = POLICY.provisions[at].measure
            found: list[Cell] = [measure.name]
            found += [counted[f"{measure.name} {status}"] for status in STATES]
            if measure.pays is not None:
                found += [counted[f"{measure.name} low"], counted[f"{measure.name} high"]]
            yield found


def lines(
    reader: screen.Reader,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    tick: Callable[[int], None] | None = None,
    *,
    problems: bool = False,
) -> Iterator[list[Cell]]:
    """Yield the plain table: the headings, then one row per applicant, read as it is written.

    With ``problems``, rows that could not be read are listed with what is wrong; else they are left
    out.  ``tick`` is called after each row with the number of rows that are done.
    """
    report = Report(reader.layout, reader.as_of, problems=problems, assumed=reader.readings)
    yield report.head()
    for each in _assessed(reader, rows, tick, problems=problems):
        yield report.line(*each)


def workbook(
    reader: screen.Reader,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    tick: Callable[[int], None] | None = None,
    *,
    problems: bool = False,
) -> bytes:
    """Return the same as a workbook."""
    report = Report(reader.layout, reader.as_of, problems=problems, assumed=reader.readings)
    for each in _assessed(reader, rows, tick, problems=problems):
        report.add(*each)
    return report.finished()


WRITERS: dict[str, Callable[..., Iterable[bytes]]] = {
    "csv": lambda *given, **more: csv_parts(lines(*given, **more)),
    "xlsx": lambda *given, **more: [workbook(*given, **more)],
}
"""What makes the file of a result, for each of the ``FORMATS``; called like ``lines``."""


def _assessed(
    reader: screen.Reader,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    tick: Callable[[int], None] | None,
    *,
    problems: bool,
) -> Iterator[tuple[Row, Result | None]]:
    for done, numbered in enumerate(rows, start=1):
        row = reader.row(*numbered)
        if row.case is not None or problems:
            yield row, None if row.case is None else screen.assessed(row.case)
        if tick is not None:
            tick(done)


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [safe(cell) for cell in row]


def _carried(heading: str) -> Column:
    if _CODE.search(heading):
        return Column(heading, 24, "code")
    return Column(heading, 28 if NAMES.search(heading) else 14)


_NUMBERED = [
    at
    for at, provision in enumerate(POLICY.provisions)
    if provision.measure.pays is not None or provision.measure.price is not None
]
_UNNUMBERED = [at for at in range(len(POLICY.provisions)) if at not in _NUMBERED]

_AMOUNT_COLUMNS = (
    Column(TOTAL_LOW, 14, "whole"),
    Column(TOTAL_HIGH, 14, "whole"),
    Column("各项金额", 42),
    Column(f"{MISSING}（补上以后金额还会变的）", 36),
    Column(f"{READINGS}（答复以后金额还会变的）", 36),
    Column("问谁（条文的责任单位；读法由谁答复）", 46),
)
_SUM_COLUMNS = (
    Column("措施", 44),
    Column("期内符合或可能符合（行；合计一行是有金额的）", 18, "whole"),
    Column("待定（行）", 12, "whole"),
    Column("不符合（行）", 12, "whole"),
    Column("下限合计（元）", 18, "whole"),
    Column("上限合计（元）", 18, "whole"),
)


def _amounts(result: Result) -> list[Cell]:
    """Return what the first sheet says of a firm: how much of what, what is open, whom to ask."""
    paying: list[tuple[Provision, Part]] = [
        (provision, part)
        for provision, part in zip(POLICY.provisions, result.parts, strict=True)
        if provision.measure.pays is not None and part.status != "ineligible" and part.cells[2]
    ]
    missing = frozenset().union(*(part.missing for _, part in paying))
    unsettled = frozenset().union(*(part.unsettled for _, part in paying))
    asks = {provision.article.name: provision.article.units() for provision, _ in paying}
    asks["读法"] = tuple([each.ask for each in POLICY.readings if each.id in unsettled])
    return [
        result.low,
        result.high,
        "\n".join(f"{part.name}：{_worth(part)}" for _, part in paying),
        "、".join(fact.label for fact in POLICY.facts if fact.id in missing) or None,
        "\n".join(each.question for each in POLICY.readings if each.id in unsettled) or None,
        "\n".join(f"{at}：{'、'.join(dict.fromkeys(who))}" for at, who in asks.items() if who),
    ]


def _worth(part: Part) -> str:
    low, high = (phrases.in_words(int(end)) for end in part.cells[1:] if isinstance(end, int))
    if low == high:
        return high
    return f"最多{high}" if part.cells[1] == 0 else f"{low}至{high}"
