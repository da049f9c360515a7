"""What a rule can ask: a fact about the applicant, or how the authority reads the text.

Diagrams and SQL do not see values but *cells*.  The rules compare a value with a few thresholds
(*lines*); a cell is a range between two of them, within which no rule can tell values apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    WriteDay = Callable[[date], str]
    """Writes a day as a literal of one database."""

OPEN = -1
"""In SQL, the number of the cell where the value is not known."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something that a rule can ask, known by its ``id``.

    Each kind of unknown is one module of ``facts`` and implements what follows.  ``lines`` are the
    values at which a cell begins, in ascending order; ``part`` is the member of a set, which has
    one variable per member, and empty for all other kinds.
    """

    id: str

    is_small: ClassVar[bool] = True
    """Whether it has so few cells that a total is split on it."""

    def width(self, lines: tuple[int, ...]) -> int:
        """Return the number of cells."""
        raise NotImplementedError

    def cells(self, value: Any, lines: tuple[int, ...], part: str) -> tuple[int, ...]:  # noqa: ANN401 - a value of its kind
        """Return the cells that a value allows."""
        raise NotImplementedError

    def sql_columns(self) -> Mapping[str, str]:
        """Return the columns that hold it in a table, each with its plain SQL type."""
        return {}

    def sql_permitted(self, members: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002
        """Return the texts that its column may hold, where it holds text."""
        return ()

    def sql_refused(self, members: Collection[str], usual: Collection[str]) -> str:  # noqa: ARG002
        """Return the SQL test for a value that is not permitted; "" where every value is."""
        return ""

    def sql_cleaned(self, members: Collection[str], usual: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002
        """Return what is read in the place of a column: NULL for what is not permitted."""
        return {}

    def sql_known(self, usual: Collection[str] = ()) -> str:  # noqa: ARG002
        """Return the SQL condition that the value is fully known and permitted; never NULL itself.

        ``usual`` are the members of a set that rules ask for; with others, it may say no.
        """
        return f"{self.column} IS NOT NULL"

    def sql_unsure(self) -> Mapping[int, int]:
        """Return the special cell numbers, such as ``OPEN``, with the first cell each can mean."""
        return {OPEN: 0}

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        """Return the SQL expression for the number of a row's cell."""
        raise NotImplementedError

    @property
    def column(self) -> str:
        """Return its column, quoted since OVERLAPS is a word of SQL itself."""
        return f'"{self.id}"'
