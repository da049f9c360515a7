"""The rules as one SELECT: in each database it says what the interpreter says."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
from generate import seeded, whole

from calculator import wire
from calculator.__main__ import main
from calculator.engine import sql
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = dict[str, Any]
COLUMNS = sql.input_columns(POLICY)
NAMES = {column.name for column in COLUMNS}
OUTPUT = sql.output_columns(POLICY)
PAID = [p.measure.id for p in POLICY.provisions if p.worth is not None]


def documents(count: int, seed: str) -> list[dict[str, Any]]:
    """Make whole documents and ones with blanks, such that one column a fact can hold them."""
    rng = seeded(seed)
    found = []
    for _ in range(count):
        document = whole(rng)
        share = rng.choice((0, 0.1, 0.3, 0.6, 1))
        for section in document.values():
            for name in [name for name in section if rng.random() < share]:
                happened = isinstance(section[name], str) and name + sql.DAY in NAMES
                section[name] = True if happened and rng.random() < 0.5 else None
        found.append(document)
    return found


def row_of(document: dict[str, Any]) -> Row:
    """Write a document as a row of the table."""
    given = {**document["answers"], **document["readings"]}
    row: Row = {}
    for column in COLUMNS:
        value = given.get(column.name)
        if isinstance(value, list):
            value = ";".join(value)
        elif column.type == "DATE":
            day = given.get(column.name.removesuffix(sql.DAY))
            value = day if isinstance(day, str) else None
        elif column.name + sql.DAY in NAMES and isinstance(value, str):
            value = True
        row[column.name] = value
    return row


def expected(document: dict[str, Any]) -> tuple[int, ...]:
    result = json.loads(wire.assess(json.dumps(document)))
    amounts = {measure["id"]: measure["amount"] for measure in result["measures"]}
    spans = [*(amounts[name] for name in PAID), result["total"]]
    return tuple(end for span in spans for end in (span["low"], span["high"]))


CASES = documents(600, "sql")
EXPECTED = [expected(document) for document in CASES]
ROWS = [row_of(document) for document in CASES]


def compare(found: Sequence[Sequence[Any]]) -> None:
    assert len(found) == len(EXPECTED)
    for number, (row, right) in enumerate(zip(found, EXPECTED, strict=True)):
        assert tuple(row) == right, (CASES[number], OUTPUT)


def definition(types: dict[str, str] | None = None) -> str:
    typed = [f'"{column.name}" {(types or {}).get(column.type, column.type)}' for column in COLUMNS]
    return f"CREATE TABLE applicants (id INTEGER, {', '.join(typed)})"


def in_duckdb(text: str, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    with duckdb.connect() as database:
        database.execute(definition())
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        values = [[number, *row.values()] for number, row in enumerate(rows)]
        database.executemany(f"INSERT INTO applicants VALUES ({marks})", values)  # noqa: S608
        return [tuple(row[1:]) for row in database.execute(f"{text} ORDER BY id").fetchall()]


def in_sqlite(text: str, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(":memory:")
    database.execute(definition())
    marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    values = [[number, *row.values()] for number, row in enumerate(rows)]
    database.executemany(f"INSERT INTO applicants VALUES ({marks})", values)  # noqa: S608
    found = database.execute(f"{text} ORDER BY id").fetchall()
    database.close()
    return [row[1:] for row in found]


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Start a PostgreSQL server of its own, where one is installed; give the words of psql."""
    if not (shutil.which("initdb") and shutil.which("pg_ctl") and shutil.which("psql")):
        pytest.skip("no PostgreSQL server is installed")
    folder = tmp_path_factory.mktemp("pg")
    as_user: list[str] = []
    if os.getuid() == 0:
        # The server refuses to run as root.
        if not shutil.which("setpriv"):
            pytest.skip("PostgreSQL does not run as root")
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        shutil.chown(folder, 65534, 65534)
        for parent in [folder, *folder.parents]:
            if parent.stat().st_mode & 0o005 != 0o005 and parent != Path(parent.anchor):
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    made = subprocess.run(
        [*as_user, "initdb", "-D", str(data), "-U", "test", "-A", "trust"],
        capture_output=True,
        check=False,
        cwd=folder,
    )
    if made.returncode:
        pytest.skip(f"initdb: {made.stderr.decode(errors='replace')[-200:]}")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    start = [
        *as_user,
        "pg_ctl",
        "-D",
        str(data),
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        options,
        "start",
    ]
    subprocess.run(
        start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, cwd=folder
    )
    yield [
        "psql",
        "-h",
        str(folder),
        "-U",
        "test",
        "-d",
        "postgres",
        "-qAt",
        "-F",
        ",",
        "-v",
        "ON_ERROR_STOP=1",
    ]
    stop = [*as_user, "pg_ctl", "-D", str(data), "-m", "immediate", "stop"]
    subprocess.run(stop, stdout=subprocess.DEVNULL, check=True, cwd=folder)


