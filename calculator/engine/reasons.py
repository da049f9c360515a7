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
    from collections.abc import Iterable

    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node, Span
    from calculator.engine.rules.expression import Condition, Expression
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
        if own:
            return own
        (inner,) = self.rule.parts()
        return (
            inner.in_words()
            if isinstance(inner, ex.Leaf)
            else "、".join([fact.label for fact in self.facts])
        )

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
        replied, otherwise = _settled_by(self.policy, self.allowed.allowed, rule)
        rests_on_replies = self.replied and self._verdict(rule, self.replied) == verdict
        return replied if replied and rests_on_replies else otherwise

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


def _settled_by(
    policy: Policy, allowed: list[tuple[int, ...]], rule: Expression
) -> tuple[str, str]:
    """Return whose replies settle readings of a rule, and how to call what else settles them."""
    answered = [leaf for leaf in rule.leaves() if isinstance(leaf, Reading) and leaf.reply]
    cells = [allowed[policy.variables_of[leaf.id][0].number] for leaf in answered]
    pairs = list(zip(answered, cells, strict=True))
    sources = [leaf.reply.source for leaf, own in pairs if leaf.reply and _is_replied(leaf, own)]
    differs = any(len(own) == 1 and not _is_replied(leaf, own) for leaf, own in pairs)
    replied = f"按{'、'.join(dict.fromkeys(sources))}" if sources else ""
    return replied, AS_ASSUMED if differs else AS_CHOSEN


def _is_replied(reading: Reading, cells: tuple[int, ...]) -> bool:
    """Return whether a settled reading is as an authority has answered it."""
    return reading.reply is not None and reading.cells(reading.reply.value, (), "") == cells


def _each_once(points: list[Point]) -> tuple[Point, ...]:
    """Return each condition once, though several answers to readings lead to it.

    Two conditions on the day of one event are one to a reader where their verdict is the same: of
    those that fail the first says enough, of the others the last, which asks for most.
    """
    found: dict[object, Point] = {}
    for point in points:
        is_day = len(point.facts) == 1 and point.facts[0].is_dated
        key = (point.facts, point.verdict) if is_day else point.rule
        before = found.get(key, point)
        facts = list(dict.fromkeys([*before.about["facts"], *point.about["facts"]]))
        kept = before if point.verdict == "no" else point
        found[key] = replace(kept, about={**kept.about, "facts": facts})
    return tuple(found.values())


def reasons(  # noqa: PLR0913 - all that the reasons of one measure are made of
    policy: Policy,
    case: Case,
    allowed: list[tuple[int, ...]],
    said: dict[str, str],
    points: Iterable[Point],
    *,
    to_applicant: bool = True,
) -> list[dict[str, Any]]:
    """Return the points of a measure as part of the result; ``said`` are the answers in words.

    A condition on several facts does not repeat answers that stand beside an earlier one.  Where
    it is not the applicant who reads it, as in a table of many, nobody is told "you".
    """
    points = tuple(points)
    has_ladders = sum(isinstance(point.rule, FirstReached) for point in points) > 1
    told: set[str] = set()
    found = []
    for point in points:
        rule = point.rule
        ladder = None
        if isinstance(rule, FirstReached):
            ladder = _place_on(case, rule)
            text = _Years(policy, case, allowed, rule).in_words(point.word)
            if has_ladders:
                text = f"按{rule.lines}各档，{text}"
        else:
            answers = _answers(case, said, point, told, to_applicant=to_applicant)
            text = f"{point.unanswered}（{'；'.join(answers)}）" if answers else point.unanswered
        told.update([fact.id for fact in point.facts])
        found.append({"verdict": point.verdict, "text": text, "ladder": ladder, **point.about})
    return found


