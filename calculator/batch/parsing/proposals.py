"""What a column seems to hold whose heading is not the words of a question.

Tables come from ledgers, tax offices and lists of other policies, with headings of their own.  A
proposal is only that: the page marks it and shows the reason, and a person looks at it.  What has
two meanings, such as an income without a year, is named and not proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.batch.parsing import cells, columns
from calculator.batch.parsing.columns import CARRY, match, plain
from calculator.engine.rules.facts.texts import BadText, narrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calculator.batch.parsing.columns import Heading
    from calculator.batch.parsing.grid import Cell
    from calculator.engine.rules.facts import Fact

DESCRIBES = frozenset(
    plain(name)
    for name in (
        # What a firm is called and where it is found.
        "企业全称", "企业简称", "公司全称", "单位全称", "企业", "公司", "单位", "纳税人名称",
        "纳税人", "客户名称", "客户", "往来单位", "往来单位名称", "会计主体", "账套", "账套名称",
        "核算单位", "机构名称", "组织名称", "申报单位", "申报企业", "申请单位", "主体名称",
        "纳税人识别号", "税号", "组织机构代码", "社会信用代码", "统一社会信用代码纳税人识别号",
        "统一代码", "注册号", "营业执照号", "客户编码", "单位编码", "往来单位编码", "科目编码",
        "法定代表人", "法人", "法人代表", "法人姓名", "负责人", "财务负责人", "办税人", "经办人",
        "联系方式", "手机", "手机号", "手机号码", "电子邮箱", "邮箱", "传真", "邮编",
        "注册地址", "经营地址", "生产经营地址", "住所", "所在地", "所属区域", "所属县区", "县市区",
        "区县", "乡镇", "所属乡镇", "街道", "主管税务机关", "主管税务所", "税务所", "开户银行",
        "银行账号", "账号", "开户行",
        # What it is and since when.
        "行业名称", "行业代码", "行业门类", "所属行业", "国民经济行业", "国民经济行业代码",
        "主营产品", "主要产品", "主营业务", "经营范围", "登记注册类型", "注册类型", "登记类型",
        "企业类型", "经济类型", "控股类型", "注册资本", "注册资金", "成立日期", "成立时间",
        "注册日期", "登记日期", "开业日期", "经营状态", "登记状态", "纳税人状态", "纳税人类型",
        "纳税人资格", "会计制度", "税款所属期", "税款所属期起", "税款所属期止", "所属期", "期间",
        "会计期间", "年度", "年份", "申报日期", "填表日期",
        # Other figures of a balance sheet or a return.
        "从业人数", "从业人员", "员工人数", "职工人数", "资产总额", "总资产", "资产总计",
        "负债总额", "负债合计", "净资产", "利润总额", "净利润", "营业利润", "营业成本", "研发费用",
        "研发投入",
        "税收", "纳税总额", "纳税额", "上缴税金", "实缴税金", "应纳税额", "应纳税所得额", "用电量",
        "工业总产值", "总产值", "产值", "工业增加值", "固定资产", "固定资产投资", "币种", "状态",
    )
)  # fmt: skip
"""Headings of columns that describe an applicant, as other programs and lists name them."""

_BEFORE = re.compile(r"^(?:是否(?:为|是|属于|在|已)?|首次)(?:被?认定(?:为|的)?|获评(?:为)?|获批)?")
_AFTER = (
    re.compile(r"(?:的?(?:时间|日期|年月|年份|情况))$"),
    re.compile(r"(?:首次)?(?:认定|获评|获批|获证|通过|入选|入库|发证|取得)$"),
)
_REVENUE = re.compile(
    r"(?P<before>20\d\d)?(?:年度|年)?(?:1-12月|全年|企业|单位|累计|实现|完成|年)*"
    r"(?:主营业务|主营|营业总?|销售|业务|经营)?(?:总)?(?:收入|营收|销售额|营业额)"
    r"(?:总额|合计|金额|数额)?(?P<after>20\d\d)?(?:年度|年)?"
)
_LAST_YEAR = re.compile("上年|去年|本年|本期|上期|同期|当年|今年")
_YEAR_BEFORE = re.compile("上年|去年|上期")
_UNITS = re.compile(
    r"[((](?:单位[::]?)?(?:人民币)?(?:[亿千百十万]+元?|元)[))]|/(?:[亿千百十万]+元?|元)$"
)
_FIRST_YEAR, _LAST = 2023, 2025


@dataclass(frozen=True)
class Proposal:
    """What a column seems to be used for, with what to look at; "" where only a person can say."""

    use: str
    remark: str = ""


def propose(heading: Heading, samples: Sequence[Cell]) -> Proposal | None:
    """Return what a column seems to hold; None where its heading says nothing.

    It is looked up alone, and with the headings of the groups above it.  A fact is proposed only
    where the first cells can be read as answers to it.
    """
    names = [heading.text, *(group + heading.text for group in heading.above)]
    found = (_proposed(plain(_without_unit(name)), samples) for name in names)
    return next(filter(None, found), None)


def is_amount(heading: str, above: Sequence[str] = ()) -> bool:
    """Return whether a heading is that of amounts of money, of whatever year."""
    found = match(heading, above) if heading else None
    if found is not None:
        return found[0].is_amount
    names = (heading, *(group + heading for group in above))
    return any(_revenue(plain(_without_unit(name))) is not None for name in names)


def describes(heading: str) -> bool:
    """Return whether a heading is one that other programs and lists describe a firm by."""
    return plain(heading) in DESCRIBES


def _without_unit(name: str) -> str:
    return _UNITS.sub("", narrow(name))


def _proposed(name: str, samples: Sequence[Cell]) -> Proposal | None:
    revenue = _revenue(name)
    if revenue is not None:
        return revenue
    meant = columns.meant()
    fact = next((meant[stem] for stem in _stems(name) if stem in meant), None)
    if fact is not None and _are_read(fact, samples):
        return Proposal(fact.id, fact.in_tables.remark)
    if fact is not None:
        return Proposal("", f"像是“{fact.label}”，但前几行的写法不是它的答案，请您选")
    return Proposal(CARRY) if name in DESCRIBES else None


def _revenue(name: str) -> Proposal | None:
    years = _LAST_YEAR.sub("", name)
    found = _REVENUE.fullmatch(years)
    if found is None:
        return None
    year = int(found["before"] or found["after"] or 0)
    if year and _YEAR_BEFORE.search(name):
        return Proposal("", f"写的是 {year} 年的上一年，请您选")
    if _FIRST_YEAR <= year <= _LAST:
        is_part = any(word in name for word in ("主营", "销售", "业务", "经营"))
        return Proposal(f"revenue_{year}", "可能不是全部营收，请看一看" if is_part else "")
    if year and year < _FIRST_YEAR:
        return Proposal("", f"要的是 {_FIRST_YEAR - 1} 年及以前各年中最高的一年，请您选")
    if year:
        return Proposal(CARRY, "不在政策有效期的各年之内")
    return Proposal("", "是哪一年的营收？列名没有写，请您选")


def _stems(name: str) -> Iterator[str]:
    """Yield a heading, and what is left of it without what people write around a name."""
    yield name
    name = _BEFORE.sub("", name)
    yield name
    for after in _AFTER:
        name = after.sub("", name)
        yield name


def _are_read(fact: Fact, samples: Iterable[Cell]) -> bool:
    for cell in samples:
        if cells.is_nothing(cells.text_of(cell)):
            continue
        try:
            cells.read_cell(fact, cell)
        except BadText:
            return False
    return True
