"""``scripts/bench batch``: how long the total of many generated applicants takes.

Compared are the SELECT of ``engine.sql`` on DuckDB, the interpreter (on a part of the rows), and
the same rules written by hand in numpy (where it is installed).  Two tables are measured: whole
rows with every reading settled for all of them, and rows with one cell in five left blank.  On
whole rows all must give the same sum.
"""

from __future__ import annotations

import argparse
import importlib
import time
from typing import TYPE_CHECKING, Any

import duckdb

from calculator.engine import sql
from calculator.engine.assess import allowed_cells
from calculator.engine.case import Case
from calculator.engine.diagram import bounds, restrict, worlds
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

SETTLED = {reading.id: True for reading in POLICY.readings}
"""Every reading is settled the same way for all rows of the whole table."""

INTERPRETED = 2000
"""Rows that the interpreter is timed on."""

OPTIONS = {
    "applicant": ("enterprise", "enterprise", "enterprise", "cooperative", "park", "association"),
    "size": ("large", "medium", "small", "micro"),
    "overlaps": ("", "", "", "", "china-brand", "revenue-milestone;shanxi-premium"),
}


def make(database: Any, rows: int, blank: float) -> None:  # noqa: ANN401 - DuckDB's connection
    """Make the table ``applicants`` with so many rows and that share of blank cells."""
    database.execute("SELECT setseed(0.39)")
    chosen = []
    for column in sql.input_columns(POLICY):
        if column.name in OPTIONS:
            words = ", ".join(f"'{word}'" for word in OPTIONS[column.name])
            value = f"[{words}][1 + floor(random() * {len(OPTIONS[column.name])})::INT]"
        elif column.type == "BIGINT":
            value = "floor(exp(random() * 5) * 50000000)::BIGINT"
        elif column.type == "DATE":
            value = "CASE WHEN random() < 0.5 THEN DATE '2023-06-01' + (random() * 1200)::INT END"
        else:
            # On whole rows an event has happened only where its day is known.
            event = column.name + sql.DAY in {each.name for each in sql.input_columns(POLICY)}
            value = "FALSE" if event else "random() < 0.7"
        chosen.append(f'CASE WHEN random() >= {blank} THEN {value} END AS "{column.name}"')
    database.execute(
        f"CREATE OR REPLACE TABLE applicants AS SELECT range AS id, {', '.join(chosen)} "  # noqa: S608
        f"FROM range({rows})"
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that the better of two runs took, and what it gave."""
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def by_sql(database: Any, readings: dict[str, bool]) -> Any:  # noqa: ANN401
    """Return the sums of the totals' bounds."""
    text = sql.statement(POLICY, readings=readings)
    query = f"SELECT sum(total_low)::BIGINT, sum(total_high)::BIGINT FROM ({text})"  # noqa: S608
    return database.execute(query).fetchone()


def cases(database: Any, rows: int, readings: dict[str, bool]) -> list[Case]:  # noqa: ANN401
    """Return the first rows as the interpreter takes them."""
    names = [column.name for column in sql.input_columns(POLICY)]
    listed = ", ".join(f'"{name}"' for name in names)
    reply = database.execute(f"SELECT {listed} FROM applicants WHERE id < {rows} ORDER BY id")  # noqa: S608
    kinds = {fact.id: fact.kind for fact in POLICY.facts}
    found = []
    for row in reply.fetchall():
        given = dict(zip(names, row, strict=True))
        answers: dict[str, Any] = {}
        settled = dict(readings)
        for name, value in given.items():
            kind = kinds.get(name)
            day = given.get(name + sql.DAY)
            if kind == "event" and day is not None:
                answers[name] = day
            elif value is None or name.endswith(sql.DAY):
                continue
            elif kind is None:
                settled.setdefault(name, value)
            elif kind == "choice":
                answers[name] = frozenset([value])
            elif kind == "set":
                answers[name] = frozenset(value.split(";")) - {""}
            else:
                answers[name] = (value, value) if kind == "money" else value
        found.append(Case(answers, settled, POLICY.last_day))
    return found


def by_interpreter(applicants: list[Case]) -> tuple[int, int]:
    """Return the sums of the totals' bounds, worked out one by one."""
    low = high = 0
    for case in applicants:
        allowed = allowed_cells(POLICY, case)
        ends = bounds(worlds([restrict(node, allowed) for node in POLICY.groups]))
        low, high = low + ends[0], high + ends[1]
    return low, high


def _numpy() -> Any:  # noqa: ANN401 - the module
    # By name, since the project does not need it otherwise.
    return importlib.import_module("numpy")


def by_numpy(table: dict[str, Any]) -> int:
    """Return the sum of the totals of whole rows, all readings true, written by hand."""
    np = _numpy()

    yi, wan = 100_000_000, 10_000
    applicant, size, overlaps = table["applicant"], table["size"], table["overlaps"]
    town = table["in_specialised_town"]
    firm = np.isin(applicant, ["enterprise", "cooperative"])
    organisation = ~np.isin(applicant, ["individual", "sole_trader"])
    in_town = firm & town

    def other(measure: str) -> Any:  # noqa: ANN401
        return np.array([measure in word.split(";") for word in OPTIONS["overlaps"]])[overlaps]

    def new(event: str) -> Any:  # noqa: ANN401
        day = table[event + sql.DAY]
        return (day >= np.datetime64("2023-10-31")) & (day <= np.datetime64("2025-12-31"))

    awards = np.array([10, 20, 30, 50]) * wan
    agricultural = table["agricultural"]
    past = table["peak_revenue_to_2022"]
    total = np.zeros(len(past), dtype=np.int64)
    for year in ("revenue_2023", "revenue_2024", "revenue_2025"):
        now = table[year]
        for award, line, field_line in zip(awards, (5, 10, 20, 50), (1, 3, 5, 10), strict=True):
            tier = np.where(agricultural, field_line * yi, line * yi)
            total += award * ((past < tier) & (now >= tier))
        past = np.maximum(past, now)
    total *= in_town & table["leading_industry"] & ~other("revenue-milestone")
    small = np.isin(size, ["small", "micro"])
    both = new("quality_certified") & new("green_certified")
    total += 2 * wan * (in_town & small & both & ~other("system-certification"))
    for event, measure, award, who in (
        ("gi_registered", "geographical-indication", 3, organisation & town),
        ("gi_project_listed", "gi-protection-project", 10, organisation & town),
        ("china_brand", "china-brand", 20, in_town),
        ("sanjin_brand", "sanjin-brand", 10, in_town),
        ("shanxi_premium", "shanxi-premium", 10, in_town),
        ("jincheng_brand", "jincheng-brand", 5, in_town),
        ("national_culture_park", "national-culture-park", 30, (applicant == "park") & town),
        ("provincial_culture_park", "provincial-culture-park", 10, (applicant == "park") & town),
    ):
        total += award * wan * (who & new(event) & ~other(measure))
    return int(total.sum())


def arrays(database: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the table as numpy arrays, texts of ``overlaps`` as the numbers of their words."""
    np = _numpy()

    found = {}
    for name, values in database.execute("SELECT * FROM applicants").fetchnumpy().items():
        if name == "overlaps":
            words = {word: number for number, word in enumerate(OPTIONS["overlaps"])}
            found[name] = np.array([words[word] for word in values])
        elif name in OPTIONS:
            found[name] = np.asarray(values, dtype="U12")
        elif name.endswith(sql.DAY):
            days = np.ma.filled(values, np.datetime64("1900-01-01"))
            found[name] = np.asarray(days, dtype="datetime64[D]")
        else:
            found[name] = np.asarray(values)
    return found


def main(arguments: list[str]) -> int:
    """Print the table; return 1 where two ways disagree, else 0."""
    parser = argparse.ArgumentParser(prog="scripts/bench batch", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args(arguments).rows
    agreed = True
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        for name, blank, readings in (("whole", 0.0, SETTLED), ("one cell in five blank", 0.2, {})):
            make(database, rows, blank)
            seconds, found = timed(lambda given=readings: by_sql(database, given))  # type: ignore[misc]
            print(f"{name}: {rows} rows")
            print(
                f"  SQL on DuckDB  {seconds:8.2f} s  {rows / seconds:12,.0f} rows/s  sums {found}"
            )
            some = cases(database, min(rows, INTERPRETED), readings)
            seconds, _ = timed(lambda given=some: by_interpreter(given))  # type: ignore[misc]
            print(f"  interpreter    {'':8}    {len(some) / seconds:12,.0f} rows/s")
            if blank:
                continue
            try:
                table = arrays(database)
            except ImportError:
                print("  numpy: not installed, left out")
                continue
            seconds, total = timed(lambda given=table: by_numpy(given))  # type: ignore[misc]
            print(f"  numpy by hand  {seconds:8.2f} s  {rows / seconds:12,.0f} rows/s  sum {total}")
            agreed = total == found[0] == found[1]
    if not agreed:
        print("the ways do not agree")
    return 0 if agreed else 1
