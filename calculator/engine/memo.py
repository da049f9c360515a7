"""A small cache of results."""

from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 20_000
"""How many results one cache holds before it is emptied."""


class Memo(dict[Key, Value]):
    """A cache that is emptied when it is full: ``get`` a result, or ``add`` it."""

    def add(self, key: Key, value: Value) -> Value:
        """Store a result and return it."""
        if len(self) >= MOST:
            self.clear()
        self[key] = value
        return value
