"""Applicants that nobody thought of: seeded ones, and Hypothesis strategies.

The seeded generator is for numbers (thousands a second), the strategies for
finding the smallest document that fails. Both lean towards the places where
something changes: the tier lines, the edges of the term, enterprises in a town.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from typing import Any

import oracle
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

AS_OF = "2024-12-01"

EDGE_DAYS = (
    "2023-10-30",
    "2023-10-31",
    "2023-11-01",
    "2023-11-14",
    "2023-11-15",
    "2023-11-16",
    "2024-02-29",
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
)
"""The edges of the term with their neighbours, and a leap day inside it."""

EDGE_MONEY = (
    0,
    1,
    *(line + step for line in oracle.TIER_LINES for step in (-1, 0, 1)),
    10**14,
)
"""Every line of both ladders with its neighbours, in 元."""

EDGE_PRICES = (0, 0.01, 0.03, 59.99, 60, 84, 84.01, 90, 96, 120, 120.01, 120.05, 840)
"""元/㎡; 70% of 120.01 is 84.007, of 120 is 84."""

Answer = Any
"""A JSON value; which ones are meant depends on the kind of the fact."""

Document = dict[str, dict[str, Answer]]


many = pytest.mark.uncounted
"""Goes through many documents: what chance reaches is no proof, and measuring it takes long."""


alike_everywhere = pytest.mark.skipif(
    sys.platform == "emscripten",
    reason="what it goes through does not depend on the machine, and takes long",
)
"""Is tried outside Pyodide alone, which other tests hold to the same answers."""


def examples(number: int) -> int:
    """Return how many examples to try of so many: inside Pyodide, far slower, a fifth."""
    return number // 5 if sys.platform == "emscripten" else number


def steady(number: int) -> settings:
    """Try so many examples, the same on every run and every machine."""
    return settings(
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=examples(number),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def seeded(seed: int | str) -> random.Random:
    """Make a source of numbers that are the same on every run."""
    return random.Random(seed)


def whole(rng: random.Random) -> Document:
    """Make a document in which every fact is answered and every reading settled."""
    answers: dict[str, Any] = {
        "applicant": rng.choice((*oracle.APPLICANTS, *("enterprise",) * 10, "cooperative", "park")),
        "size": rng.choice(oracle.SIZES),
        "overlaps": rng.choice(([], [], [], _some_measures(rng))),
    }
    for fact in oracle.YES_NO:
        answers[fact] = rng.random() < (0.85 if "town" in fact or "industry" in fact else 0.5)
    for fact in oracle.MONEY:
        answers[fact] = _money(rng)
    if rng.random() < 0.7:  # A firm that grows: otherwise little is ever reached first.
        grown = sorted(answers[fact] for fact in oracle.MONEY)
        answers |= dict(zip(oracle.MONEY, grown, strict=True))
    for fact in oracle.PRICES:
        answers[fact] = _price(rng)
    for fact in oracle.EVENTS:
        answers[fact] = rng.choice((False, rng.choice(EDGE_DAYS), _inside(rng)))
    return {
        "answers": answers,
        "readings": {reading: rng.random() < 0.5 for reading in oracle.READINGS},
    }


def partial(rng: random.Random, limit: int = 1500) -> Document:
    """Open some items of a whole document, with at most ``limit`` completions."""
    known = whole(rng)
    share = rng.choice((0.1, 0.3, 0.6, 1.0))
    document: Document = {"answers": dict(known["answers"]), "readings": dict(known["readings"])}
    for fact in oracle.FACTS:
        if rng.random() < share:
            _put(document["answers"], fact, opened(fact, known["answers"][fact], rng))
    for reading in oracle.READINGS:
        if rng.random() < share:
            _put(document["readings"], reading, None)
    items = [("answers", fact) for fact in oracle.FACTS]
    items += [("readings", reading) for reading in oracle.READINGS]
    rng.shuffle(items)
    while oracle.completions(document) > limit:
        kind, item = items.pop()
        document[kind][item] = known[kind][item]
    return document


def opened(fact: str, value: Answer, rng: random.Random) -> Answer:
    """Forget ``value`` in part or altogether; ``None`` is altogether."""
    if rng.random() < 0.5:
        return None
    if fact in ("applicant", "size"):
        known = oracle.APPLICANTS if fact == "applicant" else oracle.SIZES
        return rng.sample(known, k=rng.randint(1, len(known)))
    if fact in oracle.EVENTS:
        return True
    if fact in (*oracle.MONEY, *oracle.PRICES):
        other = _money(rng) if fact in oracle.MONEY else _price(rng)
        return [min(value, other), max(value, other)]
    return None


def closed(item: str, given: Answer, rng: random.Random) -> Answer:
    """Pick one of the values that an answer leaves possible."""
    if item in ("applicant", "size"):
        known = oracle.APPLICANTS if item == "applicant" else oracle.SIZES
        return rng.choice(known if given is None else given) if _is_open(given) else given
    if item in oracle.EVENTS:
        if given is None:
            return rng.choice((False, rng.choice(EDGE_DAYS), _inside(rng)))
        return rng.choice((rng.choice(EDGE_DAYS), _inside(rng))) if given is True else given
    if item in (*oracle.MONEY, *oracle.PRICES):
        edges = EDGE_MONEY if item in oracle.MONEY else EDGE_PRICES
        low, high = oracle.ends(given)
        within = [value for value in edges if low <= value <= high]
        return rng.choice([low, *within] if given is None else [low, *within, high])
    if item == "overlaps":
        return _some_measures(rng) if given is None else given
    return rng.random() < 0.5 if given is None else given


def completed(document: Document, rng: random.Random) -> Document:
    """Fill in everything that ``document`` leaves open."""
    answers, readings = document["answers"], document["readings"]
    return {
        "answers": {fact: closed(fact, answers.get(fact), rng) for fact in oracle.FACTS},
        "readings": {item: closed(item, readings.get(item), rng) for item in oracle.READINGS},
    }


def _is_open(given: Answer) -> bool:
    return given is None or given is True or isinstance(given, list)


def _put(into: dict[str, Any], item: str, value: Answer) -> None:
    """Set ``value``; an unanswered item is written as null or left out by turns."""
    if value is None and len(item) % 2:
        del into[item]
    else:
        into[item] = value


def _money(rng: random.Random) -> int:
    return rng.choice((rng.choice(EDGE_MONEY), rng.randrange(60 * oracle.YI)))


def _price(rng: random.Random) -> float:
    return rng.choice((rng.choice(EDGE_PRICES), rng.randrange(100_000) / 100))


def _inside(rng: random.Random) -> str:
    return f"{rng.choice((2024, 2025))}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _some_measures(rng: random.Random) -> list[str]:
    return rng.sample(oracle.MEASURES, k=rng.randint(0, 4))


# --------------------------------------------------------------------------
# Strategies. They shrink towards the plainest applicant.
# --------------------------------------------------------------------------

money = st.one_of(st.sampled_from(EDGE_MONEY), st.integers(0, 60 * oracle.YI))
prices = st.one_of(
    st.sampled_from(EDGE_PRICES), st.integers(0, 100_000).map(lambda cents: cents / 100)
)
days = st.one_of(
    st.sampled_from(EDGE_DAYS),
    st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 31)).map(str),
)

answers_of: dict[str, st.SearchStrategy[Any]] = {
    "applicant": st.sampled_from(oracle.APPLICANTS),
    "size": st.sampled_from(oracle.SIZES),
    "overlaps": st.lists(st.sampled_from(oracle.MEASURES), unique=True, max_size=4),
    **dict.fromkeys(oracle.YES_NO, st.booleans()),
    **dict.fromkeys(oracle.MONEY, money),
    **dict.fromkeys(oracle.PRICES, prices),
    **dict.fromkeys(oracle.EVENTS, st.just(value=False) | days),
}
"""For each fact, every answer that leaves nothing open."""


def ranges_of(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make ``[low, high]`` of two numbers."""
    return st.tuples(numbers, numbers).map(sorted)


