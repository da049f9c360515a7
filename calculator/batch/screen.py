"""A table of applicants, assessed row by row: amounts, statuses, what is missing, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from calculator.batch import cells, columns, grid
from calculator.batch.tables import numbered
from calculator.engine.assess import allowed_cells, judge, notes, price_bounds
from calculator.engine.case import Case
from calculator.engine.diagram import bounds, restrict, variables, worlds
from calculator.engine.facts import Reading
from calculator.engine.ladder import FirstReached
from calculator.engine.memo import Memo
from calculator.engine.reasons import reason
from calculator.engine.words import LEFT_OUT, status_in_words
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from calculator.batch.grid import Cell
    from calculator.engine.assess import Judgement
    from calculator.engine.compiled import Provision
    from calculator.engine.diagram import Node
    from calculator.engine.policy import Policy
    from calculator.engine.reasons import Point

HEADER_WITHIN = 10
"""How many rows are searched for the headings."""

TOTAL_LOW, TOTAL_HIGH = "合计下限（元）", "合计上限（元）"
RESULT_SHEET = "测算结果"
MISSING, READINGS, REASONS, PROBLEMS = "待补信息", "待答复的读法", "理由", "问题"

NOTES = (
    "本结果不是审批决定，也不是名单公示的依据。",
    "合计只含条文写明金额的措施；下限、上限之间的差别来自待补信息和待答复的读法。",
    "“待定”表示还缺信息，或条文的读法要由主管部门答复；没有填写的一律不当作“否”。",
    "理由中，符合的写出全部条件，待定的只写还没有符合的条件和首次达到的档次，不符合的只写没有符合的条件。",
    "不符合、条文又没有写明金额的措施，不写理由。",
)


@dataclass(frozen=True)
class Row:
    """One applicant: its row in the file, its carried cells, and its case or its problems.

    ``wrong`` are the places of the columns with a problem.
    """

    number: int
    carried: tuple[Cell, ...]
    case: Case | None
    problems: tuple[str, ...] = ()
    wrong: tuple[int, ...] = ()


@dataclass
class Sheet:
    """A table that was read: its layout, its rows, and the problems of its headings."""

    layout: columns.Layout
    rows: list[Row]
    heading_problems: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Return every problem, headings first, then row by row."""
        return [*self.heading_problems, *(text for row in self.rows for text in row.problems)]


def read_sheet(
    table: Sequence[Sequence[Cell]],
    as_of: date,
    readings: dict[str, bool] | None = None,
    keep: Iterable[str] = (),
) -> Sheet:
    """Return the applicants of a table; ``readings`` are settled for all rows that say nothing.

    A bad cell raises nothing: its problem is part of the row.
    """
    start = columns.header_at(table[:HEADER_WITHIN])
    header = table[start] if table else ()
    layout, problems = columns.lay_out(header, start + 1, keep)
    reader = Reader(layout, as_of, readings)
    rows = [reader.row(number, row) for number, row in numbered(table, start + 1)]
    if not rows:
        problems.append("表中没有数据行")
    return Sheet(layout, rows, problems)


@dataclass(frozen=True)
class Reader:
    """Reads rows of cells as applicants; ``readings`` are settled for rows that say nothing."""

    layout: columns.Layout
    as_of: date
    readings: dict[str, bool] | None = None
    known: Memo[tuple[int, type, Cell], Any] = field(default_factory=Memo)
    """What cells were read as, by column: most columns hold the same few words."""

    def row(self, number: int, row: Sequence[Cell]) -> Row:
        """Return the applicant of a row, or what is wrong with it."""
        answers: dict[str, Any] = {}
        settled = dict(self.readings or {})
        problems = []
        wrong = []
        for column in self.layout.answers:
            cell = row[column.index] if column.index < len(row) else None
            try:
                value = self._value(column, cell)
            except cells.BadCell as bad:
                place = f"{grid.letters(column.index)}{number}"
                problems.append(f"第 {number} 行“{column.heading}”（{place}）：{bad}")
                wrong.append(column.index)
                continue
            if value is not None:
                (settled if isinstance(column.asked, Reading) else answers)[column.asked.id] = value
        carried = tuple(
            None if index >= len(row) else _plain(row[index]) for index, _ in self.layout.carried
        )
        case = None if problems else Case(answers, settled, self.as_of)
        return Row(number, carried, case, tuple(problems), tuple(wrong))

    def _value(self, column: columns.Column, cell: Cell) -> Any:  # noqa: ANN401 - as the fact has it
        # With its type, since 1, 1.0 and True are equal and yet not written alike.
        key = (column.index, type(cell), cell)
        if key in self.known:
            return self.known[key]
        return self.known.add(key, cells.read_cell(column.asked, cell, column.unit, members()))


def _plain(cell: Any) -> Cell:  # noqa: ANN401 - any value of a file
    return cell if isinstance(cell, str | int | float) else cells.text_of(cell) or None


