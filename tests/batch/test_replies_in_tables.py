"""What an authority has replied counts for tables, their SQL and the command line as well."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Self

import pytest
from replies import on_record

from calculator.__main__ import main
from calculator.batch import page
from calculator.batch.writing import report, template
from calculator.engine.rules.replies import Settled
from calculator.policy.readings import TIERS_CUMULATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.replies

DAY = date(2026, 3, 1)
ROWS = (
    "企业名称,applicant,in_specialised_town,leading_industry,agricultural,overlaps,"
    "peak_revenue_to_2022,revenue_2023,revenue_2024,revenue_2025\n"
    "甲,企业,是,是,否,无,400000000,400000000,2100000000,2100000000\n"
)
SOURCE = "2026年3月1日市工信局答复"


@pytest.fixture(autouse=True)
def replied() -> Iterator[None]:
    """Let the authority have answered one reading, for a test alone: none is answered really."""
    reply = Settled(value=False, by="市工信局", on=DAY, document="测试", says="只按最高一档")
    with on_record({TIERS_CUMULATE: reply}):
        yield


def screened(folder: Path, *options: str) -> tuple[str, str]:
    path, out = folder / "firms.csv", folder / "out.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert main(["screen", str(path), "-o", str(out), *options]) == 0
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    own = [name for name in row if "营收达标奖励" in name and name.endswith("（元）")]
    low, high = (row[name] for name in own)
    return low, high


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("options", "amounts"),
    [
        (["--as-of", "2026-02-28"], ("300000", "600000")),
        (["--as-of", "2026-03-01"], ("300000", "300000")),
        (["--as-of", "2026-03-01", "--reading", "tiers_cumulate=true"], ("600000", "600000")),
        (["--as-of", "2026-02-28", "--engine", "duckdb"], ("300000", "600000")),
        (["--as-of", "2026-03-01", "--engine", "duckdb"], ("300000", "300000")),
    ],
)
def test_a_table_follows_the_reply_from_its_day_on(
    options: list[str], amounts: tuple[str, str], tmp_path: Path
) -> None:
    assert screened(tmp_path, *options) == amounts


def test_the_sql_needs_no_column_for_what_is_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> Self:
            return cls(2026, 3, 2)

    monkeypatch.setattr("calculator.batch.command.date", Later)

    assert main(["sql", "--columns"]) == 0
    assert "tiers_cumulate" not in capsys.readouterr().out
    assert main(["sql"]) == 0
    text = capsys.readouterr().out
    assert "tiers_cumulate" not in text
    assert text.startswith(
        f"-- 按{SOURCE}（测试），“一年首次达到几档时怎么奖励？”：只按最高一档奖励。\n"
    )


def test_whoever_assumes_otherwise_than_was_answered_is_told_so_beside_the_result(
    tmp_path: Path,
) -> None:
    given, out = tmp_path / "firms.csv", tmp_path / "out.xlsx"
    given.write_text(ROWS, encoding="utf-8")
    assumed = ["--reading", "tiers_cumulate=true", "--reading", "gi_both=false"]
    assert main(["screen", str(given), "-o", str(out), "--as-of", str(DAY), *assumed]) == 0
    told = [note for note in texts_of(out.read_bytes()) if note.startswith(("假设", "按2026"))]
    assert told == [
        (f"假设“一年首次达到几档时怎么奖励？”：各档奖励相加；与{SOURCE}（只按最高一档奖励）不同。"),
        "假设“3万元和10万元能否同时享受？”：已给10万元的，不再给3万元。",
    ]


def test_the_result_of_a_table_says_what_was_answered() -> None:
    told = [note for note in report.all_notes(DAY) if f"{SOURCE}（测试）" in note]
    assert told == [f"按{SOURCE}（测试），“一年首次达到几档时怎么奖励？”：只按最高一档奖励。"]
    assert not [note for note in report.all_notes(date(2026, 2, 28)) if SOURCE in note]


def test_the_page_and_the_template_name_the_reply() -> None:
    readings = {each["id"]: each["reply"] for each in json.loads(page.describe())["readings"]}
    assert readings["tiers_cumulate"] == {"value": False, "source": SOURCE}
    assert readings["gi_both"] is None
    assert f"{SOURCE}；另作假设的才加这一列" in texts_of(template.content("xlsx"))


def texts_of(content: bytes) -> list[str]:
    import openpyxl  # noqa: PLC0415 - slow to load

    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return [str(cell) for row in rows for cell in row]
