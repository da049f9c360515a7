"""The site's own words are the policy's; what the check of terms finds and what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from proving import terms

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", list(terms.sources()), ids=lambda path: path.name)
def test_no_page_and_no_script_uses_another_word_for_the_same(path: Path) -> None:
    assert list(terms.complaints(path.name, path.read_text(encoding="utf-8"))) == []


def test_a_wrong_word_is_found_with_its_line_and_the_right_one() -> None:
    found = list(terms.complaints("x.md", "一\n请询问主管单位，见第十条。"))

    assert found == ["x.md:2: “主管单位” → 主管部门", "x.md:2: “第十条” → 第(…)条，如原文"]


def test_the_verbatim_text_other_laws_and_code_are_left_alone() -> None:
    page = (
        "<!-- begin:text -->\n现印发给你们,请认真贯彻\n<!-- end:text -->\n"
        "《中华人民共和国著作权法》第五条。\n\n```json\n前,后\n```\n\n`前,后`\n"
    )

    assert list(terms.complaints("x.md", page)) == []


@pytest.mark.parametrize("wrong", terms.WORDS)
def test_no_right_word_is_itself_called_wrong(wrong: str) -> None:
    assert list(terms.complaints("x.md", terms.WORDS[wrong])) == []
