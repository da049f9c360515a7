"""One thing that a text grants, offers or announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from calculator.engine import phrases
from calculator.engine.expression import Always, Award, Condition

if TYPE_CHECKING:
    from calculator.engine.expression import Expression
    from calculator.engine.facts import UnitPrice

CLASSES = {
    "C": "金额可由条文算出",
    "F": "按条文公式计算，另需一个外部数字",
    "Q": "可能符合，金额另行规定或条文未写明",
    "S": "服务或程序便利，不涉及金额",
    "G": "政府的部署和引导，无可申领事项",
}


NUMBERED = "CF"
"""The classes for which the text states a number or how to work one out."""


@dataclass(frozen=True, eq=False)
class FloorPrice:
    """The higher of a share of one unit price and another unit price, both in 元/㎡.

    ``share`` is a phrase of the text such as ``"70%"``.
    """

    share: str
    of: UnitPrice
    but_not_below: UnitPrice

    def bounds(
        self, of: tuple[int, int | None], floor: tuple[int, int | None]
    ) -> tuple[int, int | None]:
        """Return (low, high) in 1/10000 元/㎡ from two ranges in 分/㎡; None has no upper end."""
        share = phrases.percent(self.share)
        low = max(of[0] * share, floor[0] * 100)
        if of[1] is None or floor[1] is None:
            return low, None
        return low, max(of[1] * share, floor[1] * 100)

    def open(
        self, of: tuple[int, int | None], floor: tuple[int, int | None]
    ) -> tuple[UnitPrice, ...]:
        """Return those of the two prices that can still change the result.

        A range matters where its upper end rises above all that is certain already.
        """
        certain, _ = self.bounds(of, floor)
        share = phrases.percent(self.share)
        tops = (
            (self.of, of, None if of[1] is None else of[1] * share),
            (self.but_not_below, floor, None if floor[1] is None else floor[1] * 100),
        )
        return tuple(
            price
            for price, span, top in tops
            if span[0] != span[1] and (top is None or top > certain)
        )


class Beyond(TypedDict):
    """What the highest amount leaves out, in the rules' own words, since the text is silent on it.

    ``see`` is the number of the question in the list of ambiguities; None where it has none.
    """

    text: str
    see: str | None


@dataclass(frozen=True, eq=False)
class Measure:
    """A measure of class C, F, Q, S or G.

    ``quote`` is verbatim; ``who`` and ``condition`` say when it applies; ``pays`` (class C) is
    worth 元, ``price`` (class F) 元/㎡; ``gives``, ``to`` and ``times`` are words of the text on
    what is given, to whom and how often ("" where it says nothing); ``row`` is its number in the
    catalogue; ``beyond`` says what ``pays`` does not span, with ``beyond_nothing`` also where it
    pays nothing to one to whom the measure applies.
    """

    id: str
    name: str
    row: str
    kind: str
    quote: str
    who: Condition = Always()  # noqa: RUF009 - immutable
    condition: Condition = Always()  # noqa: RUF009 - immutable
    pays: Award | None = None
    price: FloorPrice | None = None
    gives: str = ""
    to: str = ""
    times: str = ""
    beyond: Beyond | None = None
    beyond_nothing: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """Return its numbers in the catalogue: several where the text names several ladders."""
        return tuple(self.row.split(", "))

    @property
    def applies(self) -> Condition:
        """Return who and condition together."""
        return self.who & self.condition

    @property
    def rules(self) -> tuple[Expression, ...]:
        """Return who, condition and, in class C, what it pays, in reading order."""
        rules: tuple[Expression, ...] = (self.who, self.condition)
        return rules if self.pays is None else (*rules, self.pays)


def commitment(row: str, name: str, quote: str, to: str = "") -> Measure:
    """Return a measure of class G: announced, with nothing to claim."""
    return Measure(row, name, row, "G", quote, to=to)
