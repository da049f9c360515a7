"""The printed SELECT on every region, in DuckDB, and on every way through the rules, in SQLite.

The whole rows are made by DuckDB itself: row number so-and-so has this cell of that item.  Awards
that are decided apart from each other share rows, so that each of their regions has its row while
there are no more rows than the widest of them needs.  What the text gives stands in a table beside
them.
"""

from __future__ import annotations

import math
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import databases
import duckdb

from calculator.batch import sql_dialects
from calculator.engine.rules.facts import Event, Set
from calculator.engine.rules.facts.event import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from proving.proof.partial import Ways
    from proving.proof.regions import Cells, Item, Items
    from proving.proof.shapes import Shape, Shapes
    from proving.proof.text import Text

EDGES = 6
"""A cell has one, two or three answers: this many can be numbered for each."""

AT_ONCE = 1_000_000
"""Rows that are in DuckDB at a time."""

LETTER = 65
"""The first of the letters that stand for what the text gives: many fit into one text."""


def column_of(measure: str) -> str:
    """Return the name of a measure in the columns of the SELECT."""
    return measure.replace("-", "_")


class Rows:
    """Rows by number, such that every region of every part of the awards has one.

    ``parts`` are the awards by the text, by measure, in groups that are decided together.
    """

    def __init__(self, items: Items, shapes: Shapes, parts: Sequence[Mapping[str, Shape]]) -> None:
        """Lay the rows out."""
        self.items, self.shapes, self.parts = items, shapes, parts
        self.asked = [
            sorted(frozenset[int]().union(*(shapes.asks[shape] for shape in part.values())))
            for part in parts
        ]
        places = sorted({place for asked in self.asked for place in asked})
        self.shared = [p for p in places if sum(p in asked for asked in self.asked) > 1]
        # What a part shares with others, and does not ask, counts through its own regions.
        self.deep = max(
            math.ceil(self._regions(self._own(asked)) / self._regions(self._free(asked)))
            for asked in self.asked
        )
        self.number = self._regions(self.shared) * self.deep

    def _own(self, asked: Sequence[int]) -> list[int]:
        return [place for place in asked if place not in self.shared]

    def _free(self, asked: Sequence[int]) -> list[int]:
        return [place for place in self.shared if place not in asked]

    def _regions(self, places: Iterable[int]) -> int:
        return math.prod(self.items[place].width for place in places)

    def _strides(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield each place with the number of regions of those behind it."""
        for at, place in enumerate(places):
            yield place, self._regions(places[at + 1 :])

    @cached_property
    def cells(self) -> dict[int, str]:
        """The SQL expression for the cell of each item, from the number ``row``."""
        found = {
            place: f"(row // {self.deep * stride}) % {self.items[place].width}"
            for place, stride in self._strides(self.shared)
        }
        for asked in self.asked:
            own = self._own(asked)
            free = " + ".join(
                [f"({found[p]}) * {stride}" for p, stride in self._strides(self._free(asked))]
            )
            place_of_row = f"(({free or 0}) * {self.deep} + row % {self.deep})"
            for place, stride in self._strides(own):
                found[place] = f"({place_of_row} // {stride}) % {self.items[place].width}"
        return found

    def key(self, part: int) -> str:
        """Return the SQL expression for the number of a row's region among those of a part."""
        asked = self.asked[part]
        return " + ".join(f"c{place} * {stride}" for place, stride in self._strides(asked))

    @cached_property
    def table(self) -> str:
        """The SELECT that makes the rows from a first number on and up to another."""
        cells = ", ".join(
            f"CAST({sql} AS INTEGER) AS c{place}" for place, sql in self.cells.items()
        )
        keys = ", ".join(f"{self.key(part)} AS key{part}" for part in range(len(self.parts)))
        columns = ", ".join(self._columns())
        return (
            f"SELECT row AS id, {keys}, {columns} "  # noqa: S608 - all names are ours
            f"FROM (SELECT row, {cells} FROM (SELECT range AS row FROM range(?, ?)))"
        )

    def _columns(self) -> Iterator[str]:
        members: dict[str, list[str]] = {}
        for place in self.cells:
            item = self.items[place]
            each_edge = [
                answers[edge % len(answers)]
                for answers in map(item.answers, item_cells(item))
                for edge in range(EDGES)
            ]
            chosen = f"c{place} * {EDGES} + ((row * 7919 + {place * 104_729}) // 64) % {EDGES} + 1"
            match item.unknown:
                case Set():
                    text = f"CASE WHEN c{place} = 1 THEN '{item.part}' END"
                    members.setdefault(item.id, []).append(text)
                case Event():
                    yield f'c{place} > 0 AS "{item.id}"'
                    days = ", ".join(f"DATE '{day}'" if day else "NULL" for day in each_edge)
                    yield f'[{days}][{chosen}] AS "{item.id}{DAY}"'
                case _:
                    values = ", ".join(
                        f"'{each}'" if isinstance(each, str) else str(each).upper()
                        for each in each_edge
                    )
                    yield f'[{values}][{chosen}] AS "{item.id}"'
        for name, texts in members.items():
            yield f"concat_ws(';', {', '.join(texts)}) AS \"{name}\""

    def document(self, row: int) -> dict[str, Any]:
        """Return a row as a document."""
        cells: dict[int, int] = {}
        for place, stride in self._strides(self.shared):
            cells[place] = row // (self.deep * stride) % self.items[place].width
        for asked in self.asked:
            free = sum(cells[p] * stride for p, stride in self._strides(self._free(asked)))
            for place, stride in self._strides(self._own(asked)):
                width = self.items[place].width
                cells[place] = (free * self.deep + row % self.deep) // stride % width
        return self.items.document(cells.items(), partial(edge_of, row))

    def amounts(self, part: int) -> tuple[str, list[tuple[int, ...]]]:
        """Return what the text gives in every region of a part, a letter each, and what it means.

        The regions stand in the order of ``key``.
        """
        meanings: dict[tuple[int, ...], str] = {}
        known: dict[tuple[tuple[Shape, ...], int], str] = {}
        asked = self.asked[part]

        def text(shapes: tuple[Shape, ...], depth: int) -> str:
            if depth == len(asked):
                paid = tuple(self.shapes.low[shape] for shape in shapes)
                return meanings.setdefault(paid, chr(LETTER + len(meanings)))
            if (shapes, depth) not in known:
                place = asked[depth]
                known[shapes, depth] = "".join(
                    text(tuple(self.shapes.at(shape, place, cell) for shape in shapes), depth + 1)
                    for cell in item_cells(self.items[place])
                )
            return known[shapes, depth]

        letters = text(tuple(self.parts[part].values()), 0)
        return letters, list(meanings)


def edge_of(row: int, place: int) -> int:
    """Return which of a cell's answers a row has: each with all kinds of others by and by."""
    return (row * 7919 + place * 104_729) // 64 % EDGES


def item_cells(item: Item) -> range:
    """Return the cells of an item."""
    return range(item.width)


def in_duckdb(rows: Rows) -> dict[str, dict[str, Any]]:
    """Compare every row; return a document on which DuckDB differs, for each measure that does."""
    measures = [measure for part in rows.parts for measure in part]
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        names = []
        for number, part in enumerate(rows.parts):
            letters, meanings = rows.amounts(number)
            columns = [f"want_{column_of(measure)}" for measure in part]
            names += columns
            database.execute(
                f"CREATE TABLE meaning{number} "
                f"(letter VARCHAR, {', '.join(f'{column} INTEGER' for column in columns)})"
            )
            marks = ", ".join("?" for _ in range(len(columns) + 1))
            database.executemany(
                f"INSERT INTO meaning{number} VALUES ({marks})",  # noqa: S608
                [(chr(LETTER + n), *paid) for n, paid in enumerate(meanings)],
            )
            database.execute(
                f"CREATE TABLE want{number} AS SELECT key{number}, {', '.join(columns)} FROM ("  # noqa: S608
                f"SELECT unnest(range({len(letters)})) AS key{number}, "
                f"unnest(string_split(?, '')) AS letter) JOIN meaning{number} USING (letter)",
                [letters],
            )
        keys = [f"key{number}" for number in range(len(rows.parts))]
        statement = sql_dialects.statement("duckdb", "applicants", ("id", *keys), {})
        joins = " ".join(f"JOIN want{number} USING (key{number})" for number in range(len(keys)))
        named = [(column_of(measure), f"want_{column_of(measure)}") for measure in measures]
        named.append(("total", "(" + " + ".join(names) + ")"))
        wrong = ", ".join(
            f"min(CASE WHEN {name}_low <> {want} OR {name}_high <> {want} THEN id END)"
            for name, want in named
        )
        found: dict[str, int] = {}
        for start in range(0, rows.number, AT_ONCE):
            end = min(start + AT_ONCE, rows.number)
            database.execute(f"CREATE OR REPLACE TABLE applicants AS {rows.table}", [start, end])
            reply = database.execute(
                f"SELECT count(*), sum(values_refused), {wrong} FROM ({statement}) {joins}"  # noqa: S608
            ).fetchone()
            assert reply is not None  # noqa: S101 - for the type checker
            compared, refused, *first = reply
            assert (compared, refused) == (end - start, 0), reply  # noqa: S101
            for measure, row in zip([*measures, "total"], first, strict=True):
                if row is not None:
                    found.setdefault(measure, row)
    return {measure: rows.document(row) for measure, row in found.items()}


def ways_through(shapes: Shapes, part: Iterable[Shape]) -> Iterator[dict[int, int]]:
    """Yield every way through the functions of a part, as the cells that are asked for on it."""

    def rest(left: tuple[Shape, ...], told: dict[int, int]) -> Iterator[dict[int, int]]:
        place = min(shapes.place[shape] for shape in left)
        asking = next(shape for shape in left if shapes.place[shape] == place)
        if not shapes.children[asking]:
            yield told
        for cell in range(len(shapes.children[asking])):
            children = tuple(shapes.at(shape, place, cell) for shape in left)
            yield from rest(children, {**told, place: cell})

    yield from rest(tuple(part), {})


def fits_a_column(item: Item, cells: Cells) -> bool:
    """Return whether one cell of a table can hold such an answer."""
    happened = isinstance(item.unknown, Event) and cells == tuple(range(1, item.width))
    return len(cells) in {1, item.width} or happened


def document_of(
    items: Items, told: Mapping[int, Cells], edge: Callable[[int], int]
) -> dict[str, Any]:
    """Return the document in which these cells are left, of those that fit a table."""
    document = items.document(((p, cells[0]) for p, cells in told.items() if len(cells) == 1), edge)
    for place, cells in told.items():
        item = items[place]
        if isinstance(item.unknown, Event) and len(cells) == item.width - 1:
            document["answers"][item.id] = True
    return document


Asked = tuple[dict[str, Any], dict[str, tuple[int, int]]]
"""A row as a document, and the lowest and the highest of some measures, or of the total."""


def whole_rows(text: Text, every: int = 1) -> Iterator[Asked]:
    """Yield a row for every way, or each so-many-th, through the functions of each part.

    Nothing is left open; what the way does not ask is of every region by and by.
    """
    items, shapes = text.items, text.shapes
    places = sorted({place for shape in text.measures.values() for place in shapes.asks[shape]})
    ways = (way for part in text.awards for way in ways_through(shapes, part.values()))
    for number, told in islice(enumerate(ways), 0, None, every):
        cells = {place: (number * 7 + place) % items[place].width for place in places} | told
        paid = {
            measure: shapes.at_end(shape, cells)
            for part in text.awards
            for measure, shape in part.items()
        }
        wanted = {measure: (amount, amount) for measure, amount in paid.items()}
        wanted["total"] = (sum(paid.values()),) * 2
        yield items.document(cells.items(), partial(edge_of, number)), wanted


def partial_rows(text: Text, measure: str, ways: Ways, every: int = 1) -> Iterator[Asked]:
    """Yield a row for every way, or each so-many-th, to answer what a measure asks.

    All else is open.
    """
    for number, (told, found) in islice(enumerate(ways.all()), 0, None, every):
        document = document_of(text.items, told, partial(edge_of, number))
        yield document, {measure: (found.low, found.high)}


def differing(
    database: str,
    documents: Sequence[dict[str, Any]],
    wanted: Sequence[Mapping[str, tuple[int, int]]],
) -> list[tuple[int, str]]:
    """Return which documents, by their numbers, a database gives something else, and of what.

    ``wanted`` is the lowest and the highest of some measures, or of the total, for each document.
    """
    statement = sql_dialects.statement(database, "applicants", ("id",), {})
    ask = {"duckdb": databases.in_duckdb, "sqlite": databases.in_sqlite}[database]
    found = ask(statement, [databases.row_of(document) for document in documents])
    paid = [*databases.PAID, "total"]
    wrong = []
    for number, (row, spans) in enumerate(zip(found, wanted, strict=True)):
        given = dict(zip(paid, zip(row[:-1:2], row[1:-1:2], strict=True), strict=True))
        wrong += [(number, measure) for measure, span in spans.items() if given[measure] != span]
        assert row[-1] == 0, documents[number]  # noqa: S101 - every value is permitted
    return wrong
