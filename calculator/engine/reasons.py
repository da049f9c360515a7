"""Why, and why not: the conditions that are met, failed or open, with the words of the text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.rules import expression as ex
from calculator.engine.rules.diagram import span
from calculator.engine.rules.facts import Reading, facts_of
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.state_words import AS_ASSUMED, AS_CHOSEN, NOT_ASKED, VERDICTS

if TYPE_CHECKING:
    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node, Span
    from calculator.engine.rules.expression import Expression
    from calculator.engine.rules.facts import Fact

    FixedPart = tuple[dict[str, Any], tuple[Fact, ...]]

# Constants, since a union in an expression is rebuilt each time.
_WITH_A_REASON = (ex.Cited, FirstReached)
_BRANCHING = (ex.EitherCondition, ex.EitherAward)


@dataclass(frozen=True)
class Point:
    """A condition that still affects the result, and the fixed part of its reason.

    ``verdict`` is yes, no or open; ``word`` says it in Chinese, and whether it rests on a chosen
    reading.  ``about`` is the fixed part, which no answer changes: the place in the text, and the
    facts on which the condition depends, including those that decide between two branches of it.
    """

    rule: ex.Cited | FirstReached
    verdict: str
    word: str
    about: dict[str, Any]
    facts: tuple[Fact, ...]

    @property
    def meaning(self) -> str:
        """The condition in plain words."""
        own = self.rule.meaning if isinstance(self.rule, ex.Cited) else ""
        # A reading alone asks no fact.
        return own or "、".join([fact.label for fact in self.facts]) or self.about["quote"]

    @cached_property
    def unanswered(self) -> str:
        """The reason where none of its facts is answered."""
        return f"{self.meaning}：{self.word}"


@dataclass(frozen=True)
class _Cells:
    """Cells that are allowed for each variable, and the spans of diagrams known in them."""

    allowed: list[tuple[int, ...]]
    known: dict[Node, Span] = field(default_factory=dict)


@dataclass(frozen=True)
class _Walk:
    """A walk over one measure's rules in the cells that are still allowed.

    Where readings are settled, ``unread`` are the cells that the answers allow without those
    readings, ``replied`` with those alone that an authority has settled so, and ``unasked`` the
    cells that the readings allow without any answer; else None.
    """

    policy: Policy
    provision: Provision
    allowed: _Cells
    unread: _Cells | None
    replied: _Cells | None
    unasked: _Cells | None

    def verdict(self, rule: Expression) -> str:
        """Return whether a rule holds (for an award: pays): yes, no or open."""
        return self._verdict(rule, self.allowed)

    def _verdict(self, rule: Expression, cells: _Cells) -> str:
        low, high = span(self.policy.diagrams.compile(rule), cells.allowed, cells.known)
        return "yes" if low > 0 else "no" if high == 0 else "open"

    def word(self, rule: Expression, verdict: str) -> str:
        """Return a verdict in Chinese; it says so where only a settled reading leads to it."""
        if self.unread is None or self.unasked is None or verdict == "open":
            return VERDICTS[verdict]
        if self._verdict(rule, self.unread) == verdict:
            return VERDICTS[verdict]
        if facts_of(rule) and self._verdict(rule, self.unasked) == "yes":
            return self._because(rule, verdict) + NOT_ASKED
        return self._because(rule, verdict) + VERDICTS[verdict]

    def _because(self, rule: Expression, verdict: str) -> str:
        """Say what a verdict rests on: replies of authorities, or what the user has chosen."""
        settled = [
            (leaf, cells)
            for leaf in rule.leaves()
            if isinstance(leaf, Reading) and len(cells := self._cells_of(leaf)) == 1
        ]
        sources = [
            leaf.reply.source
            for leaf, cells in settled
            if leaf.reply is not None and _is_replied(leaf, cells)
        ]
        if sources and self.replied and self._verdict(rule, self.replied) == verdict:
            return f"按{'、'.join(dict.fromkeys(sources))}"
        differs = any(leaf.reply and not _is_replied(leaf, cells) for leaf, cells in settled)
        return AS_ASSUMED if differs else AS_CHOSEN

    def _cells_of(self, reading: Reading) -> tuple[int, ...]:
        (variable,) = self.policy.variables_of[reading.id]
        return self.allowed.allowed[variable.number]

    def live(
        self,
        rule: Expression,
        found: list[Point],
        led_by: tuple[Fact, ...] = (),
        verdict: str | None = None,
    ) -> None:
        """Add the conditions that decide, or still can, to ``found``."""
        if isinstance(rule, _WITH_A_REASON):
            said = verdict or self.verdict(rule)
            found.append(Point(rule, said, self.word(rule, said), *self._fixed_part(rule, led_by)))
            return
        if isinstance(rule, _BRANCHING):
            led_by += facts_of(rule.test)
        for part, word in self._deciding(rule):
            self.live(part, found, led_by, word)

    def _deciding(self, rule: Expression) -> list[tuple[Expression, str | None]]:
        """Return the parts that decide, with their verdicts where those are known already."""
        if isinstance(rule, ex.All):
            # Where one condition fails, those still open can no longer matter.
            said = [(part, self.verdict(part)) for part in rule.conditions]
            failed = any(word == "no" for _, word in said)
            return [pair for pair in said if not (failed and pair[1] == "open")]
        if isinstance(rule, ex.Any):
            # What holds decides; where nothing holds yet, what has failed no longer matters.
            said = [(part, self.verdict(part)) for part in rule.conditions]
            words = {word for _, word in said}
            decisive = "yes" if "yes" in words else "open" if "open" in words else "no"
            return [pair for pair in said if pair[1] == decisive]
        if isinstance(rule, _BRANCHING):
            # A test that fails only leads to the other branch: it is not a failed condition.
            word = self.verdict(rule.test)
            return [
                *(((rule.test, word), (rule.then, None)) if word != "no" else ()),
                *(((rule.otherwise, None),) if word != "yes" else ()),
            ]
        if isinstance(rule, ex.Given) and self.verdict(rule.condition) == "no":
            return [(rule.condition, "no")]
        return [(part, None) for part in rule.parts()]

    def _fixed_part(self, rule: ex.Cited | FirstReached, led_by: tuple[Fact, ...]) -> FixedPart:
        """Return the fixed part of a condition's reason, and its facts; cached."""
        key = (rule, led_by)
        known = self.provision.settled_reasons.get(key)
        if known is None:
            facts = facts_of(rule)
            quote = rule.quote if isinstance(rule, ex.Cited) else rule.lines
            place = self.policy.place_of(quote, self.provision.place)
            about = {
                "facts": list(dict.fromkeys(fact.id for fact in (*facts, *led_by))),
                "quote": quote,
                "article": place.article.number,
                "page": place.article.page,
                "sentence": place.sentence,
                "start": place.start,
                "end": place.end,
            }
            known = self.provision.settled_reasons.add(key, (about, facts))
        return known


