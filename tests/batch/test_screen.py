"""A table of applicants goes in and a table of results comes out; nothing in a cell is ever run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from generate import AS_OF, partial, seeded
from openpyxl.worksheet.datavalidation import DataValidation
from workbooks import xlsx_bytes

from calculator import wire
from calculator.__main__ import main
from calculator.batch import page, screen, tables
from calculator.batch.parsing import columns, grid
from calculator.batch.parsing.cells import read_cell, text_of
from calculator.batch.writing import report
from calculator.engine.rules.facts.texts import BadText
from calculator.policy import POLICY

DAY = dt.date.fromisoformat(AS_OF)
FACTS = {fact.id: fact for fact in POLICY.facts}


def read(fact: str, cell: Any, unit: int = 1) -> Any:
    return read_cell(FACTS[fact], cell, unit, screen.members())


def saved(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "firms.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def results(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def run(*words: object) -> int:
    return main([str(word) for word in words])


# --- Cells ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("5.2亿", 520_000_000),
        ("5.2亿元", 520_000_000),
        ("52000万元", 520_000_000),
        ("52000万", 520_000_000),
        ("1,234.5 万元", 12_345_000),
        ("1,234.5万元", 12_345_000),
        ("¥520,000,000", 520_000_000),
        ("520000000元", 520_000_000),
        ("3千万", 30_000_000),
        ("499999999.99", 499_999_999),
        (520_000_000, 520_000_000),
        (520_000_000.0, 520_000_000),
        (4.9999999999e8, 499_999_999),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: Any, yuan: int) -> None:
    assert read("revenue_2024", cell) == (yuan, yuan)


@pytest.mark.parametrize("cell", ["4亿至6亿", "4-6亿", "4亿~6亿元", "4亿—6亿"])
def test_a_range_of_amounts_keeps_both_ends(cell: str) -> None:
    assert read("revenue_2024", cell) == (400_000_000, 600_000_000)


def test_a_bare_amount_counts_in_the_unit_of_its_heading() -> None:
    assert columns.match("2024年营收(万元)") == (FACTS["revenue_2024"], 10_000)
    assert columns.match("revenue_2024(亿元)") == (FACTS["revenue_2024"], 100_000_000)
    assert read("revenue_2024", "1,234.5", 10_000) == (12_345_000, 12_345_000)
    assert read("revenue_2024", "2亿", 10_000) == (200_000_000, 200_000_000)


@pytest.mark.parametrize(
    "cell",
    ["-5", "五亿", "1,23", "5.2E+08", "1e9",
     "约5亿", "5亿6", "6亿至4亿", "5²亿", "九", "1_000", "NaN", "inf",
     float("nan"), float("inf"), "9" * 5000, "=1+1", "@SUM(A1)", "(500)", True],
)  # fmt: skip
def test_what_is_no_amount_is_refused(cell: Any) -> None:
    with pytest.raises(BadText):
        read("revenue_2024", cell)


@pytest.mark.parametrize(
    "cell",
    ["2024-05-01", "2024年5月1日", "2024/5/1", "2024.5.1", "20240501", "2024年05月01日",
     " 2024-5-1 ", "2024-05-01 00:00:00",
     dt.date(2024, 5, 1), dt.datetime(2024, 5, 1, tzinfo=dt.UTC).replace(tzinfo=None)],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cell: Any) -> None:
    assert read("quality_certified", cell) == dt.date(2024, 5, 1)


@pytest.mark.parametrize("cell", ["2024年2月", "2024-02", "2024/2", " 2024 年 02 月 ", "2024－2"])
def test_a_month_is_read_as_the_span_of_its_days(cell: str) -> None:
    assert read("quality_certified", cell) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))


@pytest.mark.parametrize("cell", ["2024年13月", "2024-00", "0000-05", "2024.10", "202405", 2024.1])
def test_what_is_no_month_is_refused(cell: Any) -> None:
    with pytest.raises(BadText, match=r"可填 发生的日期.*2024年5月"):
        read("quality_certified", cell)


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "2024年", "45413", "去年", "5月1日", "2024-13-01", "24-5-1"]
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(BadText, match="可填"):
        read("quality_certified", cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("√", True), ("1", True), (1, True), (1.0, True), (True, True), ("Y", True),
     ("否", False), ("×", False), ("无", False), ("0", False), (False, False), ("TRUE", True)],
)  # fmt: skip
def test_yes_and_no_are_read_as_people_write_them(cell: Any, value: bool) -> None:
    assert read("agricultural", cell) is value
    assert read("quality_certified", cell) is value


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "不清楚", "?", "未知"])
@pytest.mark.parametrize(
    "fact",
    ["agricultural", "revenue_2024", "size", "quality_certified", "overlaps", "land_cost_price"],
)
def test_a_blank_cell_is_not_answered_and_never_no(fact: str, cell: str | None) -> None:
    assert read(fact, cell) is None


@pytest.mark.parametrize(
    ("cell", "options"),
    [("小型", {"small"}), ("小型企业", {"small"}), ("small", {"small"}),
     ("小微企业", {"small", "micro"}),
     ("小型;微型", {"small", "micro"}), ("小型或微型", {"small", "micro"})],
)  # fmt: skip
def test_options_are_read_by_id_label_and_common_name(cell: str, options: set[str]) -> None:
    assert read("size", cell) == options


def test_every_label_of_every_choice_is_read() -> None:
    for fact in ("applicant", "size"):
        for option, label in FACTS[fact].options:  # type: ignore[attr-defined]
            assert read(fact, label) == {option}
            assert read(fact, option) == {option}


def test_an_unknown_option_comes_with_the_nearest_one() -> None:
    with pytest.raises(BadText, match="最接近的名称是 农民专业合作社"):
        read("applicant", "农民合作社")


def test_a_set_is_read_by_names_and_ids_and_none_is_the_empty_set() -> None:
    assert read("overlaps", "无") == frozenset()
    assert read("overlaps", "新入选“山西精品”奖励;china-brand") == {"shanxi-premium", "china-brand"}
    assert read("overlaps", "质量管理体系、绿色体系认证奖补") == {"system-certification"}
    with pytest.raises(BadText, match="最接近的名称是 china-brand"):
        read("overlaps", "china-brnd")


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!"])
@pytest.mark.parametrize("fact", ["agricultural", "revenue_2024", "quality_certified"])
def test_a_spreadsheets_error_value_is_named_as_such(fact: str, cell: str) -> None:
    with pytest.raises(BadText, match="错误值"):
        read(fact, cell)


def test_a_float_is_shown_without_made_up_digits() -> None:
    assert text_of(0.1) == "0.1"
    assert text_of(5.2e8) == "520000000"


# --- Columns --------------------------------------------------------------------------------


def test_each_fact_and_reading_is_found_by_id_and_by_label() -> None:
    for fact in POLICY.facts:
        assert columns.match(fact.id) == (fact, 1)
        assert columns.match(fact.label) == (fact, None)
        if fact.formerly:  # Tables that people keep have the headings of their time.
            assert columns.match(fact.formerly) == (fact, None)
    for reading in POLICY.readings:
        assert columns.asked_by(reading.formerly or reading.question) is reading
    for reading in POLICY.readings:
        assert columns.match(reading.id) == (reading, 1)
        assert columns.match(reading.question) == (reading, None)


def test_a_title_above_the_headings_is_skipped() -> None:
    sheet = screen.read_sheet([("专业镇企业名单",), (), ("企业规模",), ("小型",)], DAY)
    assert [row.number for row in sheet.rows] == [4]
    assert not sheet.problems


def test_the_guide_shows_an_objection_as_it_is_told() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    guide = (docs / "batch-guide.md").read_text("utf-8")
    rows = [("企业名称", "企业规模", "2024年营收"), ("甲", "小型", "5亿"), ("乙", "大型", "五亿")]
    sheet = screen.read_sheet(rows, DAY)
    told = list(report.lines(sheet.reader, sheet.numbered, problems=True))
    shown = re.search(r"^    (第 3 行.*)……$", guide, re.MULTILINE)
    assert shown
    assert any(str(cell).startswith(shown[1]) for cell in told[2])


def test_a_misspelt_heading_is_no_silent_blank() -> None:
    sheet = screen.read_sheet([("企业规模", "revenu_2024"), ("小型", "5亿")], DAY)
    assert sheet.problems == [
        (
            "第 1 行第 B 列：没有这一列“revenu_2024”，最接近的名称是 revenue_2024"
            "；用 --map 列名=问题 写明对应哪个问题，或用 --keep 列名 原样带到结果中"
        )
    ]


def test_a_fact_in_two_columns_is_refused() -> None:
    sheet = screen.read_sheet([("企业规模", "size"), ("小型", "大型")], DAY)
    assert "与第 A 列是同一项" in sheet.problems[0]


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_a_spreadsheet(index: int, name: str) -> None:
    assert grid.letters(index) == name


# --- Files ----------------------------------------------------------------------------------

FIRMS = (
    "企业名称,您以什么身份申请,企业规模,在列入市级或省级名单的专业镇内注册并经营,"
    "主营业务属于该专业镇的主导产业,是涉农企业,已按我市其他同类优惠政策享受奖补的事项,"
    "2022年及以前最高的年营收,2023年营收,2024年营收,2025年营收\n"
    "甲公司,企业,小型,是,√,否,无,4亿,4亿,21亿,0\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_common_encoding_and_delimiter_gives_the_same_rows(
    encoding: str, delimiter: str
) -> None:
    expected = tables.read_table(FIRMS.encode(), "firms.csv")
    content = FIRMS.replace(",", delimiter).encode(encoding)
    assert tables.read_table(content, "firms.csv") == expected


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_title_above_the_headings_hides_no_delimiter(delimiter: str) -> None:
    plain = tables.read_table(FIRMS.encode(), "firms.csv")
    content = "某镇,某县名单\n" + FIRMS.replace(",", delimiter)

    assert tables.read_table(content.encode(), "firms.csv")[1:] == plain


def test_the_result_is_what_the_engine_says(tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    assert run("screen", saved(tmp_path, FIRMS, "gb18030"), "-o", out, "--as-of", AS_OF) == 0
    (row,) = results(out)
    assert row["企业名称"] == "甲公司"
    assert row["主导产业企业营收达标奖励"] == "期内符合"
    assert row["主导产业企业营收达标奖励 下限（元）"] == "300000"
    assert row["主导产业企业营收达标奖励 上限（元）"] == "600000"
    assert "一年首次达到几档时怎么奖励？" in row["待答复的读法"]
    assert "通过质量管理体系认证（首张证书）" in row["待补信息"]
    assert "首次达到5亿元、10亿元、20亿元三档" in row["理由"]


def test_a_settled_reading_narrows_every_row(tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    words = ["--reading", "tiers_cumulate=true"]
    assert run("screen", saved(tmp_path, FIRMS), "-o", out, *words) == 0
    assert results(out)[0]["主导产业企业营收达标奖励 下限（元）"] == "600000"


def as_cell(fact: Any, answer: Any) -> Any:
    """Write an answer of a document as a person would."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "是" if answer else "否"
    if fact.kind in {"money", "unit_price"} and isinstance(answer, list):
        return f"{answer[0]}至{answer[1]}"
    if isinstance(answer, list):
        return ";".join(answer) or "无"
    return str(answer)


