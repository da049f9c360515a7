"""What columns seem to hold that other programs and offices export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from calculator.batch.parsing import columns, proposals
from calculator.batch.parsing.columns import Heading
from calculator.policy import POLICY

if TYPE_CHECKING:
    from calculator.engine.rules.facts import Fact


@pytest.mark.parametrize(
    ("heading", "sample", "use"),
    [
        ("纳税人名称", "甲公司", "keep"),
        ("统一社会信用代码(纳税人识别号)", "91", "keep"),
        ("往来单位编码", "001", "keep"),
        ("注册资本（万元）", "500", "keep"),
        ("2024年营业收入", "1", "revenue_2024"),
        ("2024年度营业收入（万元）", "1", "revenue_2024"),
        ("营业收入（万元）2023年", "1", "revenue_2023"),
        ("2025年1-12月营业收入/万元", "1", "revenue_2025"),
        ("2024年主营业务收入", "1", "revenue_2024"),
        ("是否规上", "是", "scaled_up"),
        ("小升规时间", "2024-05", "scaled_up"),
        ("企业划型", "小型", "size"),
        ("是否为涉农企业", "否", "agricultural"),
        ("主导产业", "是", "leading_industry"),
        ("首次认定专精特新时间", "2024-05-01", "specialised_sme"),
        ("ISO9001认证日期", "2024-05-01", "quality_certified"),
        ("上市时间", "", "stock_listed"),
        ("2026年营业收入", "1", "keep"),
        ("企业划型", "暂无", "size"),
    ],
)
def test_likely_names_are_proposed(heading: str, sample: str, use: str) -> None:
    found = proposals.propose(Heading(0, heading), [sample])

    assert found is not None
    assert found.use == use


@pytest.mark.parametrize(
    ("heading", "sample", "words"),
    [
        ("营业收入", "1", "哪一年"),
        ("主营业务收入（万元）", "1", "哪一年"),
        ("上年营业收入", "1", "哪一年"),
        ("2022年营业收入", "1", "最高的一年"),
        ("主导产业", "铸造", "像是“主营业务属于该专业镇的主导产业”"),
        ("是否规上", "规上", "请您选"),
    ],
)
def test_what_has_two_meanings_is_told_and_not_proposed(
    heading: str, sample: str, words: str
) -> None:
    found = proposals.propose(Heading(0, heading), [sample])

    assert found is not None
    assert found.use == ""
    assert words in found.remark


@pytest.mark.parametrize(
    "heading",
    [
        "营业收入同比增长",
        "2024年12月营业收入",
        "2024年上半年营业收入",
        "预计2025年营业收入",
        "奇怪",
    ],
)
def test_what_only_looks_alike_is_not_proposed(heading: str) -> None:
    assert proposals.propose(Heading(0, heading), ["1"]) is None


def test_a_part_of_the_income_and_a_yes_for_a_day_come_with_a_word() -> None:
    assert "不是全部营收" in _remark("2024年销售额")
    assert "日期按不清楚算" in _remark("是否规上")
    assert _remark("2024年营业收入") == ""


def _remark(heading: str) -> str:
    found = proposals.propose(Heading(0, heading), [])
    assert found is not None
    return found.remark


def test_every_name_is_of_a_fact_and_none_is_already_known() -> None:
    ids = {fact.id for fact in POLICY.facts}
    for name, fact in columns.meant().items():
        assert fact.id in ids
        known = columns.match(name)
        assert known is None or known[0] is fact


def test_a_group_of_columns_gives_its_words_to_the_years_below_it() -> None:
    found = proposals.propose(Heading(0, "2024年", ("营业收入（万元）",)), ["1"])

    assert found is not None
    assert found.use == "revenue_2024"


@pytest.mark.parametrize(
    "fact", [fact for fact in POLICY.facts if "（" in fact.label], ids=lambda fact: fact.id
)
def test_a_heading_may_leave_out_what_a_question_has_in_brackets(fact: Fact) -> None:
    found = columns.match(re.sub("（[^）]*）", "", fact.label))

    assert found is not None
    assert found[0] is fact