def live_points(
    policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]
) -> tuple[Point, ...]:
    """Return the conditions of a measure that decide, or still can, in reading order."""
    walk = _Walk(policy, provision, _Cells(allowed), *_without_choices(policy, provision, allowed))
    measure = provision.measure
    points: list[Point] = []
    walk.live(measure.applies, points)
    if measure.pays is not None and all(point.verdict != "no" for point in points):
        walk.live(measure.pays, points)
    return _each_once(points)


def _without_choices(
    policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]
) -> tuple[_Cells, _Cells, _Cells] | tuple[None, None, None]:
    """Return the further cells of a walk; Nones if no settled reading matters here."""
    readings = {v.number: v.unknown for v in policy.variables if isinstance(v.unknown, Reading)}
    settled = {number for number in readings if len(allowed[number]) == 1}
    if settled.isdisjoint(provision.asks):
        return None, None, None
    chosen = {n for n in settled if not _is_replied(readings[n], allowed[n])}
    every = [v.every for v in policy.variables]

    def without(numbers: set[int]) -> _Cells:
        return _Cells([every[n] if n in numbers else cells for n, cells in enumerate(allowed)])

    return without(settled), without(chosen), without(set(range(len(every))) - settled)


def _is_replied(reading: Reading, cells: tuple[int, ...]) -> bool:
    """Return whether a settled reading is as an authority has answered it."""
    return reading.reply is not None and reading.cells(reading.reply.value, (), "") == cells


def _each_once(points: list[Point]) -> tuple[Point, ...]:
    """Return each condition once, though several answers to readings lead to it."""
    found: dict[Expression, Point] = {}
    for point in points:
        before = found.get(point.rule, point).about["facts"]
        facts = list(dict.fromkeys([*before, *point.about["facts"]]))
        found[point.rule] = replace(point, about={**point.about, "facts": facts})
    return tuple(found.values())


def reason(case: Case, said: dict[str, str], point: Point) -> dict[str, Any]:
    """Return a point as part of the result; ``said`` are the answers in words."""
    rule = point.rule
    ladder = None
    if isinstance(rule, FirstReached):
        ladder = _place_on(case, rule)
        text = _ladder_in_words(case, rule, point.word)
    else:
        answers = [f"{fact.label}：{said[fact.id]}" for fact in point.facts if fact.id in said]
        text = _condition_in_words(point, rule.meaning, answers) if answers else point.unanswered
    return {"verdict": point.verdict, "text": text, "ladder": ladder, **point.about}


def _condition_in_words(point: Point, meaning: str, answers: list[str]) -> str:
    if not meaning and len(point.facts) == 1:
        return f"{answers[0]}（{point.word}）"
    return f"{meaning or point.meaning}：{point.word}（{'；'.join(answers)}）"


def _place_on(case: Case, ladder: FirstReached) -> dict[str, Any]:
    """Return the highest amount known so far, in 元, and how many lines it reaches."""
    known = [case.answers.get(fact.id) for fact in (ladder.before, *(f for f, _ in ladder.years))]
    peak = max((span[0] for span in known if span is not None), default=None)
    reached = sum(line <= peak for line, _ in ladder.tiers()) if peak is not None else 0
    return {"lines": ladder.lines, "peak": peak, "reached": reached}


def _ladder_in_words(case: Case, point: FirstReached, word: str) -> str:
    """Say year by year which lines were first reached, as far as the amounts are known."""
    past = case.answers.get(point.before.id)
    sentences = []
    for amount, _ in point.years:
        now = case.answers.get(amount.id)
        if now is None:
            # Not answered, or answered with 不清楚: to the engine both are the same.
            sentences.append(f"还不知道{amount.label}")
            continue
        sentence = f"{amount.label}{amount.say(now)}"
        if past is not None and past[0] == past[1] and now[0] == now[1]:
            lines = point.reached(past[0], now[0])
            if lines:
                named = "、".join(phrases.in_words(line) for line in lines)
                count = f"{'一两三四五六七八九'[len(lines) - 1]}档"
                sentence += f"，首次达到{named}{count}"
            else:
                sentence += "，没有首次达到新的档次"
        sentences.append(sentence)
        past = None if past is None else (max(past[0], now[0]), max(past[1], now[1]))
    before = point.before
    if before.id not in case.answers:
        sentences.insert(0, f"还不知道{before.label}")
    return f"{word}：{'；'.join(sentences)}"
