"""The cases that officials sign come out as they say, worked out in three ways, and read kindly."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from dataclasses import replace
from datetime import date
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import oracle
import pytest
from databases import PAID, in_duckdb, row_of
from environment import ROOT
from writing import page_parts, site_source
from writing.parts import cases as parts

from calculator import wire
from calculator.batch import cases
from calculator.batch.cases import COLUMNS, Case
from calculator.engine.describing import sql
from calculator.engine.phrases import in_words
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from writing.parts.site import Site

pytestmark = pytest.mark.replies

FILE = ROOT / "docs" / cases.NAME
AS_KEPT = list(csv.DictReader(io.StringIO(FILE.read_text("utf-8-sig"))))
ROWS = [
    row | dict.fromkeys([cases.CHECKED_BY, cases.CHECKED_ON, cases.CODE, cases.OPINION], "")
    for row in AS_KEPT
]
"""What is tried below; officials may have signed any row by now."""
CASES = cases.read(FILE.read_bytes())
IDS = [case.number for case in CASES]


REPLIED = POLICY.settled_on(date.max)
"""What authorities have replied to readings, for what knows no replies by itself."""


@cache
def source_of_pages() -> Site:
    return site_source.read()


def result(case: Case) -> dict[str, Any]:
    """Return what the calculator gives, as of the day on which the pages are looked at."""
    return dict(source_of_pages().assess(case.document))


def with_replies(case: Case) -> dict[str, Any]:
    return {**case.document, "readings": {**REPLIED, **case.document["readings"]}}


class OfficialDisagrees(UserWarning):
    """A word in the column 意见: it stands in the output of the tests, and fails none."""


# --- Three ways to the same amounts ---------------------------------------------------------


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_calculator_gives_what_the_case_says(case: Case) -> None:
    place = f"第 {case.number} 例（第 {case.row} 行）"
    if case.opinion:
        said = f"{place}：{case.checked_by or '没有写核对人'}：{case.opinion}"
        warnings.warn(said, OfficialDisagrees, stacklevel=1)
    found = case.outcome(result(case))
    assert found == (case.low, case.high), f"{place}：计算器算得{found}。{case.opinion}"


def has_one_value_a_question(document: Mapping[str, Any]) -> bool:
    """Say whether SQL can hold it, which has one value in a cell."""
    answers = document["answers"].items()
    return not any(isinstance(value, list) for name, value in answers if name != "overlaps")


def test_the_sql_gives_what_the_cases_say() -> None:
    asked = [
        case
        for case in CASES
        if case.counted in ("", *PAID) and has_one_value_a_question(case.document)
    ]
    statement = sql.statement(POLICY, materialized=True)
    rows = in_duckdb(statement, [row_of(with_replies(case)) for case in asked])
    found = {}
    for case, row in zip(asked, rows, strict=True):
        ends = dict(zip(sql.output_columns(POLICY), row, strict=True))
        name = case.counted.replace("-", "_") or "total"
        assert ends[sql.REFUSED] == 0
        found[case.number] = in_words(ends[f"{name}_low"]), in_words(ends[f"{name}_high"])
    assert len(asked) > len(CASES) / 2
    assert found == {case.number: (case.low, case.high) for case in asked}


KNOWN = [
    case
    for case in CASES
    if case.counted in ("", *oracle.MEASURES)
    if not any(isinstance(case.document["answers"].get(event), list) for event in oracle.EVENTS)
]
"""What the second reading of the text covers: not what has no amount, and no span of days."""


@pytest.mark.slow
@pytest.mark.parametrize("case", KNOWN, ids=[case.number for case in KNOWN])
def test_the_second_reading_of_the_text_gives_what_the_case_says(case: Case) -> None:
    if not case.counted:
        whole = oracle.assess(with_replies(case))
        assert (in_words(whole.low), in_words(whole.high)) == (case.low, case.high)
        return
    part = next(part for part in oracle.PARTS if case.counted in part.measures)
    found = oracle.Table(part, with_replies(case)).outcome(case.counted)
    if case.counted != oracle.PRICED:
        assert (in_words(found.low), in_words(found.high)) == (case.low, case.high)
    elif found.price is None:
        assert case.low == case.high == cases.FAILED
    else:
        ends = [cases.NO_TOP if end == inf else f"{end / 1000:g}元/㎡" for end in found.price]
        assert ends == [case.low, case.high]


# --- What the file must hold ----------------------------------------------------------------


@pytest.mark.uncounted
def test_every_measure_with_a_number_has_a_case_that_pays_and_one_that_does_not() -> None:
    states: dict[str, set[str]] = {}
    for case in CASES:
        for found in result(case)["measures"]:
            if case.counted in ("", found["id"]):
                states.setdefault(found["id"], set()).add(found["status"])
    for measure in POLICY.claimable:
        if measure.has_a_number:
            assert states[measure.id] >= {"eligible", "ineligible"}, measure.id


@pytest.mark.uncounted
def test_every_line_of_a_ladder_is_tried_at_the_line_and_one_yuan_below() -> None:
    tried = {case.document["answers"].get("revenue_2024") for case in CASES}
    lines = {
        tier["line"]
        for measure in json.loads(wire.catalogue())["measures"]
        for ladder in measure["ladders"]
        for tier in ladder["tiers"]
    }
    assert lines
    assert {end for line in lines for end in (line - 1, line)} <= tried


def test_both_days_on_either_side_of_each_edge_of_the_term_are_tried() -> None:
    days = {str(day) for case in CASES for day in case.document["answers"].values()}
    assert days >= {
        *("2023-10-30", "2023-10-31", "2023-11-14", "2023-11-15"),
        *("2025-12-31", "2026-01-01"),
    }


@pytest.mark.parametrize("reading", [reading.id for reading in POLICY.readings])
def test_every_reading_is_tried_both_ways_with_outcomes_that_differ(reading: str) -> None:
    ways: dict[bool, dict[str, set[tuple[str, str]]]] = {True: {}, False: {}}
    for case in CASES:
        if (way := case.document["readings"].get(reading)) is not None:
            same = json.dumps([case.document["answers"], case.counted], sort_keys=True)
            ways[way].setdefault(same, set()).add((case.low, case.high))
    both = ways[True].keys() & ways[False].keys()
    assert any(ways[True][same] != ways[False][same] for same in both), f"{reading}：{len(both)} 对"


def test_the_file_is_kept_as_spreadsheets_open_it() -> None:
    content = FILE.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert cases.normal(content).encode() == content


# --- Rows that somebody adds ----------------------------------------------------------------


def file_of(*rows: Mapping[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def problems(**changed: str) -> list[str]:
    """Return what is said of the first row with some of its cells changed."""
    with pytest.raises(cases.WrongCases) as wrong:
        cases.read(file_of({**ROWS[0], **changed}))
    return wrong.value.problems


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("编号", " ", ["第 2 行“编号”（A2）：没有写"]),
        (
            "答案",
            "在专业镇内注册经营=是",
            ["（C2）", "“在专业镇内注册经营” 不是表单里的问题，最接近的名称是", "可填 “问题=答案”"],
        ),
        ("答案", "企业规模=超大", ["“超大” 不能用", "“大型”、“中型”、“小型”、“微型” 之一"]),
        ("答案", "企业规模=小型;企业规模=小型", ["“企业规模” 写了两次"]),
        ("答案", "企业规模=不清楚", ["没有写答案", "用“、”隔开几个；不清楚的，整题不写"]),
        ("答案", "企业规模=小型，涉农企业=是", ["有几个等号", "几题之间用“；”隔开"]),
        ("答案", "企业规模小型", ["“企业规模小型” 没有等号"]),
        ("答案", "其余=有", ["“有” 不能用", "“其余=没有”"]),
        ("答案", "2024年营收=五亿", ["“五亿” 不能用", "不小于 0 的金额"]),
        ("答案", "两项认证要都通过吗？=是", ["是读法，请写在“读法”一列"]),
        ("读法", "企业规模=小型", ["不是读法，请写在“答案”一列"]),
        ("读法", "两项认证要通过吗？=两项", ["最接近的名称是 两项认证要都通过吗？"]),
        ("读法", "两项认证要都通过吗？=都行", ["“都行” 不能用", "“通过其中一项即可”"]),
        ("算什么", "营收达标奖", ["不是措施的名称，最接近的名称是 主导产业企业营收达标奖励"]),
        ("下限", "十万", ["“下限”（F2）：“十万” 不能用；可填 一个金额，如 100000"]),
        ("下限", "", ["没有写；可填 一个金额"]),
        ("下限", "不清楚", ["不是一个数；下限、上限各写一个"]),
        ("下限", "1万至2万", ["不是一个数"]),
        ("上限", "1万元", ["比“下限”小"]),
        ("理由", "", ["“理由”（H2）：没有写"]),
        ("条款", "第(二十)条", ["“第(二十)条” 不是条款，最接近的名称是 第("]),
        ("条款", "", ["“条款”（I2）：没有写"]),
        ("原文", "对通过质量管理体系", ["在第(八)条，不在第(二)条"]),
        ("原文", "一次性奖励11万元", ["“一次性奖励11万元”不在条文中", "最接近的是“一次性奖励1"]),
        ("核对人", "张三", ["“核对人”和“核对日期”要一起写"]),
        ("核对日期", "昨天", ["“昨天” 不能用；可填 日期，如 2026-05-01"]),
        ("核对日期", "2026年5月", ["不是一天；可填 日期，如 2026-05-01"]),
        ("核对码", "bcdfgh", ["“核对码”（M2）：没有签名的行不写；签名时写"]),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_what_is_accepted_and_the_nearest_name(
    column: str, cell: str, words: list[str]
) -> None:
    told = "\n".join(problems(**{column: cell}))
    assert told.startswith(f"cases.csv 第 2 行“{column}”") or "核对" in column
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("counted", "low", "words"),
    [
        ("工业用地出让底价", "很低", "可填 底价，如 84元/㎡；按条文不能计算的写“不符合”"),
        ("主导或参与国际标准", "10万元", "可填 “符合”或“不符合”：条文没有写明金额"),
    ],
)
def test_where_no_amount_is_stated_no_amount_is_taken(counted: str, low: str, words: str) -> None:
    assert words in problems(算什么=counted, 下限=low)[0]


def code_of(row: Mapping[str, str]) -> str:
    """Return the code that the page shows beside a row."""
    (case,) = cases.read(file_of({**row, "核对人": "", "核对日期": "", "核对码": ""}))
    return case.code


def signed(row: Mapping[str, str]) -> dict[str, str]:
    return {**row, "核对人": "某局 李四", "核对日期": "2026-05-01", "核对码": code_of(row)}


@pytest.mark.parametrize("column", cases.SUBSTANCE)
def test_a_signature_no_longer_holds_where_the_row_was_changed(column: str) -> None:
    row = signed(ROWS[0])
    cases.read(file_of(row))
    with pytest.raises(cases.WrongCases) as wrong:
        cases.read(file_of(row | {column: f"{row[column]}1"}))
    (told,) = [line for line in wrong.value.problems if "“核对码”（M2）" in line]
    assert "签名以后这一行改过，签名不再算数" in told
    assert not told.endswith(row["核对码"])


def test_a_signature_without_its_code_is_told_what_to_write() -> None:
    (told,) = problems(核对人="某局 李四", 核对日期="2026-05-01")
    assert told.endswith(f"没有写；核对人看的就是现在这一行的，写 {code_of(ROWS[0])}")


def test_a_signature_holds_however_a_spreadsheet_has_spaced_the_row_and_numbered_it() -> None:
    row = signed(ROWS[0])
    spaced = {
        "答案": row["答案"].replace("；", "；\n"),
        "编号": "x9",
        "核对码": row["核对码"].upper(),
    }
    (case,) = cases.read(file_of(row | spaced))
    assert (case.checked_by, case.code) == ("某局 李四", row["核对码"])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert len(problems(编号="", 答案="企业规模=超大", 下限="十万")) == 3


def test_two_cases_with_one_number_are_told() -> None:
    with pytest.raises(cases.WrongCases, match="第 3 行“编号”：1 与第 2 行相同"):
        cases.read(file_of(ROWS[0], ROWS[0]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (file_of(columns=(*COLUMNS[:-1], "意见栏")), "没有这一列“意见栏”，最接近的名称是 意见"),
        (file_of(columns=COLUMNS[:-2]), "缺少“核对码”“意见”"),
        (b"\n", "文件是空的"),
        (b"", "文件是空的"),
    ],
)
def test_a_file_without_its_columns_is_told(content: bytes, words: str) -> None:
    with pytest.raises(cases.WrongCases, match=words):
        cases.read(content)


@pytest.mark.parametrize("article", ["第九条", "第9条", "（九）"])
def test_a_row_may_be_written_as_people_write(article: str) -> None:
    row = ROWS[0] | {
        "编号": "x1",
        "情况": "协会",
        "答案": "您以什么身份申请：协会；新获得国家地理标志＝2024/6/1\n其余=无",
        "读法": "第(八)(九)条是否也要求在专业镇内？=不要求",
        "算什么": "合计",
        "下限": "30000",
        "上限": "3万",
        "条款": article,
        "原文": "一次性奖励3万元",
    }
    row |= {"核对人": "某局 李四", "核对日期": "2026/5/1", "核对码": code_of(row)}
    (case,) = cases.read(file_of(row))
    assert case.outcome(result(case)) == (case.low, case.high) == ("3万元", "3万元")
    assert (case.page, case.sentence, case.checked_on) == ("article-09", "s4", "2026年5月1日")


def test_a_file_saved_by_a_chinese_spreadsheet_is_read_and_kept_in_one_form() -> None:
    text = file_of(*AS_KEPT).decode("utf-8-sig").replace(",,,\r\n", ",,,\r\n,,,\r\n")
    saved = text.encode("gb18030")
    assert [replace(case, row=0) for case in cases.read(saved)] == [
        replace(case, row=0) for case in CASES
    ]
    assert cases.normal(saved).encode() == FILE.read_bytes()


def test_several_answers_to_one_question_are_written_as_the_message_says() -> None:
    row = ROWS[0] | {"答案": f"{ROWS[0]['答案']}；企业规模=小型、微型"}
    (case,) = cases.read(file_of(row))
    assert case.document["answers"]["size"] == ["micro", "small"]


def test_a_workbook_that_ends_with_the_last_word_of_a_row_is_kept_in_the_same_form() -> None:
    short = [list(filter(None, ROWS[0].values()))[:2], ["2"]]
    saved = "\n".join(",".join(row) for row in [COLUMNS, *short])
    widths = {line.count(",") for line in cases.normal(saved.encode()).splitlines()}
    assert widths == {len(COLUMNS) - 1}


# --- The page -------------------------------------------------------------------------------


def page(source: Site, *rows: Mapping[str, str]) -> str:
    site = replace(source, cases=cases.read(file_of(*rows)))
    return page_parts.fill("<!-- begin:cases -->\n<!-- end:cases -->\n", "cases.md", site)


@pytest.mark.uncounted
def test_the_page_shows_every_case_with_its_sentence(source: Site) -> None:
    shown = source.pages["cases.md"]
    for case in CASES:
        # One with an opinion stands at the top as well.
        lines = [row for row in shown.splitlines() if row.startswith(f"| {case.number} |")]
        assert len(lines) == (2 if case.opinion else 1)
        assert all(case.situation in line for line in lines)
        assert all(f"policy/{case.page}.md#{case.sentence}" in line for line in lines)


def test_an_opinion_stands_first_and_a_case_that_comes_out_otherwise_says_so(source: Site) -> None:
    noted = signed(ROWS[0]) | {"意见": "不对|应另算 <b>"}
    wrong = ROWS[1] | {"下限": "1万元", "上限": "1万元"}
    shown = page(source, ROWS[2], noted, wrong)
    assert "已有人核对 1 例，有意见 1 例，计算器算得的与表里不同的 1 例" in shown
    above, below = shown.split("## 第(二)条（3 例）")
    for part in (above, below):
        assert "某局 李四，2026年5月1日<br>核对码：" in part
        assert "<br>**意见**：不对&#124;应另算 &lt;b&gt;" in part
        assert "**1万元**<br>主导产业企业营收达标奖励<br>**不一致**：计算器算得0元" in part
    assert "| 3 |" not in above


def test_a_wrong_row_stops_the_pages_with_its_place(source: Site) -> None:
    site = replace(source, wrong_cases=problems(下限="十万"))
    with pytest.raises(site_source.DisagreementError, match=r"第 2 行“下限”（F2）"):
        site_source.check(site)


def test_the_message_that_the_page_shows_is_the_one_that_comes(source: Site) -> None:
    shown = re.search(r"^ {4}(cases\.csv .*?)……$", source.pages["cases.md"], re.MULTILINE)
    assert shown
    wrong = re.search("“([^”]*)” 不是表单里的问题", shown[1])
    assert wrong
    rows = [*ROWS[:3], ROWS[3] | {"答案": f"{wrong[1]}=是"}]
    with pytest.raises(cases.WrongCases) as refused:
        cases.read(file_of(*rows))
    assert any(problem.startswith(shown[1]) for problem in refused.value.problems)


def test_an_amount_without_a_unit_is_asked_for_it() -> None:
    with pytest.raises(cases.WrongCases, match="没有写单位"):
        cases.read(file_of(ROWS[0] | {"答案": "2024年营收=5.5"}))


def test_a_price_may_have_no_highest() -> None:
    land = next(row for row in ROWS if row["下限"].endswith("元/㎡"))
    (case,) = cases.read(file_of(land | {"上限": "没有上限"}))
    assert case.high == "没有上限"


def test_a_case_that_comes_out_otherwise_is_told_by_its_row(source: Site) -> None:
    read = cases.read(file_of(ROWS[1] | {"下限": "1万元", "上限": "1万元"}))
    told = parts.differing(replace(source, cases=read))
    assert told == ["cases.csv 第 2 行（2）：表里1万元，计算器算得0元（主导产业企业营收达标奖励）"]
