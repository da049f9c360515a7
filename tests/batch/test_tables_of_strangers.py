"""Tables as programs and offices hand them out: what nobody can see in them, and what is around."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from typing import TYPE_CHECKING, Any

import environment
import pytest
from batch.test_screen import step
from batch.test_tables_as_kept import (  # noqa: F401 - a fixture
    FIRMS,
    HEAD,
    LARGE,
    amounts,
    large_without_amounts,
    screening,
    shared,
    text,
    workbook,
)
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from calculator.batch import tables
from calculator.batch.parsing import amount_units, columns, proposals, survey
from calculator.batch.parsing import rows as row_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from batch.test_tables_as_kept import Screened

    Screening = Callable[..., Screened]

NAMES = ["甲公司", "乙公司", "丙公司"]
HEAD_WITHOUT_UNIT = ["企业名称", "2023年营收", "2024年营收"]

PROJECT = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
((ENTRY, _, START),) = (s.partition(":") for s in PROJECT["project"]["scripts"].values())
INSTALLED = f"from {ENTRY} import {START}; {START}()"
"""What the installed command does."""
ALL_OF_2024 = [420_000_000, 520_000_000, 610_000_000]


def read(content: bytes, header: int = -1) -> survey.Read:
    source = tables.open_table(content, "表")
    return survey.read(list(source.rows), source, header)


# --- What nobody sees -----------------------------------------------------------------------


def test_a_number_that_a_format_hides_is_refused(screening: Screening) -> None:  # noqa: F811
    for code in (";;;", '" "', "0;;", "#,##0;;;@"):
        hidden = code in {";;;", '" "'}
        assert (amount_units.as_shown(5, code) is not None) == hidden
        assert amount_units.as_shown(0, code) == "空"

    def hide(sheet: Any) -> None:
        sheet["C3"].number_format = sheet["B4"].number_format = ";;;"

    found = screening(workbook([HEAD, *FIRMS], hide))
    assert (found.status, found.rows) == (2, [])
    assert "（C3）：“#看不见的内容#” 不能用；可填 看得见的内容" in found.words
    assert "（B4）：“#看不见的内容#” 不能用" in found.words


def test_a_zero_that_is_shown_as_nothing_may_be_none_or_unknown(
    screening: Screening,  # noqa: F811
) -> None:
    def hide(sheet: Any) -> None:
        sheet["C3"].number_format = "#,##0;-#,##0;;@"

    def hide_all(sheet: Any) -> None:
        sheet.sheet_view.showZeros = False

    rows = [FIRMS[0], ["乙公司", "大型", 0], FIRMS[2]]
    for change in (hide, hide_all):
        content = workbook([HEAD, *rows], change)
        assert "（C3）：“空” 可以指没有，也可以指不清楚" in screening(content).words
        for word in ("没有", "不清楚"):
            assert screening(content, "--blank", word).names == NAMES
    assert screening(workbook([HEAD, *rows])).status == 0


@pytest.mark.parametrize("colour", [Color(rgb="FFFFFFFF"), Color(rgb="00FFFFFF"), Color(theme=0)])
def test_a_white_number_is_refused_where_the_paper_is_white(
    colour: Color,
    screening: Screening,  # noqa: F811
) -> None:
    def whiten(sheet: Any) -> None:
        for place in ("A1", "C2", "C3", "C4"):
            sheet[place].font = Font(color=colour)
        sheet["C3"].fill = PatternFill("solid", fgColor="FF000080")
        sheet["C4"].fill = PatternFill("solid", fgColor=colour)

    found = screening(workbook([HEAD, *FIRMS], whiten))
    assert found.status == 2
    assert re.findall(r"（(\w\d)）：“#看不见", found.words) == ["C2", "C4"]


def test_a_raised_number_is_no_digit(screening: Screening) -> None:  # noqa: F811
    def raised(mark: str) -> TextBlock:
        return TextBlock(InlineFont(vertAlign="superscript"), mark)

    def note(sheet: Any) -> None:
        sheet["A2"] = CellRichText("甲公司", raised("1"))
        sheet["C3"] = CellRichText("52000", raised("1"))

    content = workbook([HEAD, *FIRMS], note)
    for each in (content, shared(content)):
        found = screening(each)
        assert (found.status, found.words.count("（")) == (2, 2)
        assert "（C3）：“52000^1^” 不能用" in found.words
    assert tables._marked(["元/m", raised("2")]) == "元/m2"  # noqa: SLF001


def test_marks_without_width_and_escaped_ones_are_no_part_of_a_cell(
    screening: Screening,  # noqa: F811
) -> None:
    odd = ["42,000\u200b", "\u202d52000\u202c\u2003", "61000_x000D_\n_x000d_"]
    rows: list[list[Any]] = [[a, "小型", b] for a, b in zip(NAMES, odd, strict=True)]
    assert amounts(workbook([["\ufeff企业名称", "企业\u200b规模", HEAD[2]], *rows])) == ALL_OF_2024
    marked = "\ufeff\ufeff".encode() + text([HEAD, *FIRMS]) + b"\x1a"
    assert screening(marked).names == NAMES


def test_remarks_on_cells_are_told(screening: Screening) -> None:  # noqa: F811
    def remark(sheet: Any) -> None:
        sheet["C1"].comment = Comment("以万元计", "x")
        sheet["C3"].comment = Comment("应为 42000", "x")

    content = workbook([HEAD, *FIRMS], remark)
    assert "这些格有批注，批注没有读：C1、C3\n" in screening(content).words
    # Excel writes where its part is from the sheet's own folder.
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            held = old.read(part)
            if part.endswith("sheet1.xml.rels"):
                held = held.replace(b"/xl/comments/", b"../comments/")
            new.writestr(part, held)
    assert "没有读：C1、C3\n" in screening(out.getvalue()).words


# --- Text files -----------------------------------------------------------------------------


@pytest.mark.usefixtures("large_without_amounts")
def test_the_mark_between_cells_is_in_every_line(screening: Screening) -> None:  # noqa: F811
    lines = ["企业名称;企业规模;2024年营收（万元）", *(f"{a};{b};{c},5" for a, b, c in FIRMS)]
    found = screening("\n".join(lines).encode())
    assert "（C2）：“42000,5” 不能用" in found.words
    lines = [",".join(HEAD), *(f"\t{a}\t,{b},\t{c}\t" for a, b, c in FIRMS)]
    names = screening("\n".join(lines).encode()).names
    assert [name.strip("'\t") for name in names] == NAMES
    # Commas in one heading are fewer than the marks of all lines; a large table is cut alike.
    lines = [
        "企业名称;企业规模;2024年营收（单位：万元）（一,二,三）",
        *(f"{a};{b};{c}" for a, b, c in FIRMS),
    ]
    for words in ((), LARGE):
        use = ("--map", "2024年营收（单位：万元）（一,二,三）=revenue_2024", "--unit", "万元")
        assert screening("\n".join(lines).encode(), *words, *use).names == NAMES


@pytest.mark.usefixtures("large_without_amounts")
def test_a_point_in_the_place_of_a_comma_is_asked_about(
    screening: Screening,  # noqa: F811
) -> None:
    def table(unit: str, *written: str) -> bytes:
        rows = [[name, "小型", each] for name, each in zip(NAMES, written, strict=False)]
        return text([[*HEAD[:2], f"2024年营收（{unit}）"], *rows])

    doubtful = table("万元", "542.000", "652.000", "61.000")
    for words in ((), LARGE):
        found = screening(doubtful, *words)
        assert (found.status, found.rows) == (2, [])
        assert "C 列（如 " in found.words
        assert "像是用“.”分隔千位" in found.words
        assert screening(doubtful, *words, "--force").names == NAMES
        for clear in (
            table("亿元", "5.200", "5.300", "6.100"),
            table("万元", "42000.000", "652.000"),
            table("万元", "542.000"),
            text([[*HEAD, "产品密度"], *([*firm, f"7.{n}00"] for n, firm in enumerate(FIRMS, 1))]),
        ):
            keep = ("--keep", "产品密度") if "密度".encode() in clear else ()
            assert screening(clear, *words, *keep).status == 0


# --- Headings -------------------------------------------------------------------------------


def test_years_beneath_a_group_are_headings(screening: Screening) -> None:  # noqa: F811
    rows: list[list[Any]] = [
        ["", "晋城市专业镇企业营收情况表"],
        [""],
        ["", "企业名称", "年营业收入（万元）"],
        ["", "", 2023, 2024],
        *(["", name, 1, amount] for name, _, amount in FIRMS),
    ]
    found = read(workbook(rows))
    assert (found.last, amounts(workbook(rows))) == (3, ALL_OF_2024)
    assert [each.text for each in found.headings] == ["", "企业名称", "2023", "2024"]
    head: list[list[Any]] = [["企业名称", "营收（万元）", ""], ["", 2023, "2024年"]]
    assert read(workbook([*head, *([a, 1, c] for a, _, c in FIRMS)])).last == 1
    content = workbook([["企业名称", "营收（万元）", ""], ["", 7, 9], ["甲公司", 1, 2]])
    assert "看不出" in screening(content).words or "没有这一列" in screening(content).words


def test_the_nearest_of_several_headings_above_a_column_is_its_own() -> None:
    rows = [
        ["编制单位：协会", "", "2024年度", "", "单位：元"],
        ["序号", "客户名称", "营业收入", "", "期末余额"],
        ["", "", "本期发生额", "上期发生额", ""],
        *([n, name, amount, 1, 2] for n, (name, _, amount) in enumerate(FIRMS)),
    ]
    texts = [each.text for each in read(workbook(rows)).headings]
    assert texts == ["序号", "客户名称", "本期发生额", "上期发生额", "期末余额"]


def test_a_row_of_units_may_say_what_it_is_and_have_other_units(
    screening: Screening,  # noqa: F811
) -> None:
    head = ["企业名称", "2024年营收", "从业人数"]
    rows = [[name, amount, 80] for name, _, amount in FIRMS]
    units = ["计量单位", "万元", "人"]
    assert amounts(workbook([head, units, *rows])) == ALL_OF_2024
    assert screening(workbook([head, ["丁公司", "万元", "人"], *rows])).status == 2


@pytest.mark.usefixtures("large_without_amounts")
def test_units_by_row_are_refused_where_they_differ(screening: Screening) -> None:  # noqa: F811
    def table(heading: str, *units: str) -> bytes:
        rows = [[name, amount, unit] for (name, _, amount), unit in zip(FIRMS, units, strict=True)]
        return text([["企业名称", heading, "金额单位"], *rows])

    options = ("--keep", "金额单位")
    for words in (options, (*options, *LARGE)):
        for content in (
            table("2024年营收（元）", "万元", "", "万元"),
            table("2024年营收", "万元", "元", "万元"),
        ):
            found = screening(content, *words, "--force", "--unit", "万元")
            assert (found.status, found.rows) == (2, [])
            assert "C 列写着每一行的单位" in found.words
        assert screening(table("2024年营收（万元）", "万元", "", "万元"), *words).status == 0
        mixed = table("2024年营收（万元）", "万元", "元", "公斤")
        assert screening(mixed, *words).status == 0


def test_a_column_that_begins_blank_has_no_units(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        [*HEAD, "备注"],
        *([*firm, word] for firm, word in zip(FIRMS, ["", "", "元"], strict=True)),
    ]
    assert read(text(rows)).problems
    monkeypatch.setattr(row_words, "TRIED", 1)
    assert not read(text(rows)).problems


def test_a_table_that_lies_on_its_side_is_named(screening: Screening) -> None:  # noqa: F811
    rows: list[list[Any]] = [
        ["指标（万元）", *NAMES],
        ["2023年营收", 1, 2, 3],
        ["2024年营收", 42000, 52000, 61000],
    ]
    found = screening(workbook(rows))
    assert (found.status, found.rows) == (2, [])
    assert found.words.startswith("每一列像是一家企业")
    assert not survey._lying([["2024年营收"], [1]], read(workbook([HEAD, *FIRMS])).headings, 1)  # noqa: SLF001


def test_the_figures_of_the_year_before_are_never_proposed_for_the_year() -> None:
    heading = columns.Heading(3, "上年同期", ("2024年营业收入（千元）",), 1000)
    found = proposals.propose(heading, [1, 2])
    assert found == proposals.Proposal("", "写的是 2024 年的上一年，请您选")


# --- Totals ---------------------------------------------------------------------------------


def test_a_total_is_found_under_headings_that_say_nothing() -> None:
    def unsure(*rows: list[Any], head: list[str]) -> list[int]:
        found = read(text([head, *rows]))
        return sorted(found.groups["unsure"])

    pivot = ["行标签", "求和项:金额", "占比", "备注"]
    rows: list[list[Any]] = [
        ["铸造镇", 94000, "61%", ""], ["甲公司", 42000, "27%", "x"], ["乙公司", 52000, "34%", "y"],
        ["陶瓷镇", 61000, "39%", "z"], ["丙公司", 61000, "39%", ""],
    ]  # fmt: skip
    assert unsure(*rows, head=pivot) == [2, 5]
    # Of several columns of numbers, most must be sums; and small numbers prove nothing.
    three = [["甲", 5000, 7000, 9000], ["乙", 6000, 8000, 9500], ["丙", 11000, 100, 8000]]
    assert unsure(*three, head=["户名", "一", "二", "三"]) == []
    assert unsure(["甲", 5], ["乙", 6], ["丙", 11], head=["户名", "人数"]) == []


def test_a_total_below_a_single_firm_is_asked_about() -> None:
    head = ["企业名称", "2023年营收（万元）", "2024年营收（万元）"]

    def unsure(*rows: list[Any]) -> list[int]:
        return sorted(read(text([head, *rows])).groups["unsure"])

    assert unsure(["甲公司", 5, 6], ["巴公镇", 5, 6]) == [3]
    assert unsure(["甲公司", "", 6], ["巴公镇", "", 6]) == [3]
    assert unsure(["甲公司", "", 6], ["乙公司", "", 6], ["丙公司", 7, 8]) == []
    assert unsure(["甲公司", 5, 6], ["乙公司", "", 6]) == []
    assert unsure(["甲公司", 7, 6], ["合计", 7, 6], ["乙公司", 5, 6], ["巴公镇", 5, 6]) == [5]


def test_a_total_on_top_of_firms_with_codes_is_asked_about() -> None:
    head = ["企业名称", "统一社会信用代码", "2024年营收（万元）"]
    rows = [["巴公镇", "", 11], ["甲公司", "9" * 18, 5], ["乙公司", "8" * 18, 6]]
    assert sorted(read(text([head, *rows])).groups["unsure"]) == [2]
    rows[0][1] = "7" * 18
    assert sorted(read(text([head, *rows])).groups["unsure"]) == []


def test_the_title_of_a_part_may_be_merged_over_its_row(
    screening: Screening,  # noqa: F811
) -> None:
    rows = [HEAD, ["铸造镇", None, None], *FIRMS]
    content = workbook(rows, lambda sheet: sheet.merge_cells("A2:C2"))
    assert "第 2 行“铸造镇” 只有一格有内容" in screening(content).words
    assert screening(content, "--force").names == NAMES


# --- Amounts that nobody believes -----------------------------------------------------------


@pytest.mark.usefixtures("large_without_amounts")
def test_a_few_amounts_far_below_all_others_are_asked_about(
    screening: Screening,  # noqa: F811
) -> None:
    many = [[f"{n}号公司", "小型", 30000 + n] for n in range(60)]
    for words in ((), LARGE):
        found = screening(text([HEAD, *many, ["壬", "小型", 5.2]]), *words)
        assert (found.status, found.rows) == (2, [])
        told = "61 个金额里有 1 个不到100万元（第 62 行），别的都不低于3亿元，是不是单位差了"
        assert told in found.words
        low = [[f"低{n}", "小型", 5 + n] for n in range(9)]
        assert (
            "第 2、3、4、5、6、7、8、9 行等）" in screening(text([HEAD, *low, *many]), *words).words
        )
        # Not where there is something between, and not where they are many.
        for others in ([["壬", "小型", 5.2], ["癸", "小型", 300]], low * 2):
            named = [[f"{n}-{name}", *rest] for n, (name, *rest) in enumerate(others)]
            assert screening(text([HEAD, *many[:20], *named]), *words).status == 0


def test_force_for_one_reason_hides_no_other(screening: Screening) -> None:  # noqa: F811
    content = text([[*HEAD[:2], "2024年营收（元）"], *FIRMS, ["合计", "", 155000]])
    found = screening(content)
    assert ("（合计行）" in found.words, "是不是单位差了" in found.words) == (True, True)
    forced = screening(content, "--force")
    assert forced.names == NAMES
    assert (
        "第 5 行“合计 | 155000”（合计行） 不是企业，将不参加测算：这些行不是企业\n" in forced.words
    )
    assert "是不是单位差了？\n" in forced.words
    # Of amounts without a unit nothing is said before they have one.
    bare = text([[*HEAD[:2], "2024年营收"], *FIRMS])
    assert "是不是单位差了" not in screening(bare).words
    assert (
        "（第 3 行）" in screening(text([HEAD, *FIRMS[:1], ["乙", "小型", 6e8]]), "--force").words
    )


def test_the_page_asks_about_points_and_few_low_amounts() -> None:
    step("open_file", text([HEAD, *([f"{n}号", "小型", f"5{n}.000"] for n in range(6))]), "表.csv")
    step("more", 100)
    found = step("headings")
    assert [ask["id"] for ask in found["ask"]] == ["points"]
    layout = {"columns": found["columns"], "readings": {}, "as_of": "2024-12-01"}
    assert len(step("lay_out", json.dumps(layout))["problems"]) == 1


# --- Large tables ---------------------------------------------------------------------------

FULL = ["企业名称", "统一社会信用代码", "2023年营收（万元）", "2024年营收（万元）", "备注"]
CODE = "911405000000000011"


@pytest.mark.usefixtures("large_without_amounts")
@pytest.mark.parametrize(
    "rows",
    [
        # Lone cells, nameless rows, titles of parts and of columns.
        [["甲", "", 45000, 52000, ""], ["附表二", "", "", "", ""], ["", "", 7, 8, "x"]],
        [["一帆公司", "", 45000, 52000, ""], ["", "", "", 8, ""]],
        [["甲", "", 45000, 52000, ""], ["一、铸造类", "", 7, 8, ""], ["单位", "", 7, 9, ""]],
        [["甲", "", 45000, 52000, ""], ["#N/A", "", 7, 8, ""], ["（暂无）", "", 7, 9, ""]],
        [["附表二", "", "", "", ""], ["附表三", "", "", "", ""]],
        # Sums below, since a total, on top, without a name, and none of a firm with a code.
        [["甲", "", 45000, 52000, ""], ["乙", "", 30000, 40000, ""], ["镇", "", 75000, 92000, ""]],
        [["甲", "", 45000, 52000, ""], ["乙", "", 30000, 40000, ""], ["", "", 75000, 92000, ""]],
        [["甲", CODE, 1, 2, ""], ["小计", "", 1, 2, ""], ["乙", "", 3, 4, ""],
         ["丙", "", 5, 6, ""], ["镇", "", 8, 10, ""]],
        [["镇", "", 75000, 92000, ""], ["甲", "", 45000, 52000, ""], ["乙", "", 30000, 40000, ""]],
        [["市", "", 80000, 99000, ""], ["镇", "", 75000, 92000, ""], ["甲", "", 45000, 52000, ""],
         ["乙", "", 30000, 40000, ""], ["乡", "", 5000, 7000, ""], ["丙", "", 5000, 7000, ""]],
        [["甲", "", 45000, 52000, ""], ["乙", "", 30000, 40000, ""],
         ["丙", CODE, 75000, 92000, ""]],
        [["甲", "", 45000, 52000, ""], ["镇", "", 45000, 52000, ""]],
        [["镇", CODE, 9, 11, ""], ["甲", "", 4, 5, ""], ["乙", "", 5, 6, ""]],
        [["镇", "", 9, 11, ""], ["甲", CODE, 4, 5, ""], ["乙", CODE[::-1], 5, 6, ""]],
        # The same firm in other widths and with blanks.
        [["甲（新）公司", "", 45000, 52000, ""], ["甲(新) 公司", "", 7, 8, ""]],
        [["甲", CODE, 45000, 52000, ""], ["乙", f"{CODE} ", 7, 8, ""], ["丙", "", 7, 9, ""]],
        # Other headings, and the same once more.
        [["甲", "", 45000, 52000, ""], FULL, ["乙", "", 7, 8, ""]],
        [["甲", "", 45000, 52000, ""], [*FULL[:2], FULL[3], FULL[2], FULL[4]]],
        [["甲", "乙", 1, 2, 3], ["甲公司", "", 45000, 52000, ""]],
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "words",
    [
        (),
        *(
            pytest.param(words, marks=pytest.mark.slow)
            for words in (("--force",), ("--force", "--doubtful", "out"), ("--doubtful", "in"))
        ),
    ],
    ids=" ".join,
)
def test_large_tables_are_asked_about_in_the_same_words(
    rows: list[list[Any]],
    words: tuple[str, ...],
    screening: Screening,  # noqa: F811
) -> None:
    content = text([FULL, *rows])

    def said(*options: str) -> tuple[int, list[str], list[str]]:
        found = screening(content, *options)
        lines = [
            line for line in found.words.splitlines() if not line.startswith(("共 ", "列名在"))
        ]
        return found.status, sorted(lines), [row["行号"] for row in found.rows]

    assert said(*words, *LARGE) == said(*words)


@pytest.mark.usefixtures("large_without_amounts")
def test_a_line_that_begins_with_a_number_sign_is_a_row(
    screening: Screening,  # noqa: F811
) -> None:
    head = ["企业名称", "2024年营收（万元）", "备注"]
    content = text([head, ["甲公司", 52000, ""], ["#乙", 45000, "x"]])
    for words in ((), LARGE):
        assert screening(content, *words, "--doubtful", "in").names == ["甲公司", "#乙"]


@pytest.mark.usefixtures("large_without_amounts")
def test_large_tables_without_amounts_or_names_are_read(
    screening: Screening,  # noqa: F811
) -> None:
    tables_: list[list[list[Any]]] = [
        [["企业名称", "企业规模"], ["甲", "小型"], ["乙", "大型"]],
        [["2024年营收（万元）"], [52000], [61000]],
    ]
    for table in tables_:
        assert screening(text(table), *LARGE).status == 0
    found = screening(text([HEAD, *FIRMS]), *LARGE, "--hidden", "in")
    assert "不与 --keep-going、--sheet、--header、--hidden 同用" in found.words


def test_whether_one_row_is_the_sum_of_the_next_is_soon_known() -> None:
    below = iter([[4.0], [5.0], [6.0], [7.0]])
    assert not row_words.begins_with_sum([8.0], below)
    assert list(below) == [[6.0], [7.0]]
    assert row_words.begins_with_sum([9.0], [[4.0], [5.0]])
    assert not row_words.begins_with_sum([9.0], [[4.0]])


def test_what_a_conditional_format_may_hide_is_told(screening: Screening) -> None:  # noqa: F811
    rule: Any = CellIsRule

    def below_a_line(colour: str) -> Callable[[Any], None]:
        given = rule(operator="lessThan", formula=["50000"], font=Font(color=colour))
        return lambda sheet: sheet.conditional_formatting.add("B2:C4", given)

    told = "有条件格式会把一些格的内容藏起来；藏起来的也读了"
    for colour, is_told in (("FFFFFFFF", True), ("FFFF0000", False)):
        found = screening(workbook([HEAD, *FIRMS], below_a_line(colour)))
        assert (told in found.words) == is_told, colour


@pytest.mark.parametrize(
    "above",
    [
        [["企业名称", "营业收入（万美元）", ""], ["", "2023年营收", "2024年营收"]],
        [["单位：万美元", "", ""], HEAD_WITHOUT_UNIT],
        [["测算表（单位：万元，出口单位：万美元）", "", ""], HEAD_WITHOUT_UNIT],
    ],
)
def test_foreign_money_is_noticed_wherever_it_is_named(
    above: list[list[str]],
    screening: Screening,  # noqa: F811
) -> None:
    content = text([*above, ["甲公司", 45000, 52000]])
    found = screening(content, "--unit", "万元")
    assert found.status == 2
    assert "：表里写的是美元，请换算成人民币再填" in found.words
    step("open_file", content, "a.csv")
    step("more", 100)
    chosen = [{**each, "unit": 10_000} for each in step("headings")["columns"]]
    layout = {"columns": chosen, "readings": {}, "as_of": "2024-12-01"}
    problems = step("lay_out", json.dumps(layout))["problems"]
    assert sum("表里写的是美元" in each for each in problems) == 2


@pytest.mark.usefixtures("large_without_amounts")
@pytest.mark.parametrize("name", ["甲公司、乙公司", "甲铸造厂和乙铸造厂", "甲公司/乙合作社"])
def test_several_firms_in_one_cell_are_asked_about(
    name: str,
    screening: Screening,  # noqa: F811
) -> None:
    content = text([FULL, [name, "", 45000, 52000, ""], ["和合公司", "", 30000, 40000, ""]])
    for words in ((), LARGE):
        found = screening(content, *words)
        assert found.status == 2
        assert f"第 2 行“{name} | 45000 | 52000”（像是几家写在一格里） 不一定是企业" in found.words
        assert screening(content, *words, "--doubtful", "out").names == ["和合公司"]


# --- The end of the process -----------------------------------------------------------------


@pytest.mark.slow
def test_told_to_end_it_leaves_nothing_behind(tmp_path: Path) -> None:
    table, out = tmp_path / "table.csv", tmp_path / "out.csv"
    many = [[f"{n}号", "小型", 30000 + n] for n in range(30_000)]
    table.write_bytes(text([HEAD, *many]))
    process = subprocess.Popen(
        [sys.executable, "-c", INSTALLED, "screen", table, "-o", out],
        cwd=environment.ROOT,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".out.csv*")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    assert list(tmp_path.iterdir()) == [table]


def test_told_to_end_as_the_file_appears_it_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def created(path: Path, mode: str) -> None:
        path.touch()
        assert (mode, list(tmp_path.iterdir())) == ("xb", [path])
        raise SystemExit

    monkeypatch.setattr("pathlib.Path.open", created)

    with pytest.raises(SystemExit):
        tables.write_whole(tmp_path / "out.csv", [b"x"])

    assert list(tmp_path.iterdir()) == []
