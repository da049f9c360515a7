"""A table of applicants, assessed row by row: amounts, statuses, what is missing, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from calculator.batch.parsing import cells, columns, grid, survey
from calculator.batch.tables import Source
from calculator.engine.assess import allowed_cells, judge, price_bounds
from calculator.engine.case import Case
from calculator.engine.memo import Memo
from calculator.engine.reasons import reasons
from calculator.engine.rules.diagram import bounds, restrict, variables, worlds
from calculator.engine.rules.facts import Reading
from calculator.engine.rules.facts.texts import BadText, narrow
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.state_words import LEFT_OUT, PAYEE_OPEN, status_in_words
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from calculator.batch.parsing.grid import Cell
    from calculator.engine.assess import Judgement
    from calculator.engine.policy import Policy
    from calculator.engine.reasons import Point
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node

TOTAL_LOW, TOTAL_HIGH = "合计下限（元）", "合计上限（元）"


@dataclass(frozen=True)
class Row:
    """One applicant: its row in the file, its carried cells, and its case or its problems.

    ``wrong`` are the places of the columns with a problem; ``brief`` are the problems without what
    was explained for an earlier row.
    """

    number: int
    carried: tuple[Cell, ...]
    case: Case | None
    problems: tuple[str, ...] = ()
    wrong: tuple[int, ...] = ()
    understood: tuple[tuple[columns.Column, Any], ...] = ()
    """The answers, by column."""

    brief: tuple[str, ...] = ()

    def said(self) -> dict[int, str]:
        """Return how each cell was understood, in words, by the place of its column."""
        return {
            column.index: column.asked.say(value, POLICY.names) for column, value in self.understood
        }


@dataclass
class Sheet:
    """A table that was read: layout, rows, and what is wrong or unclear as a whole."""

    reader: Reader
    numbered: list[tuple[int, Sequence[Cell]]]
    rows: list[Row]
    table_problems: list[str] = field(default_factory=list)

    @property
    def layout(self) -> columns.Layout:
        """Return which column holds what."""
        return self.reader.layout

    @property
    def problems(self) -> list[str]:
        """Return every problem: those of the table as a whole, then row by row."""
        return [*self.table_problems, *(text for row in self.rows for text in row.problems)]


def read_sheet(
    table: Sequence[Sequence[Cell]],
    as_of: date,
    readings: dict[str, bool] | None = None,
    wishes: columns.Wishes | None = None,
) -> Sheet:
    """Return the applicants of a table; ``readings`` are settled for all rows that say nothing.

    A bad cell raises nothing: its problem is part of the row.
    """
    found = survey.read([tuple(row) for row in table], Source())
    layout, problems = columns.lay_out(found.headings, found.last + 1, wishes)
    reader = Reader(layout, as_of, readings)
    rows = [reader.row(number, row) for number, row in found.rows]
    unclear = [*problems, *found.problems, *(ask.text for ask in found.asks)]
    return Sheet(reader, found.rows, rows, unclear)


@dataclass(frozen=True)
class Reader:
    """Reads rows of cells as applicants; ``readings`` are settled for rows that say nothing."""

    layout: columns.Layout
    as_of: date
    readings: dict[str, bool] | None = None
    known: Memo[tuple[int, type, Cell], Any] = field(default_factory=Memo)
    """What cells were read as, by column: most columns hold the same few words."""

    explained: set[object] = field(default_factory=set)
    """What was explained already: what a column may hold is said once."""

    @cached_property
    def _settled(self) -> dict[str, bool]:
        """What authorities have replied to readings, unless something else was said."""
        return {**POLICY.settled_on(self.as_of), **(self.readings or {})}

    def row(self, number: int, row: Sequence[Cell]) -> Row:
        """Return the applicant of a row, or what is wrong with it."""
        answers: dict[str, Any] = {}
        settled = dict(self._settled)
        problems = []
        brief = []
        wrong = []
        understood = []
        for column in self.layout.answers:
            cell = row[column.index] if column.index < len(row) else None
            try:
                value = self._value(column, cell)
            except BadText as bad:
                place = f"{grid.letters(column.index)}{number}"
                where = f"第 {number} 行“{column.heading}”（{place}）"
                problems.append(f"{where}：{bad}")
                brief.append(f"{where}：{bad.once(self.explained, column.index)}")
                wrong.append(column.index)
                continue
            if value is not None:
                understood.append((column, value))
                (settled if isinstance(column.asked, Reading) else answers)[column.asked.id] = value
        carried = tuple(
            None if index >= len(row) else _plain(row[index]) for index, _ in self.layout.carried
        )
        case = None if problems else Case(answers, settled, self.as_of)
        return Row(
            number, carried, case, tuple(problems), tuple(wrong), tuple(understood), tuple(brief)
        )

    def _value(self, column: columns.Column, cell: Cell) -> Any:  # noqa: ANN401 - as the fact has it
        # With its type, since 1, 1.0 and True are equal and yet not written alike.
        key = (column.index, type(cell), cell)
        if key in self.known:
            return self.known[key]
        return self.known.add(key, _cell(column, cell))


def _cell(column: columns.Column, cell: Cell) -> Any:  # noqa: ANN401 - as the fact has it
    return cells.read_cell(column.asked, cell, column.unit, members(), column.blank)


def _plain(cell: Any) -> Cell:  # noqa: ANN401 - any value of a file
    return cell if isinstance(cell, str | int | float) else cells.text_of(cell) or None


@cache
def members() -> dict[str, str]:
    """Return the measures that a set can hold, by name and by id."""
    found = {}
    for measure in POLICY.claimable:
        found[narrow(measure.name)] = measure.id
        found[measure.id] = measure.id
    return found


# --- One applicant --------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The result of one measure: name, status, cells, what is still open, and why, in words.

    The first cell is the status in words; ``doubts`` are the numbers of the questions without
    which it would not be ruled out.
    """

    name: str
    status: str
    cells: tuple[Cell, ...]
    missing: frozenset[str]
    unsettled: frozenset[str]
    doubts: frozenset[str]
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
        """Return why, one line per measure."""
        return [f"{p.name}（{p.cells[0]}）：{p.reasons}" for p in self.parts if p.reasons]


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
        is_out = judged.status == "ineligible"
        if measure.pays is not None:
            # An amount of 0 beside 不符合 would be read as one that is still to come.
            found += [None, None] if is_out else [judged.node.low, judged.node.high]
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
        told = reasons(self._policy, case, allowed, said, deciding, to_applicant=False)
        texts = dict.fromkeys(reason["text"] for reason in told)
        has_reasons = bool(texts) and (not is_out or measure.has_a_number)
        return Part(
            measure.name,
            judged.status,
            tuple(found),
            frozenset(missing),
            frozenset(judged.unsettled),
            frozenset(judged.doubts),
            "；".join(texts) if has_reasons else "",
        )


def _decides(judged: Judgement, point: Point) -> bool:
    """Return whether a table gives a condition as a reason; it has no room for all of them.

    For a measure that is ruled out it gives those that fail; for one that is open, those not yet
    met and the place on a ladder, since the amount depends on that; else all of them.
    """
    if judged.status == "ineligible":
        return point.verdict == "no"
    is_ladder = isinstance(point.rule, FirstReached)
    return judged.status == "eligible" or point.verdict != "yes" or is_ladder


def left_out() -> list[str]:
    """Return what an amount does not tell: what the highest one leaves out, and who is paid."""
    measures = [provision.measure for provision in POLICY.provisions]
    return [
        *(f"{LEFT_OUT}（{m.name}）：{each.text}" for m in measures for each in m.beyond),
        *(f"{PAYEE_OPEN}（{m.name}）：{m.payee.text}" for m in measures if m.payee),
    ]