@pytest.mark.uncounted
def test_tables_give_what_single_documents_give(tmp_path: Path) -> None:
    rng = seeded("screen")
    documents = [partial(rng) for _ in range(150)]
    names = [*FACTS, *(reading.id for reading in POLICY.readings)]
    lines = [names]
    for document in documents:
        given = {**document["answers"], **document["readings"]}
        lines.append([as_cell(FACTS.get(name), given.get(name)) for name in names])
    path, out = tmp_path / "many.csv", tmp_path / "out.csv"
    path.write_bytes(tables.csv_bytes(lines))
    assert run("screen", path, "-o", out, "--as-of", AS_OF, "--force") == 0
    for document, row in zip(documents, results(out), strict=True):
        result = json.loads(wire.assess(json.dumps({**document, "as_of": AS_OF})))
        assert (int(row["合计下限（元）"]), int(row["合计上限（元）"])) == tuple(
            result["total"].values()
        )
        missing: set[str] = set()
        for measure in result["measures"]:
            name = next(each.name for each in POLICY.claimable if each.id == measure["id"])
            assert row[name] == measure["word"]
            missing |= set(measure["missing"])
            if measure["amount"] and measure["status"] == "ineligible":
                assert row[f"{name} 下限（元）"] == row[f"{name} 上限（元）"] == ""
            elif measure["amount"]:
                assert int(row[f"{name} 下限（元）"]) == measure["amount"]["low"]
                assert int(row[f"{name} 上限（元）"]) == measure["amount"]["high"]
            if measure["price"]:
                assert float(row[f"{name} 底价下限（元/㎡）"]) == measure["price"]["low"]
        labels = [fact.label for fact in POLICY.facts if fact.id in missing]
        assert row["待补信息"] == "、".join(labels)


