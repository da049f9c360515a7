"""Ten thousand inputs that nobody should send: each gives a result or says what is wrong."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import generate
import oracle
import pytest

from calculator import wire
from calculator.engine.document import Invalid
from calculator.policy.size import INDUSTRIES

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

# Coverage is left out, as in the oracle's tests: what chance reaches is no proof, and takes long.
pytestmark = pytest.mark.uncounted

BATCHES = 10
IN_A_BATCH = 1000

WORDS = (
    *oracle.FACTS,
    *oracle.READINGS,
    *oracle.MEASURES,
    *oracle.APPLICANTS,
    *oracle.SIZES,
    *generate.EDGE_DAYS,
    *(industry.id for industry in INDUSTRIES),
    *("as_of", "answers", "readings", "industry", "staff", "revenue", "assets"),
    *("", " ", "是", "2024-02-30", "0000-00-00", "9999-12-31", "__class__", "\x00", "\ud800", "𠮷"),
)
NUMBERS = (0, -0.0, 1, -1, 0.1, 1.5, 10**14, 10**29, 10**30, -(10**400), 1e308, 5e-324, 2**63)
MARKS = '{}[]",:\\ \n\t0123456789.eE+-truefalsnNIy\ud800é企'


def value(rng: random.Random, depth: int = 0) -> Any:
    """Return JSON of any shape, made of names that mean something elsewhere."""
    kind = rng.randrange(7 if depth < 3 else 5)
    if kind == 5:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 6:
        return {rng.choice(WORDS): value(rng, depth + 1) for _ in range(rng.randrange(4))}
    return rng.choice((None, True, False, rng.choice(NUMBERS), rng.choice(WORDS)))


def any_json(rng: random.Random) -> str:
    return json.dumps(value(rng))


def wrong_answers(rng: random.Random) -> str:
    """Return a document of the right shape with some answers of no kind at all."""
    document: dict[str, Any] = generate.whole(rng)
    for section in document.values():
        for name in rng.sample(list(section), k=rng.randint(0, 3)):
            section[name] = value(rng)
        if rng.random() < 0.2:
            section[rng.choice(WORDS)] = value(rng)
    if rng.random() < 0.3:
        document[rng.choice(WORDS)] = value(rng)
    return json.dumps(document, ensure_ascii=rng.random() < 0.5)


def damaged(rng: random.Random) -> str:
    """Return a good document with some characters changed, cut out or doubled."""
    text = json.dumps(generate.whole(rng))
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(text) + 1)
        end = start + rng.choice((0, 1, 1, 5, len(text)))
        text = text[:start] + "".join(rng.choices(MARKS, k=rng.randrange(3))) + text[end:]
    return text


def any_text(rng: random.Random) -> str:
    repeated = rng.choice((1, 1, 1, 30, 3000))
    return "".join(rng.choices(MARKS, k=rng.randrange(20))) * repeated


def any_firm(rng: random.Random) -> str:
    """Return figures of a firm, some of them impossible."""
    names = [name for name in ("industry", "staff", "revenue", "assets") if rng.random() < 0.8]
    figures = {name: rng.choice((*NUMBERS, rng.randrange(10**9), value(rng))) for name in names}
    if rng.random() < 0.7:
        figures["industry"] = rng.choice(INDUSTRIES).id
    return json.dumps(figures)


KINDS: tuple[Callable[[random.Random], str], ...] = (
    any_json,
    wrong_answers,
    damaged,
    any_text,
    any_firm,
)


def is_refusal(reply: Any) -> bool:
    """Tell whether a reply refuses, and hold a refusal to its form: nothing but lines of words."""
    if "error" not in reply:
        return False
    assert list(reply) == ["error"]
    assert reply["error"]
    for line in reply["error"]:
        assert line.strip(), reply
        assert "\n" not in line
        line.encode()
    return True


def parses(text: str) -> bool:
    """Tell whether a text is JSON that can be read; where it is not, it must be said in words."""
    try:
        wire.parse(text)
    except Invalid as refused:
        return not is_refusal({"error": refused.problems})
    return True


def test_a_text_that_never_ends_is_refused_at_once() -> None:
    text = '{"answers": ' + '"\\' * 200_000
    start = time.process_time()
    assert is_refusal(json.loads(wire.assess(text)))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "batch",
    # While somebody works, one in ten is enough.
    [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, BATCHES))],
)
def test_whatever_comes_in_a_result_or_a_clear_error_comes_out(batch: int) -> None:
    rng = generate.seeded(f"junk {batch}")
    results = refusals = sizes = 0
    for number in range(IN_A_BATCH):
        text = KINDS[number % len(KINDS)](rng)
        is_json = parses(text)
        reply = json.loads(wire.assess(text))
        if is_refusal(reply):
            refusals += 1
        else:
            assert is_json, text
            assert 0 <= reply["total"]["low"] <= reply["total"]["high"]
            assert len(reply["measures"]) == 50
            results += 1
        size = json.loads(wire.size(text))
        if not is_refusal(size):
            assert is_json, text
            assert {size["size"]} if isinstance(size["size"], str) else set(size["size"])
            sizes += 1
    # Junk of which nothing got through, or everything, would try little.
    assert min(results, refusals, sizes) >= IN_A_BATCH // 100
