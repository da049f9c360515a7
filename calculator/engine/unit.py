"""A responsible unit: what the text calls it, and what it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit: ``id`` (its page), ``name`` in the text, other ``spellings`` there, full name.

    ``verified`` says whether the full name was read in a source; ``role`` is what it does, in
    our own words.
    """

    id: str
    name: str
    full_name: str
    kind: str
    role: str
    verified: bool = False
    spellings: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Return whether the text uses this name."""
        return name == self.name or name in self.spellings
