"""The catalogue: everything that the rules know of this policy, as plain dicts and lists."""

from __future__ import annotations

from typing import Any

from calculator import __version__
from calculator.engine.expression import FirstReached, Reading
from calculator.engine.facts import Choice, Fact
from calculator.engine.measure import CLASSES, Measure
from calculator.engine.policy import unknowns
from calculator.engine.text import Article, Misquoted
from calculator.policy import OFFICIAL_URL, PHONE, POLICY
from calculator.policy.closing import CHAPTERS
from calculator.policy.facts import TOPICS
from calculator.policy.ledger import ledger
from calculator.policy.units import UNITS, Unit, unit_named


def catalogue() -> dict[str, Any]:
    """Return the whole catalogue; amounts in 元, places in characters of an article's line."""
    return {
        "policy": {
            "number": POLICY.number,
            "title": POLICY.title,
            "signed": POLICY.first_days[0].isoformat(),
            "published": POLICY.first_days[1].isoformat(),
            "last_day": POLICY.last_day.isoformat(),
            "hotline": PHONE,
            "official_url": OFFICIAL_URL,
            "version": __version__,
        },
        "classes": CLASSES,
        "chapters": list(CHAPTERS),
        "articles": [_article(article) for article, _ in POLICY.articles],
        "others": [_article(article) for article in POLICY.others],
        "measures": [
            _measure(article, measure)
            for article, measures in POLICY.articles
            for measure in measures
        ],
        "topics": [{"id": topic, "label": label} for topic, label in TOPICS.items()],
        "facts": [_fact(fact) for fact in POLICY.facts],
        "readings": [_reading(reading) for reading in POLICY.readings],
        "units": [_unit(unit) for unit in UNITS],
        "ledger": ledger(),
    }


def _unit_of(name: str, article: Article) -> Unit:
    unit = unit_named(name)
    if unit is None:
        from calculator.engine.facts import nearest  # noqa: PLC0415 - only for the message

        names = [spelling for known in UNITS for spelling in (known.name, *known.spellings)]
        msg = f"{article.name}:责任单位“{name}”没有登记{nearest(name, names)}"
        raise Misquoted(msg)
    return unit


def _article(article: Article) -> dict[str, Any]:
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
        "units": [_unit_of(name, article).id for name in article.units()],
    }


def _asked(measure: Measure) -> dict[str, Fact | Reading]:
    asked = {unknown.id: unknown for rule in measure.rules for unknown, _ in unknowns(rule)}
    if measure.price is not None:
        asked |= {fact.id: fact for fact in (measure.price.of, measure.price.but_not_below)}
    return asked


def _measure(article: Article, measure: Measure) -> dict[str, Any]:
    place = article.find(measure.quote)
    asked = _asked(measure)
    ladders = [
        part for rule in measure.rules for part in rule.walk() if isinstance(part, FirstReached)
    ]
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
        "gives": measure.gives or None,
        "to": measure.to or None,
        "times": measure.times or None,
        "facts": [fact.id for fact in POLICY.facts if fact.id in asked],
        "readings": [reading.id for reading in POLICY.readings if reading.id in asked],
        "ladders": [
            {
                "before": ladder.before.id,
                "years": [amount.id for amount, _ in ladder.years],
                "tiers": [{"line": line, "award": award} for line, award in ladder.tiers()],
            }
            for ladder in ladders
        ],
    }


def _needed_by(unknown_id: str) -> list[str]:
    return [measure.id for measure in POLICY.claimable if unknown_id in _asked(measure)]


def _fact(fact: Fact) -> dict[str, Any]:
    options = fact.options if isinstance(fact, Choice) else None
    return {
        "id": fact.id,
        "kind": fact.kind,
        "label": fact.label,
        "help": fact.help,
        "topic": fact.topic,
        "accepts": fact.accepts,
        "options": options and [{"id": option, "label": label} for option, label in options],
        "measures": _needed_by(fact.id),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    passage = next(
        p
        for p in POLICY.passages
        if p.number == (reading.article or None) and reading.quote in p.text
    )
    place = passage.find(reading.quote)
    return {
        "id": reading.id,
        "question": reading.question,
        "true": reading.yes,
        "false": reading.no,
        "unit": reading.unit,
        "article": passage.number,
        "page": passage.page,
        "quote": reading.quote,
        "start": place.start,
        "end": place.end,
        "sentence": place.sentence,
        "see": reading.see,
        "measures": _needed_by(reading.id),
    }


def _unit(unit: Unit) -> dict[str, Any]:
    articles = [
        (article, measures)
        for article, measures in POLICY.articles
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
        "readings": [reading.id for reading in POLICY.readings if reading.unit == unit.name],
    }
