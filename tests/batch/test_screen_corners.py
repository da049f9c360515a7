"""Tables of applicants where something around them is not as it should be."""

from __future__ import annotations

import builtins
import io
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import generate
import openpyxl
import pytest
from batch.test_screen import laid_out, seen, step, worked_out
from workbooks import xlsx_bytes

from calculator import wire
from calculator.__main__ import main
from calculator.batch import command, screen, tables
from calculator.batch.parsing import cells, plausible
from calculator.batch.writing import report
from calculator.engine import memo
from calculator.engine.rules.facts.texts import BadText
from calculator.policy import POLICY
from calculator.policy.facts import AGRICULTURAL, LAND_COST_PRICE, QUALITY_CERTIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DAY = POLICY.last_day
MAY = (date(2024, 5, 1), date(2024, 5, 31))


class Terminal(io.StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def saved(folder: Path, text: str) -> str:
    path = folder / "firms.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_price_with_too_many_decimals_is_refused_with_what_is_accepted() -> None:
    with pytest.raises(BadText, match=r"84\.555.*至多两位小数"):
        cells.read_cell(LAND_COST_PRICE, "84.555", 1, {})


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(BadText, match=r"也许.*是、否"):
        cells.read_cell(AGRICULTURAL, "也许", 1, {})


def test_a_column_without_a_heading_is_passed_over_where_it_is_empty() -> None:
    table = tables.read_table("企业规模,,\n小型,,\n".encode(), "firms.csv")
    sheet = screen.read_sheet(table, DAY)
    assert sheet.problems == []
    assert [column.asked.id for column in sheet.layout.answers] == ["size"]
    assert sheet.layout.carried == ()


@pytest.mark.parametrize("words", [["-o", "{}/out.xlsx"], ["-o", "{}/out.csv", "--keep-going"]])
def test_the_large_engine_says_what_it_cannot_do(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = saved(tmp_path, "企业规模\n小型\n")
    options = [word.format(tmp_path) for word in words]
    assert main(["screen", table, "--engine", "duckdb", *options]) == 2
    assert "--engine duckdb 只写 .csv" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["firms.csv"]


def test_a_template_needs_a_name_that_says_its_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "-o", str(tmp_path / "template.doc")]) == 2
    assert "template.doc" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_bar_on_a_terminal_shows_each_percent_once_and_ends_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    tick = command.progress(1000)
    assert tick is not None
    for done in range(1, 1001):
        tick(done)
    drawn = terminal.getvalue().split("\r")[1:]
    assert len(drawn) == 100
    assert drawn[-1] == f"{'█' * command.BAR} 100% 1000/1000\n"
    assert command.progress(0) is None


def test_no_bar_is_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert command.progress(1000) is None


def test_screening_ticks_for_every_row_and_leaves_out_those_with_problems() -> None:
    table = tables.read_table("企业规模,revenue_2024\n小型,5亿\n小型,许多\n大型,\n".encode(), "表")
    sheet = screen.read_sheet(table, DAY)
    ticks: list[int] = []
    rows = list(report.lines(sheet.reader, sheet.numbered, ticks.append))
    assert ticks == [1, 2, 3]
    assert len(rows) == 3
    assert len(list(report.lines(sheet.reader, sheet.numbered, problems=True))) == 4


@pytest.mark.uncounted
def test_what_is_remembered_never_changes_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    header = ["applicant", "size", "in_specialised_town", "revenue_2024", "china_brand", "overlaps"]
    rng = generate.seeded("remembered")
    lines = [",".join(header)]
    for _ in range(40):
        answers = generate.whole(rng)["answers"]
        given: Iterable[Any] = (answers[name] for name in header[:-1])
        told = [
            "是" if value is True else "否" if value is False else str(value) for value in given
        ]
        lines.append(",".join([*told, ";".join(answers["overlaps"]) or "无"]))
    table = tables.read_table("\n".join(lines).encode(), "表")

    def results() -> list[Any]:
        sheet = screen.read_sheet(table, DAY)
        return list(report.lines(sheet.reader, sheet.numbered))

    with monkeypatch.context() as forgetful:
        forgetful.setattr(memo, "MOST", 1)
        found = results()
    assert found == results()


def test_a_process_that_has_seen_nothing_before_gives_the_same() -> None:
    """What is worked out once for all is worked out here, whichever tests came before."""
    text = "身份,联系人,revenue_2024,overlaps,2024年的营业收入\n企业,甲,5亿,无,\n"

    def results() -> list[Any]:
        sheet = screen.read_sheet(tables.read_table(text.encode(), "表"), DAY)
        lines = list(report.lines(sheet.reader, sheet.numbered))
        return [sheet.problems, lines, plausible.lowest_lines(), wire.asking('{"document": {}}')]

    before = results()
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("calculator.") else ():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    assert results() == before


