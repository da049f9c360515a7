"""What is told to the oracle in place of values: a whole region, which can only be compared.

Each comparison is noted.  So it is known on which lines an answer rests, and which other regions
would have been answered the same way.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable

Note = int | str | tuple[int, int]
"""What a region was compared with: a line, an option, or another region's first and last value."""


class Coarse(Exception):  # noqa: N818 - it says what is wrong
    """The oracle does with a region what cannot be answered for all of its values at once."""


class Cut(Exception):  # noqa: N818 - it says what happened
    """The oracle draws a line through a region."""

    def __init__(self, place: int, line: int) -> None:
        """Keep the item's place and its line."""
        super().__init__(place, line)
        self.place, self.line = place, line


class Listener(Protocol):
    """Who asks the oracle, and hears what it compares."""

    def hear(self, place: int, note: Note) -> None:
        """Note what the region of an item is compared with."""

    def toss(self) -> bool:
        """Decide a comparison that may go either way."""


class Region:
    """All values of one cell of an item."""

    listener: Listener
    place: int

    def answers(self, note: Note) -> Any:  # noqa: ANN401 - equal or not is all that counts
        """Return how this region answers a comparison that another one has met."""
        raise NotImplementedError


class Span(Region):
    """All values from a first to a last one."""

    first: int
    last: int

    def of(self, listener: Listener, place: int, ends: tuple[int, int]) -> Self:
        """Return this as the values of an item between two ends."""
        self.listener, self.place = listener, place
        self.first, self.last = ends
        return self

    def answers(self, note: Note) -> tuple[bool, bool]:
        """Return whether it lies below ``note``, and whether above."""
        first, last = note if isinstance(note, tuple) else (note, note)
        assert isinstance(first, int)  # noqa: S101 - options are compared with options
        assert isinstance(last, int)  # noqa: S101
        # A line belongs to what lies above it.
        return self.last < first, isinstance(note, tuple) and self.first > last

    def __lt__(self, other: object) -> bool:
        return self._below(other, 0)

    def __le__(self, other: object) -> bool:
        return self._below(other, 1)

    def __gt__(self, other: object) -> bool:
        return not self._below(other, 1)

    def __ge__(self, other: object) -> bool:
        return not self._below(other, 0)

    def __eq__(self, other: object) -> bool:
        return self._below(other, 1) and not self._below(other, 0)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def _below(self, other: object, beyond: int) -> bool:
        """Return whether all of it lies below a value, or below the next one."""
        if type(other) is int:  # the usual case: this is run most often of all
            line = other + beyond
        elif isinstance(other, Span):
            self.listener.hear(self.place, (other.first, other.last))
            other.listener.hear(other.place, (self.first, self.last))
            if self.last < other.first:
                return True
            return self.first <= other.last and self.listener.toss()
        else:
            line = self.line(other) + beyond
        self.listener.hear(self.place, line)
        if self.last < line:
            return True
        if self.first >= line:
            return False
        raise Cut(self.place, line)

    @staticmethod
    def line(other: object) -> int:
        """Return the number that something else is compared as."""
        message = f"an amount is compared with {other!r}"
        raise Coarse(message)


class Amounts(Span):
    """All amounts of one cell."""


class Days(Span, str):
    """All days of one cell; the oracle knows days as text."""

    def __str__(self) -> str:
        """Return the same days: the oracle may ask for their text before it compares."""
        return self

    @staticmethod
    def line(other: object) -> int:
        """Return the number of a day."""
        if not isinstance(other, str):
            message = f"a day is compared with {other!r}"
            raise Coarse(message)
        return date.fromisoformat(other).toordinal()


class Option(Region, str):
    """One of a few options: what is compared with it is noted."""

    def of(self, listener: Listener, place: int) -> Self:
        """Return this as the option of an item."""
        self.listener, self.place = listener, place
        return self

    def answers(self, note: Note) -> bool:
        """Return whether it is the same option."""
        return str.__eq__(self, str(note))

    def __eq__(self, other: object) -> bool:
        self.listener.hear(self.place, str(other))
        return str.__eq__(self, str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other


def _refuse(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        message = f"{name} of a region is asked"
        raise Coarse(message)

    return refuse


# Nothing may hang on what is not noted.
_OPERATIONS = (
    "__add__", "__bool__", "__contains__", "__format__", "__getitem__", "__hash__", "__iter__",
    "__len__", "__mod__", "__mul__", "__radd__", "__rmod__", "__rmul__", "__sub__", "__rsub__",
    "__floordiv__", "__truediv__", "__int__", "__index__", "__float__",
)  # fmt: skip
_METHODS = tuple(name for name in dir(str) if not name.startswith("_"))
for _name in (*_OPERATIONS, *_METHODS):
    for _kind in (Amounts, Days, Option):
        setattr(_kind, _name, _refuse(_name))
