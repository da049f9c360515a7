"""The text itself: articles, their sentences, quotes in their places, and the units in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property


@dataclass(frozen=True)
class Sentence:
    """A sentence with its address (``s1`` is the first after the heading) and its place."""

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """Where a quote is: characters ``start`` to ``end`` of the article's text."""

    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The quoted words."""
        return self.article.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The id of the sentence in which the quote begins."""
        for sentence in self.article.sentences:
            if self.start < sentence.end:
                return sentence.id
        return "units"


class Misquoted(ValueError):  # noqa: N818 - the name says what is wrong
    """A quote that is not in its article."""


@dataclass(frozen=True)
class Article:
    """A part of the text that is printed as one line: heading, sentences and bracket.

    ``number`` is None for a part without one (preamble, closing provisions); ``page`` is the name
    of its page.
    """

    number: int | None
    page: str
    name: str
    heading: str
    wording: tuple[str, ...]
    bracket: str = ""
    chapter: int | None = None

    @cached_property
    def text(self) -> str:
        """The whole line as it is printed."""
        return self.heading + "".join(self.wording) + self.bracket

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences with their places."""
        found = []
        start = len(self.heading)
        for number, words in enumerate(self.wording, 1):
            found.append(Sentence(f"s{number}", words, start, start + len(words)))
            start += len(words)
        return tuple(found)

    def find(self, quote: str, within: Place | None = None) -> Place:
        """Return the place of a quote, looked for in ``within`` first.

        Raises Misquoted, with the nearest words of the article, where it is not there.
        """
        if within is not None and within.article is self and quote in within.quote:
            start = self.text.index(quote, within.start)
            return Place(self, start, start + len(quote))
        start = self.text.find(quote)
        if start < 0 or not quote:
            msg = f"{self.name}：引文“{quote}”不在条文中；条文中最接近的是“{self.nearest(quote)}”"
            raise Misquoted(msg)
        return Place(self, start, start + len(quote))

    def nearest(self, quote: str) -> str:
        """Return the words of the article that are closest to ``quote``."""
        match = SequenceMatcher(None, self.text, quote, autojunk=False).find_longest_match()
        start = max(0, match.a - match.b)
        return self.text[start : start + max(len(quote), 8)]

    def units(self) -> tuple[str, ...]:
        """Return the names in the bracket, as printed and in their order.

        A 、 or comma inside parentheses belongs to a name: 各县(市、区)人民政府 is one unit.
        """
        return self._units

    @cached_property
    def _units(self) -> tuple[str, ...]:
        inside = self.bracket.strip("〔〕").removeprefix("责任单位:")
        return tuple(re.split(r"[、,](?![^(]*\))", inside)) if inside else ()
