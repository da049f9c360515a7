"""Let the terms of the glossary explain themselves where they first stand on a page.

A term becomes a link to the glossary, described by its explanation, which stands hidden at the
page's end: screen readers read it out, `docs/assets/site/terms.js` shows it, and without scripts
the link leads to it. The words stay as they are, so that copying a sentence gives the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "glossary.md"
EXPLAINED = ("policy/article-", "policy/closing/", "readers/")
"""How the addresses of the pages begin on which terms explain themselves."""

_TERM = re.compile(
    r'^## (?P<name>.+?) \{ #(?P<id>[\w-]+)(?: data-words="(?P<words>[^"]*)")? \}\n\n'
    r"(?P<text>.+?)\n\n- 把握：(?P<certainty>.+?)$",
    re.MULTILINE,
)
_CONTENT = re.compile(r'(<article class="md-content__inner[^>]*>)(.*?)(</article>)', re.DOTALL)
_SENTENCE = re.compile(r'<p class="sentence".*?</p>', re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_LEFT_ALONE = frozenset(
    {"a", "button", "code", "h1", "h2", "h3", "h4", "script", "style", "summary", "th"}
)
"""Elements in which a link would be in the way, or is none."""


@dataclass(frozen=True)
class Term:
    """A term: its anchor, its name, the words by which it is known on pages, what it means."""

    id: str
    name: str
    words: tuple[str, ...]
    text: str


def terms(page: str) -> list[Term]:
    """Read the terms out of the glossary's Markdown."""
    found = []
    for term in _TERM.finditer(page):
        certainty = term["certainty"].replace("**", "")
        words = tuple((term["words"] or term["name"]).split("|"))
        found.append(
            Term(term["id"], term["name"], words, f"{_plain(term['text'])}（{certainty}）")
        )
    return found


def _plain(markdown: str) -> str:
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown).replace("**", "")


def explained(html: str, page: str, known: list[Term]) -> str:
    """Return a finished page in which the terms are explained; `page` is its path in the site."""
    if not page.startswith(EXPLAINED) or 'class="term"' in html:
        return html
    root = "../" * page.count("/")
    return _CONTENT.sub(lambda part: part[1] + _linked(part[2], root, known) + part[3], html)


def _linked(content: str, root: str, known: list[Term]) -> str:
    of = {escape(word, quote=False): term for term in known for word in term.words}
    # The longest first: 专业镇主导产业企业 is no 专业镇.
    pattern = re.compile("|".join(map(re.escape, sorted(of, key=len, reverse=True))))
    told: list[Term] = []

    def link(found: re.Match[str]) -> str:
        term = of[found[0]]
        if term in told:
            return found[0]
        told.append(term)
        return (
            f'<a class="term" href="{root}glossary/#{term.id}"'
            f' aria-describedby="term-{term.id}">{found[0]}</a>'
        )

    # In the document's own sentences first, then in what explains them.
    content = _SENTENCE.sub(lambda part: _in_words(part[0], link, pattern), content)
    content = _in_words(content, link, pattern)
    cards = "".join(
        f'<p id="term-{t.id}"><b>{escape(t.name)}</b> {escape(t.text, quote=False)}</p>'
        for t in told
    )
    return content + (f'<div class="term-cards" hidden>{cards}</div>' if cards else "")


def _in_words(html: str, link: Callable[[re.Match[str]], str], pattern: re.Pattern[str]) -> str:
    """Return a part of a page with the links made in its words, outside what is left alone."""
    pieces = _TAG.split(html)
    inside = 0
    for place, piece in enumerate(pieces):
        if piece.startswith("<"):
            name = _NAME.match(piece)
            if name and name[1] in _LEFT_ALONE:
                inside += -1 if piece.startswith("</") else 1
        elif not inside:
            pieces[place] = pattern.sub(link, piece)
    return "".join(pieces)