def literal(value: Any) -> str:
    return (
        "NULL" if value is None else repr(value) if isinstance(value, str) else str(value).upper()
    )


def test_postgresql_gives_what_the_interpreter_gives(
    postgres: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "--dialect", "postgres").rstrip()
    lines = [
        f"({number}, {', '.join(literal(value) for value in row.values())})"
        for number, row in enumerate(ROWS)
    ]
    insert = f"INSERT INTO applicants VALUES {', '.join(lines)};"  # noqa: S608
    script = "\n".join([f"{definition()};", insert, f"{text} ORDER BY id;"])
    done = subprocess.run(postgres, input=script, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    compare([tuple(int(end) for end in line.split(",")[1:]) for line in done.stdout.splitlines()])


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["sql", *words]) == 0
    return capsys.readouterr().out


def test_duckdb_gives_what_the_interpreter_gives(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_duckdb(printed(capsys, "--dialect", "duckdb"), ROWS))


def test_the_plain_statement_runs_in_duckdb_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_duckdb(printed(capsys), ROWS))


def test_sqlite_gives_what_the_interpreter_gives(capsys: pytest.CaptureFixture[str]) -> None:
    compare(in_sqlite(printed(capsys, "--dialect", "sqlite"), ROWS))


def test_settled_readings_need_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    settled = {"tiers_cumulate": True, "effective_from_signing": False, "gi_both": True}
    words = [
        word
        for name, value in settled.items()
        for word in ("--reading", f"{name}={json.dumps(value)}")
    ]
    text = printed(capsys, "--dialect", "duckdb", *words)
    found = in_duckdb(text, ROWS[:300])
    assert not any(f'"{name}"' in text for name in settled)
    for document, row in zip(CASES, found, strict=False):
        readings = {**document["readings"], **settled}
        assert row == expected({"answers": document["answers"], "readings": readings})


@pytest.mark.parametrize("dialect", ["spark", "trino", "clickhouse", "mysql"])
def test_each_dialect_is_printed_and_reads_back(
    dialect: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree,) = sqlglot.parse(printed(capsys, "--dialect", dialect), read=dialect)
    assert isinstance(tree, sqlglot.exp.Select)
    assert tree.named_selects == ["id", *OUTPUT]


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
    assert {column.name.removesuffix(sql.DAY) for column in COLUMNS} <= ids


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
        assert row == {name: right[name] for name in row}


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
    assert (int(row["合计下限(元)"]), int(row["合计上限(元)"])) == right[-2:]


@pytest.mark.parametrize("cell", ["五亿", "1亿至2亿", "-1", "1e9"])
def test_duckdb_refuses_what_a_column_cannot_hold(
    cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text(f"企业规模,revenue_2024\n小型,5亿\n大型,{cell}\n", encoding="utf-8")
    assert main(["screen", str(path), "-o", str(out), "--engine", "duckdb"]) == 2
    assert "第 3 行“revenue_2024”(B3)" in capsys.readouterr().err
    assert not out.exists()
