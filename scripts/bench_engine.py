"""``scripts/bench engine``: how long the full result takes, on 1,000 generated documents.

Each is whole or partial; the empty one is timed on its own.  Times are of ``assess`` (all
measures, reasons, missing, unsettled, next steps and question), without JSON, in CPU time: what
else the machine is doing does not count.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date, timedelta
from typing import Any

from calculator.engine.assess import assess
from calculator.engine.document import read_case
from calculator.engine.facts import Choice, Event, Fact, Money, Set, UnitPrice
from calculator.policy import POLICY

TODAY = date(2024, 12, 1)


def answer(fact: Fact, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """Return a random answer for a fact, as a document holds it."""
    if isinstance(fact, Choice):
        return chance.choice(fact.ids())
    if isinstance(fact, Money):
        return chance.choice((1, 3, 5, 10, 20, 50)) * 10**8 + chance.randint(-1, 1) * 10**7
    if isinstance(fact, UnitPrice):
        return chance.randint(50, 400)
    if isinstance(fact, Event):
        day = date(2023, 1, 1) + timedelta(days=chance.randint(0, 1200))
        return chance.choice((False, False, True, day.isoformat()))
    if isinstance(fact, Set):
        ids = [measure.id for measure in POLICY.claimable if measure.kind == "C"]
        return chance.sample(ids, chance.choice((0, 0, 0, 1, 2)))
    return chance.random() < 0.6  # noqa: PLR2004 - a little more often yes


def documents(count: int, seed: int = 39) -> list[dict[str, Any]]:
    """Return so many documents: one in two whole, the others with some answers left out."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found = []
    for number in range(count):
        kept = 1.0 if number % 2 else chance.uniform(0.1, 1.0)
        answers = {f.id: answer(f, chance) for f in POLICY.facts if chance.random() < kept}
        readings = {r.id: chance.random() < 0.5 for r in POLICY.readings if chance.random() < 0.3}  # noqa: PLR2004
        found.append({"as_of": TODAY.isoformat(), "answers": answers, "readings": readings})
    return found


def timed(cases: list[Any]) -> list[float]:
    """Return the milliseconds that each case takes."""
    times = []
    for case in cases:
        start = time.process_time()
        assess(POLICY, case)
        times.append((time.process_time() - start) * 1000)
    return times


def main(arguments: list[str]) -> int:
    """Print the table and return 0."""
    parser = argparse.ArgumentParser(prog="scripts/bench engine", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args(arguments).count
    cases = [read_case(POLICY, document, TODAY) for document in documents(count)]
    empty = read_case(POLICY, {}, TODAY)
    first = timed([empty])[0]
    rows = (
        ("whole", timed(cases[1::2])),
        ("partial", timed(cases[::2])),
        ("both, again", timed(cases)),
        ("empty", timed([empty] * 20)),
    )
    print(f"first call (draws the diagrams): {first:.1f} ms")
    print(f"{'documents':<12} {'n':>5} {'median ms':>10} {'p99 ms':>8} {'max ms':>8}")
    for name, times in rows:
        ordered = sorted(times)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        print(
            f"{name:<12} {len(times):>5} {statistics.median(times):>10.2f} {p99:>8.2f}"
            f" {ordered[-1]:>8.2f}"
        )
    return 0
