"""The site's own words have full-width signs; only quotations keep the source's half-width ones."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "tests" / "policy.txt").read_text(encoding="utf-8")
SIGN = re.compile(r"(?<=[一-鿿”）》、。])[,:;!?()]|[,:;!?()](?=[一-鿿“（《])")
PARTED_AMOUNT = re.compile(r"\d(?:[^\S\n]|&nbsp;)+(?:[万亿千百]|元)")
NUMBER_OF_AN_ARTICLE = re.compile(r"第(?:\([一二三四五六七八九十]+\))+条?")


def half_width(text: str) -> list[str]:
    """Return every half-width sign of our own, with what stands around it.

    One that the document has too, behind or before the same two characters, is a quotation's.
    """
    text = NUMBER_OF_AN_ARTICLE.sub("第一条", text)
    found = []
    for at in SIGN.finditer(text):
        before, after = text[max(0, at.start() - 2) : at.end()], text[at.start() : at.end() + 2]
        if not any(len(piece) > 2 and piece in SOURCE for piece in (before, after)):
            found.append(before + after[1:])
    return found


def labels() -> Iterator[str]:
    catalogue = json.loads(wire.catalogue())
    for fact in catalogue["facts"]:
        yield from (fact["label"], fact["help"])
        yield from (option["label"] for option in fact["options"] or ())
    for reading in catalogue["readings"]:
        yield from (reading["question"], reading["true"], reading["false"])
    for measure in catalogue["measures"]:
        yield from (measure["name"], *(each["text"] for each in measure["beyond"]))
    for unit in catalogue["units"]:
        yield from (unit["full_name"], unit["role"])


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


def is_pattern(node: ast.AST, lines: list[bytes]) -> bool:
    """Say whether all texts of a node are patterns: raw texts with a name, or given to ``re``."""
    if isinstance(node, ast.Assign):
        given = node.value
        return lines[given.lineno - 1][given.col_offset :].startswith((b'r"', b'rf"'))
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")


def in_the_code() -> Iterator[str]:
    """Yield every text in the code but docstrings and patterns: messages, headings, help."""
    for path in sorted((ROOT / "calculator").rglob("*.py")):
        source = path.read_bytes()
        lines, tree = source.splitlines(), ast.parse(source)
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        patterns = {
            id(piece)
            for node in ast.walk(tree)
            if is_pattern(node, lines)
            for piece in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in alone | patterns:
                # What is to be written as JSON stands in its own brackets.
                yield re.sub(r"\[.*?\]", "", str(node.value))


def on_the_pages() -> Iterator[str]:
    """Yield every line of the pages in Chinese outside code and links' addresses."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "/decisions/" in path.as_posix() or path.name == "english.md":
            continue
        text = re.sub(
            r"```.*?```|`[^`\n]*`|^ {4}.*$|<[^>]*>", "", text, flags=re.DOTALL | re.MULTILINE
        )
        yield from re.sub(r"\]\([^)]*\)|\{[^}]*\}", "", text).splitlines()


def conditions() -> Iterator[str]:
    """Yield the catalogue's own words, in which only what stands in “” is quoted."""

    def of(asked: dict[str, Any]) -> Iterator[str]:
        for item in (*asked["must"], *(each for group in asked["any"] for each in group)):
            yield item["text"]
        yield from (item["text"] for item in asked["unless"])

    yield from labels()
    for measure in json.loads(wire.catalogue())["measures"]:
        if measure["conditions"]:
            yield from of(measure["conditions"])
            for waiting in measure["conditions"]["waiting"]:
                yield from (*of(waiting["true"]), *of(waiting["false"]))
    yield from (reason["text"] for r in results() for m in r["measures"] for reason in m["reasons"])


def test_in_labels_conditions_and_reasons_only_quotations_have_half_width_signs() -> None:
    unquoted = (re.sub("“[^”]*”", "", NUMBER_OF_AN_ARTICLE.sub("", text)) for text in conditions())
    assert sorted({text for text in unquoted if SIGN.search(text)}) == []
    assert SIGN.search("地理标志(集体商标、证明商标)，且不晚于")


@pytest.mark.parametrize(
    "texts",
    [labels, told, in_the_code, on_the_pages],
    ids=["labels", "results", "in the code", "on the pages"],
)
def test_own_words_have_full_width_signs(texts: Callable[[], Iterator[str]]) -> None:
    assert sorted({piece for text in texts() for piece in half_width(text)}) == []


def test_a_half_width_sign_is_noticed_and_a_quotation_is_not() -> None:
    assert half_width("给,条文没有写")
    assert half_width("企业规模(按人数)")
    assert not half_width("第(八)(九)条写“已有政策执行,不重复奖补”")


def test_no_page_parts_a_number_from_its_unit_of_money() -> None:
    """The text writes 30万元, and so do we: a search for the one finds the other."""
    found = [
        f"{path.name}: {at[0]}"
        for path in sorted([*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.svg")])
        for at in PARTED_AMOUNT.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []
    assert PARTED_AMOUNT.search("奖励 10 万元")
    assert not PARTED_AMOUNT.search("共 12 项，每项 10万元")