def test_an_xlsx_file_as_spreadsheets_save_it_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["企业名称", "企业规模", "2024年营收(元)", "首次通过质量管理体系认证", "是涉农企业"]
    )
    sheet.append(["甲", "小型", 520000000, dt.datetime(2024, 5, 1), True])  # noqa: DTZ001
    sheet.append(["乙", None, 520000000.0, dt.date(2024, 5, 1), "√"])
    sheet.append([None] * 5)
    sheet.append(["丙", "大型", "5.2亿", "否", 0])
    sheet.add_data_validation(DataValidation(type="list", formula1='"是,否"'))
    hidden = book.create_sheet("隐藏", 0)
    hidden.sheet_state = "hidden"
    path = tmp_path / "firms.xlsx"
    book.save(path)
    rows = screen.read_sheet(tables.read_table(path.read_bytes(), "firms.xlsx"), DAY).rows
    assert [row.number for row in rows] == [2, 3, 5]
    answers = [row.case.answers for row in rows if row.case]
    assert [each["revenue_2024"] for each in answers] == [(520_000_000, 520_000_000)] * 3
    assert [each["quality_certified"] for each in answers] == [dt.date(2024, 5, 1)] * 2 + [False]
    assert [each["agricultural"] for each in answers] == [True, True, False]
    assert "size" not in answers[1]


