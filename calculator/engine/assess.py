"""The result for one applicant: who is entitled to what, what is open, and why.

``assess`` takes answers that have been read already (see ``facts``) and returns the result as
plain dicts and lists, ready to be written as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.engine import on_record
from calculator.engine.reasons import Point, live_points, reasons
from calculator.engine.rules.diagram import Node, bounds, cofactor, restrict, variables, worlds
from calculator.engine.state_words import group_of, status_in_words, validity
from calculator.engine.steps import next_question, next_steps

if TYPE_CHECKING:
    from datetime import date

    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.measure import Beyond, CountedAs, FloorPrice


@dataclass(frozen=True)
class Judgement:
    """The result of a measure for the cells that are still possible.

    ``node`` is the award in 元 (class C) or yes/no; ``points`` are the conditions that still affect
    it; ``missing`` and ``unsettled`` are the facts and the readings that can still change it;
    ``doubts`` are what a measure would pay that is ruled out, by the questions that alone do so.
    """

    node: Node
    status: str
    missing: list[str]
    unsettled: list[str]
    points: tuple[Point, ...]
    doubts: dict[str, Node]


def allowed_cells(policy: Policy, case: Case) -> list[tuple[int, ...]]:
    """Return for each variable the cells that the case still allows."""
    known = {**case.answers, **case.readings}
    allowed = []
    for variable in policy.variables:
        value = known.get(variable.unknown.id)
        allowed.append(variable.every if value is None else variable.cells(value))
    return allowed


def judge(policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]) -> Judgement:
    """Return a measure's judgement, cached by the diagram cells it depends on."""
    key = tuple([allowed[number] for number in provision.asks])
    found: Judgement | None = provision.judgements.get(key)
    if found is None:
        found = provision.judgements.add(key, _judge(policy, provision, allowed))
    return found


def _judge(policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]) -> Judgement:
    node = restrict(provision.value, allowed)
    status = "eligible" if node.low > 0 else "ineligible" if node.high == 0 else "undetermined"
    points = live_points(policy, provision, allowed)
    in_doubt = _doubts(policy, provision, allowed) if status == "ineligible" else {}
    return Judgement(node, status, *_open(policy, node), points, in_doubt)


def in_force(policy: Policy, case: Case) -> bool | None:
    """Return whether the policy is in force on ``as_of``; None where that depends on a reading."""
    if case.as_of > policy.last_day:
        return False
    earlier, later = policy.first_days
    reading = case.readings.get(policy.first_day_reading.id)
    if reading is not None:
        return case.as_of >= (earlier if reading else later)
    return None if earlier <= case.as_of < later else case.as_of >= later


def assess(policy: Policy, case: Case) -> dict[str, Any]:
    """Return the whole result for one case; all amounts in 元, prices in 元/㎡."""
    allowed = allowed_cells(policy, case)
    said = {
        fact.id: fact.say(case.answers[fact.id], policy.names)
        for fact in policy.facts
        if fact.id in case.answers
    }
    parts = [restrict(node, allowed) for node in policy.groups]
    split = worlds(parts)
    low, high = bounds(split)
    judged = [(provision, judge(policy, provision, allowed)) for provision in policy.provisions]
    results = [_result(policy, case, allowed, said, *pair) for pair in judged]
    outcomes = _by_reading(policy, case, allowed, parts, judged, results)
    return {
        "as_of": case.as_of.isoformat(),
        "in_force": in_force(policy, case),
        "total": {"low": low, "high": high},
        "measures": results,
        "next_question": next_question(policy, case, allowed, split, results),
        "readings": [each for each in outcomes if each["id"] not in case.readings],
        "replies": on_record.replies(policy, case, results, outcomes),
        "answers": [{"fact": fact, "text": text} for fact, text in said.items()],
        "notes": notes(policy, case.as_of),
    }


