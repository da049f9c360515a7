"""Tables as people really keep them: every cell is read right, asked about, or refused by name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from batch.test_screen import results, run, step
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from calculator.batch import page, screen, tables
from calculator.batch.parsing import amount_units, cells, columns, plausible, survey
from calculator.engine.case import Case
from calculator.engine.describing import sql
from calculator.engine.rules.facts.texts import BadText
from calculator.policy import POLICY
from calculator.policy.facts import REVENUE_2024

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

HEAD: list[Any] = ["企业名称", "企业规模", "2024年营收（万元）"]
FIRMS: list[list[Any]] = [
    ["甲公司", "小型", 42000],
    ["乙公司", "大型", 52000],
    ["丙公司", "中型", 61000],
]
LINE: list[Any] = ["甲", "小型", 42000]
BOTH: list[Any] = ["甲", "小型", 1, 42000]
PLAIN = [*HEAD[:2], "2024年营收"]


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """Return an XLSX file with these rows, and what ``change`` does to its sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "高平"
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


class Screened:
    """What ``screen`` did with a file: its status, its words, and its rows."""

    def __init__(self, folder: Path, told: Any, content: bytes, *words: str) -> None:
        """Run it."""
        path = folder / ("table.xlsx" if content.startswith(b"PK") else "table.csv")
        out = folder / "out.csv"
        out.unlink(missing_ok=True)
        path.write_bytes(content)
        self.status = run("screen", path, "-o", out, *words)
        captured = told.readouterr()
        assert not captured.out
        self.words = captured.err
        self.rows = results(out) if out.exists() else []

    @property
    def names(self) -> list[str]:
        """Return the names of the firms in the result."""
        return [row["企业名称"] for row in self.rows]


@pytest.fixture
def screening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Screened]:
    return lambda content, *words: Screened(tmp_path, capsys, content, *words)


