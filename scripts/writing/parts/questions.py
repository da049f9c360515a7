"""The questions of docs/questions.md as the notes need them: heading, article, whom to ask."""

import re
from typing import Any

from writing.parts.site import Site

PAGE = "questions.md"
_HEADING = re.compile(r"^(##|###) (.+?) \{ #([\w-]+) \}$", re.MULTILINE)
_ARTICLE = re.compile(r"^article-(\d+)$")


def without_reading(site: Site) -> list[dict[str, Any]]:
    """Return the questions of single articles that no reading tells, each with its heading."""
    places = _places(site)
    told = {reading["see"] for reading in site.catalogue["readings"]}
    return [
        {**question, "heading": heading, "article": article}
        for question in site.catalogue.get("questions", ())
        for heading, article in (places[question["number"].lower()],)
        if question["number"] not in told and article is not None
    ]


def _places(site: Site) -> dict[str, tuple[str, int | None]]:
    """Return each question's heading and the article under which it stands; None: all articles."""
    found: dict[str, tuple[str, int | None]] = {}
    article = None
    for level, words, anchor in _HEADING.findall(site.pages[PAGE]):
        if level == "##":
            number = _ARTICLE.match(anchor)
            article = int(number[1]) if number else None
        else:
            found[anchor] = (words, article)
    return found