def test_a_cell_without_end_is_no_csv() -> None:
    with pytest.raises(tables.Unusable, match="不是能读的 CSV"):
        tables.read_table(b"size\n" + b"x" * 200_000, "firms.csv")


@pytest.mark.parametrize("missing", ["openpyxl", "et_xmlfile"])
def test_a_workbook_without_openpyxl_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = xlsx_bytes([("表", [["企业规模"], ["小型"]])])
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name == "openpyxl":
            raise ModuleNotFoundError(missing, name=missing)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "openpyxl", raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    # What openpyxl itself lacks is another trouble, told as it is.
    trouble = tables.Unusable if missing == "openpyxl" else ModuleNotFoundError
    with pytest.raises(trouble, match="pip install" if missing == "openpyxl" else missing):
        tables.read_table(book, "firms.xlsx")


def test_a_text_longer_than_a_cell_is_cut_where_a_spreadsheet_would_refuse_it() -> None:
    text = "字" * (tables.CELL_LIMIT + 5)
    assert tables.safe(text) == "字" * tables.CELL_LIMIT + "…"


def test_a_result_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "out.csv"
    (taken / "inside").mkdir(parents=True)
    with pytest.raises(tables.Unusable, match="不能写入"):
        tables.write_whole(taken, [b"1"])
    assert list(tmp_path.iterdir()) == [taken]


# --- the page ------------------------------------------------------------------------------------

FIRMS = "企业名称,企业规模\n甲公司,小型\n乙公司,大型\n".encode()


def test_a_row_of_headings_can_be_named_by_hand() -> None:
    step("open_file", b"\n".join([b"a,b", FIRMS]), "firms.csv")
    step("more", 100)
    assert [column["heading"] for column in step("headings", 0)["columns"]] == ["a", "b"]
    assert [column["heading"] for column in step("headings", 1)["columns"]] == [
        "企业名称",
        "企业规模",
    ]


def test_results_that_were_taken_off_the_desk_can_be_worked_out_again() -> None:
    assert laid_out(FIRMS, "firms.csv", A="keep") == []
    worked_out()
    first = seen()
    assert first == seen()
    assert first["of"] == 2
    step("forget_results")
    worked_out()
    assert seen() == first


@pytest.mark.parametrize("suffix", ["csv", pytest.param("xlsx", marks=pytest.mark.uncounted)])
def test_the_page_offers_the_template_of_the_command_line(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"template.{suffix}"
    assert main(["template", "-o", str(path)]) == 0
    offered = tables.read_table(step("template", suffix), path.name)
    assert offered == tables.read_table(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("number_format", "shown", "read"),
    [('yyyy"年"m"月"', "2024年5月", MAY), ("yyyy-mm", "2024年5月", MAY),
     ("mmm-yy", "2024年5月", MAY), (r"[$-804]yyyy\/m;@", "2024年5月", MAY),
     ('yyyy"年"', "2024年", None), ("yyyy-mm-dd", None, MAY[0]),
     ('yyyy"年"m"月"d"日"', None, MAY[0]), ("m/d/yy h:mm", None, MAY[0]),
     ("mm-dd", "5月1日", None), ('m"月"', "5月", None)],
)  # fmt: skip
def test_a_day_in_a_workbook_counts_as_far_as_its_format_shows_it(
    number_format: str, shown: str | None, read: object, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["首次通过质量管理体系认证", "备注"])
    sheet.append([MAY[0], MAY[0]])
    for cell in sheet[2]:
        cell.number_format = number_format
    path = tmp_path / "firms.xlsx"
    book.save(path)

    (row,) = screen.read_sheet(tables.read_table(path.read_bytes(), "firms.xlsx"), DAY).rows

    assert row.carried[0] == (shown or "2024-05-01")
    if read is None:
        assert row.problems[0].endswith(QUALITY_CERTIFIED.accepts_text)
    else:
        assert row.case is not None
        assert row.case.answers["quality_certified"] == read


def test_a_month_across_the_end_of_the_term_leaves_the_amount_open() -> None:
    head = "applicant,in_specialised_town,overlaps,shanxi_premium"
    lines = [head, "企业,是,无,2025年12月", "企业,是,无,2023/11", "企业,是,无,2026-01"]
    sheet = screen.read_sheet(tables.read_table("\n".join(lines).encode(), "表"), DAY)
    assert sheet.problems == []
    found = [screen.assessed(row.case) for row in sheet.rows if row.case]
    titles = [next(p for p in each.parts if p.name == "新入选“山西精品”奖励") for each in found]

    assert [part.cells[1:3] for part in titles] == [(100_000, 100_000), (0, 100_000), (None, None)]
