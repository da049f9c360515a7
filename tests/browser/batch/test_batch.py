"""The page for many applicants in a real browser: a table goes in, tables come out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from browser.batch.batch_page import (
    BROKEN,
    FILES,
    FIRMS,
    assess,
    choose,
    download,
    named,
    take_amounts_in,
)
from playwright.sync_api import expect
from proving import site_audit
from workbooks import xlsx_bytes

from calculator.__main__ import main
from calculator.batch import page as batch_page
from calculator.batch import tables

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Page

pytestmark = pytest.mark.engine_started


LOOKS = (
    site_audit.Look("light", 1280),
    site_audit.Look("dark", 360),
    site_audit.Look("light", 320),
)
SMALL = """
() => [...document.querySelectorAll("#batch :is(button, select, input, summary, .batch-pick)")]
  .filter((e) => e.getClientRects().length && e.id !== "batch-file")
  .map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)
"""
"""What is too small for a thumb."""


def many(count: int) -> str:
    """Return a table of firms whose names say which row they stand in."""
    head, *lines = FIRMS.splitlines()
    rows = [f"{number}号{lines[number % 3]}" for number in range(count)]
    return "\n".join([head, *rows])


def on_the_command_line(tmp_path: Path, content: bytes, suffix: str, *words: str) -> bytes:
    given, out = tmp_path / "given", tmp_path / f"out.{suffix}"
    given.write_bytes(content)
    main(["screen", str(given), "-o", str(out), *words])
    return out.read_bytes()


def cells_of(content: bytes) -> list[list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


# --- Files of every kind --------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [FIRMS.encode(), codecs.BOM_UTF8 + FIRMS.encode(), FIRMS.encode("gb18030")],
    ids=["UTF-8", "UTF-8 with mark", "GB18030"],
)
def test_a_csv_gives_what_the_command_line_gives(
    page: Page, site: server.Site, tmp_path: Path, content: bytes
) -> None:
    choose(page, site, named(content))
    expect(page.locator("#batch-go")).to_have_text("开始测算 3 行")
    assess(page)

    assert download(page, "csv") == on_the_command_line(tmp_path, content, "csv")
    written = on_the_command_line(tmp_path, content, "xlsx")
    assert cells_of(download(page, "xlsx")) == cells_of(written)


@pytest.mark.parametrize(
    "name", ["libreoffice.xlsx", "libreoffice-utf8.csv", "libreoffice-gb18030.csv"]
)
def test_a_file_that_libreoffice_saved_gives_what_the_command_line_gives(
    page: Page, site: server.Site, tmp_path: Path, name: str
) -> None:
    choose(page, site, FILES / name)
    take_amounts_in(page, "元")
    expect(page.locator("#batch-problems")).to_contain_text("1 行有问题，共 2 处")
    assess(page)

    content = (FILES / name).read_bytes()
    words = ("--unit", "元", "--keep-going")
    expected = on_the_command_line(tmp_path, content, "csv", *words)
    assert download(page, "csv") == expected
    written = on_the_command_line(tmp_path, content, "xlsx", *words)
    assert cells_of(download(page, "xlsx")) == cells_of(written)


UNUSABLE = [
    (named(b"", "空.csv"), "是空的"),
    (named(b"%PDF-1.7", "通知.pdf"), "另存为 .xlsx 或 .csv"),
    (named(b"PK\x03\x04nonsense", "坏.xlsx"), "不是能读的 XLSX"),
    (named(b"\xd0\xcf\x11\xe0old", "旧.xlsx"), "旧版 .xls 或加密"),
    (named(b"a,b\n\x81\xff", "乱码.csv"), "不是 UTF-8，也不是 GB18030"),
    (named("企业规模\n" + "小型\n" * 50_001), "超过 50000 行"),
]


def test_a_file_that_cannot_be_used_is_refused_in_words_and_another_can_be_chosen(
    page: Page, site: server.Site
) -> None:
    message = page.locator("#batch-message")
    choose(page, site, named(FIRMS))
    for file, words in UNUSABLE:
        page.set_input_files("#batch-file", file)
        expect(message).to_contain_text(words)
        expect(message).to_be_focused()
        expect(page.locator("#batch-columns-title")).to_have_count(0)
    page.set_input_files("#batch-file", named(FIRMS))
    page.locator("#batch-go").wait_for()
    expect(message).to_have_count(0)


# --- Columns and rows -----------------------------------------------------------------------


def test_columns_are_matched_by_id_by_label_and_by_hand(page: Page, site: server.Site) -> None:
    text = (
        "单位,applicant,在列入市级或省级名单的专业镇内注册并经营,主导,agricultural,overlaps,"
        "peak_revenue_to_2022,revenue_2023,去年营业额(万元),revenue_2025\n"
        "甲,企业,是,是,否,无,4亿,4亿,52000,0\n"
    )
    choose(page, site, named(text))
    expect(page.locator(".batch-objections")).to_contain_text("“去年营业额(万元)”没有认出来")
    expect(page.locator("#batch-go")).to_have_count(0)

    page.get_by_label("D 列“主导”", exact=True).select_option("leading_industry")
    page.get_by_label("I 列“去年营业额(万元)”", exact=True).select_option("revenue_2024")
    expect(page.get_by_label("I 列“去年营业额(万元)”没写单位的数按")).to_have_value("10000")
    assess(page)

    expect(page.locator("#batch-total")).to_contain_text("万元")
    page.locator(".batch-table button", has_text="第 2 行").click()
    story = page.locator(".batch-story")
    expect(story).to_contain_text("单位：甲")
    expect(story).to_contain_text("2024年营收5.2亿元")


def test_the_same_question_in_two_columns_is_refused(page: Page, site: server.Site) -> None:
    choose(page, site, named("企业规模,size\n小型,大型\n"))

    expect(page.locator(".batch-objections")).to_contain_text("B 列与 A 列对应同一个问题")
    page.locator("summary", has_text="已经认出的 2 列").click()
    page.get_by_label("B 列“size”", exact=True).select_option("leave")
    expect(page.locator("#batch-go")).to_have_text("开始测算 1 行")


def test_the_row_of_the_headings_can_be_chosen(page: Page, site: server.Site) -> None:
    choose(page, site, named("某镇名单\n\n名,类\n甲,小型\n乙,大型\n"))
    page.get_by_label("列名在第").select_option("3")
    page.get_by_label("B 列“类”", exact=True).select_option("size")
    page.get_by_role("button", name="没有认出的 1 列都原样带到结果").click()

    expect(page.locator("#batch-go")).to_have_text("开始测算 2 行")


def test_every_problem_is_told_with_its_cell_and_the_good_rows_go_on(
    page: Page, site: server.Site, tmp_path: Path
) -> None:
    choose(page, site, named(BROKEN))
    problems = page.locator("#batch-problems")
    expect(problems).to_contain_text("1 行有问题，共 3 处")
    for place in ("（C5）", "（H5）", "（L5）"):
        expect(problems).to_contain_text(place)
    expect(page.locator(".batch-wrong")).to_have_count(3)
    expect(page.locator(".batch-wrong").first).to_have_text("有问题：巨型")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载全部问题").click()
    assert Path(waiting.value.path()).read_text("utf-8-sig").count("第 5 行") == 3

    expect(page.locator("#batch-go")).to_have_text("跳过有问题的 1 行，测算其余 3 行")
    assess(page)
    expected = on_the_command_line(tmp_path, BROKEN.encode(), "csv", "--keep-going")
    assert download(page, "csv") == expected
    page.locator("#batch-status").select_option("problem")
    expect(page.locator(".batch-table").last.locator("tbody tr")).to_have_count(1)


def test_hostile_cells_stay_text_on_the_page_and_in_the_files(
    page: Page, site: server.Site
) -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d2", "<img src=x onerror=alert(1)>"]
    rows = [["企业名称", "企业规模"], *([cell, "小型"] for cell in hostile)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    page.on("dialog", lambda _: pytest.fail("a cell ran"))
    choose(page, site, named(out.getvalue(), "=cmd<b>.csv"))
    assess(page)
    expect(page.locator(".batch-table").last).to_contain_text("<img src=x onerror=alert(1)>")

    lines = list(csv.reader(io.StringIO(download(page, "csv").decode("utf-8-sig"), newline="")))
    for written, cell in zip(lines[1:], hostile, strict=True):
        assert written[1].lstrip("'\t") == cell.lstrip("\t")
        assert written[1][0] not in "=+-@\t\uff1d"
    book = openpyxl.load_workbook(io.BytesIO(download(page, "xlsx")))
    assert not [c for row in book.worksheets[0].iter_rows() for c in row if c.data_type == "f"]


# --- Results --------------------------------------------------------------------------------


def test_the_result_is_sorted_filtered_and_summed(page: Page, site: server.Site) -> None:
    choose(page, site, named(many(120)))
    assess(page)
    names = page.locator(".batch-table").last.locator("tbody th")
    expect(names).to_have_count(50)
    expect(page.locator(".batch-sum")).to_contain_text("列出 120 行（共 120 行）")

    page.locator("#batch-order").select_option("low")
    expect(names.first).to_contain_text("甲公司")
    page.locator("#batch-measure").select_option(label="主导产业企业营收达标奖励")
    page.locator("#batch-status").select_option("eligible")
    expect(page.locator(".batch-sum")).to_contain_text("（共 120 行）")
    statuses = page.locator(".batch-table").last.locator("tbody td:nth-of-type(5)")
    expect(statuses.first).to_have_text("期内符合")
    expect(statuses.filter(has_not_text=re.compile("^期内符合$"))).to_have_count(0)
    page.locator("#batch-words").fill("17号")
    page.locator("#batch-words").press("Enter")
    page.locator("#batch-status").select_option("")
    expect(names).to_have_count(2)
    expect(page.locator("#batch-live")).to_contain_text("列出 2 行")
    page.locator("#batch-words").fill("")
    page.locator("#batch-words").press("Enter")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".batch-pager")).to_contain_text("第 51–100 行")
    page.get_by_role("button", name="下一页").click()
    expect(names).to_have_count(20)


def test_work_can_be_stopped_and_begun_again(page: Page, site: server.Site) -> None:
    choose(page, site, named(many(8_000)))
    expect(page.locator("#batch-go")).to_have_text("开始测算 8,000 行")
    page.locator("#batch-go").click()
    expect(page.locator("#batch-progress")).to_have_attribute("max", "8000")
    page.locator("#batch-stop").click()

    expect(page.locator(".batch-task")).to_have_count(0)
    expect(page.locator("#batch-live")).to_have_text("已停止。")
    expect(page.locator("#batch-results-title")).to_have_count(0)
    assess(page)
    expect(page.locator(".batch-sum")).to_contain_text("共 8,000 行")


def test_of_many_rows_the_page_holds_those_in_sight(page: Page, site: server.Site) -> None:
    """How long ten thousand take is measured by `scripts/bench batch`."""
    choose(page, site, named(many(1_000)))
    page.locator("#batch-go").wait_for()
    assess(page)

    expect(page.locator(".batch-sum")).to_contain_text("共 1,000 行")
    assert page.locator(".batch-table tbody tr").count() <= 70


def test_the_template_comes_back_without_a_problem(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}batch/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载空白模板（XLSX）").click()
    header = tables.read_table(Path(waiting.value.path()).read_bytes(), "template.xlsx")[0]
    filled = xlsx_bytes([("填写", [header, ["甲", "企业"]])])
    page.set_input_files("#batch-file", named(filled, "填好.xlsx"))

    expect(page.locator("#batch-go")).to_have_text("开始测算 1 行")


# --- For everybody --------------------------------------------------------------------------


def test_no_step_of_the_page_breaks_an_accessibility_rule(page: Page, site: server.Site) -> None:
    def broken() -> list[tuple[str, str]]:
        found = []
        for look in LOOKS:
            site_audit.show(page, look)
            found += [
                (f"{look}, {rule}", node["html"])
                for rule, node in site_audit.violations(page, rules=site_audit.rules_in(look))
            ]
        return found

    choose(page, site, named("另一列," + BROKEN.replace("\n", "\n,")[:-1]))
    expect(page.locator("#batch-keep-rest")).to_be_visible()
    page.locator("summary", has_text="主管部门已经答复").click()
    assert broken() == []
    page.locator("#batch-keep-rest").click()
    page.locator("summary", has_text="已经认出的").click()
    assess(page)
    page.locator(".batch-table button", has_text="第 2 行").click()
    expect(page.locator(".batch-story")).to_be_visible()
    assert broken() == []
    for look in LOOKS:
        site_audit.show(page, look)
        assert page.evaluate("document.documentElement.scrollWidth") <= look.width
        assert page.evaluate(SMALL) == []


def test_the_whole_way_is_gone_by_keyboard_alone(page: Page, site: server.Site) -> None:
    # Listened for early: a chooser that opens before the listening has begun is never heard of.
    page.on("filechooser", lambda chooser: chooser.set_files(named(FIRMS)))
    page.goto(f"{site.url}batch/")
    page.locator("#batch-file").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#batch-columns-title")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "batch-go":
            break
    page.keyboard.press("Enter")
    page.locator("#batch-results-title:focus").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "batch-xlsx"
    expect(page.locator("#batch-live")).to_contain_text("测算完成，共 3 行")


def test_the_page_says_what_a_result_is_not(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}batch/")
    text = page.locator("article").inner_text()
    for words in ("不上传", "非官方", "不是审批决定", "2025年12月31日，已届满"):
        assert words in text
    assert f"一次最多 {batch_page.MOST_ROWS // 1000} 000 行" in text
