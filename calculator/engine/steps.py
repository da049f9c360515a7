"""What would bring more, and what to ask next."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.diagram import Node, bounds, cofactor, lowest, variables
from calculator.engine.facts import Event, Fact, Money, Set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.engine.case import Case
    from calculator.engine.diagram import World
    from calculator.engine.policy import Policy, Provision, Variable

Profile = dict[int, "Sequence[tuple[int, int]]"]
"""For each variable the bounds after each of its answers."""

Step = tuple["Variable", int, Any]
"""A variable, the cell to reach, and the answer that says so."""


def next_steps(
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    provision: Provision,
    node: Node,
) -> list[dict[str, Any]]:
    """Return the least changes that raise the guaranteed amount of one measure, in 元.

    Only what a person can work towards and what still lies ahead on ``as_of``: a revenue of a year
    that is not over, an event that can still fall into the term.  For each fact the least change
    that raises the amount; two facts together where none alone does.
    """
    if provision.worth is None or case.as_of > policy.last_day or not provision.worth.high:
        return []
    ladders = [
        steps
        for number in provision.asks
        if (steps := _steps_of(policy, case, policy.variables[number], allowed[number]))
    ]
    found = []
    for ladder in ladders:
        for step in ladder:
            low = _low_after(provision.worth, allowed, [step])
            if low > node.low:
                found.append(_written([step], low))
                break
    if not found:
        for one, two in combinations(ladders, 2):
            pair = _least_pair(provision.worth, allowed, node.low, one, two)
            if pair is not None:
                found.append(pair)
    return found


def _least_pair(
    worth: Node, allowed: list[tuple[int, ...]], low: int, one: list[Step], two: list[Step]
) -> dict[str, Any] | None:
    for first in one:
        for second in two:
            after = _low_after(worth, allowed, [first, second])
            if after > low:
                return _written([first, second], after)
    return None


def _steps_of(policy: Policy, case: Case, variable: Variable, cells: tuple[int, ...]) -> list[Step]:
    """Return the changes of one unknown that lie ahead, the least first."""
    fact = variable.unknown
    answer = case.answers.get(fact.id)
    if isinstance(fact, Money) and fact.until is not None and case.as_of <= fact.until:
        return [
            (variable, cell, variable.first_of(cell))
            for cell in range(cells[0] + 1, variable.width)
        ]
    if isinstance(fact, Event) and (answer is None or answer is False):
        last = policy.last_day
        return [(variable, variable.cells(last)[0], last)]
    return []


def _low_after(worth: Node, allowed: list[tuple[int, ...]], steps: list[Step]) -> int:
    after = list(allowed)
    for variable, cell, _ in steps:
        after[variable.number] = (cell,)
    return lowest(worth, after)


def _written(steps: list[Step], low: int) -> dict[str, Any]:
    told = []
    for variable, _, value in steps:
        fact = variable.unknown
        assert isinstance(fact, Fact)  # noqa: S101 - for the type checker
        if isinstance(fact, Money):
            told.append(f"{fact.label}达到{phrases.in_words(value)}")
        else:
            told.append(f"不晚于{phrases.day_in_words(value)}“{fact.label}”")
    (variable, _, value), *rest = steps
    written: dict[str, Any] = {
        "fact": variable.unknown.id,
        "value": _as_answer(value),
        "low": low,
        "text": f"如果{',并且'.join(told)},按条文至少为{phrases.in_words(low)}。",
    }
    for other, _, other_value in rest:
        written["and"] = {"fact": other.unknown.id, "value": _as_answer(other_value)}
    return written


def _as_answer(value: Any) -> Any:  # noqa: ANN401 - an amount or a day
    return value if isinstance(value, int) else value.isoformat()


def next_question(
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    split: list[World],
    results: list[dict[str, Any]],
) -> str | None:
    """Return the unanswered fact whose answer narrows the total most.

    First by the worst answer, then by the average of all answers (each region between two lines
    counts once), ties in reading order.  Where no answer can narrow the total, the fact on which
    most measures still wait; None where no unanswered fact can change anything.
    """
    waiting: dict[str, int] = {}
    for result in results:
        for fact in result["missing"]:
            if fact not in case.answers:
                waiting[fact] = waiting.get(fact, 0) + 1
    if not waiting:
        return None
    low, high = bounds(split)
    best: tuple[float, float] = (high - low, high - low)
    chosen = None
    widths = _widths(_askable(policy), allowed, split)
    for fact in policy.facts:
        if fact.id not in waiting:
            continue
        answers = (
            _set_widths(policy, fact, split)
            if isinstance(fact, Set)
            else widths.get(policy.variables_of[fact.id][0].number, [])
            if fact.id in policy.variables_of
            else []
        )
        if answers:
            score = (max(answers), sum(answers) / len(answers))
            if score < best:
                best, chosen = score, fact.id
    if chosen is not None:
        return chosen
    return max(waiting, key=lambda fact: (waiting[fact], -_rank(policy, fact)))


def _rank(policy: Policy, fact_id: str) -> int:
    return [fact.id for fact in policy.facts].index(fact_id)


def _askable(policy: Policy) -> int:
    """Return the variables that an applicant can be asked about: readings are the authority's."""
    return sum(1 << v.number for v in policy.variables if isinstance(v.unknown, Fact))


