"""The whole proof: what is compared with what, in how many regions, and where they differ."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial as bound
from math import prod
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Event
from calculator.policy import POLICY
from proving.proof import by_rules, documents, in_databases, partial, smaller, totals
from proving.proof import text as of_text
from proving.proof.stand_ins import Coarse
from proving.proof.text import PAYS, PROVISIONS, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from proving.proof.regions import Cells, Item

TOGETHER = 2
"""How many processes work."""

SLICE = 8
"""Of so many documents one is answered in Pyodide too."""


@dataclass(frozen=True)
class Difference:
    """Where two ways differ: of which measure, what they say, and the smallest document."""

    measure: str
    said: str
    document: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return it with the sentence of the text that it is about."""
        lines = [f"{self.measure}: {self.said}"]
        provision = PROVISIONS.get(self.measure)
        if provision is not None:
            article, place = provision.article, provision.place
            lines[0] = f"{article.name} {lines[0]}"
            lines.append(f"  {article.page}#{place.sentence}: {provision.measure.quote}")
        if self.document:
            told = {name: given for name, given in self.document.items() if given}
            lines.append(f"  {json.dumps(told, ensure_ascii=False)}")
        return "\n".join(lines)


@dataclass
class Proof:
    """What was compared: for each way how many cases, by measure, and all differences."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: Proof) -> None:
        """Take over what was compared elsewhere."""
        for way, counts in other.counts.items():
            self.counts.setdefault(way, {}).update(counts)
        self.differences += other.differences


REGIONS, WAYS, NODES = "regions", "partial answers", "cuts of nodes"
ANSWERS, TOTALS = "answers read", "totals"
DUCKDB, SQLITE, ROWS = "rows in DuckDB", "rows in SQLite", "partial rows in both"
JSON, PYODIDE, RUNS = "documents as JSON", "documents in Pyodide", "runs of the oracle"


# --- Each way: what is compared ---------------------------------------------------------------


def rules(text: Text) -> Proof:
    """Compare the engine's diagrams with the text's functions, measure by measure."""
    proof, items, shapes = Proof(), text.items, text.shapes
    drawn = by_rules.Drawn(POLICY, items, shapes)
    for measure, shape in text.measures.items():
        provision = PROVISIONS[measure]
        found = drawn.shape(by_rules.diagram_of(provision))
        asked = shapes.asks[shape] | set(provision.asks)
        proof.counts.setdefault(REGIONS, {})[measure] = prod(items[p].width for p in asked)
        told = shapes.difference(shape, found)
        if told is not None:
            ends = [shapes.narrow(each, {p: [c] for p, c in told}) for each in (shape, found)]
            wanted, given = (_in_words(shapes.low[end], shapes.high[end], measure) for end in ends)
            proof.differences.append(
                Difference(
                    measure,
                    f"the text gives {wanted}, the rules {given}, for",
                    items.document(told),
                )
            )
    return proof


def _in_words(low: int, high: int, measure: str) -> str:
    span = str(low) if low == high else f"{low} to {high}"
    return (
        f"{span} 元"
        if measure in {*PAYS, "total"}
        else {"0": "nothing", "1": "what it grants"}[span]
    )


def lines_compared(text: Text) -> Iterator[Difference]:
    """Yield each line that only the rules draw, or only the text's other reading.

    The regions have both.  A line without which nothing differs is told all the same.
    """
    items = text.items
    known = {measure: PROVISIONS[measure] for measure in text.measures}
    drawn = by_rules.lines_of((r for p in known.values() for r in p.measure.rules), items)
    for place in sorted({*drawn, *text.lines}):
        ours, theirs = drawn.get(place, set()), text.lines.get(place, set())
        item = items[place]
        asking = [
            measure
            for measure, provision in known.items()
            if place in text.shapes.asks[text.measures[measure]].union(provision.asks)
        ]
        for where, lines in (("rules draw", ours - theirs), ("text draws", theirs - ours)):
            if lines:
                told = [_line_in_words(item, line) for line in sorted(lines)]
                said = f"of {item.id}, only the {where} a line at {', '.join(told)}"
                yield Difference(asking[0], said)


def _line_in_words(item: Item, line: int) -> str:
    is_day = isinstance(item.unknown, Event)
    return date.fromordinal(line).isoformat() if is_day else f"{line} 元"


def answers(text: Text) -> Proof:
    """Compare what the engine reads of every answer with the regions that it leaves."""
    items = text.items
    drawn = by_rules.Drawn(POLICY, items, text.shapes)
    proof = Proof({ANSWERS: {}})
    for place in range(len(POLICY.variables)):
        item = items[place]
        known = proof.counts[ANSWERS]
        edges = sum(len(item.answers(cell)) for cell in range(item.width))
        known[item.id] = known.get(item.id, 0) + len(item.can_be()) + edges
    for name, answer in partial.answers_misread(POLICY, items, drawn):
        proof.differences.append(Difference(name, f"{answer} is taken for other values"))
    for document in documents.wrong_prices():
        proof.differences.append(
            Difference("land-floor-price", "text and rules give other prices for", document)
        )
    return proof


def cuts(text: Text) -> Proof:
    """Let the engine cut every node of every diagram for every answer to what it asks."""
    proof, items, shapes = Proof({NODES: {}}), text.items, text.shapes
    drawn = by_rules.Drawn(POLICY, items, shapes)
    for measure in text.measures:
        provision = PROVISIONS[measure]
        proof.counts[NODES][measure] = sum(
            len(items[node.variable].can_be())
            for node in partial.nodes_of(by_rules.diagram_of(provision))
        )
        for node, cells in partial.wrongly_cut(POLICY, provision, items, shapes, drawn):
            item = items[node.variable]
            answer = item.can_be().get(cells)
            said = f"a diagram's node is cut wrongly for {item.id} = {answer}"
            proof.differences.append(Difference(measure, said))
            break
    return proof


def ways(measure: str, text: Text, few: int = partial.FEW) -> Proof:
    """Try every way to answer what one measure asks, where there are few enough."""
    proof, items, shapes = Proof(), text.items, text.shapes
    tried = partial.Ways(items, shapes, text.measures[measure])
    if tried.number > few:
        return proof
    proof.counts[WAYS] = {measure: tried.number}
    drawn = by_rules.Drawn(POLICY, items, shapes)
    provision = PROVISIONS[measure]
    wrong = []
    for told, wanted in tried.all():
        found = partial.by_engine(POLICY, provision, drawn.allowed(told))
        if found != wanted:
            wrong.append((_told(told, text), wanted, found))
    if wrong:
        document, wanted, given = min(wrong, key=lambda each: len(str(each[0])))
        said = f"the text gives {wanted}, the rules {given}, for"
        proof.differences.append(Difference(measure, said, document))
    return proof


def _told(told: Mapping[int, Cells], text: Text) -> dict[str, Any]:
    """Return the document in which these cells are left."""
    items = text.items
    document: dict[str, Any] = items.document((p, c[0]) for p, c in told.items() if len(c) == 1)
    for place, cells in told.items():
        answer = items[place].can_be()[cells]
        if len(cells) > 1 and answer is not None:
            document["answers"][items[place].id] = answer
    return document


def total(text: Text, every: int = 1) -> Proof:
    """Compare the totals for every way to answer what several awards depend on."""
    proof, items, shapes = Proof({TOTALS: {}}), text.items, text.shapes
    drawn = by_rules.Drawn(POLICY, items, shapes)
    by_text = totals.Total(shapes, [list(part.values()) for part in text.awards])
    if totals.groups_differ(POLICY, drawn, by_text, shapes):
        proof.differences.append(Difference("total", "the rules add up other awards than the text"))
    tried = list(totals.documents(items, shapes, by_text))[::every]
    # With a reading settled either way, as each result tells it.
    readings = {variable.unknown.id: n for n, variable in enumerate(POLICY.variables)}
    for reading in POLICY.readings:
        place = readings.get(reading.id)
        if place is not None:
            tried += [{place: (0,)}, {place: (1,)}]
    proof.counts[TOTALS]["total"] = len(tried)
    for told in tried:
        wanted, found = by_text.span(told), totals.by_engine(POLICY, drawn.allowed(told))
        if wanted != found:
            said = f"the text gives {wanted}, the rules {found}, for"
            proof.differences.append(Difference("total", said, _told(told, text)))
            break
    return proof


def as_json(text: Text, every: int = 1) -> Proof:
    """Compare whole results, as every caller gets them."""
    asked = [
        *documents.through_every_arm(text),
        *documents.with_one_answer(text.items),
        *documents.with_prices(text.items),
    ][::every]
    proof = Proof({JSON: {"all": len(asked)}})
    expected = documents.Expected(text)
    found: dict[str, dict[str, Any]] = {}
    for document in asked:
        for measure, _ in expected.differences(document):
            found.setdefault(measure, document)
    for measure, document in found.items():

        def differ(tried: Sequence[dict[str, Any]], measure: str = measure) -> list[bool]:
            return [measure in dict(expected.differences(each)) for each in tried]

        smallest = smaller.smallest(document, differ)
        said = dict(expected.differences(smallest))[measure]
        proof.differences.append(Difference(measure, f"{said}, for", smallest))
    return proof


def pyodide(text: Text) -> Proof:
    """Compare the bytes that the engine gives in WebAssembly, for a slice of the documents."""
    asked = list(documents.through_every_arm(text))[::SLICE]
    proof = Proof({PYODIDE: {"all": len(asked)}})
    for number in documents.in_pyodide(asked)[:1]:
        said = "the engine in WebAssembly answers otherwise than here for"
        proof.differences.append(Difference("all", said, asked[number]))
    return proof


def duckdb_rows(text: Text) -> Proof:
    """Compare every region of every award in DuckDB."""
    rows = in_databases.Rows(text.items, text.shapes, text.awards)
    proof = Proof({DUCKDB: dict.fromkeys((*_awards(text), "total"), rows.number)})
    for measure, document in in_databases.in_duckdb(rows).items():
        proof.differences.append(_in_database(text, "duckdb", measure, document))
    return proof


def sqlite_rows(text: Text) -> Proof:
    """Compare every way through the functions of the awards in SQLite."""
    asked = list(in_databases.whole_rows(text))
    proof = Proof({SQLITE: dict.fromkeys((*_awards(text), "total"), len(asked))})
    proof.differences += _compared(text, "sqlite", asked)
    return proof


def partial_rows(text: Text, few: int = 10_000) -> Proof:
    """Compare rows with blanks in both databases: all of them, where there are few enough."""
    proof, items, shapes = Proof({ROWS: {}}), text.items, text.shapes
    asked = []
    for part in text.awards:
        for measure, shape in part.items():
            tried = partial.Ways(items, shapes, shape, in_databases.fits_a_column)
            if tried.number <= few:
                rows = list(in_databases.partial_rows(text, measure, tried))
                proof.counts[ROWS][measure] = len(rows)
                asked += rows
    for database in ("duckdb", "sqlite"):
        proof.differences += _compared(text, database, asked)
    return proof


def _awards(text: Text) -> list[str]:
    return [measure for part in text.awards for measure in part]


def _compared(
    text: Text, database: str, asked: Sequence[in_databases.Asked]
) -> Iterator[Difference]:
    """Yield for each measure, and for the total, the smallest row that differs."""
    given = [document for document, _ in asked]
    wrong = in_databases.differing(database, given, [wanted for _, wanted in asked])
    for measure, number in {measure: number for number, measure in reversed(wrong)}.items():
        yield _in_database(text, database, measure, given[number])


def _in_database(text: Text, database: str, measure: str, document: dict[str, Any]) -> Difference:
    expected = documents.Expected(text)

    def differ(tried: Sequence[dict[str, Any]]) -> list[bool]:
        wanted = [{measure: expected.span(measure, each)} for each in tried]
        wrong = {number for number, _ in in_databases.differing(database, tried, wanted)}
        return [number in wrong for number in range(len(tried))]

    smallest = smaller.smallest(document, differ)
    low, high = expected.span(measure, smallest)
    wanted = _in_words(low, high, measure)
    said = f"the text gives {wanted}, the SELECT in {database} something else, for"
    return Difference(measure, said, smallest)


# --- All of it --------------------------------------------------------------------------------


def prove(measures: Iterable[str] = (), *, quick: bool = False) -> Proof:
    """Compare in every way; ``quick`` leaves the databases and Pyodide out.

    With ``measures`` named, only these are compared, and no totals.
    """
    with ProcessPoolExecutor(TOGETHER) as pool:
        try:
            text = of_text.read(measures, pool.map)
        except Coarse as coarse:
            return Proof(differences=[Difference(*coarse.args)])
        strangers = [each for each in text.measures if each not in PROVISIONS]
        if strangers:
            said = "the rules do not have it"
            return Proof(differences=[Difference(each, said) for each in strangers])
        lines = list(lines_compared(text))
        kept = set(measures) or set(text.measures)
        for part in text.parts:
            for measure in set(part) - kept:
                del part[measure]
        tasks: list[Callable[[Text], Proof]] = [rules, cuts]
        if not measures:
            slow = [as_json, total]
            tasks += [answers, *slow] if quick else [duckdb_rows, answers, *slow]
            tasks += [] if quick else [pyodide, sqlite_rows, partial_rows]
        tasks += [bound(ways, measure) for measure in text.measures]
        # What takes longest begins first.
        order = sorted(tasks, key=lambda task: task is not duckdb_rows)
        proof = Proof(counts={RUNS: {"all": text.runs}})
        for found in [pool.submit(task, text) for task in order]:
            proof.add(found.result())
    proof.differences += lines
    return proof
