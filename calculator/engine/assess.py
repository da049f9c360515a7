"""The readers of the rules: who is entitled to what, what is open, and why.

``assess`` takes answers that have been read already (see ``facts``) and returns the result as
plain dicts and lists, ready to be written as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.engine import expression as ex
from calculator.engine import phrases
from calculator.engine.diagram import Node, bounds, restrict, variables, worlds
from calculator.engine.facts import Fact, Money
from calculator.engine.policy import unknowns
from calculator.engine.steps import next_question, next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.engine.expression import Expression
    from calculator.engine.policy import Policy, Provision

VERDICT_IN_WORDS = {"yes": "符合", "no": "不符合", "open": "待确认"}
Place = tuple[dict[str, Any], tuple[Fact, ...]]

REMEMBERED = 20_000
"""How many judgements of one measure are kept; then the memory starts anew."""


@dataclass(frozen=True)
class Case:
    """One applicant: what was answered, which readings are settled, and the day of looking."""

    answers: dict[str, Any]
    readings: dict[str, bool]
    as_of: date


@dataclass(frozen=True)
class Judgement:
    """What a measure comes to in the cells that are still allowed.

    ``node`` is the award in 元 (class C) or yes/no; ``points`` are its live conditions.
    """

    node: Node
    status: str
    missing: list[str]
    unsettled: list[str]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Point:
    """A live condition: its verdict, its place in the text, and the facts that it hangs on."""

    rule: ex.Cited | ex.FirstReached
    verdict: str
    place: dict[str, Any]
    facts: tuple[Fact, ...]


def allowed_cells(policy: Policy, case: Case) -> list[tuple[int, ...]]:
    """Return for each variable the cells that the case still allows."""
    known = {**case.answers, **case.readings}
    allowed = []
    for variable in policy.variables:
        value = known.get(variable.unknown.id)
        allowed.append(tuple(range(variable.width)) if value is None else variable.cells(value))
    return allowed


def judge(policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]) -> Judgement:
    """Return the judgement of one measure; the same cells give the same judgement."""
    key = tuple([allowed[number] for number in provision.asks])
    kept = provision.memory
    found = kept.get(key)
    if found is None:
        if len(kept) >= REMEMBERED:
            kept.clear()
        found = kept[key] = _judge(policy, provision, allowed)
    return found  # type: ignore[return-value]


def _judge(policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]) -> Judgement:
    root = provision.applies if provision.worth is None else provision.worth
    node = restrict(root, allowed)
    status = "eligible" if node.low > 0 else "ineligible" if node.high == 0 else "undetermined"
    measure = provision.measure

    def verdict(rule: Expression) -> str:
        cut = restrict(policy.drawing.draw(rule), allowed)
        return "yes" if cut.low > 0 else "no" if cut.high == 0 else "open"

    def live(rule: Expression) -> Iterator[Point]:
        if isinstance(rule, ex.Cited | ex.FirstReached):
            yield Point(rule, verdict(rule), *_place(policy, provision, rule))
        elif isinstance(rule, ex.All):
            # Where one condition fails, those still open can no longer matter.
            said = [(part, verdict(part)) for part in rule.conditions]
            failed = any(word == "no" for _, word in said)
            for part, word in said:
                if not (failed and word == "open"):
                    yield from live(part)
        elif isinstance(rule, ex.Any):
            # What holds decides; where nothing holds yet, what has failed no longer matters.
            said = [(part, verdict(part)) for part in rule.conditions]
            words = {word for _, word in said}
            decisive = "yes" if "yes" in words else "open" if "open" in words else "no"
            for part, word in said:
                if word == decisive:
                    yield from live(part)
        elif isinstance(rule, ex.EitherCondition | ex.EitherAward):
            # A test that fails only leads to the other branch: nothing is lost by it.
            word = verdict(rule.test)
            if word != "no":
                yield from live(rule.test)
                yield from live(rule.then)
            if word != "yes":
                yield from live(rule.otherwise)
        elif isinstance(rule, ex.Given):
            yield from live(rule.condition)
            if verdict(rule.condition) != "no":
                yield from live(rule.award)
        else:
            for part in rule.parts():
                yield from live(part)

    points = tuple(live(measure.applies))
    if measure.pays is not None and all(point.verdict != "no" for point in points):
        points += tuple(live(measure.pays))
    return Judgement(node, status, *_open(policy, node), points)


def _place(policy: Policy, provision: Provision, rule: ex.Cited | ex.FirstReached) -> Place:
    """Return the place of a condition's words and the facts it hangs on, worked out once."""
    known = provision.places.get(id(rule))
    if known is None:
        quote = rule.quote if isinstance(rule, ex.Cited) else rule.lines
        place = policy.place_of(quote, provision.place)
        where = {
            "quote": quote,
            "article": place.article.number,
            "page": place.article.page,
            "sentence": place.sentence,
            "start": place.start,
            "end": place.end,
        }
        facts = {u.id: u for u, _ in unknowns(rule) if isinstance(u, Fact)}
        known = provision.places[id(rule)] = (where, tuple(facts.values()))
    return known


def in_force(policy: Policy, case: Case) -> bool | None:
    """Return whether the policy is in force on ``as_of``; None where that hangs on a reading."""
    if case.as_of > policy.last_day:
        return False
    earlier, later = policy.first_days
    first = {True: earlier, False: later}.get(case.readings.get(policy.first_day_reading.id))  # type: ignore[arg-type]
    if first is not None:
        return case.as_of >= first
    return None if earlier <= case.as_of < later else case.as_of >= later


