"""What every part is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calculator.batch.cases import Case
    from calculator.policy.examples import Example

Record = Mapping[str, Any]


class PartError(ValueError):
    """A marker that nobody knows, or that is on a page where it has no meaning."""


@dataclass(frozen=True)
class Site:
    """What the parts are made from, and how results and form come.

    ``statuses`` gives of a document's result only the status of each measure, by its id;
    ``wrong_cases`` are the complaints about a file of cases that cannot be read.
    """

    catalogue: Record
    assess: Callable[[Record], Record]
    statuses: Callable[[Record], Mapping[str, str]]
    pages: Mapping[str, str]
    form: Callable[[Record], str]
    examples: tuple[Example, ...] = ()
    cases: Sequence[Case] = ()
    wrong_cases: Sequence[str] = ()

    @cached_property
    def measures(self) -> dict[str, Record]:
        """The measures by id, in the order of the text."""
        return {measure["id"]: measure for measure in self.catalogue["measures"]}

    @cached_property
    def facts(self) -> dict[str, Record]:
        """The facts by id, in the order of the form."""
        return {fact["id"]: fact for fact in self.catalogue["facts"]}

    @cached_property
    def readings(self) -> dict[str, Record]:
        """The readings by id."""
        return {reading["id"]: reading for reading in self.catalogue["readings"]}

    @cached_property
    def articles(self) -> dict[int, Record]:
        """The articles by number."""
        return {article["number"]: article for article in self.catalogue["articles"]}

    @cached_property
    def units(self) -> dict[str, Record]:
        """The responsible units by id."""
        return {unit["id"]: unit for unit in self.catalogue["units"]}
