"""Whole results for documents, through JSON as every caller gets them.

The documents go through every arm of every measure's function once: what must be told to get to a
question, and then each answer to it; all else is left open.  And each answer that any fact takes is
given once by itself.
"""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import combinations_with_replacement, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import oracle

from calculator import wire
from calculator.engine.assess import price_bounds
from calculator.engine.case import Case
from calculator.engine.rules.facts import Fact, Set
from calculator.policy import POLICY
from proving.proof.partial import status_of
from proving.proof.text import PAYS, PROVISIONS
from proving.proof.totals import Total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proving.proof.regions import Cells, Items
    from proving.proof.text import Text

Document = dict[str, Any]
Told = tuple[tuple[int, int], ...]

AS_OF = "2024-12-01"


def through_every_arm(text: Text) -> Iterator[Document]:
    """Yield a document for every answer to every question of every measure.

    What the measure does not ask is told, of every region by and by; what it would ask next is not.
    """
    items, shapes = text.items, text.shapes
    known: dict[Told, frozenset[int]] = {}
    for shape in text.measures.values():
        paths: dict[int, Told] = {shape: ()}
        for each in shapes.all_of(shape):
            for cell, child in enumerate(shapes.children[each]):
                told = (*paths[each], (shapes.place[each], cell))
                paths.setdefault(child, told)
                known.setdefault(told, shapes.asks[shape])
    for number, (told, asks) in enumerate(known.items()):
        yield filled(items, dict(told), asks, number)


def filled(items: Items, told: dict[int, int], but: Iterable[int], number: int) -> Document:
    """Return a document of the cells ``told`` and one of each other item, none for ``but``."""
    others = {
        place: (number * 7 + place) % items[place].width
        for place in set(range(len(items))).difference(but)
    }
    cells = {**others, **told}
    return items.document(cells.items(), lambda place: number + place)


def with_one_answer(items: Items) -> Iterator[Document]:
    """Yield a document for every way to answer each item, all else being told."""
    number = 0
    for place, item in enumerate(items.all):
        edges = [edge for cell in range(item.width) for edge in item.answers(cell)]
        for answer in [*item.can_be().values(), *edges]:
            number += 1
            document = filled(items, {}, [place], number)
            if isinstance(item.unknown, Set):
                document["answers"][item.id] = [item.part] * bool(answer)
            elif answer is not None:
                section = "answers" if isinstance(item.unknown, Fact) else "readings"
                document[section][item.id] = answer
            yield document


class Expected:
    """What the text gives for a document, worked out without the engine."""

    def __init__(self, text: Text) -> None:
        """Take the text."""
        self._items, self._shapes, self._measures = text.items, text.shapes, text.measures
        self._is_all = len(self._measures) == len(PROVISIONS)
        self._total = Total(text.shapes, [list(part.values()) for part in text.awards])

    def differences(self, document: Document) -> Iterator[tuple[str, str]]:
        """Yield each measure of which the calculator says something else, and what."""
        asked = json.dumps({"as_of": AS_OF, **document}, ensure_ascii=False)
        result = json.loads(wire.assess(asked), parse_float=Decimal)
        told = self._items.allowed(document)
        for found in result["measures"]:
            name = found["id"]
            if name in self._measures:
                wanted = self._measure(name, told, document)
                said = {key: found[key] for key in wanted}
                if said != wanted:
                    yield name, f"the text gives {wanted}, the calculator {said}"
        low, high = self._total.span(told)
        if self._is_all and result["total"] != {"low": low, "high": high}:
            yield "total", f"the text gives {low} to {high} 元, the calculator {result['total']}"

    def span(self, name: str, document: Document) -> tuple[int, int]:
        """Return the least and the most that a measure gives, or the total."""
        told = self._items.allowed(document)
        if name == "total":
            return self._total.span(told)
        shape = self._shapes.narrow(self._measures[name], told)
        return self._shapes.low[shape], self._shapes.high[shape]

    def _measure(self, name: str, told: dict[int, Cells], document: Document) -> dict[str, Any]:
        shapes = self._shapes
        shape = shapes.narrow(self._measures[name], told)
        low, high = shapes.low[shape], shapes.high[shape]
        named = {self._items[place].id for place in shapes.asks[shape]}
        price = None
        if name == oracle.PRICED and high:
            span, prices = price_of(document.get("answers", {}))
            price = {"low": span[0], "high": span[1]}
            named |= prices
        return {
            "status": status_of(low, high),
            "amount": {"low": low, "high": high} if name in PAYS else None,
            "price": price,
            "missing": [fact.id for fact in POLICY.facts if fact.id in named],
            "unsettled": [reading.id for reading in POLICY.readings if reading.id in named],
        }


Span = tuple[Decimal, Decimal | None]