def test_a_formula_is_never_run_and_never_taken_for_a_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业规模", "2024年营收"])
    sheet.append(["小型", "=500000000+1"])
    path = tmp_path / "firms.xlsx"
    book.save(path)
    problems = screen.read_sheet(tables.read_table(path.read_bytes(), "firms.xlsx"), DAY).problems
    (problem,) = problems
    assert problem.startswith("第 2 行“2024年营收”（B2）：")
    assert "没有保存结果的公式" in problem


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0old", b"\xff\xff\xff\x00", b"a,b\n\x81\xff"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "firms.xlsx", tmp_path / "out.csv"
    path.write_bytes(content)
    assert run("screen", path, "-o", out) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BIGGEST", 100)
    content = xlsx_bytes([("表", [["企业规模"], ["小型"]])])
    with pytest.raises(tables.Unusable, match="展开后过大"):
        tables.read_table(content, "bomb.xlsx")


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\uff1d1",
    "\uff0b1",
    "=cmd|' /C calc'!A0",
    "a\x00b\x0bc",
]


FIRST_OF_FORMULAS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_spreadsheet_runs_a_cell_of_the_result(cell: str, tmp_path: Path) -> None:
    rows = [["企业名称", "企业规模"], [cell, "小型"]]
    sheet = screen.read_sheet([tuple(row) for row in rows], DAY)
    table = list(report.lines(sheet.reader, sheet.numbered))
    text = tables.csv_bytes(table).decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(text, newline="")))[1][1]
    assert written.lstrip()[0] not in FIRST_OF_FORMULAS
    path = tmp_path / "out.xlsx"
    path.write_bytes(xlsx_bytes([("测算结果", table)]))
    back = openpyxl.load_workbook(path).worksheets[0]
    assert all(each.data_type != "f" for row in back.iter_rows() for each in row)
    assert str(back.cell(2, 2).value).lstrip()[0] not in FIRST_OF_FORMULAS


def test_a_heading_that_is_a_formula_is_written_as_text() -> None:
    sheet = screen.read_sheet(
        [("企业规模", "=1+1"), ("小型", "x")], DAY, wishes=columns.Wishes(uses={"=1+1": "keep"})
    )
    assert b"'=1+1" in tables.csv_bytes(report.lines(sheet.reader, sheet.numbered))