@cache
def members() -> dict[str, str]:
    """Return the measures that a set can hold, by name and by id."""
    found = {}
    for measure in POLICY.claimable:
        found[cells.narrow(measure.name)] = measure.id
        found[measure.id] = measure.id
    return found


def headings(layout: columns.Layout, *, problems: bool) -> list[Cell]:
    """Return the headings of the result."""
    found: list[Cell] = ["行号", *(heading for _, heading in layout.carried)]
    if problems:
        found.append(PROBLEMS)
    found += [TOTAL_LOW, TOTAL_HIGH]
    for provision in POLICY.provisions:
        measure = provision.measure
        found.append(measure.name)
        if measure.pays is not None:
            found += [f"{measure.name} 下限（元）", f"{measure.name} 上限（元）"]
        if measure.price is not None:
            found += [f"{measure.name} 底价下限（元/㎡）", f"{measure.name} 底价上限（元/㎡）"]
    return [*found, MISSING, READINGS, REASONS]


def screened(
    sheet: Sheet, tick: Callable[[int], None] | None = None, *, problems: bool = False
) -> Iterator[list[Cell]]:
    """Yield the result: the headings, then one row an applicant.

    With ``problems``, rows that could not be read are listed with what is wrong; else they are left
    out.  ``tick`` is called after each row with the number of rows that are done.
    """
    yield headings(sheet.layout, problems=problems)
    for done, row in enumerate(sheet.rows, start=1):
        if row.case is not None or problems:
            result = None if row.case is None else assessed(row.case)
            yield written(row, result, problems=problems)
        if tick is not None:
            tick(done)


def written(row: Row, result: Result | None, *, problems: bool) -> list[Cell]:
    """Return an applicant's row of the result; without a result, its problems."""
    found: list[Cell] = [row.number, *row.carried]
    if problems:
        found.append("；".join(row.problems) or None)
    return found if result is None else [*found, *result.cells()]


# --- One applicant --------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The result of one measure: name, status, cells, what is still open, and why, in words.

    The first cell is the status in words.
    """

    name: str
    status: str
    cells: tuple[Cell, ...]
    missing: frozenset[str]
    unsettled: frozenset[str]
    reasons: str


@dataclass(frozen=True)
class Result:
    """The results of all measures for one applicant; ``low`` and ``high`` are the total in 元.

    Most applicants share most of their parts, so the texts are joined only when they are needed.
    """

    low: int
    high: int
    parts: tuple[Part, ...]

    @property
    def missing(self) -> list[str]:
        """Return the labels of the facts that can still change something, in their order."""
        ids = frozenset().union(*(part.missing for part in self.parts))
        return [fact.label for fact in POLICY.facts if fact.id in ids]

    @property
    def unsettled(self) -> list[str]:
        """Return the questions of the readings that can still change something, in their order."""
        ids = frozenset().union(*(part.unsettled for part in self.parts))
        return [reading.question for reading in POLICY.readings if reading.id in ids]

    @property
    def reasons(self) -> list[str]:
        """Return why, one line a measure."""
        return [f"{p.name}（{p.cells[0]}）：{p.reasons}" for p in self.parts if p.reasons]

    def cells(self) -> list[Cell]:
        """Return the cells of the result's row, from the total to the reasons."""
        found: list[Cell] = [self.low, self.high]
        for part in self.parts:
            found += part.cells
        return [*found, "、".join(self.missing), "、".join(self.unsettled), "\n".join(self.reasons)]


def assessed(case: Case) -> Result:
    """Return the results of all measures for one applicant."""
    return _assessor().result(case)


@cache
def _assessor() -> _Assessor:
    return _Assessor(POLICY)


_Group = tuple["Node", tuple[int, ...], Memo[tuple[tuple[int, ...], ...], "Node"]]
"""A part of the total: its diagram, its variables, and the diagram cut down to their cells."""


class _Assessor:
    """Assesses applicants one after the other, and caches what they have in common."""

    def __init__(self, policy: Policy) -> None:
        """Begin with no applicant."""
        self._policy = policy
        self._open = allowed_cells(policy, Case({}, {}, policy.last_day))
        self._measures = [_Measure(each, policy) for each in policy.provisions]
        self._groups: list[_Group] = [
            (node, tuple(variables(node.support)), Memo()) for node in policy.groups
        ]
        self._totals: Memo[tuple[Node, ...], tuple[int, int]] = Memo()
        self._cells: Memo[tuple[str, object], list[tuple[int, tuple[int, ...]]]] = Memo()

    def result(self, case: Case) -> Result:
        """Return the results of all measures for one applicant."""
        known = {**case.answers, **case.readings}
        allowed = list(self._open)
        for answer in known.items():
            for number, cells_ in self._cells.get(answer) or self._cells_of(answer):
                allowed[number] = cells_
        answers = list(map(known.get, self._policy.rank))
        parts = tuple([measure.part(case, allowed, answers) for measure in self._measures])
        return Result(*self._total(allowed), parts)

    def _cells_of(self, answer: tuple[str, object]) -> list[tuple[int, tuple[int, ...]]]:
        """Return for each variable of an unknown its number and the cells that its value allows."""
        name, value = answer
        variables_ = self._policy.variables_of.get(name, ())
        return self._cells.add(answer, [(each.number, each.cells(value)) for each in variables_])

    def _total(self, allowed: list[tuple[int, ...]]) -> tuple[int, int]:
        """Return the bounds of the total; many applicants have the same diagrams left."""
        cut = []
        for node, numbers, known in self._groups:
            key = tuple([allowed[number] for number in numbers])
            part = known.get(key)
            cut.append(known.add(key, restrict(node, allowed)) if part is None else part)
        parts = tuple(cut)
        found = self._totals.get(parts)
        if found is None:
            found = self._totals.add(parts, bounds(worlds(parts)))
        return found


