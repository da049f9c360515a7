"""The result as a workbook: what an official finds on which sheet, and how it looks."""

from __future__ import annotations

import csv
import io
import tracemalloc
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from calculator.__main__ import main
from calculator.batch import screen, tables
from calculator.batch.parsing import columns
from calculator.batch.writing import report
from calculator.batch.writing.workbook import Column, Sheet
from calculator.policy import POLICY

if TYPE_CHECKING:
    from pathlib import Path

DAY = POLICY.last_day
FIRMS = (
    "序号,企业名称,统一社会信用代码,备注,applicant,size,in_specialised_town,leading_industry,"
    "agricultural,overlaps,peak_revenue_to_2022,revenue_2023,revenue_2024,revenue_2025,"
    "quality_certified,land_cost_price,tiers_cumulate\n"
    "1,甲公司,911405000000000001,,企业,中型,是,是,否,无,4亿元,4亿元,21亿元,0元,否,84.5,\n"
    "2,乙公司,911405000000000002,,企业,小微,否,否,,无,,9500万元至1亿元,1.1亿元,,2024年5月,,否\n"
    "3,丙个人,,=1+1,个人,,否,否,否,无,0元,0元,0元,0元,2019-05-01,,\n"
)


def written(text: str = FIRMS, *, problems: bool = False) -> Any:
    sheet = screen.read_sheet(tables.read_table(text.encode(), "a.csv"), DAY)
    return openpyxl.load_workbook(
        io.BytesIO(report.workbook(sheet.reader, sheet.numbered, problems=problems))
    )


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_firms_with_an_amount_come_first_with_what_is_open_and_whom_to_ask() -> None:
    book = written()

    own = ["有金额的企业", "测算结果", "没有写明金额的措施", "汇总", "说明"]
    assert book.sheetnames[:5] == own
    sure, possible = rows_of(book["有金额的企业"])
    assert sure["企业名称"] == "甲公司"
    assert sure["统一社会信用代码"] == "911405000000000001"
    assert sure["合计下限（元）"] == 300_000
    assert "主导产业企业营收达标奖励：30万元至60万元" in sure["各项金额"]
    assert "市工信局、市统计局" in sure["问谁（条文的责任单位；读法由谁答复）"]
    assert "读法：市工信局" in sure["问谁（条文的责任单位；读法由谁答复）"]
    assert "一年首次达到几档时怎么奖励？" in sure["待答复的读法（答复以后金额还会变的）"]
    # Nothing is sure of the second: it stands below the first, whatever their order in the file.
    assert (possible["企业名称"], possible["合计下限（元）"]) == ("乙公司", 0)
    assert "质量管理体系、绿色体系认证奖补：最多" in possible["各项金额"]


def test_those_of_whom_an_amount_is_sure_stand_above_those_who_may_have_one() -> None:
    head, first, second, _ = FIRMS.splitlines()
    book = written(f"{head}\n{second}\n{first}\n")
    names = [row["企业名称"] for row in rows_of(book["有金额的企业"])]

    assert names == ["甲公司", "乙公司"]


def test_what_was_read_of_each_firm_stands_beside_its_result() -> None:
    first, second, third = rows_of(written()["测算结果"])

    assert first["2024年营收（元）"] == 2_100_000_000
    assert first["实际各项成本费用之和（元/㎡）"] == 84.5
    assert first["企业规模"] == "中型"
    assert second["2023年营收（元）"] == "9500万元至1亿元"
    assert second["通过质量管理体系认证（首张证书）"] == "2024年5月"
    assert second["一年首次达到几档时怎么奖励？"] == "只按最高一档奖励"
    assert second["2025年营收（元）"] is None
    assert second["是涉农企业"] is None
    assert third["备注"] == "'=1+1"
    assert third["通过质量管理体系认证（首张证书）"].date().isoformat() == "2019-05-01"


def test_no_amount_stands_beside_a_measure_that_does_not_apply() -> None:
    third = rows_of(written()["测算结果"])[2]
    found = [name for name, cell in third.items() if cell == "不符合"]

    assert found
    for name in found:
        assert third.get(f"{name} 下限（元）") is None
        assert third.get(f"{name} 上限（元）") is None


