"""All that the text gives, by measure: what everything else is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calculator.policy import POLICY
from proving.proof import by_rules, by_text, regions
from proving.proof.shapes import Shape, Shapes
from proving.proof.stand_ins import Coarse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from proving.proof.regions import Items

PAYS = {each.measure.id for each in POLICY.provisions if each.worth is not None}
PROVISIONS = {each.measure.id: each for each in POLICY.provisions}
_NUMBER_OF = {measure: n for n in by_text.PARTS for measure in by_text.measures_of(n)}

Lines = dict[int, tuple[int, ...]]


@dataclass
class Part:
    """A part of the text, worked out: its measures as functions of the items.

    ``lines`` are those that it draws, by the places of the items, ``cuts`` those that the rules do
    not have; ``runs`` is how often it was asked.
    """

    article: int
    measures: dict[str, Shape]
    shapes: Shapes
    lines: Lines
    cuts: Lines
    runs: int


@dataclass
class Text:
    """The text's functions of the items, by measure; ``parts`` are decided together."""

    extra: Lines = field(default_factory=dict)
    shapes: Shapes = field(default_factory=Shapes)
    parts: list[dict[str, Shape]] = field(default_factory=list)
    articles: dict[str, int] = field(default_factory=dict)
    lines: dict[int, set[int]] = field(default_factory=dict)
    runs: int = 0

    @property
    def items(self) -> Items:
        """The items, with the lines of rules and text."""
        return regions.of_policy(POLICY).with_lines(self.extra)

    @property
    def measures(self) -> dict[str, Shape]:
        """Every measure's function."""
        return {measure: shape for part in self.parts for measure, shape in part.items()}

    @property
    def awards(self) -> list[dict[str, Shape]]:
        """The parts of measures that pay, without all else."""
        return [part for part in self.parts if PAYS.issuperset(part)]


def of_rules() -> Text:
    """Return the rules in the place of the text: whoever has compared the two may go on with it.

    It takes a hundredth of the time.
    """
    text = Text()
    drawn = by_rules.Drawn(POLICY, text.items, text.shapes)
    for number in by_text.PARTS:
        article, _ = by_text.part(number)
        names = by_text.measures_of(number)
        text.parts.append(
            {name: drawn.shape(by_rules.diagram_of(PROVISIONS[name])) for name in names}
        )
        text.articles |= dict.fromkeys(names, article)
    return text


def draw(number: int, extra: Lines) -> Part:
    """Work out one part of the text; ``extra`` are lines beside those of the rules."""
    article, decide = by_text.part(number)
    items = regions.of_policy(POLICY).with_lines(extra)
    likely = {
        place
        for measure in by_text.measures_of(number)
        if measure in PROVISIONS
        for place in PROVISIONS[measure].asks
    }
    part, shapes = by_text.PartOfText(decide, items, likely, PAYS), Shapes()
    try:
        measures = part.draw(shapes)
    except Coarse as coarse:
        # Whose it is, is known only here.
        raise Coarse(by_text.measures_of(number)[0], str(coarse)) from None
    cuts = {
        place: tuple(sorted(set(part.items[place].lines) - set(items[place].lines)))
        for place in range(len(items))
    }
    return Part(
        article,
        measures,
        shapes,
        {place: tuple(sorted(lines)) for place, lines in part.lines.items()},
        {place: lines for place, lines in cuts.items() if lines},
        part.runs,
    )


def read(
    measures: Iterable[str] = (),
    do: Callable[..., Iterable[Part]] = map,
) -> Text:
    """Return what the text gives, of these measures or of all; ``do`` maps a function.

    Where a part draws lines that the rules do not have, all is worked out anew with them.
    """
    numbers = sorted({_NUMBER_OF[measure] for measure in measures}) or list(by_text.PARTS)
    text = Text()
    while True:
        parts = list(do(draw, numbers, [text.extra] * len(numbers)))
        cuts = [part.cuts for part in parts if part.cuts]
        if not cuts:
            break
        for cut in cuts:
            for place, lines in cut.items():
                text.extra[place] = tuple(sorted({*text.extra.get(place, ()), *lines}))
    for part in parts:
        taken = {
            measure: text.shapes.taken(part.shapes, shape)
            for measure, shape in part.measures.items()
        }
        text.parts.append(taken)
        text.articles |= dict.fromkeys(taken, part.article)
        text.runs += part.runs
        for place, lines in part.lines.items():
            text.lines.setdefault(place, set()).update(lines)
    return text