def assess(policy: Policy, case: Case) -> dict[str, Any]:
    """Return the whole result for one case; all amounts in 元, prices in 元/㎡."""
    allowed = allowed_cells(policy, case)
    said = {
        fact.id: fact.say(case.answers[fact.id]) for fact in policy.facts if fact.id in case.answers
    }
    parts = [restrict(node, allowed) for node in policy.groups]
    split = worlds(parts)
    low, high = bounds(split)
    judged = [(provision, judge(policy, provision, allowed)) for provision in policy.provisions]
    results = [_result(policy, case, allowed, said, *pair) for pair in judged]
    return {
        "as_of": case.as_of.isoformat(),
        "in_force": in_force(policy, case),
        "total": {"low": low, "high": high},
        "measures": results,
        "next_question": next_question(policy, case, allowed, split, results),
        "notes": _notes(policy, case),
    }


def _notes(policy: Policy, case: Case) -> list[str]:
    notes = ["本结果为非官方测算,以官方原文和主管部门认定为准,不构成兑付承诺。"]
    if case.as_of > policy.last_day:
        last = phrases.day_in_words(policy.last_day)
        notes.append(
            f"政策有效期至{last},已届满;只按有效期内发生的事项测算,是否仍受理须向主管部门确认。"
        )
        notes.append("有效期已过,不再给出需要新发生事项的“下一步”。")
    return notes


def _result(
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
        price, extra = _price(case, provision)
        missing = [f.id for f in policy.facts if f.id in {*missing, *extra}]
    return {
        "id": measure.id,
        "article": provision.article.number,
        "class": measure.kind,
        "status": judgement.status,
        "amount": {"low": node.low, "high": node.high} if measure.pays is not None else None,
        "price": price,
        "missing": list(missing),
        "unsettled": list(judgement.unsettled),
        "reasons": [
            {
                "verdict": point.verdict,
                "text": _ladder_in_words(case, point.rule, point.verdict)
                if isinstance(point.rule, ex.FirstReached)
                else _condition_in_words(said, point, point.rule.meaning),
                **point.place,
            }
            for point in judgement.points
        ],
        "next_steps": next_steps(policy, case, allowed, provision, node),
        "units": list(provision.article.units()),
    }


def _open(policy: Policy, node: Node) -> tuple[list[str], list[str]]:
    """Return the facts and the readings that can still change a value, in their order."""
    if not node.support:
        return [], []
    ids = {policy.variables[number].unknown.id for number in variables(node.support)}
    return (
        [fact.id for fact in policy.facts if fact.id in ids],
        [reading.id for reading in policy.readings if reading.id in ids],
    )


def _price(case: Case, provision: Provision) -> tuple[dict[str, Any], set[str]]:
    price = provision.measure.price
    assert price is not None  # noqa: S101 - for the type checker
    of: tuple[int, int | None] = case.answers.get(price.of.id, (0, None))
    floor: tuple[int, int | None] = case.answers.get(price.but_not_below.id, (0, None))
    low, high = price.bounds(of, floor)
    shown = {"low": _yuan(low), "high": None if high is None else _yuan(high)}
    return shown, {fact.id for fact in price.open(of, floor)}


def _yuan(ten_thousandths: int) -> int | float:
    """Return 1/10000 元 as 元: a whole number where it is one."""
    whole, rest = divmod(ten_thousandths, 10_000)
    return ten_thousandths / 10_000 if rest else whole


def _condition_in_words(said: dict[str, str], point: Point, meaning: str) -> str:
    word = VERDICT_IN_WORDS[point.verdict]
    answers = [f"{fact.label}:{said[fact.id]}" for fact in point.facts if fact.id in said]
    if not meaning and len(point.facts) == 1 and answers:
        return f"{answers[0]}({word})"
    meaning = meaning or "、".join([fact.label for fact in point.facts])
    if answers:
        return f"{meaning}:{word}({';'.join(answers)})"
    return f"{meaning}:{word}(尚未填写)" if point.verdict == "open" else f"{meaning}:{word}"


def _ladder_in_words(case: Case, point: ex.FirstReached, verdict: str) -> str:
    """Say year by year which lines were first reached, as far as the amounts are known."""
    past = case.answers.get(point.before.id)
    sentences = []
    for amount, _ in point.years:
        now = case.answers.get(amount.id)
        if now is None:
            sentences.append(f"{amount.label}尚未填写")
            continue
        told = f"{amount.label}{amount.say(now)}"
        if past is not None and past[0] == past[1] and now[0] == now[1]:
            lines = point.reached(past[0], now[0])
            if lines:
                named = "、".join(phrases.in_words(line) for line in lines)
                count = f"{'一两三四五六七八九'[len(lines) - 1]}档"
                told += f",首次达到{named}{count}"
            else:
                told += ",没有首次达到新的档次"
        sentences.append(told)
        past = None if past is None else (max(past[0], now[0]), max(past[1], now[1]))
    before: Money = point.before
    if before.id not in case.answers:
        sentences.insert(0, f"{before.label}尚未填写")
    return f"{VERDICT_IN_WORDS[verdict]}:{';'.join(sentences)}"