def test_every_measure_has_a_column_in_one_of_two_sheets_and_in_csv() -> None:
    sheet = screen.read_sheet(tables.read_table(FIRMS.encode(), "a.csv"), DAY)
    text = tables.csv_bytes(report.lines(sheet.reader, sheet.numbered)).decode("utf-8-sig")
    (head, first, *_) = csv.reader(io.StringIO(text, newline=""))
    plain = dict(zip(head, first, strict=True))
    book = written()
    numbered, others = (rows_of(book[name])[0] for name in ("测算结果", "没有写明金额的措施"))

    for provision in POLICY.provisions:
        name = provision.measure.name
        assert (name in numbered) != (name in others)
        assert plain[name] == numbered.get(name, others.get(name))
        assert (name in numbered) == provision.measure.has_a_number


def test_the_sums_are_those_of_the_rows() -> None:
    book = written()
    rows = rows_of(book["测算结果"])
    total, *measures = rows_of(book["汇总"])

    assert total["措施"] == "合计（测算 3 行，有问题没有测算 0 行）"
    for end in ("下限", "上限"):
        assert total[f"{end}合计（元）"] == sum(row[f"合计{end}（元）"] for row in rows)
        for measure in measures:
            cells = [row.get(f"{measure['措施']} {end}（元）") for row in rows]
            if f"{measure['措施']} {end}（元）" in rows[0]:
                assert measure[f"{end}合计（元）"] == sum(cell or 0 for cell in cells)
            else:
                assert measure[f"{end}合计（元）"] is None
    for measure in measures:
        assert sum(measure[f"{word}（行）"] for word in ("待定", "不符合")) <= len(rows)


def test_the_sheets_look_like_a_table_for_the_desk() -> None:
    book = written()
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])
        assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1])
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
    first = book["有金额的企业"]
    assert first.freeze_panes == "C2"
    places = {cell.value: cell.column - 1 for cell in first[1]}
    assert first[2][places["合计上限（元）"]].number_format == "#,##0"
    parts = first[2][places["各项金额"]]
    assert parts.alignment.wrap_text
    # All of a text is seen, in LibreOffice too, which does not measure it.
    assert first.row_dimensions[2].height >= 16 * (str(parts.value).count("\n") + 1) >= 48
    result = book["测算结果"]
    assert result.row_dimensions[1].height >= 32
    places = {cell.value: cell.column - 1 for cell in result[1]}
    assert result[4][places["通过质量管理体系认证（首张证书）"]].number_format == r"yyyy\-mm\-dd"
    assert result[2][places["实际各项成本费用之和（元/㎡）"]].number_format == "#,##0.00"
    # The names stand behind a number: all of it stays in sight.
    assert result.freeze_panes == "D2"
    assert result.row_dimensions[2].height == 48


@pytest.mark.parametrize(
    ("heading", "held"),
    [("备注一,备注二,备注三,企业名称,size", "B2"), ("size", "B2"), ("企业名称,size", "C2")],
)
def test_the_names_stay_in_sight_where_they_are_near(heading: str, held: str) -> None:
    keep = [name for name in heading.split(",") if name != "size"]
    table = [tuple(heading.split(",")), *[("小型",) * (len(keep) + 1)] * 2]
    wishes = columns.Wishes(uses=dict.fromkeys(keep, "keep"))
    sheet = screen.read_sheet(table, DAY, wishes=wishes)
    book = openpyxl.load_workbook(io.BytesIO(report.workbook(sheet.reader, sheet.numbered)))

    assert book["测算结果"].freeze_panes == held


def test_a_row_with_a_problem_is_listed_and_counted_and_no_more() -> None:
    book = written(FIRMS.replace("中型", "巨型"), problems=True)

    assert "（F2）" in rows_of(book["测算结果"])[0]["问题"]
    assert rows_of(book["测算结果"])[0]["合计下限（元）"] is None
    assert "有问题没有测算 1 行" in rows_of(book["汇总"])[0]["措施"]
    assert len(rows_of(book["没有写明金额的措施"])) == 2


