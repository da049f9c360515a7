"""What the page for many applicants asks and shows of a table before anything is worked out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from browser.batch.batch_page import FIRMS, assess, choose, download, named
from playwright.sync_api import expect
from proving import site_audit

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Page

HEAD = (
    "纳税人名称,applicant,in_specialised_town,leading_industry,agricultural,overlaps,"
    "2022年及以前最高的年营收,2023年营业收入,revenue_2024,revenue_2025,ISO9001认证日期\n"
)
BARE = (
    HEAD
    + "甲公司,企业,是,是,否,无,32000,42000,5.2亿,0,2024-05-01\n"
    + "乙公司,企业,是,是,否,无,31000,/,5.3亿,0,暂无\n"
)

pytestmark = pytest.mark.engine_started


def workbook() -> bytes:
    """Return a file with two filled sheets, a hidden row, a sum below the firms and a signature."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "高平"
    for row in csv.reader(io.StringIO(BARE)):
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, None, 63000, 42000])
    sheet.append(["填表人：张三"])
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("阳城")
    other.append(["企业名称", "企业规模"])
    other.append(["丙公司", "小型"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def settle(page: Page) -> None:
    expect(page.locator(".batch-task")).to_have_count(0)


def test_everything_that_is_not_clear_is_asked_and_then_shown(
    page: Page, site: server.Site
) -> None:
    choose(page, site, named(workbook(), "名单.xlsx"))
    expect(page.locator("#batch-live")).to_contain_text("请选一张")
    expect(page.locator("#batch-header")).to_have_count(0)
    page.get_by_label("工作表").select_option("高平")
    expect(page.locator("#batch-counts")).to_contain_text("算作申请主体的有 2 行，没有算的有 2 行")
    expect(page.locator("#batch-go")).to_have_count(0)
    page.locator("#batch-left summary").click()
    expect(page.locator("#batch-left")).to_contain_text("第 4 行，合计行：合计")
    assert site_audit.violations(page) == []

    page.get_by_role("button", name="照样测算").click()
    page.get_by_role("button", name="这些行不是企业").click()
    page.get_by_label("列金额都按").select_option("万元")
    page.get_by_label("H 列“2023年营业收入”", exact=True).focus()
    for name in ("H 列", "K 列"):
        group = page.get_by_role("group", name=name)
        group.get_by_role("button", name="没有" if name == "K 列" else "不清楚").click()
    settle(page)

    preview = page.locator(".batch-preview")
    expect(preview).to_contain_text("42000→ 4.2亿元")
    expect(preview).to_contain_text("/→ 没有回答")
    expect(preview).to_contain_text("暂无→ 没有")
    expect(page.locator("#batch-go")).to_have_text("开始测算 2 行")
    assess(page)
    expect(page.locator(".batch-sum")).to_contain_text("列出 2 行")


def test_a_hidden_row_can_be_left_out(page: Page, site: server.Site) -> None:
    choose(page, site, named(workbook(), "名单.xlsx"))
    page.get_by_label("工作表").select_option("高平")
    page.get_by_role("button", name="不测算").click()
    settle(page)

    expect(page.locator("#batch-counts")).to_contain_text("算作申请主体的有 1 行")


def test_another_sheet_can_be_taken(page: Page, site: server.Site) -> None:
    choose(page, site, named(workbook(), "名单.xlsx"))
    page.get_by_label("工作表").select_option("阳城")

    expect(page.locator("#batch-go")).to_have_text("开始测算 1 行")
    expect(page.locator("#batch-sheet")).to_have_value("阳城")


def test_the_unit_says_what_a_number_would_be(page: Page, site: server.Site) -> None:
    choose(page, site, named(BARE))
    unit = page.get_by_label("H 列“2023年营业收入”没写单位的数按")

    expect(unit).to_have_value("")
    assert "万元（42000 → 4.2亿元）" in unit.inner_text()
    expect(page.locator(".batch-objections")).to_contain_text("没有写单位")


def test_proposals_are_marked_and_a_choice_is_remembered_by_its_heading(
    page: Page, site: server.Site
) -> None:
    page.goto(f"{site.url}batch/")
    page.evaluate("localStorage.clear()")
    choose(page, site, named("甲列,2024年销售收入(万元),企业规模\nx,52000,小型\n"))
    second = page.locator("li", has=page.get_by_label("B 列“2024年销售收入(万元)”", exact=True))
    expect(second).to_contain_text("建议，请看一看")
    expect(second.locator("select").first).to_have_value("revenue_2024")
    page.get_by_label("A 列“甲列”", exact=True).select_option("leave")
    settle(page)
    with page.expect_download() as waiting:
        page.locator("#batch-map").click()
    assert json.loads(Path(waiting.value.path()).read_text("utf-8")) == {
        "columns": {
            "甲列": "leave",
            "2024年销售收入(万元)": {"fact": "revenue_2024", "unit": "万元"},
            "企业规模": {"fact": "size"},
        }
    }

    choose(page, site, named("企业规模, 甲列 \n小型,y\n", "另一张.csv"))
    first = page.locator("li", has=page.get_by_label("B 列“甲列”", exact=True))
    expect(first).to_contain_text("上次选的")
    expect(first.locator("select")).to_have_value("leave")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "甲列" in kept
    assert "52000" not in kept
    page.locator("#batch-forget").click()
    expect(page.locator("#batch-forget")).to_have_count(0)
    choose(page, site, named("企业规模,甲列\n小型,y\n", "另一张.csv"))
    expect(page.locator(".batch-objections")).to_contain_text("甲列")


def test_what_is_kept_of_another_version_hurts_nobody(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}batch/")
    for kept in ('{"a":1}', "nonsense", '[["甲列","gone"]]'):
        page.evaluate("kept => localStorage.setItem('calculator:batch-columns', kept)", kept)
        choose(page, site, named("企业规模,甲列\n小型,y\n"))
        expect(page.locator(".batch-objections")).to_contain_text("“甲列”没有认出来")
    page.evaluate("localStorage.clear()")


def test_one_measure_has_its_own_sum_and_a_file_can_have_what_is_listed(
    page: Page, site: server.Site
) -> None:
    choose(page, site, named(FIRMS))
    assess(page)
    whole = page.locator("#batch-total").inner_text()
    page.locator("#batch-measure").select_option(label="主导产业企业营收达标奖励")
    expect(page.locator("#batch-total")).to_contain_text("这一项合计")
    assert page.locator("#batch-total").inner_text() != whole
    page.locator("#batch-measure").select_option(label="科技创新券")
    expect(page.locator("#batch-total")).to_have_text("这一项条文没有写明金额")
    page.locator("#batch-measure").select_option("-1")
    page.locator("#batch-sums summary").click()
    sums = page.locator("#batch-sums tbody tr")
    expect(sums).to_have_count(10)
    everything = sums.first.inner_text()

    expect(page.locator("#batch-csv")).to_have_text("下载全部 3 行（CSV）")
    page.locator("#batch-words").fill("公司")
    page.locator("#batch-words").press("Enter")
    page.locator("#batch-order").select_option("low")
    expect(page.locator("#batch-csv")).to_have_text("下载列出的 2 行（CSV）")
    expect(sums.first).not_to_have_text(everything)
    table = page.get_by_role("region", name="测算结果表")
    assert names_in(download(page, "csv")) == table.locator("tbody th").all_inner_texts()
    page.get_by_role("button", name="全部，按原表的顺序").click()
    assert names_in(download(page, "csv")) == ["甲公司", "乙公司", "丙合作社"]
    book = openpyxl.load_workbook(io.BytesIO(download(page, "xlsx")))
    assert book["测算结果"].max_row == 4
    page.get_by_role("button", name="下面列出的").click()
    book = openpyxl.load_workbook(io.BytesIO(download(page, "xlsx")))
    assert book["测算结果"].max_row == 3


def names_in(content: bytes) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [row["企业名称"] for row in rows]


def test_of_a_thousand_unknown_columns_a_few_are_shown_at_a_time(
    page: Page, site: server.Site
) -> None:
    """How long that takes is measured by `scripts/bench batch`."""
    heads = ",".join(f"不认识的列{number}" for number in range(1000))
    choose(page, site, named(f"企业规模,{heads}\n小型{',x' * 1000}\n"))

    expect(page.locator(".batch-objections")).to_contain_text("另有")
    expect(page.locator(".batch-columns > li")).to_have_count(20 + 1 + 18)
    page.get_by_role("button", name="再列出一些（还有 980 列）").click()
    expect(page.get_by_role("button", name="再列出一些（还有 960 列）")).to_be_visible()
    page.locator("#batch-keep-rest").click()
    expect(page.locator("#batch-go")).to_have_text("开始测算 1 行")


def test_more_columns_than_anybody_looks_at_are_refused(page: Page, site: server.Site) -> None:
    heads = ",".join(f"列{number}" for number in range(16_384))
    choose(page, site, named(f"{heads}\n1\n"))

    expect(page.locator("#batch-message")).to_contain_text("表格有 16384 列，这里最多 2000 列")