@pytest.fixture
def large_without_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let --engine duckdb pay 0 to each row: what is asked here is which rows there are.

    To plan the statement of the rules takes most of a second; what it pays is for `test_sql.py`.
    """
    nothing = ", ".join(f"0 AS {name}" for name in sql.output_columns(POLICY))
    text_ = f"SELECT id, {nothing} FROM applicants"  # noqa: S608 - our own names
    monkeypatch.setattr(sql, "statement", lambda *_, **__: text_)


def amounts(content: bytes, header: int = -1) -> list[Any]:
    """Return how the amounts of 2024 are understood, row by row."""
    source = tables.open_table(content, "表")
    found = survey.read(list(source.rows), source, header)
    layout, _ = columns.lay_out(found.headings)
    reader = screen.Reader(layout, POLICY.last_day)
    rows = [reader.row(*row) for row in found.rows]
    assert not [row.problems for row in rows if row.problems]
    return [row.case.answers["revenue_2024"][0] for row in rows if row.case]


# --- Days -----------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", ["0:00:00", "00:00", "13:45", "23:59:59.000"])
@pytest.mark.parametrize("day", range(1, 32))
def test_a_time_behind_a_day_changes_no_day(day: int, clock: str) -> None:
    right = dt.date(2024, 5, day)
    event = next(fact for fact in POLICY.facts if fact.id == "china_brand")
    for cell in (f"2024/5/{day} {clock}", f"2024-05-{day:02}T{clock}", f"2024年5月{day}日{clock}"):
        assert cells.read_cell(event, cell) == right


@pytest.mark.parametrize(
    "cell",
    ["2024-05-09T16:00:00Z", "2024/5/1 24:00", "2024-05-0110:00", "2024/5/1 0", "2024 0510",
     "2024-05-01\n2024-06-01"],
)  # fmt: skip
def test_what_is_no_single_day_here_is_refused(cell: str) -> None:
    event = next(fact for fact in POLICY.facts if fact.id == "china_brand")
    with pytest.raises(BadText):
        cells.read_cell(event, cell)


def test_a_day_in_a_format_that_excel_saves_as_a_number_alone_is_read() -> None:
    def month(sheet: Any) -> None:
        for place, style in (("B2", "MONTH"), ("B3", "DAY")):
            sheet[place].number_format = style

    may = dt.date(2024, 5, 1)
    content = workbook([["企业名称", "china_brand"], ["甲", may], ["乙", may]], month)

    def known(styles: bytes) -> bytes:
        # Excel writes no format for these numbers: it knows them.
        for code, number in ((b"MONTH", b"57"), (b"DAY", b"31")):
            own = re.findall(rb'numFmtId="(\d+)" formatCode="' + code, styles)[0]
            styles = re.sub(b'<numFmt numFmtId="%s"[^>]*>' % own, b"", styles)
            styles = styles.replace(b'numFmtId="%s"' % own, b'numFmtId="%s"' % number)
        return styles

    rows = tables.read_table(changed(content, "xl/styles.xml", known), "表.xlsx")
    assert rows[1:] == [("甲", "2024年5月"), ("乙", dt.datetime(2024, 5, 1))]  # noqa: DTZ001


EVENT = ["企业名称", "china_brand"]


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (1, "yyyy-mm-dd", "大概只写了 1）"),
        (61, "yyyy-mm-dd", "大概只写了 61）"),
        (2024, "yyyy/m/d", "“1905-07-16” 不像发生的日期（单元格里大概只写了 2024）"),
        (-1, "yyyy-mm-dd", "大概只写了 -1）"),
        (45413, "h:mm", "“00:00” 不能用"),
        (45413, "[$-804]yyyy h:mm", "“2024年” 不能用"),
        (45413, "0", "45413” 像是 2024-05-01 的序号；把这一列设成日期格式再存"),
        (99999, "0", "“99999” 不能用"),
        (20240, "yyyy-mm", "“1955年5月” 不像发生的日期"),
    ],
)
def test_a_number_that_is_no_day_is_refused_as_a_day(
    number: int, code: str, words: str, screening: Callable[..., Screened]
) -> None:
    def form(sheet: Any) -> None:
        sheet["B2"].number_format = code

    found = screening(workbook([EVENT, ["甲", number]], form))
    assert (found.status, found.rows) == (2, [])
    assert words in found.words


@pytest.mark.parametrize("day", ["1989-12-31", "1989年12月", "2036-01-01", "9999-12-31"])
def test_a_day_far_from_the_term_is_refused(day: str, screening: Callable[..., Screened]) -> None:
    content = text([EVENT, ["甲", day]])
    for words in ([], ["--engine", "duckdb"]):
        found = screening(content, *words)
        assert (found.status, found.rows) == (2, [])
        assert "不像发生的日期；" in found.words
    assert screening(text([EVENT, ["甲", "1990-01-01"], ["乙", "2035-12-31"]])).status == 0


# --- CSV ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["甲,小型,1", '"乙,小型,2', "丙,小型,3", "丁,小型,4"], 3),
        (["甲,小型,1", '"乙,小型,2', '"丙,小型,3', "丁,小型,4"], 3),
        (["甲,小型,1", '"乙,小型,2', '丙",小型,3', "丁,小型,4"], 3),
        (["甲,小型,1", '乙,"小型,2', "丙,小型,3"], 3),
    ],
)
def test_a_stray_quotation_mark_swallows_no_row(lines: list[str], row: int) -> None:
    content = "\n".join(["企业名称,企业规模,2024年营收（万元）", *lines]).encode()
    with pytest.raises(tables.Unusable, match=f"第 {row} 行：引号"):
        tables.read_table(content, "表.csv")


def test_a_remark_of_several_lines_is_one_cell() -> None:
    rows = [[*HEAD, "备注"], ["甲", "小型", "5亿", "一，\n二,三"]]
    assert tables.read_table(text(rows), "表.csv")[1][3] == "一，\n二,三"


@pytest.mark.parametrize("row", ["乙,小型,52,000万", "乙,小型,52,000,"])
def test_a_row_that_is_longer_than_the_headings_is_refused(
    row: str, screening: Callable[..., Screened]
) -> None:
    found = screening("\n".join([",".join(HEAD), "甲,小型,1", row]).encode(), "--force")
    assert (found.status, found.rows) == (2, [])
    assert "第 3 行有" in found.words


def test_a_mark_behind_every_row_is_no_cell(screening: Callable[..., Screened]) -> None:
    assert screening("企业名称,企业规模\n甲,小型,\n乙,大型,\n".encode()).names == ["甲", "乙"]


def test_a_cell_under_no_heading_is_asked_about(screening: Callable[..., Screened]) -> None:
    content = "企业规模,企业名称,\n小型,甲,x\n大型,乙,\n".encode()
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "C2 处有内容" in found.words
    assert screening(content, "--force").names == ["甲", "乙"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf\n \n", "文件是空的"),
        (b"\n<html><table><tr><td>1</td></tr></table></html>", "这是网页或 XML 格式的文件"),
        (b'<?xml version="1.0"?><Workbook/>', "这是网页或 XML 格式的文件"),
        (text([HEAD, *FIRMS]).decode().encode("utf-16-le"), "没有 BOM 的 UTF-16"),
        ("企業名稱,2024年營收\n甲,1\n".encode("big5"), "像是 Big5 编码"),
        (b"\xff\xff\xff\n", "不是 UTF-8，也不是 GB18030"),
        ("企业名称，企业规模\n甲，小型\n\n".encode(), "各格之间是“，”"),
        ("企业名称|企业规模\n甲|小型\n".encode(), "各格之间是“|”"),
        ("企业名称      企业规模\n甲公司    小型\n".encode(), "各格之间是空格"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(
    content: bytes, words: str, screening: Callable[..., Screened]
) -> None:
    found = screening(content)
    assert (found.status, found.words.count("\n")) == (2, 1)
    assert words in found.words


# --- Units ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：万元"], PLAIN, LINE],
        [["企业营收表（万元）"], PLAIN, LINE],
        [["营收表"], ["填报单位：某局", None, "金额单位：人民币万元"], PLAIN, LINE],
        [["", "", "营业收入（万元）", ""], [*HEAD[:2], "2023年营收", "2024年营收"], BOTH],
        [[*HEAD[:2], "营业收入（万元）", ""], ["", "", "2023年", "2024年"], BOTH],
        [["企业情况", "", "营业收入/万元", ""], [*HEAD[:2], "2023年", "2024年"], BOTH],
        [["", "", "营业收入（万元）", ""], ["名号", "大小", "2023年", "2024年"], BOTH],
        [PLAIN, ["", "", "（万元）"], LINE],
        [["", "", "单位：户、万元"], PLAIN, LINE],
        [["", "", "不含税营业收入（万元）"], PLAIN, LINE],
        [["营收表　币种：人民币，单位：万元。"], PLAIN, LINE],
        [["名单（2024年，单位：万元）"], ["单位：某局"], PLAIN, LINE],
        [[*HEAD[:2], "2024年营收（万元，不含税）"], LINE],
        [[*HEAD[:2], "2024年营收(万)"], LINE],
        [[*HEAD[:2], "2024年营业收入/万元"], LINE],
        [[*HEAD[:2], "2024年营收（千元）"], ["甲", "小型", 420000]],
        [[*HEAD[:2], "2024年营收\n（单位：百万元）"], ["甲", "小型", 420]],
        [[*HEAD[:2], "2024年营收亿元"], ["甲", "小型", 4.2]],
    ],
)  # fmt: skip
def test_a_unit_counts_wherever_it_is_stated(rows: list[list[Any]]) -> None:
    assert amounts(text(rows)) == [420_000_000]
    assert amounts(workbook(rows)) == [420_000_000]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (42000, '#,##0"万元"'),
        (4.2, '0.00"亿"'),
        (420_000_000, '0!.0,"万元"'),
        (420_000_000, '[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"'),
        (420_000, '#,##0"千元";-#,##0"千元"'),
    ],
)
def test_a_unit_in_a_number_format_counts(number: float, code: str) -> None:
    def form(sheet: Any) -> None:
        sheet["A2"].number_format = code

    assert amounts(workbook([["2024年营收", "企业名称"], [number, "甲"]], form)) == [420_000_000]


@pytest.mark.parametrize("number", [5, 8, 42, 44])
def test_the_money_format_of_this_place_is_yuan(number: int) -> None:
    def form(sheet: Any) -> None:
        sheet["C2"].number_format = "[$￥-804]#,##0.00"

    content = workbook([HEAD, LINE], form)
    code = b'numFmtId="%d"' % number
    own = re.compile(rb'numFmtId="16\d"(?! formatCode)')
    assert amounts(changed(content, "xl/styles.xml", lambda old: own.sub(code, old))) == [
        420_000_000
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [(0.5, "0%"), (0.5, "0.00%"), (42000, '"$"#,##0'), (42000, "[$$-409]#,##0.00"),
     (42000, '0"万美元"'), (42000, '"否"'), (42000, "[$€-2] 0")],
)  # fmt: skip
def test_a_percentage_and_foreign_money_are_no_amounts(
    number: float, code: str, screening: Callable[..., Screened]
) -> None:
    def form(sheet: Any) -> None:
        sheet["C2"].number_format = code

    found = screening(workbook([HEAD, ["甲", "小型", number]], form), "--force")
    assert (found.status, found.rows) == (2, [])
    assert "（C2）" in found.words


def test_a_format_that_shows_only_words_is_read_as_they_say() -> None:
    read = amount_units.as_shown
    no = '"否";;"是"'
    assert (read(1, no), read(0, no)) == ("否", "是")
    assert (read(1, '[=1]"√";[=0]"×"'), read(0, '[=1]"√";[=0]"×"')) == ("√", "×")
    assert read(0.125, "0.0%;-0.0%") == "12.5%"
    assert read(12.5, '0.0"%"') == "12.5%"
    assert read(5, "[$USD] 0") == "5USD"
    assert read(-5, '0"万元"') == "-5万元"
    assert read(0, '"是";"负"') == "是"
    assert read(5, '0"万元（含税）"') == "5万元（含税）"
    for plain in (
        '#,##0;-#,##0;"-"',
        '_ * #,##0_ ;_ * "-"??_ ',
        "[Red][$-804]General;;@",
        "[$￥-804]0",
    ):
        assert read(0, plain) is None
        assert read(5, plain) is None


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_struck_through_is_refused(
    whole: bool,
    screening: Callable[..., Screened],
) -> None:
    def strike(sheet: Any) -> None:
        struck: list[str | TextBlock] = [TextBlock(InlineFont(strike=True), "4")]
        sheet["C3"] = CellRichText([*struck, TextBlock(InlineFont(), "5"), "2000"])
        if whole:
            sheet["C3"] = 52000
            sheet["C3"].font = Font(strike=True)
            sheet["D4"].font = Font(strike=True)

    content = workbook([HEAD, *FIRMS], strike)
    for each in (content, content if whole else shared(content)):
        found = screening(each)
        assert (found.status, found.rows) == (2, [])
        assert ("“~~52000~~” 不能用" if whole else "“~~4~~52000” 不能用") in found.words
        assert "第 4 行" not in found.words


def shared(content: bytes) -> bytes:
    """Return a workbook with its texts in a part of their own, as Excel has them."""
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = re.findall(rb"<is>(.*?)</is>", archive.read(sheet))
    places = itertools.count()
    content = changed(
        content,
        sheet,
        lambda part: re.sub(
            rb'"inlineStr"><is>.*?</is>', lambda _: b'"s"><v>%d</v>' % next(places), part
        ),
    )
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        found = b"".join(b"<si>%s</si>" % inside for inside in texts)
        space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        archive.writestr("xl/sharedStrings.xml", b"<sst %s>%s</sst>" % (space, found))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    return changed(
        out.getvalue(), "[Content_Types].xml", lambda old: old.replace(b"</Types>", part)
    )


def test_a_number_that_is_shown_scaled_down_without_a_word_is_refused() -> None:
    shown = amount_units.as_shown(42_000_000, "#,##0,")
    assert shown == "42000（格式缩小了显示的数，没有写单位）"
    with pytest.raises(BadText, match="格式缩小了显示的数"):
        cells.read_cell(REVENUE_2024, shown, 1000)
    assert amount_units.as_shown(5, '0"万";;') == "5万"
    assert amount_units.as_shown(5, "[=1]0") is None
    for code in ("[<1]0;0", "[<=1]0;0", "[>9]0;0", "[<>5]0;0", "_ * #,##0.00_ ", '0"家"'):
        assert amount_units.as_shown(5, code) is None


UNCLEAR = [
    "注册资本单位：万元", "拟奖励：10万元", "拟奖励（万元）", "注册资本（单位：万元）为准",
    "2024年奖补资金（万元）测算表", "单位：千元/万元", "单位：元、万元", "原单位：元，现单位：万元",
    "（单位：元）（单位：万元）", "单位：万元，其中2023年为元", "不以万元为单位", "填报单位：元",
    "资产单位：万元；营收单位：元", "表（万元，同比）",
]  # fmt: skip


@pytest.mark.parametrize("line", UNCLEAR)
@pytest.mark.parametrize("place", [0, 2])
def test_the_unit_of_something_else_or_an_unclear_one_is_asked_about(
    line: str, place: int, screening: Callable[..., Screened]
) -> None:
    above = ["", "", ""]
    above[place] = line
    found = screening(text([above, PLAIN, ["甲", "小型", 400_000]]))
    assert (found.status, found.rows) == (2, [])
    assert "没有写单位" in found.words


def test_an_exception_in_another_line_makes_a_unit_unclear(
    screening: Callable[..., Screened],
) -> None:
    content = text([["单位：万元"], ["其中2024年为元"], PLAIN, LINE])
    assert "没有写单位" in screening(content).words


@pytest.mark.parametrize(
    "words",
    ["（单位:万元、元）", "（万元，同比）", "（元）（万元）", "（不以万元计）/万元", "过10亿"],
)
def test_a_heading_with_two_units_or_a_doubt_names_none(
    words: str, screening: Callable[..., Screened]
) -> None:
    heading = f"2024年营收{words}"
    content = text([[*HEAD[:2], heading], ["甲", "小型", 400_000]])
    assert screening(content).status == 2
    found = screening(content, "--map", "C列=revenue_2024")
    assert (found.status, found.rows) == (2, [])
    assert "没有写单位" in found.words


def test_what_names_no_unit_is_none() -> None:
    for line in ("填报单位：某局", "单位：元/㎡", "单位：万元、元", "主管单位：万元公司", "名单"):
        assert amount_units.stated(line) is None
    assert amount_units.stated("以万元为单位") == 10_000
    assert amount_units.parted("营收（万美元）") == ("营收（万美元）", None)
    assert amount_units.parted("营收万美元") == ("营收万美元", None)
    called = [amount_units.called(each) for each in (1, 10_000, 100_000)]
    assert called == ["元", "万元", "100000元"]


def test_an_amount_that_nobody_gave_a_unit_is_asked_about(
    screening: Callable[..., Screened],
) -> None:
    content = text([PLAIN, LINE, ["乙", "小型", "0"], ["丙", "小型", "5亿"]])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "1 个金额没有写单位（如 42000）；用 --unit 万元" in found.words
    assert screening(content, "--unit", "万元").status == 0
    assert screening(content, "--unit", "2024年营收=亿元", "--unit", "元", "--force").status == 0
    for wrong in ("斤", "没有=万元"):
        assert screening(content, "--unit", wrong).status == 2


@pytest.mark.parametrize(
    ("number", "unit", "word"), [(42000, "元", "最低"), (42000, "亿元", "最高")]
)
def test_amounts_that_nobody_believes_are_asked_about(
    number: int, unit: str, word: str, screening: Callable[..., Screened]
) -> None:
    content = text([[*HEAD[:2], f"2024年营收（{unit}）"], ["甲", "小型", number]])
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert f"政策{word}的一档" in found.words
    assert "是不是单位差了" in found.words
    assert screening(content, "--force").status == 0


def test_a_row_that_cannot_be_read_says_nothing_of_the_amounts() -> None:
    found = plausible.Amounts()
    found.add(None, 2)
    found.add(Case({}, {}, POLICY.last_day), 3)
    assert found.doubts() == []


# --- Rows that are no applicants ------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [["合计", "", 155000], ["", "小 计：", 3], ["高平市小计", "", 3], ["注：以上为快报数", "", ""],
     ["填表人：张三", "审核人：李四", ""], ["（一）钢铁", "", ""],
     ["以下空白", "", ""], ["数据来自年报", "", ""]],
)  # fmt: skip
def test_totals_notes_and_signatures_are_no_firms(
    row: list[Any], screening: Callable[..., Screened]
) -> None:
    rows = [HEAD, *FIRMS, row]
    for content in (text(rows), workbook([[cell or None for cell in each] for each in rows])):
        found = screening(content)
        assert (found.status, found.rows) == (2, [])
        assert "第 5 行" in found.words
        assert "--force" in found.words
        assert screening(content, "--force").names == ["甲公司", "乙公司", "丙公司"]


@pytest.mark.parametrize(
    "row", [HEAD, ["甲", "1", "2"], ["1", "2", "3"], ["示例（这一行不参加测算）", "小型", 1]]
)
def test_what_is_surely_no_firm_is_left_out_and_told(
    row: list[Any], screening: Callable[..., Screened]
) -> None:
    if row[0] == "甲":
        row = [*row, "3"]
    rows = [[*HEAD, "备注"], row, *FIRMS]
    found = screening(text(rows))
    assert found.names == ["甲公司", "乙公司", "丙公司"]
    assert "第 2 行不参加测算" in found.words
    assert "1 行不是企业" in found.words


def test_an_empty_table_has_no_rows() -> None:
    assert survey.read([], tables.Source()).problems == ["列名下面没有数据行"]
    assert amounts(text([["某表"], *[HEAD, *FIRMS]]), 1) == [420_000_000, 520_000_000, 610_000_000]
    found = survey.read([("企业规模",)], tables.Source(), 0)
    assert found.rows == []


def test_a_firm_of_which_only_the_name_is_known_is_a_firm() -> None:
    assert len(amounts(text([HEAD, ["甲", "小型", 1]]))) == 1
    rows = [tuple(HEAD), ("甲", None, None), ("乙", None, None)]
    sheet = screen.read_sheet(rows, POLICY.last_day)
    assert len(sheet.rows) == 2


# --- Workbooks ------------------------------------------------------------------------------


def second(title: str, state: str = "visible") -> Callable[[Any], None]:
    def add(sheet: Any) -> None:
        other = sheet.parent.create_sheet(title)
        other.sheet_state = state
        for row in [HEAD, ["丁公司", "小型", 42000]]:
            other.append(row)

    return add


def test_of_several_sheets_one_must_be_chosen(screening: Callable[..., Screened]) -> None:
    content = workbook([HEAD, *FIRMS], second("泽州"))
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "“高平”、“泽州”" in found.words
    chosen = screening(content, "--sheet", "泽州")
    assert chosen.names == ["丁公司"]
    assert "工作表“泽州”" in chosen.words
    assert "没有读的工作表：高平" in chosen.words
    assert screening(content, "--sheet", "陵川").status == 2
    assert screening(text([HEAD, *FIRMS]), "--sheet", "高平").status == 2
    with pytest.raises(tables.Unusable, match="几个有内容"):
        tables.read_table(content, "表.xlsx")


@pytest.mark.parametrize(("title", "state"), [("旧表", "hidden"), ("填表说明", "visible")])
def test_a_sheet_that_is_hidden_or_explains_is_not_asked_about(
    title: str, state: str, screening: Callable[..., Screened]
) -> None:
    found = screening(workbook([HEAD, *FIRMS], second(title, state)))
    assert len(found.names) == 3
    assert "工作表“高平”" in found.words
    assert title in found.words


@pytest.mark.parametrize("way", ["hidden", "flat"])
def test_hidden_rows_are_asked_about_and_hidden_columns_told(
    way: str, screening: Callable[..., Screened]
) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    def flatten(part: bytes) -> bytes:
        part = re.sub(rb'(<row [^>]*)hidden="1"', rb'\1ht="0"', part)
        return re.sub(rb"<col [^>]*>", b'<col min="2" max="2" width="0"/>', part)

    content = workbook([HEAD, *FIRMS], hide)
    if way == "flat":
        content = changed(content, "xl/worksheets/sheet1.xml", flatten)
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "第 3 行在表里是隐藏的" in found.words
    assert screening(content, "--hidden", "in").names == ["甲公司", "乙公司", "丙公司"]
    out = screening(content, "--hidden", "out")
    assert out.names == ["甲公司", "丙公司"]
    assert "1 行隐藏的不测算" in out.words
    assert "这些列在表里是隐藏的，也读了：企业规模" in out.words


def test_cells_merged_down_count_for_every_row_once_somebody_says_so(
    screening: Callable[..., Screened],
) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("C3:C4")
        sheet.merge_cells("E2:E3")
        sheet.column_dimensions["A"].width = 30
        sheet.merge_cells("A1:A1")

    rows = [HEAD, ["甲", "小型", 1e4], ["乙", None, None], ["丙", None, None]]
    content = workbook(rows, merge)
    found = screening(content)
    assert (found.status, found.rows) == (2, [])
    assert "B2:B4" in found.words
    assert len(screening(content, "--force").rows) == 3
    source = tables.open_table(content, "表.xlsx")
    read = survey.read(list(source.rows), source)
    assert [row[1] for _, row in read.rows] == ["小型"] * 3


def test_a_cell_merged_across_two_questions_is_refused(screening: Callable[..., Screened]) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A2:B2")
        sheet.merge_cells("C2:D2")

    rows: list[list[Any]] = [
        ["企业名称", None, "2023年营收（万元）", "2024年营收（万元）"],
        ["甲", None, 42000, None],
    ]
    found = screening(workbook(rows, merge))
    assert (found.status, found.rows) == (2, [])
    assert "（D2）" in found.words
    assert "拆开" in found.words
    assert "B2" not in found.words


def test_more_merged_cells_than_anybody_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_MERGED", 1)
    content = workbook([HEAD, *FIRMS], lambda sheet: sheet.merge_cells("A2:A4"))
    source = tables.open_table(content, "表.xlsx")
    with pytest.raises(tables.Unusable, match="合并的单元格过多"):
        survey.read(list(source.rows), source)
    step("open_file", content, "表.xlsx")
    step("more", 100)
    assert "合并的单元格过多" in step("headings")["error"]


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            inside = old.read(part)
            new.writestr(part, change(inside) if part == name else inside)
    return out.getvalue()


@pytest.mark.parametrize("reference", ["A1:B2:C3", "1:2"])
def test_a_merged_area_that_is_none_is_a_damaged_file(reference: str) -> None:
    content = workbook([HEAD, *FIRMS], lambda sheet: sheet.merge_cells("A2:A4"))
    broken = changed(
        content, "xl/worksheets/sheet1.xml", lambda old: old.replace(b"A2:A4", reference.encode())
    )
    with pytest.raises(tables.Unusable, match="可能已损坏"):
        tables.read_table(broken, "表.xlsx")


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, inside in parts.items():
            made.writestr(name.replace("_", "/").replace("9", "."), inside)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (archive(xl_workbook9bin=b""), "xlsb"),
        (archive(xl_workbook9xml=b"http://purl.oclc.org/ooxml/spreadsheetml/main"), "Strict"),
        (archive(word_document9xml=b""), "不是表格"),
    ],
)
def test_another_kind_of_file_is_named(
    content: bytes, kind: str, screening: Callable[..., Screened]
) -> None:
    found = screening(content)
    assert found.status == 2
    assert kind in found.words
    assert "另存为" in found.words
    assert found.words.count("\n") == 1


# --- Amounts --------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["49999.99999999999万", "499999999.999999元"])
def test_what_adding_up_leaves_behind_costs_no_tier(cell: str) -> None:
    assert cells.read_cell(REVENUE_2024, cell) == (500_000_000, 500_000_000)
    assert cells.read_cell(REVENUE_2024, 49999.99999999999, 10_000) == (500_000_000, 500_000_000)


@pytest.mark.parametrize(
    "cell", ["45000\n52000", "45000 52000", "1 234万", "9" * 16, "1" + "0" * 15]
)
def test_two_numbers_and_more_than_there_is_are_no_amount(cell: str) -> None:
    with pytest.raises(BadText):
        cells.read_cell(REVENUE_2024, cell)


# --- Columns --------------------------------------------------------------------------------

BLANKS = [["企业名称", "是涉农企业", "2024年营收（万元）", "china_brand", "overlaps", "企业规模"],
          ["甲", "/", "暂无", "-", "——", "N/A"]]  # fmt: skip


def test_words_that_may_mean_no_are_asked_about_by_column(
    screening: Callable[..., Screened],
) -> None:
    found = screening(text(BLANKS))
    assert (found.status, found.rows) == (2, [])
    assert found.words.count("可以指没有，也可以指不清楚") == 5
    unknown = screening(text(BLANKS), "--blank", "不清楚")
    assert unknown.status == 0
    assert "2024年营收" in unknown.rows[0]["待补信息"]
    no = screening(text(BLANKS), "--blank", "没有", "--blank", "企业规模=不清楚")
    assert no.status == 0
    assert "2024年营收" not in no.rows[0]["待补信息"]
    for wrong in ("也许", "没有这列=没有"):
        assert screening(text(BLANKS), "--blank", wrong).status == 2


def test_a_column_can_be_mapped_by_hand(tmp_path: Path, screening: Callable[..., Screened]) -> None:
    content = text([["名字", "规模大小", "去年"], ["甲", "小型", 42000]])
    words = ["--map", "名字=keep", "--map", "规模大小=企业规模", "--map", "C列=revenue_2024"]
    found = screening(content, *words)
    assert "没有写单位" in found.words
    assert screening(content, *words, "--unit", "去年=万元").status == 0
    given = {
        "名字": "keep",
        "规模大小": {"fact": "size"},
        "去年": {"fact": "revenue_2024", "unit": "万元"},
    }
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"columns": given}), encoding="utf-8")
    assert screening(content, "--map", str(file)).status == 0
    assert screening(content, "--map", "去年=leave", *words[:4]).status == 0
    for wrong in ("去年=收入多少", str(tmp_path / "none.json"), "没有=keep"):
        assert screening(content, "--map", wrong).status == 2


def test_the_output_is_never_the_input(tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_bytes(text([HEAD, *FIRMS]))
    before = path.read_bytes()
    for engine in ("python", "duckdb"):
        assert run("screen", path, "-o", path, "--engine", engine) == 2
    assert path.read_bytes() == before


def test_the_row_of_the_headings_can_be_said(screening: Callable[..., Screened]) -> None:
    content = text([["1", "甲公司", "42000"], ["名称", "规模大小", "收入"], *FIRMS])
    found = screening(content)
    assert found.words == "看不出列名在第几行（猜是第 1 行，像数据）；用 --header 行号 写明\n"
    words = ["--header", "2", "--map", "B列=size", "--map", "C列=revenue_2024", "--unit", "万元"]
    assert len(screening(content, *words).rows) == 3
    assert "--header 零：应写作" in screening(content, "--header", "零").words
    assert "--header" in screening(content, "--header", "2", "--engine", "duckdb").words


def test_a_column_without_a_heading_can_be_used(screening: Callable[..., Screened]) -> None:
    content = workbook(
        [["企业名称", "企业规模"], ["甲", "小型", 42000, None], ["乙", "大型", 52000]]
    )
    assert "C2、C3 处有内容" in screening(content).words
    found = screening(content, "--map", "C列=revenue_2024", "--unit", "C列=万元")
    assert (found.status, found.names) == (0, ["甲", "乙"])


@pytest.mark.parametrize("heading", ["非涉农企业", "不是涉农企业", "是否非涉农企业"])
def test_a_heading_that_asks_for_the_opposite_is_never_the_nearest(
    heading: str, screening: Callable[..., Screened]
) -> None:
    found = screening(text([["企业名称", "企业规模", heading], ["甲", "小型", "是"]]))
    assert "这一列问的是相反的意思，不能直接对应" in found.words
    assert "最接近" not in found.words


@pytest.mark.parametrize("heading", ["在专业镇内经营", "是否在专业镇内经营", "专业镇内注册"])
def test_a_heading_is_led_to_what_it_nearly_asks_by_other_names_too(
    heading: str, screening: Callable[..., Screened]
) -> None:
    found = screening(text([["企业名称", "企业规模", heading], ["甲", "小型", "是"]]))
    # 在专业镇园区内 is written more alike, and is another question.
    assert "最接近的名称是 在列入市级或省级名单的专业镇内注册并经营" in found.words


def test_dollars_are_not_told_to_be_yuan(screening: Callable[..., Screened]) -> None:
    content = text([["企业名称", "2024年营收（万美元）"], ["甲", 6000]])
    for words in ([], ["--engine", "duckdb"]):
        found = screening(content, "--map", "B列=revenue_2024", *words)
        assert "表里写的是美元，请换算成人民币再填" in found.words
        assert "--unit" not in found.words


def test_what_a_column_may_hold_is_said_once(screening: Callable[..., Screened]) -> None:
    content = text(
        [["企业名称", "china_brand", "size"], *(["甲", each, each] for each in "两三四")]
    )
    for words in ([], ["--engine", "duckdb"]):
        told = screening(content, *words).words
        assert (told.count("不能用"), told.count("可填")) == (6, 2)


# --- DuckDB says the same -------------------------------------------------------------------

LARGE = ("--engine", "duckdb")


@pytest.mark.usefixtures("large_without_amounts")
def test_duckdb_counts_no_blank_row_and_no_total(screening: Callable[..., Screened]) -> None:
    content = text([HEAD, *FIRMS, ["", "", ""], ["合计", "", 155000], HEAD])
    found = screening(content, *LARGE)
    assert (found.status, found.rows) == (2, [])
    assert "第 6 行“合计 | 155000”（合计行）" in found.words
    sure = screening(content, *LARGE, "--force")
    assert sure.names == ["甲公司", "乙公司", "丙公司"]
    assert sure.status == 0


@pytest.mark.usefixtures("large_without_amounts")
def test_duckdb_only_tells_of_what_is_surely_no_firm(screening: Callable[..., Screened]) -> None:
    found = screening(text([HEAD, *FIRMS, ["示例（这一行不参加测算）", "小型", 1]]), *LARGE)
    assert (found.status, len(found.rows)) == (0, 3)
    assert "第 5 行不参加测算：示例行" in found.words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (text([HEAD]), "没有数据行"),
        (text([HEAD, ["", "", ""]]), "没有数据行"),
        (text([HEAD, *FIRMS]) + "丁,小型,52,000万\n".encode(), "格数"),
        (text([PLAIN, ["甲", "小型", 42000]]), "没有写单位"),
        (text([[*HEAD[:2], "2024年营收（元）"], ["甲", "小型", 42000]]), "是不是单位差了"),
        (text([HEAD, *FIRMS]) + '"丁,小型,5\n戊,小型,6\n'.encode(), "引号"),
        ("企业规模\n小型\n".encode("utf-16"), "DuckDB 不能读取"),
    ],
)
def test_duckdb_refuses_what_the_reader_of_small_tables_refuses(
    content: bytes, words: str, screening: Callable[..., Screened]
) -> None:
    found = screening(content, *LARGE)
    assert (found.status, found.rows) == (2, [])
    assert words in found.words
    assert screening(content).status == (0 if "DuckDB" in words else 2)


@pytest.mark.usefixtures("large_without_amounts")
def test_duckdb_takes_the_same_options(screening: Callable[..., Screened]) -> None:
    content = text([["企业名称", "规模", "2024年营收"], ["甲", "小型", 42000], ["乙", "/", 5]])
    options = ("--unit", "万元", "--blank", "不清楚", "--map", "规模=size")
    assert screening(content, *LARGE, *options).names == ["甲", "乙"]


# --- The page -------------------------------------------------------------------------------


def test_the_page_is_told_all_that_must_be_asked() -> None:
    def shape(sheet: Any) -> None:
        second("泽州")(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("B2:B3")

    rows = [PLAIN, *FIRMS, ["合计", None, 155000, "x"], ["丁", "/", 1, "y"]]
    opened = step("open_file", workbook(rows, shape), "表.xlsx")
    assert [(each["name"], each["filled"]) for each in opened["sheets"]] == [
        ("高平", True),
        ("泽州", True),
    ]
    assert opened["sheet"] is None
    assert step("choose_sheet", "没有")["error"]
    assert step("choose_sheet", "高平")["sheet"] == "高平"
    step("more", 100)
    found = step("headings")
    assert (found["sheet"], found["rows"], found["notes"]) == ("高平", 4, ["没有读的工作表：泽州"])
    assert [left["reason"] for left in found["left"]] == ["合计行"]
    assert [ask["id"] for ask in found["ask"]] == ["hidden", "merged", "left", "beyond"]
    assert all(ask["choices"] for ask in found["ask"])
    amount = found["columns"][2]
    assert (amount["unit"], amount["unit_from"], amount["bare"], amount["example"]) == (
        None,
        "",
        4,
        "42000",
    )
    assert found["columns"][1]["blanks"] == {"/": 1}

    layout = {"columns": found["columns"], "readings": {}, "as_of": "2024-12-01"}
    layout["columns"][1]["blank"] = "unknown"
    told = step("lay_out", json.dumps(layout))["problems"]
    assert len(told) == 5
    assert "请选择单位" in told[-1]
    layout["answers"] = {"hidden": "out", "merged": "ok", "left": "ok", "beyond": "ok"}
    layout["columns"][2]["unit"] = 1
    done = step("lay_out", json.dumps(layout))
    assert (done["problems"], done["rows"]) == ([], 3)
    assert "是不是单位差了" in step("check", 10)["doubts"][0]
    assert step("preview")["rows"][0]["read"]["2"] == "4.2万元"


def test_the_page_shows_how_a_reading_was_understood() -> None:
    reading = POLICY.readings[0]
    step("open_file", text([["企业名称", reading.id], ["甲", "是"], ["乙", "否"]]), "表.csv")
    step("more", 100)
    found = step("headings")
    step(
        "lay_out", json.dumps({"columns": found["columns"], "readings": {}, "as_of": "2024-12-01"})
    )
    step("check", 10)
    assert [row["read"]["1"] for row in step("preview")["rows"]] == ["是", "否"]


def test_the_page_needs_headings_before_a_layout() -> None:
    step("open_file", b"a\n1\n", "a.csv")
    with pytest.raises(RuntimeError, match="no headings"):
        page.lay_out('{"columns": [], "readings": {}, "as_of": "2024-12-01"}')
