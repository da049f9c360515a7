"""Answers the documents on standard input with OpenFisca; prints results and times as JSON.

``documents``: one document after the other.  ``table FILE``: all rows of a Parquet file at once,
with every reading true.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.model_api import ETERNITY
from openfisca_core.simulations import SimulationBuilder
from openfisca_rules import AWARDS, EVENTS, NEVER, READINGS, TERM, YES_NO, Kind, Size, system

YEARS = ("2023", "2024", "2025")


def answer(rules: Any, document: dict[str, Any]) -> dict[str, int]:  # noqa: ANN401
    """Return the amounts that one whole document gets."""
    answers = document["answers"]
    one = SimulationBuilder().build_default_simulation(rules, count=1)
    one.set_input("applicant_kind", ETERNITY, np.array([answers["applicant"]]))
    one.set_input("size", ETERNITY, np.array([answers["size"]]))
    one.set_input("peak_revenue_to_2022", ETERNITY, np.array([answers["peak_revenue_to_2022"]]))
    for year in YEARS:
        one.set_input("revenue", year, np.array([answers[f"revenue_{year}"]]))
    for name in YES_NO:
        one.set_input(name, ETERNITY, np.array([answers[name]]))
    for name in EVENTS:
        if answers[name]:
            one.set_input(name, ETERNITY, np.array([answers[name]], dtype="datetime64[D]"))
    for name in answers["overlaps"]:
        word = name.replace("-", "_")
        if word in AWARDS:
            one.set_input(f"overlap_{word}", ETERNITY, np.array([True]))
    for name in READINGS:
        one.set_input(name, ETERNITY, np.array([document["readings"][name]]))
    found = {name: int(one.calculate(f"paid_{name}", TERM)[0]) for name in AWARDS}
    return {**found, "total": int(one.calculate("total", TERM)[0])}


def documents() -> dict[str, Any]:
    """Answer documents one by one; the first is answered twice, since the first run is slower."""
    rules = system()
    given = json.load(sys.stdin)
    answer(rules, given[0])
    results, times = [], []
    for document in given:
        start = time.process_time()
        results.append(answer(rules, document))
        times.append((time.process_time() - start) * 1000)
    return {"results": results, "milliseconds": times}


def read(path: str) -> dict[str, Any]:
    """Return the columns of a Parquet file as OpenFisca has them."""
    import duckdb  # noqa: PLC0415 - only a table needs it

    found = duckdb.sql(f"SELECT * FROM '{path}'").fetchnumpy()  # noqa: S608 - this project's file
    columns: dict[str, Any] = {}
    for name, kinds in (("applicant", Kind), ("size", Size)):
        places = {kind.name: kind.index for kind in kinds}
        words = np.asarray(found[name])
        columns[name] = kinds.encode(np.array([places[word] for word in words], dtype=np.int16))
    for name in ("peak_revenue_to_2022", *(f"revenue_{year}" for year in YEARS)):
        columns[name] = np.asarray(found[name], dtype=np.float32)
    for name in YES_NO:
        columns[name] = np.asarray(found[name], dtype=bool)
    for name in EVENTS:
        days = np.ma.filled(found[f"{name}_day"], np.datetime64(NEVER))
        columns[name] = np.asarray(days, dtype="datetime64[D]")
    overlaps = np.asarray(found["overlaps"])
    words = {word: number for number, word in enumerate(dict.fromkeys(overlaps))}
    coded = np.array([words[word] for word in overlaps])
    for name in AWARDS:
        measure = name.replace("_", "-")
        columns[f"overlap_{name}"] = np.array([measure in w.split(";") for w in words])[coded]
    return columns


def total(rules: Any, columns: dict[str, Any]) -> int:  # noqa: ANN401
    """Return the sum of all rows' totals."""
    count = len(columns["applicant"])
    all_ = SimulationBuilder().build_default_simulation(rules, count=count)
    for name, values in columns.items():
        if name.startswith("revenue_"):
            all_.set_input("revenue", name.removeprefix("revenue_"), values)
        else:
            all_.set_input("applicant_kind" if name == "applicant" else name, ETERNITY, values)
    return int(all_.calculate("total", TERM).astype(np.int64).sum())


def table(path: str) -> dict[str, Any]:
    """Time the totals of a table's rows: with reading the file, and with its columns in memory."""
    rules = system(dict.fromkeys(READINGS, True))
    begin = time.perf_counter()
    columns = read(path)
    found = total(rules, columns)
    whole = time.perf_counter() - begin
    start = time.perf_counter()
    total(rules, columns)
    return {"sum": found, "seconds": time.perf_counter() - start, "from_file": whole}


if __name__ == "__main__":
    print(json.dumps(documents() if sys.argv[1] == "documents" else table(sys.argv[2])))
