"""The rules read as one SELECT in plain SQL: low and high of each award and of the total, in 元.

The table has one column per fact, named by its id; NULL is "not answered".

    yes/no, reading  BOOLEAN
    choice           the option's id as text
    money            whole 元
    event            BOOLEAN, and the day in a second column of type DATE, the id with ``_day``;
                     true with no day is "happened, day not known"
    set              the members' ids as text with ``;`` between them; '' is "none"

A value that is not permitted counts as not answered, and ``values_refused`` counts these.

On a row where nothing is open, each award is calculated just as its rule says (``sql_tree``).
For the others each node of the diagrams becomes one column: the value of the child that the row's
cell leads to, or, where the cell is not known, the least (the greatest) of the children that are
possible.  On each path through a diagram an unknown is asked once, so the bounds are exact, as in
``assess``.  The total is split on the unknowns that several diagrams
share before their bounds are added, so it is exact too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.engine.describing.sql_tree import Term, Tree
from calculator.engine.rules.diagram import LEAF, Forest, Node
from calculator.engine.rules.facts import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Variable
    from calculator.engine.rules.measure import Measure
    from calculator.engine.rules.unknown import Unknown, WriteDay


REFUSED = "values_refused"
"""The column that counts the cells of a row with a value that is not permitted."""


@dataclass(frozen=True)
class Column:
    """A column that the statement reads, or one that it returns, with its plain SQL type.

    ``unknown`` is what it holds, ``accepts`` says in words what that may be; NULL, for not
    answered, goes without saying.
    """

    name: str
    type: str
    unknown: Unknown
    accepts: str


def input_columns(policy: Policy, readings: Mapping[str, bool] | None = None) -> list[Column]:
    """Return the columns that the statement reads; settled ``readings`` need none."""
    return [
        Column(name, type_, unknown, unknown.sql_accepts(policy.names)[name])
        for unknown in _asked(policy, readings or {})
        for name, type_ in unknown.sql_columns().items()
    ]


def output_columns(policy: Policy) -> list[str]:
    """Return the names of the columns that the statement returns behind the key."""
    paid = [p.measure.id.replace("-", "_") for p in policy.provisions if p.worth is not None]
    ends = [f"{name}_{end}" for name in (*paid, "total") for end in ("low", "high")]
    return [*ends, REFUSED]


def statement(  # noqa: PLR0913 - options that differ by database
    policy: Policy,
    table: str = "applicants",
    key: Sequence[str] = ("id",),
    readings: Mapping[str, bool] | None = None,
    *,
    plain_days: bool = False,
    materialized: bool = False,
) -> str:
    """Return the SELECT over ``table``; ``key`` are columns that are copied to the result.

    ``readings`` are settled for all rows.  ``plain_days`` writes days as text, for SQLite, which
    has no dates; ``materialized`` is for databases that would otherwise inline
    the steps into each other and repeat them exponentially (PostgreSQL, SQLite).
    """
    settled = dict(readings or {})

    def write_day(day: date) -> str:
        return f"'{day.isoformat()}'" if plain_days else f"DATE '{day.isoformat()}'"

    *names, refused = output_columns(policy)
    whole = _whole(policy, settled)
    as_ = "AS MATERIALIZED" if materialized else "AS"
    given = _given(policy, settled, f"{table} WHERE NOT ({whole})", key, as_)
    key = [*key, refused]
    writer = _Writer(policy, settled, write_day)
    awards = [p for p in policy.provisions if p.worth is not None]
    pairs = [writer.bounds([p.worth]) for p in awards if p.worth] + [writer.bounds(policy.groups)]
    ends = [end for pair in pairs for end in pair]
    steps, last = writer.steps("given", key, ends, as_)
    tree = Tree(settled, write_day)
    paid = [_paid(p.measure, tree).text for p in awards]
    steps += [
        _step(
            "whole_rows",
            [
                *key[:-1],
                f"0 AS {refused}",
                *(f"{sql} AS {name}" for sql, name in tree.columns.items()),
            ],
            f"{table} WHERE {whole}",
            as_,
        ),
        _step(
            "whole_paid",
            [*key, *(f"{sql} AS paid{n}" for n, sql in enumerate(paid))],
            "whole_rows",
            as_,
        ),
    ]
    each = [f"paid{n}" for n in range(len(paid))]
    exact = [end for award in [*each, " + ".join(each)] for end in (award, award)]
    both = "\nUNION ALL\n".join(
        _select(
            [*key, *(f"{value} AS {name}" for name, value in zip(names, values, strict=True))],
            source,
        )
        for values, source in ((exact, "whole_paid"), (ends, last))
    )
    steps.append(f"both_ways {as_} (\n{both}\n)")
    columns = ",\n  ".join([*key[:-1], *names, refused])
    return f"WITH {', '.join([given, *steps])}\nSELECT\n  {columns}\nFROM both_ways\n"


def _given(
    policy: Policy, readings: Mapping[str, bool], source: str, key: Sequence[str], as_: str
) -> str:
    """Return the step that takes from a source what is permitted, and counts what is not."""
    columns = []
    refused = []
    for unknown in _asked(policy, readings):
        usual = _usual(policy, unknown)
        cleaned = unknown.sql_cleaned(policy.names, usual)
        columns += [
            f'{cleaned[name]} AS "{name}"' if name in cleaned else f'"{name}"'
            for name in unknown.sql_columns()
            if name not in key
        ]
        wrong = unknown.sql_refused(policy.names, usual)
        refused += [f"CASE WHEN {wrong} THEN 1 ELSE 0 END"] if wrong else []
    return _step(
        "given", [*key, *columns, f"{' + '.join(refused) or '0'} AS {REFUSED}"], source, as_
    )


def _select(columns: Sequence[str], source: str) -> str:
    body = ",\n    ".join(columns)
    return f"  SELECT\n    {body}\n  FROM {source}"


def _step(name: str, columns: Sequence[str], source: str, as_: str) -> str:
    return f"{name} {as_} (\n{_select(columns, source)}\n)"


def _paid(measure: Measure, tree: Tree) -> Term:
    """Return what a measure pays on a row where nothing is open."""
    assert measure.pays is not None  # noqa: S101 - for the type checker
    return tree.product(measure.applies.compile(tree), measure.pays.compile(tree))


def _whole(policy: Policy, readings: Mapping[str, bool]) -> str:
    """Return the condition that nothing is open on a row; never NULL itself."""
    return " AND ".join(
        unknown.sql_known(_usual(policy, unknown)) for unknown in _asked(policy, readings)
    )


def _usual(policy: Policy, unknown: Unknown) -> list[str]:
    """Return the members of a set that rules ask for."""
    return [variable.part for variable in policy.variables if variable.unknown is unknown]


def _asked(policy: Policy, readings: Mapping[str, bool]) -> list[Unknown]:
    numbers = {n for p in policy.provisions if p.worth is not None for n in p.asks}
    ids = {policy.variables[number].unknown.id for number in numbers} - set(readings)
    return [unknown for unknown in policy.unknowns if unknown.id in ids]


@dataclass(frozen=True)
class _Step:
    """A column calculated from others: its distance from the table, and the columns it uses."""

    height: int
    uses: frozenset[str]
    sql: str


class _Writer:
    """Writes diagrams as columns, each only once and only if it is used."""

    def __init__(self, policy: Policy, readings: Mapping[str, bool], write_day: WriteDay) -> None:
        """Begin with no column; ``write_day`` writes a day as a literal."""
        self._policy = policy
        self._forest = Forest()
        self._write_day = write_day
        self._settled = {
            variable.number: int(readings[variable.unknown.id])
            for variable in policy.variables
            if isinstance(variable.unknown, Reading) and variable.unknown.id in readings
        }
        self._steps: dict[str, _Step] = {}
        self._names: dict[object, str] = {}
        self._own: dict[Node, Node] = {}

    def bounds(self, parts: Sequence[Node]) -> tuple[str, str]:
        """Return the columns (or numbers) that are the low and the high of a sum of diagrams."""
        own = [self._settle(part) for part in parts]
        return self._sum(own, 0, least=True), self._sum(own, 0, least=False)

    def _settle(self, node: Node) -> Node:
        """Return the diagram in this writer's forest, without the readings that are settled."""
        found = self._own.get(node)
        if found is None:
            if node.variable == LEAF:
                found = self._forest.leaf(node.low)
            elif node.variable in self._settled:
                found = self._settle(node.children[self._settled[node.variable]])
            else:
                children = tuple([self._settle(child) for child in node.children])
                found = self._forest.branch(node.variable, children)
            self._own[node] = found
        return found

    def _sum(self, parts: Sequence[Node], base: int, *, least: bool) -> str:
        """Return the bound of a sum, split on what its parts share until they share nothing."""
        base += sum(part.low for part in parts if not part.support)
        live = [part for part in parts if part.support]
        once = twice = 0
        for part in live:
            twice |= once & part.support
            once |= part.support
        if not twice:
            terms = [self._node(part, least=least) for part in live]
            if len(terms) == 1 and not base:
                return terms[0]
            if not terms:
                return str(base)
            return self._column(("sum", *terms, base), " + ".join([*terms, str(base)]), terms)
        number = (twice & -twice).bit_length() - 1
        variable = self._policy.variables[number]
        key = ("split", least, base, *live)
        if key not in self._names:
            fixed = self._forest.fixed
            ends = [
                self._sum([fixed(part, number, cell) for part in live], base, least=least)
                for cell in range(variable.width)
            ]
            self._names[key] = self._choose(variable, ends, None, least=least)
        return self._names[key]

    def _node(self, node: Node, *, least: bool) -> str:
        """Return the column that is the bound of one diagram."""
        if not node.support:
            return str(node.low)
        key = (node, least)
        if key not in self._names:
            ends = [self._node(child, least=least) for child in node.children]
            best = node.low if least else node.high
            variable = self._policy.variables[node.variable]
            self._names[key] = self._choose(variable, ends, best, least=least)
        return self._names[key]

    def _choose(
        self, variable: Variable, ends: Sequence[str], best: int | None, *, least: bool
    ) -> str:
        """Return a column with the bound for the row's cell; over all cells, if it is not known.

        ``ends`` holds the bound for each cell, ``best`` their least (greatest) value, if known.
        """
        cell = self._cell(variable)
        arms = {
            number: self._extreme(ends[first:], best, least=least)
            for number, first in variable.unknown.sql_unsure().items()
        }
        arms |= dict(enumerate(ends))
        # The most frequent end goes into the ELSE.
        rest = max(arms.values(), key=list(arms.values()).count)
        whens = " ".join(f"WHEN {n} THEN {end}" for n, end in arms.items() if end != rest)
        sql = f"CASE {cell} {whens} ELSE {rest} END" if whens else rest
        return self._column(sql, sql, [cell, *ends])

    @staticmethod
    def _extreme(ends: Sequence[str], best: int | None, *, least: bool) -> str:
        distinct = list(dict.fromkeys(ends))
        if best is not None and str(best) in distinct:
            return str(best)
        if len(distinct) == 1:
            return distinct[0]
        return f"{'LEAST' if least else 'GREATEST'}({', '.join(distinct)})"

    def _column(self, key: object, sql: str, uses: Sequence[str]) -> str:
        name = self._names.get(key)
        if name is None:
            used = frozenset(use for use in uses if use in self._steps)
            height = 1 + max((self._steps[use].height for use in used), default=0)
            name = self._names[key] = f"v{len(self._steps)}"
            self._steps[name] = _Step(height, used, sql)
        return name

    def _cell(self, variable: Variable) -> str:
        """Return the column that holds the number of the row's cell."""
        unknown = variable.unknown
        name = unknown.id + (f"_{variable.part}" if variable.part else "")
        name = f"cell_{name}".replace("-", "_")
        if name not in self._steps:
            sql = unknown.sql_cell(variable.lines, variable.part, self._write_day)
            self._steps[name] = _Step(0, frozenset(), sql)
        return name

    def steps(
        self, source: str, key: Sequence[str], outputs: Sequence[str], as_: str
    ) -> tuple[list[str], str]:
        """Return the SQL steps, in order, each passing on what later ones need; and the last name.

        A step computes all columns that are equally many steps away from the table.
        """
        needed = {value for value in outputs if value in self._steps}
        top = max((self._steps[name].height for name in needed), default=0)
        steps: list[str] = []
        for height in range(top, -1, -1):
            made = [n for n, step in self._steps.items() if n in needed and step.height == height]
            passed = [n for n in self._steps if n in needed and n not in made]
            columns = [*key, *passed, *(f"{self._steps[name].sql} AS {name}" for name in made)]
            before = f"step_{height - 1}" if height else source
            steps.append(_step(f"step_{height}", columns, before, as_))
            needed = {*passed, *(use for name in made for use in self._steps[name].uses)}
        return steps[::-1], f"step_{top}"