def test_numbers_stay_numbers_in_xlsx(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert run("screen", saved(tmp_path, FIRMS), "-o", out) == 0
    book = openpyxl.load_workbook(out)
    sheet = book["测算结果"]
    place = [cell.value for cell in sheet[1]].index("合计下限（元）")
    assert isinstance(sheet[2][place].value, int)
    assert "不构成兑付承诺" in str([row[0].value for row in book["说明"]])


# --- The command ----------------------------------------------------------------------------

BROKEN = "企业名称,企业规模,2024年营收\n甲,小型,5亿\n乙,巨型,五亿\n丙,大型,-1\n"


def test_bad_rows_write_nothing_and_name_every_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert run("screen", saved(tmp_path, BROKEN), "-o", out) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert not out.exists()
    for place in (
        "第 3 行“企业规模”（B3）",
        "第 3 行“2024年营收”（C3）",
        "第 4 行“2024年营收”（C4）",
    ):
        assert place in captured.err
    assert "共 3 处问题" in captured.err


def test_keep_going_writes_the_good_rows_and_says_what_is_wrong_with_the_bad(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out.csv"
    assert run("screen", saved(tmp_path, BROKEN), "-o", out, "--keep-going") == 2
    good, bad, worse = results(out)
    assert good["合计下限（元）"] == "0"
    assert not good["问题"]
    assert "（B3）" in bad["问题"]
    assert "（C3）" in bad["问题"]
    assert not bad["合计下限（元）"]
    assert "（C4）" in worse["问题"]


@pytest.mark.parametrize(
    "words",
    [["--reading", "tiers=true"], ["--reading", "tiers_cumulate=yes"], ["--as-of", "2024"]],
)
def test_bad_options_are_refused(words: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("screen", saved(tmp_path, FIRMS), "-o", out, *words) == 2
    assert not out.exists()


def test_other_output_names_and_missing_files_are_refused(tmp_path: Path) -> None:
    assert run("screen", saved(tmp_path, FIRMS), "-o", tmp_path / "out.txt") == 2
    assert run("screen", tmp_path / "none.csv", "-o", tmp_path / "out.csv") == 2
    assert run("screen", saved(tmp_path, FIRMS), "-o", tmp_path / "no" / "out.csv") == 2
    assert run("screen", saved(tmp_path, ""), "-o", tmp_path / "out.csv") == 2


def test_further_columns_are_carried_when_named(tmp_path: Path) -> None:
    text = FIRMS.replace("企业名称", "科室")
    out = tmp_path / "out.csv"
    assert run("screen", saved(tmp_path, text), "-o", out) == 2
    assert run("screen", saved(tmp_path, text), "-o", out, "--keep", "科室") == 0
    assert results(out)[0]["科室"] == "甲公司"


@pytest.mark.uncounted
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_template_reads_back_without_a_problem(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"template{suffix}"
    assert run("template", "-o", path) == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = tables.read_table(path.read_bytes(), path.name)
    header = table[0]
    sheet = screen.read_sheet([header, ("甲", "企业", *[None] * (len(header) - 2))], DAY)
    assert not sheet.problems
    assert {column.asked.id for column in sheet.layout.answers} == set(FACTS)


# --- Files that a spreadsheet saved ---------------------------------------------------------

SAVED = Path(__file__).resolve().parents[1] / "files"
SAVED_FILES = ("libreoffice.xlsx", "libreoffice-utf8.csv", "libreoffice-gb18030.csv")


@pytest.mark.parametrize("name", SAVED_FILES)
def test_a_file_that_libreoffice_saved_is_read_as_it_was_meant(name: str) -> None:
    table = tables.read_table((SAVED / name).read_bytes(), name)
    sheet = screen.read_sheet(table, DAY, wishes=columns.Wishes(unit=1))

    assert [row.number for row in sheet.rows] == [3, 4, 5, 7]
    assert [problem.split("“")[0] for problem in sheet.problems] == ["第 7 行", "第 7 行"]
    assert sheet.rows[3].case is None
    first, second, third = (row.case.answers for row in sheet.rows if row.case is not None)
    # The formulas' saved values count.
    assert first["revenue_2024"] == (2_000_000_000, 2_000_000_000)
    assert first["quality_certified"] == dt.date(2024, 5, 1)
    assert first["overlaps"] == frozenset()
    assert second["size"] == {"small", "micro"}
    assert second["in_specialised_town"] is True
    assert second["peak_revenue_to_2022"] == (90_005_000, 90_005_000)
    assert second["green_certified"] == dt.date(2025, 1, 31)
    assert third["quality_certified"] is True
    assert "revenue_2024" not in third


# --- The page's side ------------------------------------------------------------------------


def step(name: str, *given: Any) -> Any:
    """Call the page's Python as its worker does."""
    answer = getattr(page, name)(*given)
    return json.loads(answer) if isinstance(answer, str) else answer


def laid_out(content: bytes, name: str = "firms.csv", **changed: str) -> list[str]:
    """Open a file and lay out its columns as they are found, with changes by letters."""
    step("open_file", content, name)
    while not step("more", 2)["done"]:
        pass
    found = step("headings")["columns"]
    for column in found:
        column["use"] = changed.get(column["letters"], column["use"])
        column["unit"] = column["unit"] or 1
    document = {"columns": found, "readings": {}, "as_of": AS_OF}
    problems: list[str] = step("lay_out", json.dumps(document))["problems"]
    return problems


def worked_out() -> None:
    for name in ("check", "assess"):
        while not step(name, 2)["done"]:
            pass


def seen(**wish: Any) -> Any:
    asked = {"order": "", "measure": -1, "status": "", "words": "", "start": 0, "count": 50}
    return step("view", json.dumps({**asked, **wish}))


@pytest.mark.parametrize("name", SAVED_FILES)
def test_the_page_writes_in_pieces_what_the_command_line_writes_at_once(
    name: str, tmp_path: Path
) -> None:
    content = (SAVED / name).read_bytes()
    assert laid_out(content, name) == []
    worked_out()

    for suffix in ("csv", "xlsx"):
        given = ("screen", SAVED / name, "-o", tmp_path / f"o.{suffix}", "--as-of", AS_OF)
        assert run(*given, "--unit", "元", "--keep-going") == 2
    assert step("write", "null") == {"rows": 4}
    pieces = [step("csv_part", start, 1) for start in range(4)]
    assert b"".join(pieces) == (tmp_path / "o.csv").read_bytes()
    for start in range(4):
        step("xlsx_part", start, 1)
    assert step("xlsx_end") == (tmp_path / "o.xlsx").read_bytes()


def test_the_page_is_told_of_each_column_what_it_seems_to_be() -> None:
    step("open_file", "备注,2024营收,去年(万元),企业规模\nx,1,2,小型\n".encode(), "a.csv")
    step("more", 100)
    note, misspelt, by_hand, size = step("headings")["columns"]

    assert note["use"] == "keep"
    assert (misspelt["use"], misspelt["proposed"]) == ("revenue_2024", True)
    assert (by_hand["use"], by_hand["unit"]) == ("", 10_000)
    assert (size["use"], size["samples"]) == ("size", ["小型"])


def test_a_column_without_a_heading_is_left_out() -> None:
    step("open_file", "企业规模,,备注\n小型,x,y\n".encode(), "a.csv")
    step("more", 100)
    uses = {column["letters"]: column["use"] for column in step("headings")["columns"]}

    assert uses == {"A": "size", "B": "leave", "C": "keep"}


def test_a_column_that_nobody_decided_on_is_an_objection() -> None:
    content = "企业规模,去年(万元)\n小型,52000\n".encode()

    assert laid_out(content) == ["B 列“去年(万元)”没有认出来，请选择它对应什么。"]
    assert laid_out(content, B="size") == ["B 列与 A 列对应同一个问题，请只留一列。"]
    assert laid_out(content, A="leave", B="leave") == [
        "没有一列对应可以测算的问题。请至少为一列选择问题，或使用模板。"
    ]
    assert laid_out("企业规模\n".encode()) == ["列名下面没有数据行。"]
    assert laid_out(content, B="revenue_2024") == []
    step("check", 10)
    (row,) = step("preview")["rows"]
    assert row["cells"] == ["小型", "52000"]
    assert row["read"] == {"0": "小型", "1": "5.2亿元"}
    assert (row["number"], row["wrong"]) == (2, {})


def test_the_pages_rows_are_ordered_filtered_and_told_in_full() -> None:
    assert laid_out((SAVED / "libreoffice.xlsx").read_bytes(), "a.xlsx") == []
    worked_out()

    assert [line["number"] for line in seen()["rows"]] == [3, 4, 5, 7]
    by_low = seen(order="low")["rows"]
    lows = [line["low"] for line in by_low if "low" in line]
    assert lows == sorted(lows, reverse=True)
    assert by_low[-1]["problems"]
    assert [line["name"] for line in seen(words="公司")["rows"]] == ["甲公司", "乙公司", "丁公司"]
    assert seen(status="problem")["matching"] == 1
    eligible = seen(measure=0, status="eligible")
    assert {line["status"] for line in eligible["rows"]} == {"期内符合"}
    assert eligible["low"] == sum(line["low"] for line in eligible["rows"])
    assert "（D7）" in step("details", 3)["problems"][0]
    details = step("details", 0)
    assert details["carried"][0] == ["企业名称", "甲公司"]
    assert [part["name"] for part in details["parts"]] == step("describe")["measures"]
    assert step("problems_file").decode("utf-8-sig").count("第 7 行") == 2


@pytest.mark.parametrize(
    ("heading", "name"),
    [("序号,公司全称,经办人", "甲"), ("序号,企业,经办人", "甲"), ("经办人,企业名称,序号", "甲")],
)
def test_an_applicant_is_called_by_the_column_that_looks_like_a_name(
    heading: str, name: str
) -> None:
    laid_out(f"{heading},企业规模\n1,甲,2,小型\n".encode(), A="keep", B="keep", C="keep")
    worked_out()

    assert seen()["rows"][0]["name"] == name


def test_the_page_takes_no_more_rows_than_a_browser_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_ROWS", 3)
    step("open_file", b"a\n1\n2\n3\n\n\n\n", "a.csv")
    step("more", 100)
    assert step("headings")["rows"] == 3

    step("open_file", b"a\n1\n2\n3\n4\n", "a.csv")
    step("more", 100)
    assert "超过" in step("headings")["error"]

    step("open_file", b"a\n" + b"1\n" * 20, "a.csv")
    assert "超过" in step("more", 100)["error"]


def test_as_many_rows_as_the_page_takes_are_taken_and_blank_ones_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page, "MOST_ROWS", 3)
    full = b"size\n" + "小型\n".encode() * 3 + b"\n" * 5_000
    step("open_file", full, "a.csv")
    while not (read := step("more", 100))["done"]:
        assert "error" not in read
    assert step("headings")["rows"] == 3
    step("open_file", full + "小型\n".encode(), "a.csv")
    while not step("more", 100)["done"]:
        pass
    assert "请拆成几个文件" in step("headings")["error"]


def test_the_page_takes_no_more_columns_than_anybody_looks_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page, "MOST_COLUMNS", 2)
    step("open_file", b"a,b,c\n1,2,3\n", "a.csv")
    step("more", 100)

    assert "表格有 3 列，这里最多 2 列" in step("headings")["error"]


def test_the_nearest_question_is_looked_for_where_it_does_not_take_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page, "MOST_NEAR", 1)
    step("open_file", "企业规摸,企业规膜\n1,2\n".encode(), "a.csv")
    step("more", 100)
    first, second = step("headings")["columns"]

    assert first["remark"] == "最接近的名称是 企业规模"
    assert second["remark"] == ""


def test_one_measure_is_summed_by_itself_and_rows_are_written_as_they_are_seen() -> None:
    assert laid_out((SAVED / "libreoffice.xlsx").read_bytes(), "a.xlsx") == []
    worked_out()
    wish = {"order": "low", "measure": 0, "status": "", "words": "公司", "start": 0, "count": 9}
    of_one = seen(**wish)

    assert of_one["low"] == sum(line.get("low", 0) for line in of_one["rows"])
    assert [line.get("low", 0) for line in of_one["rows"][:2]] == sorted(
        (line.get("low", 0) for line in of_one["rows"][:2]), reverse=True
    )
    unpaid = next(
        number for number, each in enumerate(POLICY.provisions) if each.measure.pays is None
    )
    without = seen(measure=unpaid)
    assert (without["low"], without["high"]) == (None, None)
    assert without["rows"][0]["low"] is None
    sums = step("sums", json.dumps(wish))
    assert sums[0]["low"] == of_one["low"]
    assert sums[0]["high"] == of_one["high"]
    assert sums[0]["rows"] == sum(bool(line.get("high")) for line in of_one["rows"])
    assert step("write", json.dumps(wish)) == {"rows": 3}
    text = step("csv_part", 0, 9).decode("utf-8-sig")
    written = [row["行号"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert written == [str(line["number"]) for line in of_one["rows"]]


def test_a_file_that_the_page_cannot_read_is_refused_in_words() -> None:
    assert "不是能读的 XLSX" in step("open_file", b"PK\x03\x04nonsense", "坏.xlsx")["error"]
    step("open_file", '企业规模\n"小型\n大型\n'.encode(), "坏.csv")
    assert "第 2 行" in step("more", 100)["error"]


@pytest.mark.parametrize("missing_in", ["_opened", "_as_shown"])
def test_a_module_that_is_missing_lets_the_page_begin_anew(
    missing_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (SAVED / "libreoffice.xlsx").read_bytes()

    def lacks(*_: object, **__: object) -> None:
        raise ModuleNotFoundError(name="xml.etree")

    with monkeypatch.context() as patched:
        patched.setattr(tables, missing_in, lacks)
        if missing_in == "_as_shown":
            page.open_file(content, "a.xlsx")
        with pytest.raises(ModuleNotFoundError):
            page.more(100) if missing_in == "_as_shown" else page.open_file(content, "a.xlsx")
    if missing_in == "_opened":
        page.open_file(content, "a.xlsx")
    assert step("more", 100)["rows"] == 7


def test_the_page_needs_its_steps_in_order() -> None:
    step("open_file", b"a\n", "a.csv")
    with pytest.raises(RuntimeError, match="no layout"):
        page.check(1)
    with pytest.raises(RuntimeError, match="no file"):
        page.xlsx_end()


def test_a_workbook_holds_numbers_truths_and_texts_of_every_kind() -> None:
    rows: list[list[Any]] = [
        ["列"],
        [1],
        [2.5],
        [True],
        [None],
        ["<&>\"'"],
        ["两\n行"],
        [" 空 "],
        [float("nan")],
    ]
    back = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([("一<", rows), ("二", [["x"]])])))

    assert [sheet.title for sheet in back.worksheets] == ["一<", "二"]
    values = [row[0] for row in back.worksheets[0].iter_rows(values_only=True)]
    assert values == ["列", 1, 2.5, True, None, "<&>\"'", "两\n行", " 空 ", "nan"]
    assert back.worksheets[0]["A1"].font.bold
    assert back.worksheets[0].freeze_panes == "A2"
    assert xlsx_bytes([("a", rows)]) == xlsx_bytes([("a", rows)])


def test_the_notes_beside_a_result_say_when_the_term_is_over() -> None:
    during = report.all_notes(dt.date(2025, 12, 31))
    after = report.all_notes(dt.date(2026, 1, 1))
    told = [note for note in after if note not in during]
    assert len(told) == 1
    assert "政策有效期至2025年12月31日，已届满" in told[0]


def test_the_notes_beside_a_result_say_once_what_the_maximum_leaves_out() -> None:
    notes = report.all_notes(DAY)
    silent = [p.measure for p in POLICY.provisions if p.measure.beyond]

    assert {"geographical-indication", "shanxi-premium"} <= {measure.id for measure in silent}
    for measure in silent:
        for beyond in measure.beyond:
            assert [n for n in notes if beyond.text in n and measure.name in n] != []


def test_the_notes_beside_a_result_say_where_the_text_names_nobody_who_is_paid() -> None:
    notes = report.all_notes(DAY)
    open_ = [p.measure for p in POLICY.provisions if p.measure.payee]
    assert {measure.id for measure in open_} == {"national-culture-park", "provincial-culture-park"}
    for measure in open_:
        assert [n for n in notes if n.startswith(f"没有写明奖给谁（{measure.name}）")] != []
