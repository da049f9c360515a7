"""``scripts/bench engine``: how long the full result takes, on 1,000 generated documents.

Each is whole or partial; the empty one is timed on its own.  Times are of ``assess`` (all
measures, reasons, missing, unsettled, next steps and question), without JSON, in CPU time: what
else the machine is doing does not count.

The documents in which nothing is open are answered by others too, for class C alone: by the plain
Python of ``tests/oracle.py``, and with ``--peers`` by OpenFisca-Core and publicodes with the same
rules.  All must give the same amounts.  ``--write`` puts the table into a decision record.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import oracle
import yaml
from proving import peer_runs, random_answers

from calculator.engine.assess import assess
from calculator.engine.document import read_case
from calculator.engine.rules.facts import Choice, Event, Fact, Money, Set, UnitPrice, YesNo
from calculator.policy import POLICY
from measuring import report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TODAY = date(2024, 12, 1)


def answer(fact: Fact, chance: random.Random) -> Any:  # noqa: ANN401, PLR0911 - JSON, by kind
    """Return a random answer for a fact, as a document holds it.

    The kinds that were measured before keep their own draws here, so that times stay comparable; a
    newer kind takes ``random_answers``.
    """
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
    if isinstance(fact, YesNo):
        return chance.random() < 0.6  # noqa: PLR2004 - a little more often yes
    return random_answers.answer(fact, chance)


def documents(count: int, seed: int = 39) -> list[dict[str, Any]]:
    """Return so many documents: one in two whole, the others with some answers left out."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found = []
    for number in range(count):
        share = 1.0 if number % 2 else chance.uniform(0.1, 1.0)
        answers = {f.id: answer(f, chance) for f in POLICY.facts if chance.random() < share}
        readings = {r.id: chance.random() < 0.5 for r in POLICY.readings if chance.random() < 0.3}  # noqa: PLR2004
        found.append({"as_of": TODAY.isoformat(), "answers": answers, "readings": readings})
    return found


EVENTS = frozenset(fact.id for fact in POLICY.facts if isinstance(fact, Event))


def settled(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a whole document with nothing open: each day known, each reading settled."""
    answers = {
        name: TODAY.isoformat() if value is True and name in EVENTS else value
        for name, value in document["answers"].items()
    }
    readings = {r.id: chance.random() < 0.5 for r in POLICY.readings}  # noqa: PLR2004
    return {**document, "answers": answers, "readings": readings}


def timed(work: Callable[[Any], Any], given: Sequence[Any]) -> list[float]:
    """Return the milliseconds that each takes."""
    times = []
    for each in given:
        start = time.process_time()
        work(each)
        times.append((time.process_time() - start) * 1000)
    return times


def full(case: Any) -> dict[str, Any]:  # noqa: ANN401 - a case
    """Return the full result of a case."""
    return assess(POLICY, case)


def by_oracle(document: dict[str, Any]) -> dict[str, int]:
    """Return the amounts of class C by the oracle."""
    verdicts = oracle.judge(document["answers"], document["readings"])
    del verdicts[oracle.PRICED]
    amounts = {name.replace("-", "_"): verdict.amount for name, verdict in verdicts.items()}
    return {**amounts, "total": sum(amounts.values())}


def row(name: str, times: Sequence[float]) -> str:
    """Return a row of the table."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    median = statistics.median(ordered)
    return f"| {name} | {len(ordered)} | {median:.3f} | {p99:.2f} | {ordered[-1]:.2f} |"


def by_peers(documents_: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what the other engines gave, and how long each document took them."""
    peer_runs.install("requirements")
    rules = yaml.safe_load((peer_runs.HERE / "rules.publicodes.yaml").read_text("utf-8"))
    given = {"rules": rules, "documents": documents_}
    return {
        "OpenFisca-Core": peer_runs.ask("by_openfisca.py", "documents", given=documents_),
        "publicodes": peer_runs.ask("by_publicodes.mjs", given=given),
    }


def main(arguments: list[str]) -> int:
    """Print the table; return 1 where two engines disagree, else 0."""
    parser = argparse.ArgumentParser(prog="scripts/bench engine", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--peers", action="store_true", help="install and measure the others too")
    parser.add_argument(
        "--write", action="store_true", help="write the table into its decision record"
    )
    options = parser.parse_args(arguments)
    if options.count < 2:  # noqa: PLR2004
        parser.error("--count must be at least 2: of two documents one is whole, and one is not")
    made = documents(options.count)
    cases = [read_case(POLICY, document, TODAY) for document in made]
    empty = read_case(POLICY, {}, TODAY)
    chance = random.Random(40)  # noqa: S311 - not for secrets
    closed = [settled(document, chance) for document in made[1::2]]
    first = timed(full, [empty])[0]
    lines = [
        "| answered | documents | median ms | p99 ms | max ms |",
        "|-|-|-|-|-|",
        row("full result, all facts answered", timed(full, cases[1::2])),
        row("full result, partial", timed(full, cases[::2])),
        row("full result, both once more", timed(full, cases)),
        row("full result, nothing answered", timed(full, [empty] * 20)),
        row(
            "full result, nothing open",
            timed(full, [read_case(POLICY, document, TODAY) for document in closed]),
        ),
    ]
    right = [by_oracle(document) for document in closed]
    lines.append(row("class C alone, nothing open: plain Python", timed(by_oracle, closed)))
    differ = [
        document
        for document, amounts in zip(closed, right, strict=True)
        if full(read_case(POLICY, document, TODAY))["total"]["low"] != amounts["total"]
    ]
    if options.peers:
        for name, reply in by_peers(closed).items():
            lines.append(row(f"class C alone, nothing open: {name}", reply["milliseconds"]))
            differ += [a for a, b in zip(reply["results"], right, strict=True) if a != b]
    print(f"First call, which draws the diagrams: {first:.1f} ms")
    print("\n".join(lines))
    if differ:
        print(f"the engines do not agree, first on {differ[0]}")
    elif options.write:
        report.put(report.SPEED, "engine", report.dated("\n".join(lines)))
    return bool(differ)