def _answers(
    case: Case, said: dict[str, str], point: Point, told: set[str], *, to_applicant: bool
) -> list[str]:
    """Return the answers that a condition depends on, in words."""
    facts = [fact for fact in point.facts if fact.id in said]
    if to_applicant and len(point.facts) == 1:
        # A day says little without what happened on it; the condition names that, or the answer.
        return [
            fact.told_by_name(said[fact.id])
            if fact.is_dated and fact.label not in point.meaning
            else fact.told(case.answers[fact.id], said[fact.id])
            for fact in facts
        ]
    return [fact.told_by_name(said[fact.id]) for fact in facts if fact.id not in told]


def _place_on(case: Case, ladder: FirstReached) -> dict[str, Any]:
    """Return the highest amount known so far, in 元, and how many lines it reaches."""
    known = [case.answers.get(fact.id) for fact in (ladder.before, *(f for f, _ in ladder.years))]
    peak = max((span[0] for span in known if span is not None), default=None)
    reached = sum(line <= peak for line, _ in ladder.tiers()) if peak is not None else 0
    return {"lines": ladder.lines, "peak": peak, "reached": reached}


@dataclass(frozen=True)
class _Years:
    """The years of a ladder, told so that the calculation can be followed."""

    policy: Policy
    case: Case
    allowed: list[tuple[int, ...]]
    ladder: FirstReached

    def in_words(self, word: str) -> str:
        """Say year by year which lines were first reached, as far as the amounts are known."""
        case, ladder = self.case, self.ladder
        past = case.answers.get(ladder.before.id)
        sentences = [] if past is not None else [f"还不知道{ladder.before.label}"]
        paid = 0
        for amount, counts in ladder.years:
            now = case.answers.get(amount.id)
            if now is None:
                # Not answered, or answered with 不清楚: to the engine both are the same.
                sentences.append(f"还不知道{amount.label}")
                continue
            sentence = f"{amount.label}{amount.say(now)}"
            if past is not None and past[0] == past[1] and now[0] == now[1]:
                lines = ladder.reached(past[0], now[0])
                if lines:
                    counted = self._holds(counts)
                    before = phrases.in_words(past[0])
                    sentence += f"，此前最高{before} → {self._pays(lines, counts)}"
                    paid += counted != "no"
                else:
                    sentence += "，没有首次达到新的档次"
            sentences.append(sentence)
            past = None if past is None else (max(past[0], now[0]), max(past[1], now[1]))
        if paid > 1:
            sentences.append(_SEVERAL_YEARS[self._holds(ladder.later_years_in_full)])
        return f"{word}：{'；'.join(sentences)}"

    def _pays(self, lines: tuple[int, ...], counted: Condition) -> str:
        """Return the lines that one year reaches first, and what they pay."""
        counts = self._holds(counted)
        named = "、".join(phrases.in_words(line) for line in lines)
        reached = f"首次达到{named}{'一两三四五六七八九'[len(lines) - 1]}档"
        if counts == "no":
            replied, otherwise = _settled_by(self.policy, self.allowed, counted)
            return f"{reached} → {replied or otherwise}，这一年不计入"
        awards = [award for line, award in self.ladder.tiers() if line in lines]
        added, highest = phrases.in_words(sum(awards)), phrases.in_words(max(awards))
        together = self._holds(self.ladder.several_in_one_year_add)
        if len(lines) == 1:
            pays = highest
        elif together == "open":
            pays = f"{added}（各档相加）或{highest}（只按最高一档）"
        else:
            pays = f"各档相加{added}" if together == "yes" else f"只按最高一档{highest}"
        return f"{reached} → {pays}{'（这一年是否计入待答复）' if counts == 'open' else ''}"

    def _holds(self, rule: Expression) -> str:
        """Return whether a condition holds: yes, no or open."""
        low, high = span(self.policy.diagrams.compile(rule), self.allowed, {})
        return "yes" if low > 0 else "no" if high == 0 else "open"


_SEVERAL_YEARS = {
    "yes": "各年奖励相加",
    "no": "各年中只按奖励最多的一年",
    "open": "各年奖励相加，还是只按最多的一年，待答复",
}
"""What several years pay together, by whether a later line is paid in full."""
