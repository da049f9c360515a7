"""One thing that a text grants, offers or announces."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from calculator.engine import phrases
from calculator.engine.rules.expression import Always, Amount, Award, Condition
from calculator.engine.state_words import GROUPS

if TYPE_CHECKING:
    from calculator.engine.rules.expression import Expression
    from calculator.engine.rules.facts import Fact, UnitPrice
    from calculator.engine.rules.unknown import Unknown

CLASSES = {
    "C": "金额可由条文算出",
    "F": "按条文公式计算，另需一个外部数字",
    "Q": GROUPS["possible"],
    "S": "服务或程序便利，不涉及金额",
    "G": "政府的部署和引导，无可申领事项",
}

NUMBERED = "CF"
"""The classes of which the text states an amount, or how to calculate one."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FloorPrice:
    """A minimum unit price in 元/㎡: ``share`` × ``of``, or another if higher.

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

        A range matters where its upper end is above the lowest possible result.
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


@dataclass(frozen=True)
class CountedAs:
    """An answer to replace: where ``fact`` can be ``given``, calculate with ``counted`` instead.

    ``given`` None means any answer.
    """

    fact: Fact
    given: Any
    counted: Any

    def __post_init__(self) -> None:
        """Refuse an answer that the fact does not take, when the rules are loaded."""
        for answer in (self.given, self.counted):
            if answer is not None:
                self.fact.read(answer)


@dataclass(frozen=True)
class Note:
    """A note on an amount, in our own wording, since the text of the policy is silent.

    ``see`` is the number of the question in the list of ambiguities, or None.  The note is shown
    where the measure can pay.
    """

    text: str
    see: str | None

    def record(self) -> dict[str, str | None]:
        """Return the note as results and the catalogue hold it."""
        return {"text": self.text, "see": self.see}


@dataclass(frozen=True)
class Beyond(Note):
    """A note on money that the text may also grant, but that the highest amount does not include.

    With ``instead``, it is shown only where the measure would pay more if one of these groups of
    answers were replaced.
    """

    instead: tuple[tuple[CountedAs, ...], ...] = ()


@dataclass(frozen=True)
class OpenPayee(Note):
    """A note that the text grants an amount and does not say to whom."""


@dataclass(frozen=True, eq=False)
class Measure:
    """A measure of class C, F, Q, S or G; rules create it with the functions below.

    ``quote`` is verbatim; ``who`` and ``condition`` say when it applies; ``pays`` (class C) is
    worth 元, ``price`` (class F) 元/㎡; ``gives``, ``to`` and ``times`` are words of the text on
    what is given, to whom and how often ("" where it says nothing); ``row`` is its number in the
    catalogue; ``beyond`` says what ``pays`` leaves out, ``payee`` that the text names nobody.
    """

    id: str
    _: KW_ONLY
    kind: str
    row: str
    name: str
    quote: str
    who: Condition = Always()  # noqa: RUF009 - immutable
    condition: Condition = Always()  # noqa: RUF009 - immutable
    pays: Award | None = None
    price: FloorPrice | None = None
    gives: str = ""
    to: str = ""
    times: str = ""
    beyond: tuple[Beyond, ...] = ()
    payee: OpenPayee | None = None

    @property
    def has_a_number(self) -> bool:
        """Whether the text states an amount, or how to calculate one."""
        return self.kind in NUMBERED

    @property
    def is_claimable(self) -> bool:
        """Whether an applicant can claim anything."""
        return self.kind != "G"

    @property
    def rows(self) -> tuple[str, ...]:
        """Its numbers in the catalogue: several where the text names several ladders."""
        return tuple(self.row.split(", "))

    @property
    def applies(self) -> Condition:
        """``who`` and ``condition`` together."""
        return self.who & self.condition

    @property
    def rules(self) -> tuple[Expression, ...]:
        """``who``, ``condition`` and, in class C, what it pays, in reading order."""
        rules: tuple[Expression, ...] = (self.who, self.condition)
        return rules if self.pays is None else (*rules, self.pays)

    @cached_property
    def unknowns(self) -> dict[str, Unknown]:
        """All that it asks, the prices too, by id in reading order."""
        asked = [leaf.unknown for rule in self.rules for leaf in rule.leaves()]
        if self.price is not None:
            asked += [self.price.of, self.price.but_not_below]
        return {unknown.id: unknown for unknown in asked}


class _Common(TypedDict, total=False):
    """What measures of all classes may say, see ``Measure``."""

    who: Condition
    condition: Condition
    gives: str
    to: str
    times: str


def award(  # noqa: PLR0913 - all that an award says
    id_: str,
    *,
    row: str,
    name: str,
    quote: str,
    pays: Award,
    beyond: tuple[Beyond, ...] = (),
    payee: OpenPayee | None = None,
    **more: Unpack[_Common],
) -> Measure:
    """Return a measure that pays an amount of the text (class C).

    ``gives`` is needed only where the text says more than the one amount that it pays.
    """
    if isinstance(pays, Amount):
        more.setdefault("gives", pays.phrase)
    return Measure(
        id_,
        kind="C",
        row=row,
        name=name,
        quote=quote,
        pays=pays,
        beyond=beyond,
        payee=payee,
        **more,
    )


def floor_price(
    id_: str, *, row: str, name: str, quote: str, price: FloorPrice, **more: Unpack[_Common]
) -> Measure:
    """Return a measure that sets a floor price by a formula of the text (class F)."""
    more.setdefault("gives", price.share)
    return Measure(id_, kind="F", row=row, name=name, quote=quote, price=price, **more)


def support(id_: str, *, row: str, name: str, quote: str, **more: Unpack[_Common]) -> Measure:
    """Return a measure that supports in some way; the text states no amount (class Q)."""
    return Measure(id_, kind="Q", row=row, name=name, quote=quote, **more)


def service(id_: str, *, row: str, name: str, quote: str, **more: Unpack[_Common]) -> Measure:
    """Return a measure that serves applicants or makes a procedure easier (class S)."""
    return Measure(id_, kind="S", row=row, name=name, quote=quote, **more)


def commitment(row: str, *, name: str, quote: str, to: str = "") -> Measure:
    """Return a measure that the government announces, with nothing to claim (class G)."""
    return Measure(row, kind="G", row=row, name=name, quote=quote, to=to)
