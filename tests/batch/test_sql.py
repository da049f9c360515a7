"""The rules as one SELECT: in each database it says what the interpreter says."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
from conftest import not_tried
from databases import (
    COLUMNS,
    PAID,
    Postgres,
    documents,
    expected,
    in_duckdb,
    in_sqlite,
    postgres,
    row_of,
)
from environment import POSTGRESQL
from generate import seeded
from proving.proof import in_databases
from proving.proof import text as of_text
from proving.proof.partial import Ways

from calculator.__main__ import main
from calculator.engine.describing import sql
from calculator.engine.rules.facts.event import DAY
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OUTPUT = sql.output_columns(POLICY)

SETTLED = {reading.id: True for reading in POLICY.readings}
"""With these the statement is less than half as long."""

PROJECT = "gi-protection-project"


@cache
def of_the_proof() -> list[in_databases.Asked]:
    """Return rows of the proof: ways through the rules, and to answer one measure's questions.

    All of them are compared by `scripts/prove`.
    """
    rules = of_text.of_rules()
    ways = Ways(rules.items, rules.shapes, rules.measures[PROJECT], in_databases.fits_a_column)
    return [
        *in_databases.whole_rows(rules, every=200),
        *in_databases.partial_rows(rules, PROJECT, ways, every=7),
    ]


@cache
def cases() -> list[dict[str, Any]]:
    """Return these, and some of chance with more blanks than can be tried in all ways.

    Many more of those are compared by `scripts/bench batch --prove`.
    """
    return [*(document for document, _ in of_the_proof()), *documents(200, seeded("sql"))]


@cache
def rows() -> list[dict[str, Any]]:
    return [row_of(document) for document in cases()]


@cache
def right_of_all() -> list[tuple[int, ...]]:
    return [expected(document) for document in cases()]


def compare(found: Sequence[Sequence[Any]]) -> None:
    for document, row, right in zip(cases(), found, right_of_all(), strict=True):
        assert tuple(row) == right, (document, OUTPUT)


@pytest.mark.uncounted
def test_what_the_rows_must_give_is_what_the_proof_expects_of_them() -> None:
    names = (*PAID, "total")
    proof = of_the_proof()
    assert proof
    for right, (_, wanted) in zip(right_of_all()[: len(proof)], proof, strict=True):
        spans = dict(zip(names, zip(right[:-1:2], right[1::2], strict=True), strict=True))
        assert {name: spans[name] for name in wanted} == wanted


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    if POSTGRESQL.find() is None:
        not_tried(POSTGRESQL)
    with postgres(tmp_path_factory.mktemp("pg")) as started:
        yield started


@pytest.mark.slow
def test_postgresql_gives_what_the_interpreter_gives(
    server: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    compare(server.ask(printed(capsys, "--dialect", "postgres"), rows()))


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["sql", *words]) == 0
    return capsys.readouterr().out


def test_duckdb_gives_what_the_interpreter_gives(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_duckdb(printed(capsys, "--dialect", "duckdb"), rows()))


@pytest.mark.slow
def test_the_plain_statement_runs_in_duckdb_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_duckdb(printed(capsys), rows()))


@pytest.mark.slow
def test_sqlite_gives_what_the_interpreter_gives(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_sqlite(printed(capsys, "--dialect", "sqlite"), rows()))


@pytest.mark.slow
def test_settled_readings_need_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    settled = {"tiers_cumulate": True, "effective_from_signing": False, "gi_both": True}
    words = [
        word
        for name, value in settled.items()
        for word in ("--reading", f"{name}={json.dumps(value)}")
    ]
    text = printed(capsys, "--dialect", "duckdb", *words)
    some = cases()[:300]
    found = in_duckdb(text, rows()[:300])
    assert not any(f'"{name}"' in text for name in settled)
    for document, row in zip(some, found, strict=True):
        readings = {**document["readings"], **settled}
        assert row == expected({"answers": document["answers"], "readings": readings})


# Coverage is left out where few lines of ours run often or foreign ones do.
@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.parametrize("dialect", ["spark", "trino", "clickhouse", "mysql"])
def test_each_dialect_is_printed_and_reads_back(
    dialect: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = [word for name in SETTLED for word in ("--reading", f"{name}=true")]
    (tree,) = sqlglot.parse(printed(capsys, "--dialect", dialect, *settled), read=dialect)
    assert isinstance(tree, sqlglot.exp.Select)
    assert tree.named_selects == ["id", *OUTPUT]


@pytest.mark.slow
@pytest.mark.uncounted
def test_with_readings_settled_the_statement_has_all_that_a_dialect_may_write_otherwise() -> None:
    def used(readings: dict[str, bool]) -> set[type]:
        tree = sqlglot.parse_one(sql.statement(POLICY, readings=readings), read="duckdb")
        return {type(each) for each in tree.walk()}

    assert used(SETTLED) == used({})


def test_the_statement_is_the_same_each_time() -> None:
    assert sql.statement(POLICY) == sql.statement(POLICY)


@pytest.mark.parametrize(
    "words",
    [
        ["--dialect", "duckdbb"],
        ["--reading", "tiers=true"],
        ["--key", "a b"],
        ["--table", "x; DROP TABLE y"],
    ],
)
def test_bad_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", *words]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.count("\n") == 1


def test_the_columns_are_named_after_facts_and_readings() -> None:
    ids = {fact.id for fact in POLICY.facts} | {reading.id for reading in POLICY.readings}
    assert {column.name.removesuffix(DAY) for column in COLUMNS} <= ids


def test_duckdb_screens_a_file_as_the_interpreter_does(tmp_path: Path) -> None:
    header = (
        "企业名称,您以什么身份申请,企业规模,在列入市级或省级名单的专业镇内注册并经营,"
        "主营业务属于该专业镇的主导产业,是涉农企业,overlaps,peak_revenue_to_2022,"
        "2023年营收(万元),revenue_2024,首次通过质量管理体系认证"
    )
    lines = [
        header,
        "=1+1,企业,小型企业,是,√,否,无,400000000,41234.5,21亿,2024年5月1日",
        "甲,企业,,是,是,,china-brand,,,5.2亿,是",
        "乙,园区,大,否,,×,,0,52000,520000000,否",
    ]
    path, small, large = tmp_path / "firms.csv", tmp_path / "small.csv", tmp_path / "large.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["screen", str(path), "-o", str(small)]) == 0
    assert main(["screen", str(path), "-o", str(large), "--engine", "duckdb"]) == 0
    with small.open(encoding="utf-8-sig", newline="") as one:
        expected_rows = list(csv.DictReader(one))
    with large.open(encoding="utf-8-sig", newline="") as other:
        found = list(csv.DictReader(other))
    assert len(found) == 3
    assert found[0]["企业名称"] == "'=1+1"
    for row, right in zip(found, expected_rows, strict=True):
        # A table of nothing but amounts has a 0 where the other says 不符合 and no amount.
        assert row == {name: right[name] or "0" * ("（元）" in name) for name in row}


def test_duckdb_screens_typed_parquet(tmp_path: Path) -> None:
    path, out = tmp_path / "firms.parquet", tmp_path / "out.csv"
    with duckdb.connect() as database:
        database.execute(
            "COPY (SELECT 'enterprise' AS applicant, true AS in_specialised_town, "
            "520000000::BIGINT AS revenue_2024, DATE '2024-05-01' AS quality_certified, "
            f"'甲' AS name) TO '{path}' (FORMAT parquet)"
        )
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 0
    answers = {
        "applicant": "enterprise",
        "in_specialised_town": True,
        "revenue_2024": 520_000_000,
        "quality_certified": "2024-05-01",
    }
    right = expected({"answers": answers, "readings": {}})
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (int(row["合计下限（元）"]), int(row["合计上限（元）"])) == right[-3:-1]


def test_duckdb_refuses_a_month_since_a_column_of_days_holds_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text("企业规模,shanxi_premium\n小型,2024年5月\n", encoding="utf-8")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    told = capsys.readouterr().err
    assert "第 2 行“shanxi_premium”（B2）" in told
    assert "--engine duckdb 不能用；可填 一个日期" in told
    assert not out.exists()


@pytest.mark.parametrize("cell", ["五亿", "1亿至2亿", "-1", "1e9"])
def test_duckdb_refuses_what_a_column_cannot_hold(
    cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text(f"企业规模,revenue_2024\n小型,5亿\n大型,{cell}\n", encoding="utf-8")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    assert "第 3 行“revenue_2024”（B3）" in capsys.readouterr().err
    assert not out.exists()


# --- What other people's tables hold --------------------------------------------------------


def of(text: str, *given: dict[str, Any]) -> list[dict[str, int]]:
    """Return the results of rows that are blank but for the given values, by name."""
    blank = dict.fromkeys(column.name for column in COLUMNS)
    found = in_duckdb(text, [blank | values for values in given])
    return [dict(zip(OUTPUT, row, strict=True)) for row in found]


def test_values_that_are_not_permitted_are_counted() -> None:
    cells: list[tuple[str, Any, int]] = [
        ("applicant", "企业", 1),
        ("applicant", " enterprise ", 0),
        ("applicant", "", 0),
        ("revenue_2024", -5, 1),
        ("revenue_2024", 10**15, 1),
        ("overlaps", "china-brand; shanxi-premium", 0),
        ("overlaps", " china-brand　；shanxi-premium", 0),
        ("overlaps", "china-brnd", 1),
        ("overlaps", "china-brand;x", 1),
        ("overlaps", "china-brand;china-brand", 1),
    ]
    found = of(sql.statement(POLICY), *({column: value} for column, value, _ in cells))
    for (column, value, refused), row in zip(cells, found, strict=True):
        assert row[sql.REFUSED] == refused, (column, value)


def test_a_member_that_is_misspelt_or_padded_pays_nothing_that_is_not_due() -> None:
    firm = {
        "applicant": "enterprise", "in_specialised_town": True, "china_brand": True,
        "china_brand_day": "2024-05-01", "shanxi_premium": True, "shanxi_premium_day": "2024-05-01",
    }  # fmt: skip
    displaced = (
        "china-brand;shanxi-premium",
        "china-brand; shanxi-premium",
        "shanxi-premium;china-brnd",
        "",
    )
    right, padded, misspelt, none = of(
        sql.statement(POLICY), *({**firm, "overlaps": overlaps} for overlaps in displaced)
    )
    assert right["china_brand_high"] == right["shanxi_premium_high"] == 0
    assert padded == right
    assert misspelt["china_brand_low"] == 0
    assert none["china_brand_low"] > 0


def test_the_table_that_the_statement_expects_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = list(csv.DictReader(printed(capsys, "--columns").splitlines()))
    assert [line["column"] for line in lines] == [column.name for column in COLUMNS]
    found = {line["column"]: line for line in lines}
    assert found["size"]["permitted"] == "large medium small micro"
    assert "china-brand" in found["overlaps"]["permitted"]
    assert found["revenue_2024"]["type"] == "BIGINT"
    assert found["tiers_cumulate"]["question"].startswith("一年首次达到几档")
    some = printed(capsys, "--columns", "--reading", "tiers_cumulate=true")
    assert "tiers_cumulate" not in some


def test_an_unknown_dialect_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "--dialect", "mysq"]) == 2
    assert "最接近的名称是 mysql；" in capsys.readouterr().err
