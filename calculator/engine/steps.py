"""What would raise an amount, and what to ask next."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator.engine import phrases
from calculator.engine.rules.diagram import Node, bounds, lowest
from calculator.engine.rules.facts import Fact

if TYPE_CHECKING:
    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision, Variable
    from calculator.engine.rules.diagram import Span, World


class Step(NamedTuple):
    """One change: the number of the variable, the cell to reach, and the answer that says so."""

    number: int
    cell: int
    fact: Fact
    answer: Any


def next_steps(
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    provision: Provision,
    node: Node,
) -> list[dict[str, Any]]:
    """Return the least changes that raise the guaranteed amount of one measure, in 元.

    Only what can still happen after ``as_of``: more revenue in a year that is not over, an event
    within the term.  For each fact this is the least change that raises the amount; where none
    does alone, two facts together.
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
    """Return the changes of one unknown that can still happen, the least first."""
    fact = variable.unknown
    if not isinstance(fact, Fact):
        return []
    value = case.answers.get(fact.id)
    goals = fact.goals(value, cells, variable.lines, case.as_of, policy.last_day)
    return [Step(variable.number, cell, fact, answer) for cell, answer in goals]


def _low_after(worth: Node, allowed: list[tuple[int, ...]], steps: list[Step]) -> int:
    after = list(allowed)
    for step in steps:
        after[step.number] = (step.cell,)
    return lowest(worth, after)


def _written(steps: list[Step], low: int) -> dict[str, Any]:
    goals = "，并且".join(step.fact.say_goal(step.answer) for step in steps)
    first, *rest = steps
    written: dict[str, Any] = {
        "fact": first.fact.id,
        "value": first.answer,
        "low": low,
        "text": f"如果{goals}，按条文至少为{phrases.in_words(low)}。",
    }
    for other in rest:
        written["and"] = {"fact": other.fact.id, "value": other.answer}
    return written


def next_question(
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    split: list[World],
    results: list[dict[str, Any]],
) -> str | None:
    """Return the unanswered fact whose answer narrows the total most.

    Facts are compared by their worst answer, then by the average of all answers (each cell counts
    once); ties go to the first in reading order.  Where no answer can narrow the total, it is the
    fact that most measures still need; None where no unanswered fact can change anything.
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
    asked = _asked(split)
    for fact in policy.facts:
        if fact.id in waiting:
            numbers = [variable.number for variable in policy.variables_of.get(fact.id, ())]
            if any(asked >> number & 1 for number in numbers):
                score = _score(numbers, len(allowed[numbers[0]]), split, best[0])
                if score < best:
                    best, chosen = score, fact.id
    if chosen is not None:
        return chosen
    # The facts are in reading order, and of equal ones the first is taken.
    return max((f.id for f in policy.facts if f.id in waiting), key=waiting.__getitem__)


def _asked(split: list[World]) -> int:
    """Return the variables that any of the worlds asks or has fixed."""
    asked = 0
    for fixed, parts, _ in split:
        for number in fixed:
            asked |= 1 << number
        for part in parts:
            asked |= part.support
    return asked


def _score(
    numbers: list[int], positions: int, split: list[World], enough: float
) -> tuple[float, float]:
    """Return how wide the total stays after one fact is answered: at worst, and on average.

    All variables of the fact get the cell at the same position: a set has a variable for each
    member, so only "none" and "all" are tried.  An answer that leaves more than ``enough`` ends
    the search, since another fact is better already.
    """
    mask = sum([1 << number for number in numbers])
    widths = []
    for position in range(positions):
        known: dict[Node, Span] = {}
        lows = []
        highs = []
        for fixed, parts, base in split:
            for number in numbers:
                if fixed.get(number, position) != position:
                    break
            else:
                low = high = base
                for part in parts:
                    if part.support & mask:
                        least, most = _held(part, mask, position, known)
                        low += least
                        high += most
                    else:
                        low += part.low
                        high += part.high
                lows.append(low)
                highs.append(high)
        width = max(highs) - min(lows)
        if width > enough:
            return width, width
        widths.append(width)
    return max(widths), sum(widths) / len(widths)


def _held(node: Node, mask: int, position: int, known: dict[Node, Span]) -> Span:
    """Return the bounds of a diagram with the variables of ``mask`` at one of their positions."""
    found = known.get(node)
    if found is None:
        fixed = mask >> node.variable & 1
        lows = []
        highs = []
        for child in node.children[position : position + 1] if fixed else node.children:
            if child.support & mask:
                low, high = _held(child, mask, position, known)
                lows.append(low)
                highs.append(high)
            else:
                lows.append(child.low)
                highs.append(child.high)
        found = known[node] = min(lows), max(highs)
    return found