def _widths(
    askable: int, allowed: list[tuple[int, ...]], split: list[World]
) -> dict[int, list[int]]:
    """Return for each askable variable how wide the total stays after each of its answers."""
    open_ = 0
    for fixed, parts, _ in split:
        for number in fixed:
            open_ |= 1 << number
        for part in parts:
            open_ |= part.support
    ends: dict[int, list[list[int]]] = {
        number: [[] for _ in allowed[number]] for number in variables(open_ & askable)
    }
    profiles: dict[Node, Profile] = {}
    for fixed, parts, base in split:
        low = base + sum([part.low for part in parts])
        high = base + sum([part.high for part in parts])
        inside = {number: part for part in parts for number in _profile(part, askable, profiles)}
        for number, answers in ends.items():
            asking = inside.get(number)
            for position, seen in enumerate(answers):
                if asking is not None:
                    after = profiles[asking][number][position]
                    seen.extend((low - asking.low + after[0], high - asking.high + after[1]))
                elif fixed.get(number, position) == position:
                    seen.extend((low, high))
    return {number: [max(seen) - min(seen) for seen in answers] for number, answers in ends.items()}


def _profile(node: Node, askable: int, done: dict[Node, Profile]) -> Profile:
    """Return the bounds of a diagram after each answer to each of its askable variables."""
    known = done.get(node)
    if known is None:
        known = done[node] = {}
        if node.support & askable:
            own = 1 << node.variable
            if own & askable:
                known[node.variable] = [(child.low, child.high) for child in node.children]
            below = [_profile(child, askable, done) for child in node.children]
            for number in variables(node.support & askable & ~own):
                spans = [
                    profile.get(number) or ((child.low, child.high),)
                    for profile, child in zip(below, node.children, strict=True)
                ]
                known[number] = [
                    (
                        min([span[position % len(span)][0] for span in spans]),
                        max([span[position % len(span)][1] for span in spans]),
                    )
                    for position in range(max([len(span) for span in spans]))
                ]
    return known


def _set_widths(policy: Policy, fact: Set, split: list[World]) -> list[int]:
    """Return how wide the total stays when a set holds none of its members, and when all."""
    numbers = {variable.number for variable in policy.variables_of.get(fact.id, ())}
    widths = []
    for member in (0, 1):
        kept = [
            (fixed, [_fix(part, numbers, member) for part in parts], base)
            for fixed, parts, base in split
            if all(fixed.get(number, member) == member for number in numbers)
        ]
        low, high = bounds(kept)
        widths.append(high - low)
    return widths


def _fix(part: Node, numbers: set[int], member: int) -> Node:
    for number in numbers:
        if part.support >> number & 1:
            part = cofactor(part, number, member)
    return part
