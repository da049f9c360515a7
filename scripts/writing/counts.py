"""The numbers of measures in running text: written from the catalogue wherever they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT_PATTERNS = (
    (re.compile(r"(\d+) ?项措施"), ("rows",)),
    (re.compile(r"项措施(?:里，|里|中|，其中)只有 ?(\d+) ?项"), ("numbered",)),
    (re.compile(r"分开数，就是 (\d+) 项"), ("rows",)),
    (re.compile(r"Only (\d+) of (\d+) measures"), ("numbered", "rows")),
    (re.compile(r"(\d+) 项是政府的安排"), ("announced",)),
    (re.compile(r"(\d+) are plans of the government"), ("announced",)),
)
"""Patterns of sentences with numbers of measures, and the catalogue's count for each number."""


def written(text: str, catalogue: Mapping[str, Any]) -> str:
    """Return the text with each of these numbers as the rules have it."""
    for pattern, names in COUNT_PATTERNS:
        counts = [str(catalogue["counts"][name]) for name in names]

        def replaced(found: re.Match[str], counts: list[str] = counts) -> str:
            words = found[0]
            for group in range(len(counts), 0, -1):
                start, end = (place - found.start() for place in found.span(group))
                words = words[:start] + counts[group - 1] + words[end:]
            return words

        text = pattern.sub(replaced, text)
    return text