def _by_reading(  # noqa: PLR0913, PLR0917 - all that the numbers depend on
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    parts: list[Node],
    judged: list[tuple[Provision, Judgement]],
    results: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return for each reading that affects a number the numbers with either answer to it.

    These are the total in 元, and the prices in 元/㎡ that depend on it, None where there is none.
    A reading that an authority has answered is among them.
    """
    found = []
    for reading in policy.readings:
        touched = [
            (provision, judgement.node)
            for (provision, judgement), result in zip(judged, results, strict=True)
            if provision.measure.has_a_number
            and (reading.id in result["unsettled"] or reading.id in result["replied"])
        ]
        if not touched:
            continue
        whole = parts
        if reading.id in case.readings:
            cells = on_record.reopened(policy, allowed, [reading.id])
            whole = [restrict(node, cells) for node in policy.groups]
            touched = [(provision, restrict(provision.value, cells)) for provision, _ in touched]
        (variable,) = policy.variables_of[reading.id]
        outcomes: dict[str, Any] = {}
        for value in (True, False):
            low, high = bounds(worlds([_fixed(part, variable.number, value) for part in whole]))
            outcomes[str(value).lower()] = {
                "low": low,
                "high": high,
                "prices": {
                    provision.measure.id: price_bounds(provision.measure.price, case)[0]
                    if _fixed(node, variable.number, value).high
                    else None
                    for provision, node in touched
                    if provision.measure.price is not None
                },
            }
        found.append({"id": reading.id, **outcomes})
    return found


def _fixed(node: Node, number: int, value: int) -> Node:
    """Return a diagram with a reading settled, whether or not it asks that reading."""
    return cofactor(node, number, value) if node.support >> number & 1 else node


def notes(policy: Policy, as_of: date) -> list[str]:
    """Return the notes that go with every result; the first one says whether the term is over."""
    over = as_of > policy.last_day
    term = validity(policy.last_day, over=over)["sentence"]
    return [
        f"{term}只按有效期内发生的事项测算，是否仍受理须向主管部门确认。" if over else term,
        f"仅{policy.rows_with_a_number}项措施有可计算的数字，其余没有写明金额，不作估计。",
        "本结果为非官方测算，以官方原文和主管部门认定为准，不构成兑付承诺。",
    ]


def _result(  # noqa: PLR0913, PLR0917 - all that one measure's result is made of
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    said: dict[str, str],
    provision: Provision,
    judgement: Judgement,
) -> dict[str, Any]:
    measure = provision.measure
    node = judgement.node
    missing = judgement.missing
    price = None
    if measure.price is not None and node.high:
        price, extra = price_bounds(measure.price, case)
        missing = [f.id for f in policy.facts if f.id in {*missing, *extra}]
    return {
        "id": measure.id,
        "article": provision.article.number,
        "class": measure.kind,
        "status": judgement.status,
        "group": group_of(measure.kind, judgement.status),
        "word": status_in_words(measure.kind, judgement.status),
        "amount": {"low": node.low, "high": node.high} if measure.pays is not None else None,
        "price": price,
        "beyond": _beyond(policy, allowed, provision, node),
        "payee": measure.payee.record() if measure.payee and node.high else None,
        "missing": list(missing),
        "unsettled": list(judgement.unsettled),
        "replied": on_record.replied(policy, case, allowed, provision),
        "reasons": reasons(policy, case, allowed, said, judgement.points),
        "next_steps": next_steps(policy, case, allowed, provision, node),
        "units": list(provision.article.units()),
    }


def _beyond(
    policy: Policy, allowed: list[tuple[int, ...]], provision: Provision, node: Node
) -> dict[str, Any] | None:
    """Return what the highest amount leaves out for this applicant; None where it is nothing."""
    for each in provision.measure.beyond:
        instead = _paid_instead(policy, allowed, provision, each)
        if (instead is not None and instead.high > node.high) if each.instead else node.high:
            return each.record()
    return None


def _doubts(
    policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]
) -> dict[str, Node]:
    """Return what a measure pays where answers count that do not count here, by the question.

    The text is silent on it, and we took the stricter side.
    """
    found = {}
    for each in provision.measure.beyond:
        instead = _paid_instead(policy, allowed, provision, each)
        if each.see is not None and instead is not None and instead.high:
            found[each.see] = instead
    return found


def _paid_instead(
    policy: Policy, allowed: list[tuple[int, ...]], provision: Provision, beyond: Beyond
) -> Node | None:
    """Return what a measure pays after replacing answers, the way that can pay most.

    None where there is nothing to replace.
    """
    found = [_counted(policy, allowed, provision, taken) for taken in beyond.instead]
    return max(filter(None, found), key=lambda node: node.high, default=None)


def _counted(
    policy: Policy,
    allowed: list[tuple[int, ...]],
    provision: Provision,
    taken: tuple[CountedAs, ...],
) -> Node | None:
    """Return what a measure pays after replacing answers; None if one cannot be given."""
    cells = list(allowed)
    for each in taken:
        (variable,) = policy.variables_of[each.fact.id]
        given = variable.every if each.given is None else variable.cells(each.fact.read(each.given))
        if not set(given) & set(allowed[variable.number]):
            return None
        cells[variable.number] = variable.cells(each.fact.read(each.counted))
    assert provision.worth is not None  # noqa: S101 - only what pays leaves something out
    return restrict(provision.worth, cells)


def _open(policy: Policy, node: Node) -> tuple[list[str], list[str]]:
    """Return the facts and the readings that can still change a value, in their order."""
    if not node.support:
        return [], []
    ids = {policy.variables[number].unknown.id for number in variables(node.support)}
    rank = policy.rank
    named = sorted(ids, key=rank.__getitem__)
    facts = len(policy.facts)
    return (
        [name for name in named if rank[name] < facts],
        [name for name in named if rank[name] >= facts],
    )


def price_bounds(price: FloorPrice, case: Case) -> tuple[dict[str, Any], set[str]]:
    """Return the bounds of a price in 元/㎡, None for no upper one, and the facts still open."""
    of: tuple[int, int | None] = case.answers.get(price.of.id, (0, None))
    floor: tuple[int, int | None] = case.answers.get(price.but_not_below.id, (0, None))
    low, high = price.bounds(of, floor)
    shown = {"low": _yuan(low), "high": None if high is None else _yuan(high)}
    return shown, {fact.id for fact in price.open(of, floor)}


def _yuan(ten_thousandths: int) -> int | float:
    """Return 1/10000 元 as 元: a whole number where it is one."""
    whole, rest = divmod(ten_thousandths, 10_000)
    return ten_thousandths / 10_000 if rest else whole