FULL: Document = {
    "applicant": "enterprise", "land_priority": True, "land_primary_processing": True,
    "overlaps": [],
}  # fmt: skip
"""What a project is that the floor price is for, either way to read its sentence."""

PRICES = (0, Decimal("59.99"), 84, Decimal("84.01"), 120, Decimal("120.01"))
"""元/㎡; 70% of 120 is 84."""


def price_of(answers: Document) -> tuple[Span, set[str]]:
    """Return the lowest and highest floor price, and the asked prices that still matter.

    Each price is filled in with both of its ends and all of ``PRICES`` between them.
    """
    choices = []
    for name in oracle.PRICES:
        low, high = oracle.ends(answers.get(name))
        choices.append([each for each in (low, *PRICES, high) if low <= each <= high])
    found = {
        (standard, cost): oracle.article_13(
            FULL | {"land_standard_price": standard, "land_cost_price": cost, "land_either": True}
        )["land-floor-price"].price
        for standard, cost in product(*choices)
    }
    prices = [price for price in found.values() if price is not None]
    changing = set()
    for number, name in enumerate(oracle.PRICES):
        others = {pair[1 - number] for pair in found}
        for other in others:
            if len({price for pair, price in found.items() if pair[1 - number] == other}) > 1:
                changing.add(name)
    return (_yuan(min(prices)), _yuan(max(prices)) if max(prices) < math.inf else None), changing


def _yuan(thousandths: float) -> Decimal:
    return Decimal(int(thousandths)) / 1000


def with_prices(items: Items) -> Iterator[Document]:
    """Yield documents with every way to answer the two prices: not, exactly, between two ends."""
    ways = [None, *PRICES, *map(list, combinations_with_replacement(PRICES, 2))]
    for standard, cost in product(ways, repeat=2):
        prices = {"land_standard_price": standard, "land_cost_price": cost}
        told = {name: _plain(given) for name, given in prices.items() if given is not None}
        document = filled(items, {}, (), 0)
        document["answers"] |= FULL | told
        yield document


def _plain(given: Any) -> Any:  # noqa: ANN401 - JSON has no decimals
    if isinstance(given, list):
        return [_plain(each) for each in given]
    return float(given) if isinstance(given, Decimal) else given


def wrong_prices() -> Iterator[Document]:
    """Yield pairs of exact prices for which the rule's formula gives something else than the text.

    Both are the higher of two straight lines, 70% of one price and the other price.  So they are
    tried on both sides of where the lines meet, 0.01元 apart, for prices of every last two digits.
    """
    measure = PROVISIONS[oracle.PRICED].measure
    assert measure.price is not None  # noqa: S101 - it has one
    for standard in (*range(1001), *range(1001, 10**6, 7919), 10**9 + 7):
        meet = standard * 70 // 100
        for cost in {0, max(0, meet - 1), meet, meet + 1, 10**9}:
            given = {
                "land_standard_price": Decimal(standard) / 100,
                "land_cost_price": Decimal(cost) / 100,
            }
            wanted = oracle.article_13(FULL | given | {"land_either": True})["land-floor-price"]
            assert wanted.price is not None  # noqa: S101 - it applies
            case = Case(
                {
                    "land_standard_price": (standard, standard),
                    "land_cost_price": (cost, cost),
                },
                {},
                POLICY.last_day,
            )
            span, left = price_bounds(measure.price, case)
            price = float(_yuan(wanted.price))
            if span != {"low": price, "high": price} or left:
                yield {"answers": {**FULL, **_plain_prices(given)}}


def _plain_prices(given: dict[str, Decimal]) -> Document:
    return {name: float(price) for name, price in given.items()}


def in_pyodide(documents: list[Document]) -> list[int]:
    """Return the numbers of the documents for which the engine in WebAssembly answers otherwise.

    It must give the same bytes; it is the compiled engine that the browser gets.
    """
    from runtime import runtime_build  # noqa: PLC0415 - only where it is asked for

    built = runtime_build.build()
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    lines = [json.dumps({"as_of": AS_OF, **document}) for document in documents]
    with TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.jsonl", Path(folder) / "answered.jsonl"
        asked.write_text("\n".join(lines), encoding="utf-8")
        runtime_build.run_in_pyodide(
            runtime_build.ROOM / "inside" / "answer_lines.py",
            "/rows/asked.jsonl",
            "/rows/answered.jsonl",
            mounts={"/rows": Path(folder)},
            stdlib=built / str(manifest["folder"]) / runtime_build.FULL,
        )
        found = answered.read_text(encoding="utf-8").splitlines()
    return [
        number
        for number, (line, answer) in enumerate(zip(lines, found, strict=True))
        if answer != wire.assess(line)
    ]