class _Measure:
    """Calculates one measure for applicants, cached by the answers that it depends on."""

    def __init__(self, provision: Provision, policy: Policy) -> None:
        self._provision = provision
        self._policy = policy
        asked = provision.measure.unknowns
        places = [place for place, name in enumerate(policy.rank) if name in asked]
        self._pick: Callable[[list[object]], object] = (
            itemgetter(*places) if places else lambda _: None
        )
        self._known: Memo[object, Part] = Memo()

    def part(self, case: Case, allowed: list[tuple[int, ...]], answers: list[object]) -> Part:
        """Return the result of the measure; ``answers`` are those to all unknowns."""
        key = self._pick(answers)
        found = self._known.get(key)
        if found is None:
            found = self._known.add(key, self._part(case, allowed))
        return found

    def _part(self, case: Case, allowed: list[tuple[int, ...]]) -> Part:
        measure = self._provision.measure
        judged = judge(self._policy, self._provision, allowed)
        found: list[Cell] = [status_in_words(measure.kind, judged.status)]
        missing = set(judged.missing)
        if measure.pays is not None:
            found += [judged.node.low, judged.node.high]
        if measure.price is not None:
            found += [None, None]
            if judged.node.high:
                price, still_open = price_bounds(measure.price, case)
                found[-2:] = [price["low"], price["high"]]
                missing |= still_open
        deciding = [point for point in judged.points if _decides(judged, point)]
        said = {
            fact.id: fact.say(case.answers[fact.id], self._policy.names)
            for point in deciding
            for fact in point.facts
            if fact.id in case.answers
        }
        texts = dict.fromkeys(reason(case, said, point)["text"] for point in deciding)
        has_reasons = bool(texts) and (judged.status != "ineligible" or measure.has_a_number)
        return Part(
            measure.name,
            judged.status,
            tuple(found),
            frozenset(missing),
            frozenset(judged.unsettled),
            "；".join(texts) if has_reasons else "",
        )


def _decides(judged: Judgement, point: Point) -> bool:
    """Return whether a condition is worth a word in a table, which has no room for all of them.

    For what is not met only what fails counts, for what is open only what is not met yet, and how
    far a ladder was climbed, since the amount depends on it.
    """
    if judged.status == "ineligible":
        return point.verdict == "no"
    is_ladder = isinstance(point.rule, FirstReached)
    return judged.status == "eligible" or point.verdict != "yes" or is_ladder


def notes_sheet(as_of: date) -> tuple[str, list[list[Cell]]]:
    """Return the second sheet of a result, with its title: the notes."""
    rows: list[list[Cell]] = [["说明"]]
    rows.extend([note] for note in (*notes(POLICY, as_of), *NOTES, *left_out()))
    return "说明", rows


def left_out() -> list[str]:
    """Return what the highest amount leaves out, so that it is not mistaken for all there is."""
    return [
        f"{LEFT_OUT}（{provision.measure.name}）：{provision.measure.beyond['text']}"
        for provision in POLICY.provisions
        if provision.measure.beyond is not None
    ]


def template() -> list[tuple[str, list[list[Cell]]]]:
    """Return the sheets of an empty table to fill in: the headings, and what each column takes."""
    words: list[list[Cell]] = [["列名", "也可写作", "可以填什么", "说明"]]
    words += [
        [_heading(fact.label, fact.kind), fact.id, cells.accepted(fact), fact.help]
        for fact in POLICY.facts
    ]
    words += [
        [
            each.question,
            each.id,
            f"{cells.WORDS_YES_NO}。是：{each.yes}；否：{each.no}",
            f"须由{each.ask}答复",
        ]
        for each in POLICY.readings
    ]
    names: list[Cell] = ["企业名称", *(_heading(fact.label, fact.kind) for fact in POLICY.facts)]
    return [("填写", [names]), ("填写说明", words)]


def _heading(label: str, kind: str) -> str:
    return f"{label}（元）" if kind == "money" else label
