"""A whole policy as it is declared: its text, facts, readings and measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from calculator.engine.rules import compiled, quotes

if TYPE_CHECKING:
    from datetime import date

    from calculator.engine.rules.compiled import DiagramBackend, Provision, Variable
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.facts import Fact, Reading
    from calculator.engine.rules.measure import Measure
    from calculator.engine.rules.replies import Settled
    from calculator.engine.rules.unknown import Unknown
    from calculator.engine.text import Article, Place


@dataclass(frozen=True, eq=False)
class Policy:
    """A policy: pairs of an article and its measures, facts and readings, each in their order.

    ``others`` are the parts of the text without measures; ``first_days`` are the possible first
    days of the term, the earlier one holding where ``first_day_reading`` is answered with yes, and
    ``last_day`` is its last day.
    """

    number: str
    title: str
    articles: tuple[tuple[Article, tuple[Measure, ...]], ...]
    others: tuple[Article, ...]
    facts: tuple[Fact, ...]
    readings: tuple[Reading, ...]
    first_days: tuple[date, date]
    first_day_reading: Reading
    last_day: date

    # --- What is declared -----------------------------------------------------------------

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in the order of the text."""
        return tuple(measure for _, measures in self.articles for measure in measures)

    @cached_property
    def claimable(self) -> tuple[Measure, ...]:
        """The measures that can be claimed: all but the commitments of the government."""
        return tuple(measure for measure in self.measures if measure.is_claimable)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the measures that can be claimed, by their ids."""
        return {measure.id: measure.name for measure in self.claimable}

    @cached_property
    def rows_with_a_number(self) -> int:
        """How many rows of the list of measures have a number to calculate with."""
        return sum(len(measure.rows) for measure in self.measures if measure.has_a_number)

    @cached_property
    def passages(self) -> tuple[Article, ...]:
        """Every part of the text that can be quoted."""
        return (*(article for article, _ in self.articles), *self.others)

    @cached_property
    def unknowns(self) -> tuple[Unknown, ...]:
        """All facts and, behind them, all readings."""
        return (*self.facts, *self.readings)

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each unknown in the order of ``unknowns``, by its id."""
        return {unknown.id: place for place, unknown in enumerate(self.unknowns)}

    def replies_on(self, day: date) -> dict[str, Settled]:
        """Return what authorities have replied to readings that holds on a day, by reading."""
        return {name: reply for name, reply in self._replies.items() if reply.since <= day}

    def settled_on(self, day: date) -> dict[str, bool]:
        """Return the answers to readings that authorities have given, as they hold on a day."""
        return {name: reply.value for name, reply in self.replies_on(day).items()}

    @cached_property
    def _replies(self) -> dict[str, Settled]:
        return {reading.id: reading.reply for reading in self.readings if reading.reply}

    # --- The rules against the text -------------------------------------------------------

    def problems(self) -> list[str]:
        """Return the quotes and numbers of the rules that are not in the text, one line each."""
        return quotes.problems(self.articles, self.passages, self.readings)

    def place_of(self, quote: str, measure: Place) -> Place:
        """Return where a condition's quote is: its measure, its article, or another passage."""
        return quotes.place_of(quote, measure, self.passages)

    def place_of_reading(self, reading: Reading) -> Place:
        """Return where the words that a reading is about stand; Misquoted where they do not."""
        candidates = [p for p in self.passages if p.number == (reading.article or None)]
        passage = next((p for p in candidates if reading.quote in p.text), candidates[0])
        return passage.find(reading.quote)

    # --- The rules compiled ---------------------------------------------------------------

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The unknowns in the order in which the diagrams ask them."""
        return compiled.variables(self.unknowns, self.claimable)

    @cached_property
    def variables_of(self) -> dict[str, tuple[Variable, ...]]:
        """The variables of each unknown, by its id."""
        found: dict[str, tuple[Variable, ...]] = {}
        for variable in self.variables:
            found[variable.unknown.id] = (*found.get(variable.unknown.id, ()), variable)
        return found

    @cached_property
    def diagrams(self) -> DiagramBackend:
        """The compiler from rules to decision diagrams, which caches what it has compiled."""
        return compiled.DiagramBackend(self.variables)

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """The measures that can be claimed, with their diagrams."""
        return compiled.provisions(self.articles, self.diagrams)

    @cached_property
    def groups(self) -> tuple[Node, ...]:
        """The diagrams whose values add up to the total."""
        awards = [each.worth for each in self.provisions if each.worth is not None]
        return compiled.groups(awards, self.variables, self.diagrams)
