"""Awards for thresholds that a yearly amount reaches for the first time."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from calculator.engine import phrases
from calculator.engine.rules.expression import (
    All,
    Amount,
    Any,
    Award,
    Condition,
    Given,
    Highest,
    Not,
    Sum,
    either,
)
from calculator.engine.rules.facts import AtLeast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.engine.rules.expression import Backend, Compiled
    from calculator.engine.rules.facts import Money


@dataclass(frozen=True, eq=False)
class FirstReached(Award):
    """Awards for lines that a yearly amount reaches for the first time.

    ``words`` introduce the ``lines`` in the text; ``lines`` and ``awards`` are lists of amounts in
    its words, one award per line.  ``before`` is the highest amount of all earlier years; ``years``
    holds, in order, each year's amount with the condition on which that year counts.

    Several lines first reached in one year add up where ``several_in_one_year_add`` holds, else
    only the highest is paid.  A line reached in a later counted year is paid in full where
    ``later_years_in_full`` holds, else all counted years together pay no more than the best one.
    """

    _: KW_ONLY
    words: str
    lines: str
    awards: str
    before: Money
    years: tuple[tuple[Money, Condition], ...]
    several_in_one_year_add: Condition
    later_years_in_full: Condition

    def tiers(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs of a line and its award, in 元; ValueError where they do not pair."""
        lines, awards = phrases.amounts(self.lines), phrases.amounts(self.awards)
        if len(lines) != len(awards):
            msg = f"“{self.lines}”有{len(lines)}档，“{self.awards}”有{len(awards)}档，不能一一对应"
            raise ValueError(msg)
        return tuple(zip(lines, awards, strict=True))

    def yearly(self) -> Iterator[tuple[Condition, tuple[Condition, ...]]]:
        """Yield for each year whether it counts, and for each line whether it is first reached."""
        earlier = [self.before]
        for amount, counts in self.years:
            yield (
                counts,
                tuple(
                    All((AtLeast(amount, line), *(Not(AtLeast(past, line)) for past in earlier)))
                    for line, _ in self.tiers()
                ),
            )
            earlier.append(amount)

    @cached_property
    def written_out(self) -> Award:
        """The same award in plain sums, highests and conditions."""
        names = self.awards.split("、")
        years: list[Award] = []
        for counts, lines in self.yearly():
            reached = tuple(
                Given(line, Amount(name)) for line, name in zip(lines, names, strict=True)
            )
            one_year = either(self.several_in_one_year_add, Sum(reached), Highest(reached))
            years.append(Given(counts, one_year))
        return either(self.later_years_in_full, Sum(tuple(years)), Highest(tuple(years)))

    def parts(self) -> tuple[Award, ...]:
        return (self.written_out,)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return self.written_out.compile(backend)

    def reached(self, past: int, now: int) -> tuple[int, ...]:
        """Return the lines in 元 that ``now`` reaches and ``past`` did not."""
        return tuple(line for line, _ in self.tiers() if past < line <= now)


@dataclass(frozen=True, eq=False)
class Reached(Condition):
    """A line of a ladder is first reached in a year that counts."""

    ladder: FirstReached

    def parts(self) -> tuple[Condition, ...]:
        years = (All((counts, Any(lines))) for counts, lines in self.ladder.yearly())
        return (Any(tuple(years)),)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return self.parts()[0].compile(backend)
