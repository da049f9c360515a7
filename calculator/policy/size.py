"""The size of a firm by 《中小企业划型标准规定》 (工信部联企业〔2011〕300号).

A firm is 大型, 中型 or 小型 where it meets every lower limit of that class in its industry, and
falls to the next class otherwise; a firm below 小型 is 微型.  Staff in 人, revenue and assets in
元.  Limits marked with ``verified=False`` were not checked against the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calculator.engine.document import Invalid
from calculator.engine.messages import nearest, shown
from calculator.engine.phrases import yuan_in

SOURCE = "工信部联企业〔2011〕300号"


@dataclass(frozen=True)
class Limits:
    """The lower limits of one class: staff in 人, revenue and assets in 万元; None is not asked."""

    staff: int | None = None
    revenue: int | None = None
    assets: int | None = None
    verified: bool = True


@dataclass(frozen=True)
class Industry:
    """An industry of the standard with the limits of 大型, 中型 and 小型."""

    id: str
    label: str
    large: Limits
    medium: Limits
    small: Limits


def _industry(id_: str, label: str, *limits: tuple[int | None, int | None, int | None]) -> Industry:
    return Industry(id_, label, *(Limits(*each) for each in limits))


_NONE = None

INDUSTRIES = (
    _industry(
        "agriculture",
        "农、林、牧、渔业",
        (_NONE, 20000, _NONE),
        (_NONE, 500, _NONE),
        (_NONE, 50, _NONE),
    ),
    _industry("industry", "工业", (1000, 40000, _NONE), (300, 2000, _NONE), (20, 300, _NONE)),
    _industry(
        "construction", "建筑业", (_NONE, 80000, 80000), (_NONE, 6000, 5000), (_NONE, 300, 300)
    ),
    _industry("wholesale", "批发业", (200, 40000, _NONE), (20, 5000, _NONE), (5, 1000, _NONE)),
    _industry("retail", "零售业", (300, 20000, _NONE), (50, 500, _NONE), (10, 100, _NONE)),
    _industry(
        "transport", "交通运输业", (1000, 30000, _NONE), (300, 3000, _NONE), (20, 200, _NONE)
    ),
    _industry("storage", "仓储业", (200, 30000, _NONE), (100, 1000, _NONE), (20, 100, _NONE)),
    _industry("post", "邮政业", (1000, 30000, _NONE), (300, 2000, _NONE), (20, 100, _NONE)),
    _industry("accommodation", "住宿业", (300, 10000, _NONE), (100, 2000, _NONE), (10, 100, _NONE)),
    _industry("catering", "餐饮业", (300, 10000, _NONE), (100, 2000, _NONE), (10, 100, _NONE)),
    _industry(
        "information", "信息传输业", (2000, 100000, _NONE), (100, 1000, _NONE), (10, 100, _NONE)
    ),
    _industry(
        "software", "软件和信息技术服务业", (300, 10000, _NONE), (100, 1000, _NONE), (10, 50, _NONE)
    ),
    _industry(
        "real_estate",
        "房地产开发经营",
        (_NONE, 200000, 10000),
        (_NONE, 1000, 5000),
        (_NONE, 100, 2000),
    ),
    Industry(
        "property",
        "物业管理",
        Limits(1000, 5000),
        Limits(300, 1000, verified=False),
        Limits(100, 500),
    ),
    Industry(
        "leasing",
        "租赁和商务服务业",
        Limits(300, _NONE, 120000),
        Limits(100, _NONE, 8000, verified=False),
        Limits(10, _NONE, 100),
    ),
    Industry("other", "其他未列明行业", Limits(300), Limits(100, verified=False), Limits(10)),
)


def size_of(
    industry: Industry, staff: int | None, revenue: int | None, assets: int | None
) -> tuple[list[str], bool]:
    """Return the sizes that are possible, and whether every limit used was checked.

    A figure that is None is not known; the sizes it could still lead to are all named.
    """
    possible = []
    undecided = True
    verified = True
    for size, limits in (
        ("large", industry.large),
        ("medium", industry.medium),
        ("small", industry.small),
    ):
        verified = verified and limits.verified
        met = [
            None if figure is None else figure >= limit * scale
            for figure, limit, scale in (
                (staff, limits.staff, 1),
                (revenue, limits.revenue, yuan_in("万元")),
                (assets, limits.assets, yuan_in("万元")),
            )
            if limit is not None
        ]
        if False in met:
            continue
        possible.append(size)
        if None not in met:
            undecided = False
            break
    if undecided:
        possible.append("micro")
    return possible, verified


def size_answer(document: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return the answer for the fact ``size`` from industry, staff, revenue and assets (元).

    Raises Invalid with every problem at once.
    """
    keys = ("industry", "staff", "revenue", "assets")
    known = {industry.id: industry for industry in INDUSTRIES}
    if not isinstance(document, dict):
        raise Invalid([f"文档：{shown(document)} 不是 JSON 对象"])
    problems = [
        f"{shown(name)[1:-1]}：没有这个名称{nearest(name, keys)}；可用的名称：{'、'.join(keys)}"
        for name in document
        if name not in keys
    ]
    name = document.get("industry")
    industry = known.get(name) if isinstance(name, str) else None
    if industry is None:
        problems.append(
            f"industry：{shown(name)} 不能用{nearest(name, known)}；可填 {'、'.join(known)}"
        )
    figures = {}
    for key in keys[1:]:
        figure = document.get(key)
        if figure is not None and (type(figure) is not int or figure < 0):
            problems.append(f"{key}：{shown(figure)} 不能用；可填不小于 0 的整数")
        figures[key] = figure
    if problems or industry is None:
        raise Invalid(problems)
    sizes, verified = size_of(industry, figures["staff"], figures["revenue"], figures["assets"])
    return {
        "size": sizes[0] if len(sizes) == 1 else sizes,
        "source": SOURCE,
        "verified": verified,
        "note": None if verified else "所用标准中有的数字待核实，请对照原件。",
    }


def size_helper() -> dict[str, Any]:
    """Return what a form needs to ask for: the figures, and which of them an industry takes."""
    return {
        "fact": "size",
        "form": "figures",
        "source": SOURCE,
        "note": "用哪一年的数字，条文没有写；从严填事项发生前一个完整年度的。",
        "see": "A33",
        "fields": [
            {"id": "staff", "label": "从业人员", "unit": "人", "scale": 1},
            {"id": "revenue", "label": "年营业收入", "unit": "万元", "scale": yuan_in("万元")},
            {"id": "assets", "label": "资产总额", "unit": "万元", "scale": yuan_in("万元")},
        ],
        "industries": [
            {
                "id": industry.id,
                "label": industry.label,
                "asks": [
                    figure
                    for figure in ("staff", "revenue", "assets")
                    if getattr(industry.large, figure) is not None
                ],
            }
            for industry in INDUSTRIES
        ],
    }