def test_each_unit_to_ask_has_a_sheet_with_room_for_its_reply() -> None:
    book = written()

    assert all(name.startswith("问") for name in book.sheetnames[5:])
    (tiers,) = [
        row
        for row in rows_of(book["问市工信局"])
        if row["想请教的"].startswith("一年首次达到几档时怎么奖励？")
    ]
    # The second firm's row says how tiers are read.
    assert (tiers["关系到几行"], tiers["是哪些"]) == (1, "甲公司")
    assert tiers["条款"] == "第(二)条"
    assert tiers["原文"] == "一次性奖励10万元、20万元、30万元、50万元"
    assert (tiers["答复"], tiers["答复人"], tiers["日期"]) == (None, None, None)
    *_, closing, unofficial = rows_of(book["问市工信局"])
    assert "烦请告知应向哪个单位咨询" in closing["想请教的"]
    assert "不是官方文书" in unofficial["想请教的"]


def test_a_table_without_a_word_about_land_asks_nothing_about_it() -> None:
    heads = "企业名称,applicant,in_specialised_town,overlaps"
    row = "甲公司,企业,是,无"
    assert written(f"{heads}\n{row}\n").sheetnames[5:] == []
    land = written(f"{heads},land_priority\n{row},是\n")
    assert land.sheetnames[5:] == ["问市规划和自然资源局"]


def test_of_many_applicants_a_sheet_names_a_few() -> None:
    names = [f"第{n}号公司" for n in range(12)]
    firms = "".join(f"{name},企业,是,是,否,无,4亿,4亿,21亿,21亿\n" for name in names)
    heads = (
        "企业名称,applicant,in_specialised_town,leading_industry,agricultural,overlaps,"
        "peak_revenue_to_2022,revenue_2023,revenue_2024,revenue_2025\n"
    )
    rows = rows_of(written(heads + firms)["问市工信局"])

    tiers = next(row for row in rows if row["想请教的"].startswith("一年首次达到几档"))
    assert tiers["关系到几行"] == 12
    assert tiers["是哪些"] == "、".join(names[:10]) + "等"


def test_a_question_comes_with_the_words_of_the_measures_that_it_is_for() -> None:
    heads = (
        "企业名称,applicant,in_specialised_town,overlaps,jincheng_brand,china_brand,"
        "quality_certified,green_certified,sanjin_brand,shanxi_premium,leading_industry,"
        "international_standard,domestic_standard\n"
    )
    rest = "否,否,否,否,否,否,2024-06-01\n"
    rows = f"甲店,个体工商户,是,无,2024-06-01,否,{rest}乙店,个体工商户,是,无,否,2024-06-01,{rest}"
    book = written(heads + rows)

    asked = {
        row["想请教的"]: row
        for unit in ("市工信局", "市市场监管局")
        for row in rows_of(book[f"问{unit}"])
    }
    enterprise, unit = asked["个体工商户是否算“企业”？"], asked["个体工商户算“单位”吗？"]
    assert enterprise["原文"].startswith("对新入选“中华老字号”")
    assert (enterprise["关系到几行"], enterprise["是哪些"]) == (2, "甲店、乙店")
    assert unit["原文"].startswith("对主导或参与国家标准")


def test_a_table_without_applicants_still_gives_a_workbook() -> None:
    layout, _ = columns.lay_out(columns.plain_headings(["size"]))
    content = report.Report(layout, DAY).finished()

    assert len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == 5


def test_the_notes_are_a_sheet_of_their_own(tmp_path: Path) -> None:
    given, out = tmp_path / "a.csv", tmp_path / "o.xlsx"
    given.write_text(FIRMS, encoding="utf-8")
    assert main(["screen", str(given), "-o", str(out)]) == 0
    notes = [str(row[0].value) for row in openpyxl.load_workbook(out)["说明"]]

    assert notes[0] == "说明"
    assert any("不构成兑付承诺" in note for note in notes)
    assert any("灰色列头" in note for note in notes)


def test_a_sheet_never_holds_the_text_of_all_its_rows() -> None:
    sheet = Sheet("表", (Column("列"),))
    tracemalloc.start()
    sheet.add([f"{number}{'文' * 100_000}"] for number in range(100))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 * 100_000
