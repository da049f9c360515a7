"""A policy's catalogue: all that its rules say, as plain dicts and lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.asking import asked_first
from calculator.engine.describing.conditions import conditions_of
from calculator.engine.describing.stakes import is_wider, stake, worth
from calculator.engine.messages import nearest
from calculator.engine.rules.expression import Cited, EitherAward
from calculator.engine.rules.facts import facts_of
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.rules.measure import CLASSES
from calculator.engine.state_words import GROUPS, LEFT_OUT, PAYEE_OPEN, WAITING, validity
from calculator.engine.text import Misquoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.describing.conditions import Asked, Item
    from calculator.engine.policy import Policy
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.expression import Expression
    from calculator.engine.rules.facts import Fact, Reading
    from calculator.engine.rules.measure import Measure
    from calculator.engine.rules.unknown import Unknown
    from calculator.engine.text import Article, Place
    from calculator.engine.unit import Unit


def catalogue_of(
    policy: Policy, units: tuple[Unit, ...], topics: Mapping[str, str]
) -> dict[str, Any]:
    """Return a policy's catalogue; amounts in 元, places in characters of an article's line.

    Raises Misquoted where a bracket names a unit that is not among ``units``.
    """
    asked = {measure.id: measure.unknowns for measure in policy.measures}
    # First, so that a quote that is no longer in the text is reported before anything is drawn.
    readings = [
        _reading(policy, reading, _needing(policy, reading.id, asked))
        for reading in policy.readings
    ]
    articles = [_article(article, units) for article, _ in policy.articles]
    for unknown in policy.unknowns:
        for reply in unknown.replies:
            _unit_of(reply.by, f"{unknown.id} 的答复", units)
    return {
        "policy": {
            "number": policy.number,
            "title": policy.title,
            "signed": policy.first_days[0].isoformat(),
            "published": policy.first_days[1].isoformat(),
            "last_day": policy.last_day.isoformat(),
            "first_day_reading": policy.first_day_reading.id,
            "validity": {
                "in_force": validity(policy.last_day, over=False),
                "over": validity(policy.last_day, over=True),
            },
        },
        "classes": CLASSES,
        "groups": [{"id": group, "label": label} for group, label in GROUPS.items()],
        "left_out": LEFT_OUT,
        "payee_open": PAYEE_OPEN,
        "waiting": WAITING,
        "counts": {
            "rows": sum(len(measure.rows) for measure in policy.measures),
            "numbered": policy.rows_with_a_number,
            "announced": sum(
                len(measure.rows) for measure in policy.measures if not measure.is_claimable
            ),
        },
        "articles": articles,
        "others": [_article(article, units) for article in policy.others],
        "measures": [
            _measure(policy, article, measure, asked[measure.id], units)
            for article, measures in policy.articles
            for measure in measures
        ],
        "topics": [{"id": topic, "label": label} for topic, label in topics.items()],
        "facts": [_fact(policy, fact, _needing(policy, fact.id, asked)) for fact in policy.facts],
        "readings": readings,
        "units": [_unit(policy, unit) for unit in units],
    }


def _unit_of(name: str, where: str, units: tuple[Unit, ...]) -> Unit:
    unit = next((unit for unit in units if unit.is_called(name)), None)
    if unit is None:
        names = [spelling for known in units for spelling in (known.name, *known.spellings)]
        msg = f"{where}：责任单位“{name}”没有登记{nearest(name, names)}"
        raise Misquoted(msg)
    return unit


def _article(article: Article, units: tuple[Unit, ...]) -> dict[str, Any]:
    return {
        "number": article.number,
        "name": article.name,
        "page": article.page,
        "chapter": article.chapter,
        "heading": article.heading,
        "text": article.text,
        "bracket": article.bracket,
        "sentences": [
            {"id": s.id, "text": s.text, "start": s.start, "end": s.end} for s in article.sentences
        ],
        "units": [_unit_of(name, article.name, units).id for name in article.units()],
    }


def _measure(
    policy: Policy,
    article: Article,
    measure: Measure,
    asked: Mapping[str, Unknown],
    units: tuple[Unit, ...],
) -> dict[str, Any]:
    place = article.find(measure.quote)
    parts = [part for rule in measure.rules for part in rule.walk()]
    ladders = [part for part in parts if isinstance(part, FirstReached)]
    return {
        "id": measure.id,
        "row": measure.row,
        "article": article.number,
        "class": measure.kind,
        "name": measure.name,
        "quote": measure.quote,
        "start": place.start,
        "end": place.end,
        "sentence": place.sentence,
        "units": list(article.units()),
        "ask_first": asked_first(measure, article, units),
        "gives": measure.gives or None,
        "yuan": phrases.amounts_in(measure.gives),
        "to": measure.to or None,
        "times": measure.times or None,
        "beyond": [each.record() for each in measure.beyond],
        "payee": measure.payee and measure.payee.record(),
        "floor": measure.price
        and {
            "share": measure.price.share,
            "percent": phrases.percent(measure.price.share),
            "of": measure.price.of.id,
            "but_not_below": measure.price.but_not_below.id,
        },
        "facts": [fact.id for fact in policy.facts if fact.id in asked],
        "readings": [reading.id for reading in policy.readings if reading.id in asked],
        "conditions": _conditions(policy, measure, place) if measure.is_claimable else None,
        "ladders": [
            {
                "lines": ladder.lines,
                "before": ladder.before.id,
                "years": [amount.id for amount, _ in ladder.years],
                "tiers": [{"line": line, "award": award} for line, award in ladder.tiers()],
            }
            for ladder in ladders
        ],
        "ladders_for": [_whom(ladder, parts) for ladder in ladders],
    }


def _conditions(policy: Policy, measure: Measure, place: Place) -> dict[str, Any]:
    def item(asked: Item) -> dict[str, Any]:
        at = policy.place_of(asked.quote, place) if asked.quote else place
        return {
            "text": asked.text,
            "facts": [fact.id for fact in facts_of(asked.rule)],
            "quote": asked.quote or None,
            "page": at.article.page,
            "sentence": at.sentence,
        }

    def listed(asked: Asked) -> dict[str, Any]:
        return {
            "must": [item(each) for each in asked.must],
            "any": [[item(each) for each in group] for group in asked.any],
            "unless": [item(each) for each in asked.unless],
        }

    found = conditions_of(measure)
    return {
        **listed(found.asked),
        "waiting": [
            {
                "reading": waiting.reading.id,
                "true": listed(waiting.yes),
                "false": listed(waiting.no),
            }
            for waiting in found.waiting
        ],
        "amount": [fact.id for fact in found.amount],
    }


def _whom(ladder: FirstReached, parts: list[Expression]) -> str | None:
    """Return the words of the text that say whom a ladder is for; None where it is for the rest."""
    for part in parts:
        if isinstance(part, EitherAward) and part.then is ladder and isinstance(part.test, Cited):
            return part.test.quote
    return None


def _needing(
    policy: Policy, unknown_id: str, asked: Mapping[str, Mapping[str, Unknown]]
) -> list[str]:
    return [measure.id for measure in policy.claimable if unknown_id in asked[measure.id]]


def _fact(policy: Policy, fact: Fact, measures: list[str]) -> dict[str, Any]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "label": fact.label,
        "help": fact.explained,
        "replies": [reply.record() for reply in fact.replies],
        "topic": fact.topic,
        "accepts": fact.accepts,
        "accepts_text": fact.accepts_text,
        "options": fact.listed_options(),
        "measures": measures,
        "worth": worth(policy, fact),
        "outside_term": _outside_term(policy, fact) if fact.is_dated else None,
    }


def _outside_term(policy: Policy, event: Fact) -> dict[str, list[str]]:
    """Return the measures for which a day before the term, or after it, is not the same as none.

    Equal parts of the diagrams are one object: the days of a cell differ from "never" where a
    question about the event leads on to another part.
    """
    (variable,) = policy.variables_of[event.id]
    never, *days = variable.every
    first, last = policy.first_days[0].toordinal(), policy.last_day.toordinal()
    begins = [1, *variable.lines]
    ends = [*(day - 1 for day in variable.lines), date.max.toordinal()]
    spans = list(zip(days, begins, ends, strict=True))
    cells = {
        "before": [cell for cell, begin, _ in spans if begin < first],
        "after": [cell for cell, _, end in spans if end > last],
    }
    return {
        side: [
            provision.measure.id
            for provision in policy.provisions
            if any(
                node.children[cell] is not node.children[never]
                for root in (provision.applies, provision.worth)
                if root is not None
                for node in _questions(root, variable.number)
                for cell in outside
            )
        ]
        for side, outside in cells.items()
    }


def _questions(root: Node, variable: int) -> set[Node]:
    """Return the nodes of a diagram that ask a variable."""
    found, seen, waiting = set(), {root}, [root]
    while waiting:
        node = waiting.pop()
        if node.variable == variable:
            found.add(node)
        elif node.support >> variable & 1:
            waiting += set(node.children) - seen
            seen |= set(node.children)
    return found


def _reading(policy: Policy, reading: Reading, measures: list[str]) -> dict[str, Any]:
    try:
        place = policy.place_of_reading(reading)
    except Misquoted as error:
        msg = f"解释问题 {reading.id} {error}"
        raise Misquoted(msg) from None
    more_if_true, more_if_false = stake(policy, reading)
    return {
        "id": reading.id,
        "question": reading.question,
        "true": reading.yes,
        "false": reading.no,
        "unit": reading.ask,
        "article": place.article.number,
        "page": place.article.page,
        "quote": reading.quote,
        "start": place.start,
        "end": place.end,
        "sentence": place.sentence,
        "see": reading.see,
        "reply": reading.reply and reading.reply.record(),
        "stake": {"true": more_if_true, "false": more_if_false},
        "wider": is_wider(policy, reading),
        "measures": measures,
    }


def _unit(policy: Policy, unit: Unit) -> dict[str, Any]:
    articles = [
        (article, measures)
        for article, measures in policy.articles
        if any(unit.is_called(name) for name in article.units())
    ]
    return {
        "id": unit.id,
        "name": unit.name,
        "full_name": unit.full_name,
        "full_name_verified": unit.verified,
        "spellings": [unit.name, *unit.spellings],
        "kind": unit.kind,
        "role": unit.role,
        "articles": [article.number for article, _ in articles],
        "measures": [measure.id for _, measures in articles for measure in measures],
        "readings": [reading.id for reading in policy.readings if reading.ask == unit.name],
    }
