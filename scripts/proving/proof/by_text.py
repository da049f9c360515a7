"""What the text gives in every region, by the other reading of it in ``tests/oracle.py``.

The oracle is plain Python.  It is not run on examples but on *regions* (``stand_ins``): an amount
or a day that it looks at stands for all values between two lines.  A comparison that one part of
the region would answer otherwise than another is a line that the regions lack: it is added, and
the part of the oracle is worked out anew.  What the oracle has not looked at makes no difference
to it, and regions that would have answered all that it compared alike are alike to it.  So what it
says of a region holds for all values in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import oracle
import oracle_conditions

from calculator.engine.rules.facts import Choice, Event, Money, Set
from proving.proof.stand_ins import Amounts, Coarse, Cut, Days, Note, Option, Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from proving.proof.regions import Item, Items
    from proving.proof.shapes import Shape, Shapes

    Decide = Callable[[Mapping[str, Any]], Mapping[str, oracle.Verdict]]

Name = str | tuple[str, str]
"""An item's id; with the member, where it is one of a set."""

CONDITIONS = tuple(oracle_conditions.CONDITIONS.items())
PARTS = range(len(oracle.PARTS) + len(CONDITIONS))
"""The parts of the oracle: measures that it decides together."""


class Unread(Exception):  # noqa: N818 - it says what happened
    """The oracle looks at an item that has not been told yet."""

    def __init__(self, item: Name) -> None:
        """Keep the item."""
        super().__init__(item)
        self.item = item


class Members:
    """A set of which members are asked one by one."""

    def __init__(self, told: Told, name: str) -> None:
        """Keep what is told."""
        self._told, self._name = told, name

    def __contains__(self, member: object) -> bool:
        """Return whether it holds a member, once that is told."""
        return bool(self._told[self._name, member])


class Told(dict[Any, Any]):
    """What has been told, as the oracle looks at it: an item at a time, and each is noted.

    A fact or a reading stands under its id, a member of a set under both names.
    """

    def __init__(self, sets: Iterable[str], given: Mapping[str, Any]) -> None:
        """Begin with nothing told but what is not part of the regions."""
        super().__init__(given)
        self.noted: set[Name] = set()
        self |= {name: Members(self, name) for name in sets}

    def __getitem__(self, name: Any) -> Any:  # noqa: ANN401 - an answer
        """Return an answer."""
        self.noted.add(name)
        return _GET(self, name)

    def __missing__(self, name: Name) -> NoReturn:
        """Say that an answer has not been told yet."""
        raise Unread(name)


_GET = dict[Any, Any].__getitem__


def name_of(item: Item) -> Name:
    """Return the name under which an item is told."""
    return (item.id, item.part) if item.part else item.id


class PartOfText:
    """One part of the oracle, worked out in every region of the items that it looks at."""

    def __init__(self, decide: Decide, items: Items, likely: Iterable[int], pays: set[str]) -> None:
        """Take the part; ``likely`` are places of items that it may look at, ``pays`` what pays."""
        self.decide, self.items, self.pays = decide, items, pays
        self.lines: dict[int, set[int]] = {}
        self.asked = set(likely)
        self.runs = 0
        self.heard: dict[int, set[Note]] = {}
        self._coins: list[bool] = []
        self._tossed = 0

    def hear(self, place: int, note: Note) -> None:
        """Note a comparison."""
        heard = self.heard[place]
        if note not in heard:
            heard.add(note)
            if isinstance(note, int):
                self.lines.setdefault(place, set()).add(note)

    def toss(self) -> bool:
        """Return either answer: ``verdicts`` tries both."""
        if self._tossed == len(self._coins):
            self._coins.append(False)
        self._tossed += 1
        return self._coins[self._tossed - 1]

    def draw(self, shapes: Shapes) -> dict[str, Shape]:
        """Return each measure as a function of the items."""
        while True:
            self.runs = 0
            try:
                return Walk(self, shapes).drawn()
            except Cut as cut:
                self.items = self.items.with_lines({cut.place: [cut.line]})
            except Unread as unforeseen:
                # What it looks at stands in its place among the others from now on.
                self.asked.add(self.items.place_of(unforeseen.item))

    def verdicts(self, told: Told) -> Mapping[str, oracle.Verdict]:
        """Return what the oracle says; Coarse where it hangs on which of two amounts is greater."""
        self.runs += 1
        self._coins, self._tossed = [], 0
        said = self.decide(told)
        while self._coins:
            while self._coins and self._coins[-1]:
                self._coins.pop()
            if not self._coins:
                break
            self._coins[-1] = True
            self._tossed = 0
            if self.decide(told) != said:
                message = f"which of two amounts in one region is greater decides on {said}"
                raise Coarse(message)
        return said

    def stand_in(self, place: int, item: Item, cell: int) -> Any:  # noqa: ANN401
        """Return what is told of an item in place of a value."""
        match item.unknown:
            case Money():
                return Amounts().of(self, place, item.ends(cell))
            case Event() if cell:
                return Days("some day").of(self, place, item.ends(cell))
            case Choice():
                return Option(item.unknown.ids()[cell]).of(self, place)
        return bool(cell)


