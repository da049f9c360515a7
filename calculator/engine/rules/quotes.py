"""The rules against the text: every quote and every number of a rule must be in its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.engine.rules.expression import Amount, Cited
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.text import Misquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calculator.engine.rules.expression import Expression
    from calculator.engine.rules.facts import Reading
    from calculator.engine.rules.measure import Measure
    from calculator.engine.text import Article, Place


def place_of(quote: str, measure: Place, passages: Iterable[Article]) -> Place:
    """Return where a condition's quote is: in its measure, its article, or another passage."""
    if quote in measure.article.text:
        return measure.article.find(quote, measure)
    for passage in passages:
        if quote in passage.text:
            return passage.find(quote)
    return measure.article.find(quote)  # raises, with the nearest words


def problems(
    articles: Iterable[tuple[Article, Iterable[Measure]]],
    passages: Sequence[Article],
    readings: Iterable[Reading],
) -> list[str]:
    """Return the quotes and numbers of the rules that are not in the text, one line each."""
    found: list[str] = []
    for article, measures in articles:
        for measure in measures:
            try:
                place = article.find(measure.quote)
                for rule in measure.rules:
                    found += _problems_of(rule, place, passages)
                for phrase in _phrases(measure):
                    _look_up(phrase, place)
            except ValueError as error:
                found.append(_name_measure(error, article, measure))
    for reading in readings:
        if not any(reading.quote in passage.text for passage in passages):
            found.append(f"解释问题 {reading.id}：引文“{reading.quote}”不在文中")
    return found


def _problems_of(rule: Expression, place: Place, passages: Sequence[Article]) -> Iterator[str]:
    for part in rule.walk():
        try:
            if isinstance(part, Cited):
                place_of(part.quote, place, passages)
            elif isinstance(part, Amount):
                _look_up(part.phrase, place)
            elif isinstance(part, FirstReached):
                _look_up(part.words, place)
                _look_up(part.lines, place)
                _look_up(part.awards, place)
        except ValueError as error:
            yield f"{error}"


def _phrases(measure: Measure) -> Iterator[str]:
    """Yield the words of the text in which a measure says what it gives and how often."""
    share = "" if measure.price is None else measure.price.share
    for words in (measure.gives, measure.times, share):
        yield from filter(None, words.split("…"))


def _look_up(phrase: str, place: Place) -> None:
    if phrase not in place.quote:
        msg = f"{place.article.name}：规则中的“{phrase}”不在引文“{place.quote}”中"
        raise Misquoted(msg)


def _name_measure(error: Exception, article: Article, measure: Measure) -> str:
    text = str(error)
    return (
        f"{measure.id} {text}" if article.name in text else f"{measure.id} {article.name}：{text}"
    )