open_answers_of: dict[str, st.SearchStrategy[Any]] = {
    "applicant": st.lists(st.sampled_from(oracle.APPLICANTS), unique=True, min_size=1),
    "size": st.lists(st.sampled_from(oracle.SIZES), unique=True, min_size=1),
    **dict.fromkeys(oracle.MONEY, ranges_of(money)),
    **dict.fromkeys(oracle.PRICES, ranges_of(prices)),
    **dict.fromkeys(oracle.EVENTS, st.just(value=True)),
}
"""For each fact that can be answered in part, every such answer."""

whole_documents: st.SearchStrategy[Document] = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(answers_of),
        "readings": st.fixed_dictionaries(dict.fromkeys(oracle.READINGS, st.booleans())),
    }
)


@st.composite
def partial_documents(draw: st.DrawFn, limit: int = 1500) -> Document:
    """Open up to six items of a whole document, with at most ``limit`` completions."""
    document = draw(whole_documents)
    opened_items = draw(
        st.lists(st.sampled_from((*oracle.FACTS, *oracle.READINGS)), unique=True, max_size=6)
    )
    for item in opened_items:
        kind = "readings" if item in oracle.READINGS else "answers"
        document[kind][item] = draw(st.none() | open_answers_of.get(item, st.none()))
    assume(oracle.completions(document) <= limit)
    return document