class Walk:
    """A walk through all regions of a part, along what the oracle looks at."""

    def __init__(self, part: PartOfText, shapes: Shapes) -> None:
        """Begin with nothing told."""
        self._part, self._shapes = part, shapes
        items = part.items
        self._order = sorted(part.asked)
        self._names = [name_of(items[place]) for place in self._order]
        self._depth_of = {name: depth for depth, name in enumerate(self._names)}
        self._values = [
            [part.stand_in(place, items[place], cell) for cell in range(items[place].width)]
            for place in self._order
        ]
        sets = {item.id for item in items.all if isinstance(item.unknown, Set)}
        self._told = Told(sets, dict.fromkeys(oracle.PRICES, 0))
        self._measures: tuple[str, ...] = ()
        part.heard = {place: set() for place in self._order}

    def drawn(self) -> dict[str, Shape]:
        """Return each measure as a function of the items."""
        drawn = self._below(0)
        return dict(zip(self._measures, drawn, strict=True))

    def _below(self, depth: int) -> tuple[Shape, ...]:
        """Return the functions that are left once what lies above a depth is told."""
        try:
            verdicts = self._part.verdicts(self._told)
        except Unread as unread:
            wanted = unread.item
        else:
            self._measures = tuple(verdicts)
            return tuple([self._value(name, verdict) for name, verdict in verdicts.items()])
        if wanted not in self._depth_of:
            raise Unread(wanted)
        return self._ask(depth, self._depth_of[wanted])

    def _ask(self, depth: int, wanted: int) -> tuple[Shape, ...]:
        """Tell the item at a depth in all ways, on the way to the one that is wanted."""
        told, name, place = self._told, self._names[depth], self._order[depth]
        before, told.noted = told.noted, set()
        known: list[tuple[object, set[Note], tuple[Shape, ...]]] = []
        found = []
        for value in self._values[depth]:
            like = next((made for other, heard, made in known if alike(other, value, heard)), ())
            if not like:
                told[name] = value
                heard = self._part.heard[place] = set()
                below = depth + 1
                like = self._below(below) if depth == wanted else self._ask(below, wanted)
                known.append((value, heard, like))
            found.append(like)
            if name not in told.noted:
                # Nowhere below has it been looked at, so it makes no difference.
                break
        del told[name]
        told.noted |= before
        if len(found) < len(self._values[depth]):
            return found[0]
        return tuple([self._shapes.branch(place, each) for each in zip(*found, strict=True)])

    def _value(self, measure: str, verdict: oracle.Verdict) -> Shape:
        if measure not in self._part.pays:
            return self._shapes.value(int(verdict.eligible))
        # What is paid is what decides: there is no award of nothing.
        assert verdict.eligible == (verdict.amount > 0), measure  # noqa: S101
        return self._shapes.value(verdict.amount)


def alike(one: object, other: object, heard: Iterable[Note]) -> bool:
    """Return whether two regions answer all comparisons that were heard alike."""
    return (
        isinstance(one, Region)
        and isinstance(other, Region)
        and all(one.answers(note) == other.answers(note) for note in heard)
    )


def part(number: int) -> tuple[int, Decide]:
    """Return a part of the oracle by its number: its article, and the function of its verdicts.

    After ``oracle.PARTS`` come the conditions of measures without amounts, one each.
    """
    if number < len(oracle.PARTS):
        return oracle.PARTS[number].article, oracle.PARTS[number].decide
    name, (article, applies) = CONDITIONS[number - len(oracle.PARTS)]
    return article, lambda told: {name: oracle.Verdict(eligible=applies(told))}


def measures_of(number: int) -> tuple[str, ...]:
    """Return the measures of a part of the oracle."""
    if number < len(oracle.PARTS):
        return oracle.PARTS[number].measures
    return (CONDITIONS[number - len(oracle.PARTS)][0],)
