"""A table of applicants, assessed row by row: amounts, statuses, what is missing, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from calculator.batch import cells, columns
from calculator.batch.tables import numbered
from calculator.engine.assess import allowed_cells, judge
from calculator.engine.case import Case
from calculator.engine.diagram import bounds, restrict, worlds
from calculator.engine.expression import Reading
from calculator.engine.facts import Set
from calculator.engine.reasons import reason
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from calculator.batch.cells import Cell

HEADER_WITHIN = 10
"""How many rows are searched for the headings."""

STATUS = {"eligible": "符合", "ineligible": "不符合", "undetermined": "待定"}
TOTAL_LOW, TOTAL_HIGH = "合计下限(元)", "合计上限(元)"
MISSING, READINGS, REASONS, PROBLEMS = "待补信息", "待答复的读法", "理由", "问题"

NOTES = (
    "本结果为非官方测算,以官方原文和主管部门认定为准,不构成兑付承诺,也不是审批决定。",
    "合计只含条文写明金额的措施;下限、上限之间的差别来自待补信息和待答复的读法。",
    "“待定”表示还缺信息,或条文的读法要由主管部门答复;没有填写的一律不当作“否”。",
)


@dataclass(frozen=True)
class Row:
    """One applicant: its row in the file, its carried cells, and its case or its problems."""

    number: int
    carried: tuple[Cell, ...]
    case: Case | None
    problems: tuple[str, ...] = ()


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

    Problems are kept with their rows: nothing is raised for a bad cell.
    """
    start = columns.header_at(table[:HEADER_WITHIN])
    header = table[start] if table else ()
    layout, problems = columns.lay_out(header, start + 1, keep)
    rows = [
        _read_row(number, row, layout, as_of, readings or {})
        for number, row in numbered(table, start + 1)
    ]
    if not rows:
        problems.append("表中没有数据行")
    return Sheet(layout, rows, problems)


def _read_row(
    number: int,
    row: Sequence[Cell],
    layout: columns.Layout,
    as_of: date,
    readings: dict[str, bool],
) -> Row:
    answers: dict[str, Any] = {}
    settled = dict(readings)
    problems = []
    for column in layout.answers:
        cell = row[column.index] if column.index < len(row) else None
        try:
            of_set = members() if isinstance(column.asked, Set) else None
            value = cells.read_cell(column.asked, cell, column.unit, of_set)
        except cells.BadCell as wrong:
            place = f"第 {number} 行“{column.heading}”({columns.letters(column.index)}{number})"
            problems.append(f"{place}:{wrong}")
            continue
        if value is not None:
            (settled if isinstance(column.asked, Reading) else answers)[column.asked.id] = value
    carried = tuple(
        None if index >= len(row) else _plain(row[index]) for index, _ in layout.carried
    )
    case = None if problems else Case(answers, settled, as_of)
    return Row(number, carried, case, tuple(problems))


def _plain(cell: Any) -> Cell:  # noqa: ANN401 - whatever the file holds
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
            found += [f"{measure.name} 下限(元)", f"{measure.name} 上限(元)"]
        if measure.price is not None:
            found += [f"{measure.name} 底价下限(元/㎡)", f"{measure.name} 底价上限(元/㎡)"]
    return [*found, MISSING, READINGS, REASONS]


def screened(
    sheet: Sheet, tick: Callable[[int], None] | None = None, *, problems: bool = False
) -> Iterator[list[Cell]]:
    """Yield the result: the headings, then one row an applicant.

    With ``problems``, rows that could not be read stand in it with what is wrong; else they are
    left out.  ``tick`` is told after each row how many are done.
    """
    header = headings(sheet.layout, problems=problems)
    yield header
    blank: list[Cell] = [None] * (len(header) - len(sheet.layout.carried) - 2)
    for done, row in enumerate(sheet.rows, start=1):
        if row.case is not None:
            yield [row.number, *row.carried, *([None] if problems else []), *_result(row.case)]
        elif problems:
            yield [row.number, *row.carried, ";".join(row.problems), *blank]
        if tick is not None:
            tick(done)


def _result(case: Case) -> list[Cell]:
    """Return the cells of one applicant's result, from the total to the reasons."""
    allowed = allowed_cells(POLICY, case)
    low, high = bounds(worlds([restrict(node, allowed) for node in POLICY.groups]))
    said = {
        fact.id: fact.say(case.answers[fact.id]) for fact in POLICY.facts if fact.id in case.answers
    }
    found: list[Cell] = [low, high]
    missing: set[str] = set()
    unsettled: set[str] = set()
    reasons = []
    for provision in POLICY.provisions:
        measure = provision.measure
        judged = judge(POLICY, provision, allowed)
        found.append(STATUS[judged.status])
        open_facts = set(judged.missing)
        if measure.pays is not None:
            found += [judged.node.low, judged.node.high]
        if measure.price is not None:
            of: tuple[int, int | None] = case.answers.get(measure.price.of.id, (0, None))
            floor: tuple[int, int | None] = case.answers.get(
                measure.price.but_not_below.id, (0, None)
            )
            if judged.node.high:
                found += [_price(end) for end in measure.price.bounds(of, floor)]
                open_facts |= {fact.id for fact in measure.price.open(of, floor)}
            else:
                found += [None, None]
        missing |= open_facts
        unsettled |= set(judged.unsettled)
        # What cannot be had and names no amount needs no reasons: the table would drown in them.
        if judged.status != "ineligible" or measure.kind in {"C", "F"}:
            points = [
                reason(case, said, point)["text"]
                for point in judged.points
                if judged.status != "ineligible" or point.verdict == "no"
            ]
            reasons.append(f"{measure.name}({STATUS[judged.status]}):{';'.join(points)}")
    found.append("、".join(fact.label for fact in POLICY.facts if fact.id in missing))
    found.append("、".join(each.question for each in POLICY.readings if each.id in unsettled))
    found.append("\n".join(reasons))
    return found


def _price(ten_thousandths: int | None) -> float | None:
    return None if ten_thousandths is None else ten_thousandths / 10_000


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
            f"{cells.WORDS_YES_NO}。是:{each.yes};否:{each.no}",
            f"须由{each.unit}答复",
        ]
        for each in POLICY.readings
    ]
    names: list[Cell] = ["企业名称", *(_heading(fact.label, fact.kind) for fact in POLICY.facts)]
    return [("填写", [names]), ("填写说明", words)]


def _heading(label: str, kind: str) -> str:
    return f"{label}(元)" if kind == "money" else label
