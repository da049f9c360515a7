"""What authorities have said on record: replies to readings, and facts of the world confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What an authority has said: ``by`` which unit, ``on`` which day, in which ``document``.

    A call is a document too.  ``says`` are its words; ``link`` is where it can be read, "" where
    nowhere; it holds from ``holds_from`` on, or else from its own day.
    """

    by: str
    on: date
    document: str
    says: str
    link: str = ""
    holds_from: date | None = None

    @property
    def since(self) -> date:
        """The day from which it holds."""
        return self.holds_from or self.on

    @property
    def source(self) -> str:
        """Who said so and when, in words that can follow 按."""
        return f"{phrases.day_in_words(self.on)}{self.by}答复"

    @property
    def in_words(self) -> str:
        """Who said what, when and where."""
        return f"{self.source}（{self.document}）：{self.says}"

    def record(self) -> dict[str, Any]:
        """Return it for the catalogue."""
        return {
            "by": self.by,
            "on": self.on.isoformat(),
            "since": self.since.isoformat(),
            "document": self.document,
            "link": self.link or None,
            "says": self.says,
            "source": self.source,
            "text": self.in_words,
        }


@dataclass(frozen=True, kw_only=True)
class Settled(Reply):
    """A reply that settles a reading: ``value`` is the answer to its question."""

    value: bool

    def record(self) -> dict[str, Any]:
        """Return it for the catalogue, with the answer."""
        return {"value": self.value, **super().record()}
