"""What a rule can ask: a fact about the applicant, or how the authority reads the text.

Diagrams and SQL do not see values but *cells*.  The rules compare a value with a few thresholds
(*lines*); a cell is a range between two of them, within which no rule can tell values apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from calculator.engine.rules.replies import Reply

    WriteDay = Callable[[date], str]
    """Writes a day as a literal of one database."""

OPEN = -1
"""In SQL, the number of the cell where the value is not known."""


class InTables(NamedTuple):
    """Widths, look and units of a kind's columns in tables; its class writes the answers."""

    width: int = 14
    """Of its column in a result, in characters; ``typed_width`` of one to fill in."""

    typed_width: int = 16
    look: Literal["text", "whole", "price", "day"] = "text"
    unit: str = ""
    """What its heading in a result ends with; ``typed_unit`` one to fill in."""

    typed_unit: str = ""
    remark: str = ""
    """What is said beside a column that is proposed for it."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something that a rule can ask, known by its ``id``.

    Each kind of unknown is one module of ``facts`` and implements what follows.
    """

    id: str

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What authorities have said of it on record."""
        raise NotImplementedError

    # --- As rules and diagrams see it -------------------------------------------------------
    #
    # ``lines`` are the values at which a cell begins, in ascending order; ``part`` is the member
    # of a set, which has one variable per member, and empty for all other kinds.

    is_small: ClassVar[bool] = True
    """Whether it has so few cells that a total is split on it."""

    def width(self, lines: tuple[int, ...]) -> int:
        """Return the number of cells."""
        raise NotImplementedError

    def cells(self, value: Any, lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        """Return the cells that a value allows."""
        raise NotImplementedError

    # --- As people write and read it --------------------------------------------------------

    is_amount: ClassVar[bool] = False
    """Whether it is an amount of money, which rules have lines for, and tables a unit."""

    nothing: ClassVar[str | None] = None
    """What words such as 暂无 are read as where they mean "no"; None where no answer does."""

    doubtful: ClassVar[frozenset[str]] = frozenset()
    """What else may mean "no", or that it is not known."""

    in_tables: ClassVar[InTables] = InTables()

    @property
    def heading(self) -> str:
        """Return its words as the head of a column has them."""
        raise NotImplementedError

    @property
    def accepts_text(self) -> str:
        """Say in words what can be written as an answer."""
        raise NotImplementedError

    @property
    def accepts_one(self) -> str:
        """Say in words what can be written where only one value has room."""
        return self.accepts_text

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the words that are offered to choose from."""
        return ()

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> Any:
        """Return the value of what somebody wrote; ``BadText`` where it is not of this kind.

        ``text`` is narrow and not blank; ``unit`` is what a bare amount counts in, in 元, or None
        where nobody said; ``members`` are the ids of what a set can hold, by their names;
        ``last_day`` ends the policy's term.
        """
        raise NotImplementedError

    def say(self, value: Any, members: Mapping[str, str] | None = None) -> str:
        """Return a value in words; ``members`` are what a set can hold, with their names."""
        raise NotImplementedError

    def shown(self, value: Any, members: Mapping[str, str]) -> int | float | date | str:
        """Return a value as a table shows it: a number or a day where it is one, else in words."""
        return self.say(value, members)

    # --- In SQL -----------------------------------------------------------------------------

    def sql_columns(self) -> Mapping[str, str]:
        """Return the columns that hold it in a table, each with its plain SQL type."""
        return {}

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        """Say in words what each of these columns may hold."""
        return {}

    def sql_values(self, value: Any) -> tuple[object, ...] | None:
        """Return what these columns hold for a value; None where it is several possible ones."""
        raise NotImplementedError

    def sql_refused(self, members: Collection[str], usual: Collection[str]) -> str:
        """Return the SQL test for a value that is not permitted; "" where every value is.

        ``members`` are all that a set may hold, ``usual`` those that rules ask for.
        """
        return ""

    def sql_cleaned(self, members: Collection[str], usual: Collection[str]) -> Mapping[str, str]:
        """Return what is read in the place of a column: NULL for what is not permitted."""
        return {}

    def sql_known(self, usual: Collection[str] = ()) -> str:
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
