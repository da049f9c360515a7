"""The SELECT of rules that are not this policy's, and what may fail around a database."""

from __future__ import annotations

import builtins
import itertools
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import made_up_policy as made_up
import pytest

from calculator.__main__ import main
from calculator.engine.assess import assess
from calculator.engine.case import Case
from calculator.engine.describing import sql
from calculator.engine.rules import measure
from calculator.engine.rules.expression import (
    Always,
    Condition,
    either,
    given,
    pays,
    sum_of,
)
from calculator.engine.rules.facts import Choice, Event, YesNo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calculator.engine.policy import Policy
    from calculator.engine.rules.facts import Fact

FIRST, SECOND, THIRD = (YesNo(name, name, "who") for name in ("first", "second", "third"))
KIND = Choice("kind", "kind", "who", options=(("a", "a"), ("b", "b"), ("c", "c")))
FAIR = Event("fair", "fair", "events")
DAY = date(2030, 6, 1)


def award(name: str, condition: Condition, phrase: str) -> measure.Measure:
    """Return a measure that pays an amount where a condition holds."""
    return measure.award(
        name, row=name, name=name, quote="另行制定培训补助", pays=given(condition, pays(phrase))
    )


def policy_of(*measures: measure.Measure) -> Policy:
    """Return the made-up policy with nothing but these measures."""
    facts = (KIND, FIRST, SECOND, THIRD, FAIR)
    return replace(
        made_up.POLICY,
        articles=((made_up.FOUR, measures),),
        facts=facts,
        readings=(made_up.TERM,),
    )


def values_of(policy: Policy, fact: Fact) -> list[Any]:
    """Return an answer for each cell that a column can hold, with the blank."""
    lines = [variable.lines for variable in policy.variables_of[fact.id]]
    found = [fact.read(edge) for edge in fact.edges(lines[0], ())]
    # Of an event, the day may be open.
    return [None, *found, *([True] if fact.is_dated else [])]


def agree_on_every_row(policy: Policy, settled: dict[str, bool] | None = None) -> None:
    """Hold DuckDB to the interpreter on every combination of answers and blanks."""
    columns = sql.input_columns(policy, settled)
    known = {fact.id: fact for fact in policy.facts}
    asked = [known[column.name] for column in columns if column.name in known]
    cases = [
        {fact.id: value for fact, value in zip(asked, row, strict=True) if value is not None}
        for row in itertools.product(*(values_of(policy, fact) for fact in asked))
    ]
    rows = [
        {
            name: held
            for fact in asked
            if fact.id in answers
            for name, held in zip(
                fact.sql_columns(), fact.sql_values(answers[fact.id]) or (), strict=True
            )
        }
        for answers in cases
    ]
    found = in_duckdb(sql.statement(policy, readings=settled), columns, rows)
    for answers, row in zip(cases, found, strict=True):
        result = assess(policy, Case(answers, settled or {}, DAY))
        spans = [*(each["amount"] for each in result["measures"]), result["total"]]
        ends = tuple(end for span in spans for end in (span["low"], span["high"]))
        assert row == (*ends, 0), answers


def in_duckdb(
    text: str, columns: Sequence[sql.Column], held: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    rows = [
        [number, *(row.get(column.name) for column in columns)] for number, row in enumerate(held)
    ]
    with duckdb.connect() as database:
        typed = ", ".join(f'"{column.name}" {column.type}' for column in columns)
        database.execute(f"CREATE TABLE applicants (id INTEGER, {typed})")
        marks = ", ".join("?" for _ in range(len(columns) + 1))
        database.executemany(f"INSERT INTO applicants VALUES ({marks})", rows)  # noqa: S608
        return [row[1:] for row in database.execute(f"{text} ORDER BY id").fetchall()]


def test_what_two_awards_share_below_the_top_is_split_on_there() -> None:
    # The first two are one diagram, for they share the fair; it asks `first` before `second`.
    agree_on_every_row(
        policy_of(
            award("one", FIRST & SECOND & FAIR.happened(), "3万元"),
            award("two", FIRST & ~FAIR.happened(), "5万元"),
            award("three", ~SECOND, "7万元"),
        )
    )


def test_a_split_that_comes_twice_is_written_once() -> None:
    agree_on_every_row(
        policy_of(
            award("one", ~KIND.is_("a") & (FIRST | SECOND), "1万元"),
            award("two", ~KIND.is_("a") & (~FIRST | SECOND), "2万元"),
            award("three", KIND.is_("a") & THIRD, "4万元"),
        )
    )


def test_an_event_whose_day_is_open_counts_where_the_day_does_not_matter() -> None:
    agree_on_every_row(
        policy_of(
            award("one", FAIR.happened() & FIRST, "1万元"),
            award("two", FAIR.since(made_up.FIRST_DAY) & SECOND, "2万元"),
        )
    )


def test_an_award_that_hangs_on_nothing_is_a_number() -> None:
    agree_on_every_row(
        policy_of(
            replace(award("one", Always(), "1万元"), pays=sum_of(pays("1万元"), pays("2万元"))),
            award("two", FIRST, "4万元"),
        )
    )


@pytest.mark.parametrize("way", [False, True])
def test_an_award_that_hangs_on_a_settled_reading_needs_no_column_for_it(*, way: bool) -> None:
    small = given(made_up.TERM, pays("1万元"))
    large = given(made_up.TERM, pays("2万元"))
    policy = policy_of(
        replace(award("one", Always(), "1万元"), pays=either(FIRST, small, large)),
        award("two", either(made_up.TERM, SECOND, THIRD), "4万元"),
    )
    agree_on_every_row(policy, {"term": way})


# --- What may fail around a database ------------------------------------------------------------


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Let a package look as if nobody had installed it."""
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)


def test_a_dialect_without_sqlglot_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "sqlglot")
    assert main(["sql", "--dialect", "spark"]) == 2
    assert "pip install" in capsys.readouterr().err
    assert main(["sql"]) == 0


def test_large_tables_without_duckdb_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text("企业规模\n小型\n", encoding="utf-8")
    without(monkeypatch, "duckdb")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    assert "pip install" in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_duckdb_cannot_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.parquet", tmp_path / "out.csv"
    path.write_bytes(b"PAR1 and nothing else")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    told = capsys.readouterr().err
    assert str(path) in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_several_options_in_a_cell_are_refused_with_row_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text("企业规模\n小型\n小型或微型\n小型;微型\n", encoding="utf-8")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    told = capsys.readouterr().err
    assert "“企业规模”（A" in told
    assert "--engine duckdb 不能用" in told
    assert not out.exists()
