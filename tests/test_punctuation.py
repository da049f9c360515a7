"""The site's own words have full-width signs; only quotations keep the source's half-width ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = (Path(__file__).resolve().parent / "policy.txt").read_text(encoding="utf-8")
HALF_WIDTH = re.compile(r"[一-鿿”）》][,:;!?(]|[,:;!?)][一-鿿“（《]")
NUMBER_OF_AN_ARTICLE = re.compile(r"第(?:\([一二三四五六七八九十]+\))+条?")
QUOTED = re.compile(r"“[^”]*”")


def own_words(text: str) -> str:
    """Leave out what stands in the document itself: quotations, and the numbers of articles."""
    text = NUMBER_OF_AN_ARTICLE.sub("", text)
    for fact in sorted(QUOTING_LABELS, key=len, reverse=True):
        text = text.replace(fact, "")
    return QUOTED.sub(lambda found: "" if found[0][1:-1] in SOURCE else found[0], text)


def labels() -> Iterator[str]:
    catalogue = json.loads(wire.catalogue())
    for fact in catalogue["facts"]:
        yield from (fact["label"], fact["help"])
        yield from (option["label"] for option in fact["options"] or ())
    for reading in catalogue["readings"]:
        yield from (reading["question"], reading["true"], reading["false"])
    for measure in catalogue["measures"]:
        yield from (measure["name"], (measure["beyond"] or {"text": ""})["text"])
    for unit in catalogue["units"]:
        yield from (unit["full_name"], unit["role"])


QUOTING_LABELS = [text for text in labels() if text and text in SOURCE]
"""Labels that are the document's very words."""


def results() -> Iterator[dict[str, Any]]:
    facts = json.loads(wire.catalogue())["facts"]
    for as_of in ("2024-12-01", "2026-01-01"):
        yield json.loads(wire.assess(json.dumps({"as_of": as_of})))
        for applicant in ("enterprise", "park", "association", "individual"):
            answers: dict[str, Any] = {f["id"]: True for f in facts if f["kind"] == "event"}
            answers |= {"applicant": applicant, "revenue_2024": 2_100_000_000}
            answers |= {"peak_revenue_to_2022": 1, "overlaps": ["china-brand"]}
            yield json.loads(wire.assess(json.dumps({"as_of": as_of, "answers": answers})))


def told() -> Iterator[str]:
    for result in results():
        yield from result["notes"]
        yield from (answer["text"] for answer in result["answers"])
        for measure in result["measures"]:
            yield from (reason["text"] for reason in measure["reasons"])
            yield from (step["text"] for step in measure["next_steps"])


@pytest.mark.parametrize("texts", [labels, told], ids=["labels", "results"])
def test_own_words_have_full_width_signs(texts: Any) -> None:
    wrong = sorted({text for text in texts() if HALF_WIDTH.search(own_words(text))})
    assert wrong == []


def test_a_half_width_sign_is_noticed_and_a_quotation_is_not() -> None:
    assert HALF_WIDTH.search(own_words("给,条文没有写"))
    assert HALF_WIDTH.search(own_words("园区(基地)的单位"))
    assert not HALF_WIDTH.search(own_words("第(八)(九)条写“已有政策执行,不重复奖补”"))
