"""Rows that may be no firm, firms that are there twice, and lists that do not fit one table."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from batch.test_screen import step
from batch.test_tables_as_kept import (  # noqa: F401 - fixtures
    LARGE,
    large_without_amounts,
    screening,
    text,
    workbook,
)

from calculator.batch import tables
from calculator.batch.parsing import rows as row_words
from calculator.batch.parsing import survey

if TYPE_CHECKING:
    from collections.abc import Callable

    from batch.test_tables_as_kept import Screened

HEAD: list[Any] = ["企业名称", "2023年营收（万元）", "2024年营收（万元）"]
FIRMS: list[list[Any]] = [["庚公司", 45000, 52000], ["辛公司", 30000, 40000]]
NAMES = ["庚公司", "辛公司"]
ALL: list[Any] = [*HEAD, "统一社会信用代码"]


def read(rows: list[list[Any]]) -> survey.Read:
    source = tables.open_table(text(rows), "表.csv")
    return survey.read(list(source.rows), source)


def asked(*rows: list[Any], head: list[str] = HEAD) -> dict[str, list[int]]:
    """Return the rows that are asked about or left out, by what is asked."""
    found = read([head, *rows])
    groups = {name: sorted(numbers) for name, numbers in found.groups.items() if numbers}
    left = [left.number for left in found.left]
    return groups | ({"left": left} if left else {})


LABELS = (
    "过次页 承前页 户数 共2户 总额 全市 均值 中位数 最大值 上年同期 同比增长 本年累计 期末余额 "
    "总数 累计数 合計 總計 （示例）某公司 样例公司 某某公司 （以下空白） 续表 行次 审核人签字"
)


@pytest.mark.parametrize("label", LABELS.split())
def test_a_row_that_is_called_as_no_firm_is_asked_about(
    label: str,
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    content = text([HEAD, *FIRMS, [label, 7, 11]])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "第 4 行" in found.words
    assert screening(content, "--force").names == NAMES
    assert asked(["3", label, 7, 11], *FIRMS, head=["序号", *HEAD]) == {"left": [2]}


def test_the_words_that_large_tables_are_searched_for_find_every_label() -> None:
    """A row that the words let pass would be a firm in a database, and none elsewhere."""
    others = "合计 小计 总计 平均 汇总 总和 Total 注：略 填表人 一、铸造类 （二） ※略"
    labels = [*LABELS.split(), *others.split()]
    assert [label for label in labels if not re.search(row_words.SUSPECT, label)] == []
    assert not re.search(row_words.SUSPECT, "庚公司")


@pytest.mark.parametrize("name", ["甲有限公司", "晋城全市通公司", "总额企业管理公司", "户数宝"])
def test_a_firm_is_not_asked_about(name: str) -> None:
    remark = ["本年累计", "同比增长"]
    rows = [[*FIRMS[0], "合同期内"], [*FIRMS[1], "无"], [name, 7, 11, *remark[:1]]]
    assert asked(*rows, head=[*HEAD, "备注"]) == {}


@pytest.mark.parametrize("name", ["", "—", "-", "/", "…", "……", "、", "暂无", "#N/A", "0"])
def test_a_sum_without_a_name_is_no_firm(
    name: str,
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    content = text([HEAD, *FIRMS, [name, 75000, 92000]])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "第 4 行" in found.words
    assert "没有名称的合计行" in found.words
    assert screening(content, "--force").names == NAMES
    assert asked(*FIRMS, [name, 1, 2]) == {"unsure": [4]}


def test_no_force_decides_whether_a_row_is_a_firm(
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    rows = [HEAD, *FIRMS, ["泽州县", 75000, 92000], ["", 7, 11], ["第 1 页 共 1 页"]]
    content = text([[*row, "", ""][:3] for row in rows])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "第 4 行“泽州县" in found.words
    assert "第 5 行“7 | 11”（没有企业名称） 不一定是企业；用 --doubtful in 照样测算" in found.words
    assert "只有一格有内容，多半不是企业；加 --force 不测算" in found.words
    forced = screening(content, "--force")
    assert (forced.status, forced.rows) == (2, [])
    assert ("不一定是企业" in forced.words, "只有一格" in forced.words) == (True, False)
    assert len(screening(content, "--doubtful", "in").rows) == 5
    out = screening(content, "--force", "--doubtful", "out")
    assert out.names == NAMES
    assert "2 行参加测算，3 行存疑的不测算" in out.words


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # Below all, below each part, and on top of each part.
        ([*FIRMS, ["泽州", 75000, 92000]], {"unsure": [4]}),
        ([*FIRMS, ["泽州", 75000.004, None]], {"unsure": [4]}),
        ([*FIRMS, ["泽州", "7.5亿", "9.2亿元"]], {"unsure": [4]}),
        (
            [*FIRMS, ["泽州", 75000, 92000], ["壬", 7, 8], ["癸", 1, 1], ["高平", 8, 9]],
            {"unsure": [4, 7]},
        ),
        ([*FIRMS, ["合计", 1, 1], ["壬", 7, 8], ["癸", 1, 1], ["高平", 8, 9]],
         {"left": [4], "unsure": [7]}),
        ([["泽州", 75000, 92000], *FIRMS], {"unsure": [2]}),
        ([["泽州", 75000, 92000], *FIRMS, ["高平", 7, 8], ["壬", 7, 8]], {"unsure": [2, 5]}),
        ([["晋城", 75007, 92008], ["泽州", 75000, 92000], *FIRMS, ["高平", 7, 8], ["壬", 7, 8]],
         {"unsure": [2, 3, 6]}),
        # A firm and its total, in parts of one row each.
        ([["庚", 5, 6], ["泽州", 5, 6], ["壬", 7, 8], ["高平", 7, 8]], {"unsure": [3, 5]}),
        # No sums: one differs, and not only one row is summed.
        ([*FIRMS, ["壬", 75000, 92001]], {}),
        ([FIRMS[0], ["辛", 0, 0], ["壬", 45000, 52000]], {}),
        ([["庚", "不清楚", ""], ["辛", "", "约五亿"], ["壬", "x", ""]], {}),
        ([["一、铸造类", 7, 8], *FIRMS], {"unsure": [2]}),
        ([["企业名称", 7, 8], *FIRMS], {"unsure": [2]}),
    ],
)  # fmt: skip
def test_sums_and_titles_are_found(rows: list[list[Any]], found: dict[str, list[int]]) -> None:
    assert asked(*rows) == found


def test_a_firm_with_a_code_is_no_sum() -> None:
    codes = [f"9114050{n}MA0K00000{n}" for n in range(3)]
    total = ["壬公司", 75000, 92000]
    rows = [[*row, code] for row, code in zip([*FIRMS, total], codes, strict=True)]
    assert asked(*rows, head=ALL) == {}
    assert asked(*rows[::-1], head=ALL) == {}


@pytest.mark.parametrize(
    "line", ["第 1 页 共 1 页", "1.本表由企业填报；", "* 未经审计", "开发有限责任公司"]
)
@pytest.mark.parametrize("width", [2, 3])
def test_a_line_with_one_cell_is_asked_about_at_any_width(line: str, width: int) -> None:
    rows = [row[:width] for row in [*FIRMS, [line, "", ""]]]
    assert asked(*rows, head=HEAD[:width]) == {"lone": [4]}
    assert asked(rows[0], *rows[2:], *rows[2:], head=HEAD[:width]) == {"lone": [3, 4]}


def test_a_row_that_continues_another_or_has_a_stray_cell_is_asked_about() -> None:
    head = [*HEAD, "china_brand"]
    assert asked([*FIRMS[0], "否"], ["", "", 3, "2025-06-01"], head=head) == {"unsure": [3]}
    book = workbook([HEAD, *FIRMS, [None, None, None, None, "x"]])
    source = tables.open_table(book, "表.xlsx")
    assert survey.read(list(source.rows), source).groups["lone"] == {4}


def test_a_row_that_numbers_the_columns_is_left_out() -> None:
    assert asked(["甲", 1, 2], *FIRMS) == {"left": [2]}
    assert [ask.id for ask in read([HEAD, ["甲", 1, 2], *FIRMS]).asks] == ["left"]
    assert read([HEAD, ["栏次", 1, 2], *FIRMS]).asks == []


def test_a_firm_that_is_there_twice_is_named(
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    rows = [
        ["庚公司", 1, 2, "91140500MA0K000001"],
        ["辛公司", 3, 5, "91140500MA0K000002"],
        ["庚公司", 7, 9, "91140500MA0K000001"],
        ["壬公司", 7, 9, "91140500ma0k000001"],
        ["癸公司", 8, 9, ""],
        ["子公司", 8, 7, ""],
    ]
    content = text([ALL, *rows])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "第 2、4、5 行“庚公司" in found.words
    assert "第 2、4 行" not in found.words
    assert len(screening(content, "--force").rows) == 6


@pytest.mark.parametrize(
    "head",
    [
        ["企业名称", "2023年营收（万元）", "", "企业名称", "2024年营收（万元）"],
        ["单位名称", "2024年营收（万元）", "", "企业名称", "2024年营收（万元）"],
    ],
)
def test_two_lists_side_by_side_are_refused(
    head: list[str],
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    content = text([head, ["甲公司", 45000, "", "乙公司", 52000]])
    for words in ((), ("--force", "--keep-going", "--map", "E列=leave", "--map", "D列=leave")):
        found = screening(content, *words)
        assert (found.status, found.rows) == (2, [])
        assert found.words.startswith("有两列企业名称（A、D）")


def test_duckdb_refuses_two_lists_side_by_side(
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    head = ["企业名称", "2023年营收（万元）", "企业名称", "2024年营收（万元）"]
    found = screening(text([list(head), ["甲公司", 45000, "乙公司", 52000]]), *LARGE)
    assert found.words.startswith("有两列企业名称（A、C）")


def test_two_names_of_one_firm_are_no_two_lists() -> None:
    head = ["企业名称", "法定代表人", "纳税人名称", "所属集团", "主管单位名称", *HEAD[1:]]
    assert read([head, ["甲", "张三", "甲公司", "某集团", "某局", 1, 2]]).problems == []


@pytest.mark.parametrize(
    "again",
    [
        ["企业名称", "2024年营收(万元)", "2023年营收(万元)"],
        ["单位名称", "2023年营收（元）", "2024年营收（元）"],
        ["企业名称", "备注", "地址"],
    ],
)
def test_another_header_further_down_is_refused(
    again: list[str],
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    found = screening(text([HEAD, FIRMS[0], again, FIRMS[1]]), "--keep-going", "--force")
    assert (found.status, found.rows) == (2, [])
    assert "第 3 行又是表头，与第 1 行不同" in found.words


def test_a_header_of_two_rows_may_be_repeated() -> None:
    def merge(sheet: Any) -> None:
        for row in (1, 4):
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)

    head: list[list[Any]] = [
        ["企业名称", "营业收入（万元）", None],
        [None, "2023年", "2024年"],
    ]
    source = tables.open_table(workbook([*head, FIRMS[0], *head, FIRMS[1]], merge), "表.xlsx")
    found = survey.read(list(source.rows), source)
    assert (found.problems, [number for number, _ in found.rows]) == ([], [3, 6])


def test_a_number_with_a_comma_and_no_quotes_is_refused(
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    lines = [
        ",".join([*HEAD, "备注"]),
        "甲公司,45000,52000,",
        "乙公司,45,000,52000",
        "丙公司,61,123,7",
    ]
    found = screening("\n".join(lines).encode(), "--keep-going", "--force")
    assert (found.status, found.rows) == (2, [])
    assert "第 3、4 行里像 45,000 这样带逗号的数没有加引号" in found.words
    assert screening("\n".join([*lines[:2], lines[3]]).encode()).status == 0
    zeros = text([list(HEAD), FIRMS[0], ["乙公司", "045000", 1]])
    for words in ((), LARGE):
        assert "以 0 开头" in screening(zeros, *words).words


def test_refused_rows_have_all_columns_and_are_not_counted(
    screening: Callable[..., Screened],  # noqa: F811
) -> None:
    head: list[Any] = [*HEAD[:2], "2024年营收（元）", "2024年营收"]
    rows: list[list[Any]] = [["甲公司", 45000, "x", "5亿"], ["乙公司", "五亿", "y", "5亿"]]
    found = screening(text([head, *rows]), "--keep-going", "--map", "2024年营收（元）=keep")
    assert found.status == 2
    assert "1 行参加测算，1 行有问题没有测算" in found.words
    assert [row["2024年营收（元）（原表）"] for row in found.rows] == ["x", "y"]
    assert found.rows[1]["理由"] == ""


@pytest.mark.usefixtures("large_without_amounts")
def test_duckdb_asks_about_names(screening: Callable[..., Screened]) -> None:  # noqa: F811
    rows = [*FIRMS, ["", 1, 2], ["—", 1, 3], FIRMS[0], ["均值", 7, 8]]
    found = screening(text([HEAD, *rows]), *LARGE)
    assert (found.status, found.rows) == (2, [])
    assert "第 4 行“1 | 2”（没有企业名称）、第 5 行“- | 1 | 3”（没有企业名称）" in found.words
    assert "第 2、6 行“庚公司 | 45000 | 52000” 名称或代码相同" in found.words
    assert "第 7 行“均值 | 7 | 8”（合计行）" in found.words
    assert len(screening(text([HEAD, *rows]), *LARGE, "--force", "--doubtful", "in").rows) == 5
    code = [["统一社会信用代码", HEAD[1]], ["A1", 50000], ["A1", 60000], ["", 70000]]
    assert "第 2、3 行“A1 | 50000” 名称或代码相同" in screening(text(code), *LARGE).words


def test_the_page_asks_about_the_same_rows() -> None:
    rows = [HEAD, *FIRMS, ["泽州县", 75000, 92000], ["* 未经审计", "", ""], FIRMS[0]]
    step("open_file", text(rows), "表.csv")
    step("more", 100)
    found = step("headings")
    choices = {ask["id"]: [choice["value"] for choice in ask["choices"]] for ask in found["ask"]}
    assert choices == {"lone": ["out", "in"], "unsure": ["in", "out"], "twice": ["ok"]}
    layout = {"columns": found["columns"], "readings": {}, "as_of": "2024-12-01"}
    assert len(step("lay_out", json.dumps(layout))["problems"]) == 3
    layout["answers"] = {"lone": "out", "unsure": "out", "twice": "ok"}
    done = step("lay_out", json.dumps(layout))
    assert (done["problems"], done["rows"]) == ([], 3)
