"""The pages hold the policy word for word."""

import hashlib
import re
from pathlib import Path

import pytest
from writing import policy_text

ROOT = Path(__file__).resolve().parents[2]


SOURCE = (ROOT / "tests" / "policy.txt").read_bytes()
SOURCE_SHA256 = "abffacbb48b2f5446acb2297dba6458f5d09c8a77b661522ddc59cf616e9c44e"
CRAWLED_WORDS = "晋城市人民政府\n\n搜索位置\n匹配度\n排序\n"
ARTICLE_PAGES = policy_text.TEXT_PAGES[1:-1]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def difference(ours: str, theirs: str) -> str:
    """Return where two texts part, or ""; to show the whole of both would help nobody."""
    return "" if ours == theirs else policy_text.first_difference(ours, theirs, "原文")


def test_the_tests_own_copy_of_the_source_is_the_one_with_the_known_hash() -> None:
    assert hashlib.sha256(SOURCE).hexdigest() == SOURCE_SHA256
    assert SOURCE_SHA256 in page("verify.md")


def test_the_pages_joined_again_are_the_document_byte_for_byte() -> None:
    document = SOURCE.decode().removeprefix(CRAWLED_WORDS)
    assert document.startswith("索\u00a0\u00a0引\u00a0号:"), (
        "only the five crawled lines are left out"
    )
    assert difference(policy_text.joined(ROOT / "docs"), document) == ""


@pytest.mark.parametrize("name", ARTICLE_PAGES)
def test_every_article_page_is_one_line_of_the_source(name: str) -> None:
    articles = re.findall(r"^\([一二三四五六七八九十]+\).*", SOURCE.decode(), re.MULTILINE)
    of_the_source = articles[ARTICLE_PAGES.index(name)]
    assert difference(policy_text.article_line(page(name), name), of_the_source) == ""


def test_the_sixteen_articles_have_sixty_five_sentences_each_with_its_own_address() -> None:
    total = 0
    for name in ARTICLE_PAGES:
        sentences = [b for b in policy_text.blocks(page(name), name) if b.address.startswith("s")]
        assert [b.address for b in sentences] == [f"s{k}" for k in range(1, len(sentences) + 1)]
        assert all(re.fullmatch(r"[^。]+。", b.text) for b in sentences)
        total += len(sentences)
    assert total == 65


def test_one_changed_digit_is_seen_and_its_place_is_told() -> None:
    name = "policy/article-02.md"
    changed = policy_text.article_line(page(name).replace("50万元", "60万元"), name)
    true = policy_text.article_line(page(name), name)
    assert changed != true
    assert "60万元" in policy_text.first_difference(changed, true)


def test_a_block_without_an_address_is_refused() -> None:
    broken = page("policy/article-02.md").replace("\n{ #s2 .sentence }", "")
    with pytest.raises(policy_text.TextError, match=r"article-02\.md"):
        policy_text.page_text(broken, "policy/article-02.md")
