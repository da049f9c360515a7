"""The computable part of 晋市政办〔2023〕39号 a second time, as plain Python.

This module was written from the text of the policy and from the published
names of facts and readings. It shares nothing with the rules of ``calculator``
and imports nothing from there: two independent readings that agree on
thousands of applicants are worth more than one that agrees with itself.

``judge`` decides a whole document (every fact answered, every reading
settled), in the order of the article and with plain ``if``. ``assess`` decides
a partial one by brute force: it fills in whatever is open in every way that
can make a difference and looks at what comes out.

Where the text leaves a corner open beyond the published readings, the literal
sense is taken:

* ``gi_both`` false: the 3万元 falls away where the 10万元 is *paid*, so not
  where the 10万元 has itself given way to another policy.
* ``brand_upgrade_full`` false: of the 老字号 *titles* newly entered inside the
  term the highest is paid, the others are not, even where the highest gives way
  to another policy: the title is new all the same.
* ``park_upgrade_full`` false: likewise by title, the provincial one pays nothing
  where the national one is newly won inside the term.
* ``certification_both`` true: both certificates must fall inside the term.
* ``renewals_count`` true: a system counts once, whether its first certificate or a later one falls
  inside the term. Who never passed a first time cannot pass again.
* ``later_tier_full`` false: a year's award is what ``tiers_cumulate`` makes of
  it, and all counted years together pay what the best of them pays.
* A price exists only where the measure applies. For an undetermined measure it
  ranges over the ways of filling in where the measure does apply.

Money is in whole 元. Prices are in 1/1000 元/㎡, so that 70% of a price with two
decimals stays an integer; an unbounded price is ``math.inf``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

WAN = 10_000
YI = 100_000_000

Answer = Any
"""A JSON value; which ones are meant depends on the kind of the fact."""

Document = Mapping[str, Any]
Facts = Mapping[str, Any]


class Verdict(NamedTuple):
    """What one whole document gets from one measure."""

    eligible: bool
    amount: int = 0
    """元; 0 for the one measure that states a price."""
    price: float | None = None
    """1/1000 元/㎡, an integer or ``math.inf``; only for ``land-floor-price``."""


NOTHING = Verdict(eligible=False)


# --------------------------------------------------------------------------
# Whole documents, in the order of the articles.
# --------------------------------------------------------------------------


def inside_term(event: Answer, f: Facts) -> bool:
    """Whether an event (``False`` or an ISO day) lies inside the term."""
    # 以上政策自发布之日起施行
    signed, published = "2023-10-31", "2023-11-15"
    first = signed if f["effective_from_signing"] else published
    # 有效期至2025年12月31日
    last = "2025-12-31"
    if event is False:
        return False
    assert isinstance(event, str), "a whole document knows the day"
    return first <= event <= last


def is_enterprise(f: Facts) -> bool:
    """Whether the applicant is one of the 企业 of the text."""
    if f["applicant"] == "enterprise":
        return True
    if f["applicant"] == "cooperative":
        return bool(f["cooperatives_count"])
    return False


def paid(measure: str, amount: int, f: Facts) -> Verdict:
    """Pay ``amount`` 元, unless another policy already does."""
    # 本政策与我市其他同类优惠政策重复的,按已有政策执行,不重复奖补
    if amount == 0 or measure in f["overlaps"]:
        return NOTHING
    return Verdict(eligible=True, amount=amount)


def article_2(f: Facts) -> dict[str, Verdict]:
    """(二)实施达标奖励措施."""
    nothing = {"revenue-milestone": NOTHING}
    # 对专业镇……
    if not f["in_specialised_town"]:
        return nothing
    # ……主导产业……
    if not f["leading_industry"]:
        return nothing
    # ……企业
    if not is_enterprise(f):
        return nothing
    # 年营收规模首次达到5亿元、10亿元、20亿元、50亿元
    tiers = [5 * YI, 10 * YI, 20 * YI, 50 * YI]
    # (涉农企业首次达到1亿元、3亿元、5亿元、10亿元)的
    if f["agricultural"]:
        tiers = [1 * YI, 3 * YI, 5 * YI, 10 * YI]
    # 一次性奖励10万元、20万元、30万元、50万元
    awards = [10 * WAN, 20 * WAN, 30 * WAN, 50 * WAN]

    counted_years = [2024]
    if f["counts_2023_2025"]:
        counted_years = [2023, 2024, 2025]

    best_before = f["peak_revenue_to_2022"]
    award_of_year = []
    for year in (2023, 2024, 2025):
        revenue = f[f"revenue_{year}"]
        reached = [
            award
            for tier, award in zip(tiers, awards, strict=True)
            if best_before < tier <= revenue  # 首次达到
        ]
        if year in counted_years and reached:
            if f["tiers_cumulate"]:
                award_of_year.append(sum(reached))
            else:
                award_of_year.append(max(reached))
        best_before = max(best_before, revenue)

    if not award_of_year:
        return nothing
    amount = sum(award_of_year) if f["later_tier_full"] else max(award_of_year)
    return {"revenue-milestone": paid("revenue-milestone", amount, f)}


def passed(system: str, f: Facts) -> bool:
    """Whether 通过 of a system lies inside the term; the text does not say 首次."""
    first, again = f[f"{system}_certified"], f[f"{system}_recertified"]
    if inside_term(first, f):
        return True
    return f["renewals_count"] and first is not False and inside_term(again, f)


def article_8(f: Facts) -> dict[str, Verdict]:
    """(八)深化产业标准引领."""
    nothing = {"system-certification": NOTHING}
    if f["town_members_only"] and not f["in_specialised_town"]:
        return nothing
    # 深入组织开展小微企业质量管理体系认证提升行动
    if f["certification_small_only"] and f["size"] not in ("small", "micro"):
        return nothing
    # 对通过质量管理体系、绿色体系认证的……
    quality = passed("quality", f)
    green = passed("green", f)
    # ……企业
    if not is_enterprise(f):
        return nothing
    # 给予2万元的奖补
    amount = 0
    if f["certification_both"]:
        if quality and green:
            amount = 2 * WAN
    elif f["certification_each"]:
        if quality:
            amount += 2 * WAN
        if green:
            amount += 2 * WAN
    elif quality or green:
        amount = 2 * WAN
    return {"system-certification": paid("system-certification", amount, f)}


def article_9_indications(f: Facts) -> dict[str, Verdict]:
    """(九)实施品牌提升工程: 国家地理标志."""
    nothing = {"geographical-indication": NOTHING, "gi-protection-project": NOTHING}
    if f["town_members_only"] and not f["in_specialised_town"]:
        return nothing
    # A project belongs to whoever runs one, and that is no private person.
    if f["applicant"] == "individual":
        return nothing
    # 对新获得国家地理标志(集体商标、证明商标、保护产品)的组织,一次性奖励3万元: 个体工商户 is none.
    is_organisation = f["applicant"] != "sole_trader"
    mark = 3 * WAN if is_organisation and inside_term(f["gi_registered"], f) else 0
    # 对列入市级地理标志保护工程的项目给予10万元补助
    project = 10 * WAN if inside_term(f["gi_project_listed"], f) else 0
    project_verdict = paid("gi-protection-project", project, f)
    if not f["gi_both"] and project_verdict.eligible:
        mark = 0
    return {
        "geographical-indication": paid("geographical-indication", mark, f),
        "gi-protection-project": project_verdict,
    }


def article_9_brands(f: Facts) -> dict[str, Verdict]:
    """(九)实施品牌提升工程: 老字号 and 山西精品."""
    nothing = dict.fromkeys(
        ("china-brand", "sanjin-brand", "shanxi-premium", "jincheng-brand"), NOTHING
    )
    if f["town_members_only"] and not f["in_specialised_town"]:
        return nothing
    # 对新入选……的企业
    if not is_enterprise(f):
        return nothing
    # “中华老字号”“三晋老字号”和“山西精品”“晋城老字号”
    china = inside_term(f["china_brand"], f)
    sanjin = inside_term(f["sanjin_brand"], f)
    premium = inside_term(f["shanxi_premium"], f)
    jincheng = inside_term(f["jincheng_brand"], f)
    if not f["brand_upgrade_full"]:
        # Of 中华, 三晋 and 晋城老字号 the highest new one is paid; 山西精品 is none.
        if china:
            sanjin = jincheng = False
        if sanjin:
            jincheng = False
    # 分别奖励20万元、10万元、10万元、5万元
    return {
        "china-brand": paid("china-brand", 20 * WAN if china else 0, f),
        "sanjin-brand": paid("sanjin-brand", 10 * WAN if sanjin else 0, f),
        "shanxi-premium": paid("shanxi-premium", 10 * WAN if premium else 0, f),
        "jincheng-brand": paid("jincheng-brand", 5 * WAN if jincheng else 0, f),
    }


def article_13(f: Facts) -> dict[str, Verdict]:
    """(十三)强化发展要素保障: 土地出让底价."""
    nothing = {"land-floor-price": NOTHING}
    if f["applicant"] == "individual":
        return nothing
    # 对经山西省人民政府确定的优先发展产业且用地集约的工业项目
    priority = f["land_priority"]
    # 以农、林、牧、渔业产品初加工为主的工业项目
    processing = f["land_primary_processing"]
    if f["land_either"]:
        if not (priority or processing):
            return nothing
    elif not (priority and processing):
        return nothing
    # 本政策与我市其他同类优惠政策重复的,按已有政策执行
    if "land-floor-price" in f["overlaps"]:
        return nothing
    # 土地出让底价可按不低于……《全国工业用地出让最低价标准》的70%执行
    standard = thousandths(f["land_standard_price"])
    floor = standard if standard == math.inf else standard * 7 // 10
    # 但不应低于实际各项成本费用之和
    cost = thousandths(f["land_cost_price"])
    return {"land-floor-price": Verdict(eligible=True, price=max(floor, cost))}


def awarded(title: Answer, f: Facts) -> bool:
    """Whether a park has its title: the sentence has no 首次 or 新, so one held may count too."""
    if f["held_parks_count"]:
        return title is not False and str(title) <= "2025-12-31"
    return inside_term(title, f)


def article_14(f: Facts) -> dict[str, Verdict]:
    """(十四)完善基础设施建设: “文化+”的示范园区(基地)."""
    nothing = {"national-culture-park": NOTHING, "provincial-culture-park": NOTHING}
    # 对专业镇……
    if not f["in_specialised_town"]:
        return nothing
    if f["applicant"] != "park":
        return nothing
    # ……获评为国家级文化产业示范园区、省级文化产业示范园区(基地)……的
    national = awarded(f["national_culture_park"], f)
    # Only the provincial item has “(基地)” beside it; the closing words have it for all.
    if f["national_title_is_base"] and not f["national_base_counts"]:
        national = False
    provincial = awarded(f["provincial_culture_park"], f)
    if national and not f["park_upgrade_full"]:
        provincial = False
    # 按照国家级30万元、省级10万元的标准给予奖励
    return {
        "national-culture-park": paid("national-culture-park", 30 * WAN if national else 0, f),
        "provincial-culture-park": paid(
            "provincial-culture-park", 10 * WAN if provincial else 0, f
        ),
    }


def thousandths(price: float | Decimal) -> float:
    """Turn a price in 元/㎡ into 1/1000 元/㎡, exactly; ``math.inf`` stays."""
    if price == math.inf:
        return math.inf
    exact = Decimal(str(price)) * 1000
    assert exact == int(exact), f"more decimals than the oracle keeps: {price}"
    return int(exact)


@dataclass(frozen=True)
class Part:
    """Measures that are decided together, and all that they may look at."""

    article: int
    measures: tuple[str, ...]
    facts: tuple[str, ...]
    readings: tuple[str, ...]
    decide: Callable[[Facts], dict[str, Verdict]]


PARTS = (
    Part(
        2,
        ("revenue-milestone",),
        (
            "applicant",
            "in_specialised_town",
            "leading_industry",
            "agricultural",
            "peak_revenue_to_2022",
            "revenue_2023",
            "revenue_2024",
            "revenue_2025",
            "overlaps",
        ),
        ("cooperatives_count", "counts_2023_2025", "tiers_cumulate", "later_tier_full"),
        article_2,
    ),
    Part(
        8,
        ("system-certification",),
        (
            "applicant",
            "in_specialised_town",
            "size",
            "quality_certified",
            "quality_recertified",
            "green_certified",
            "green_recertified",
            "overlaps",
        ),
        (
            "cooperatives_count",
            "effective_from_signing",
            "town_members_only",
            "certification_small_only",
            "certification_both",
            "certification_each",
            "renewals_count",
        ),
        article_8,
    ),
    Part(
        9,
        ("geographical-indication", "gi-protection-project"),
        ("applicant", "in_specialised_town", "gi_registered", "gi_project_listed", "overlaps"),
        ("effective_from_signing", "town_members_only", "gi_both"),
        article_9_indications,
    ),
    Part(
        9,
        ("china-brand", "sanjin-brand", "shanxi-premium", "jincheng-brand"),
        (
            "applicant",
            "in_specialised_town",
            "china_brand",
            "sanjin_brand",
            "shanxi_premium",
            "jincheng_brand",
            "overlaps",
        ),
        (
            "cooperatives_count",
            "effective_from_signing",
            "town_members_only",
            "brand_upgrade_full",
        ),
        article_9_brands,
    ),
    Part(
        13,
        ("land-floor-price",),
        (
            "applicant",
            "land_priority",
            "land_primary_processing",
            "land_standard_price",
            "land_cost_price",
            "overlaps",
        ),
        ("land_either",),
        article_13,
    ),
    Part(
        14,
        ("national-culture-park", "provincial-culture-park"),
        (
            "applicant",
            "in_specialised_town",
            "national_culture_park",
            "national_title_is_base",
            "provincial_culture_park",
            "overlaps",
        ),
        ("effective_from_signing", "park_upgrade_full", "national_base_counts", "held_parks_count"),
        article_14,
    ),
)

MEASURES = tuple(measure for part in PARTS for measure in part.measures)
ARTICLE = {measure: part.article for part in PARTS for measure in part.measures}
PRICED = "land-floor-price"


def judge(answers: Document, readings: Document) -> dict[str, Verdict]:
    """Decide a whole document: the verdict of each of the 11 measures.

    ``KeyError`` if a fact or reading that a measure looks at is absent.
    """
    verdicts: dict[str, Verdict] = {}
    for part in PARTS:
        # Each part sees its own items only, so a forgotten one shows at once.
        seen = {item: answers[item] for item in part.facts}
        seen |= {item: readings[item] for item in part.readings}
        verdicts |= part.decide(seen)
    return verdicts


# --------------------------------------------------------------------------
# Partial documents, by filling in what is open.
# --------------------------------------------------------------------------

APPLICANTS = (
    "enterprise",
    "cooperative",
    "sole_trader",
    "association",
    "institute",
    "park",
    "individual",
)
SIZES = ("large", "medium", "small", "micro")
YES_NO = (
    "in_specialised_town",
    "leading_industry",
    "agricultural",
    "national_title_is_base",
    "land_priority",
    "land_primary_processing",
)
MONEY = ("peak_revenue_to_2022", "revenue_2023", "revenue_2024", "revenue_2025")
PRICES = ("land_standard_price", "land_cost_price")
EVENTS = (
    "quality_certified",
    "quality_recertified",
    "green_certified",
    "green_recertified",
    "gi_registered",
    "gi_project_listed",
    "china_brand",
    "sanjin_brand",
    "shanxi_premium",
    "jincheng_brand",
    "national_culture_park",
    "provincial_culture_park",
)
FACTS = ("applicant", "size", *YES_NO, *MONEY, *PRICES, *EVENTS, "overlaps")
READINGS = tuple(sorted({reading for part in PARTS for reading in part.readings}))

TIER_LINES = tuple(n * YI for n in (1, 3, 5, 10, 20, 50))
"""Every line of both ladders: between two of them nothing can change."""

DAYS = ("2023-10-30", "2023-10-31", "2023-11-15")
"""A day outside the term, one that is inside only from the signing on, one inside."""

HELD = ("national_culture_park", "provincial_culture_park")
AFTER = "2026-01-01"
"""A title may count that was held before the term, but none that comes after it."""


def possible_values(  # noqa: PLR0911  # One return for each kind of fact.
    item: str, given: Answer, part: Part
) -> Sequence[Any]:
    """List one value for every region that ``item`` can still lie in."""
    if item in part.readings:
        return (False, True) if given is None else (given,)
    if item in ("applicant", "size"):
        known = APPLICANTS if item == "applicant" else SIZES
        if given is None:
            return known
        return tuple(dict.fromkeys(given)) if isinstance(given, list) else (given,)
    if item in YES_NO:
        return (False, True) if given is None else (given,)
    if item in EVENTS:
        days = (*DAYS, AFTER) if item in HELD else DAYS
        if given is None:
            return (False, *days)
        return days if given is True else (given,)
    if item in MONEY:
        low, high = ends(given)
        return (low, *(line for line in TIER_LINES if low < line <= high))
    if item in PRICES:
        # The price rises with both, so the two ends show all that matters.
        low, high = ends(given)
        return (low,) if low == high else (low, high)
    assert item == "overlaps"
    if given is not None:
        return (frozenset(given),)
    return tuple(
        frozenset(some)
        for size in range(len(part.measures) + 1)
        for some in itertools.combinations(part.measures, size)
    )


def ends(given: Answer) -> tuple[Any, Any]:
    """Return the lowest and highest possible number of an answer."""
    if given is None:
        return 0, math.inf
    if isinstance(given, list):
        return given[0], given[1]
    return given, given


@dataclass(frozen=True)
class Outcome:
    """What a partial document gets from one measure."""

    status: str
    low: int
    high: int
    price: tuple[float, float] | None
    """Lowest and highest price in 1/1000 元/㎡; ``None`` where there is none."""
    missing: frozenset[str]
    unsettled: frozenset[str]


@dataclass(frozen=True)
class Assessment:
    """What a partial document gets from all measures."""

    low: int
    high: int
    measures: dict[str, Outcome]


class Table:
    """Every completion of one part of a document, in the order of a product."""

    def __init__(self, part: Part, document: Document) -> None:
        """Fill in ``document`` in every way that ``part`` can tell apart."""
        answers = document.get("answers") or {}
        readings = document.get("readings") or {}
        self.part = part
        self.items = [*part.facts, *part.readings]
        self.values = [
            possible_values(item, (readings if item in part.readings else answers).get(item), part)
            for item in self.items
        ]
        self.rows = [
            part.decide(dict(zip(self.items, row, strict=True))) for row in self.completions()
        ]

    def completions(self) -> Iterator[tuple[Any, ...]]:
        """Yield the values of all items, once for every completion."""
        return itertools.product(*self.values)

    def outcome(self, measure: str) -> Outcome:
        """Look at one measure over all completions."""
        verdicts = [row[measure] for row in self.rows]
        holding = [verdict.eligible for verdict in verdicts]
        status = "undetermined"
        if all(holding):
            status = "eligible"
        if not any(holding):
            status = "ineligible"
        prices = [verdict.price for verdict in verdicts if verdict.price is not None]
        changing = frozenset(self.changing(verdicts))
        return Outcome(
            status=status,
            low=min(verdict.amount for verdict in verdicts),
            high=max(verdict.amount for verdict in verdicts),
            price=(min(prices), max(prices)) if prices else None,
            missing=changing & frozenset(self.part.facts),
            unsettled=changing & frozenset(self.part.readings),
        )

    def changing(self, verdicts: list[Verdict]) -> Iterator[str]:
        """Yield each item that alone can change the verdict, others being equal.

        In the order of a product, the completions that differ in one item only
        stand at a fixed distance: the number of completions of the items after it.
        """
        stride = len(verdicts)
        for item, values in zip(self.items, self.values, strict=True):
            block, stride = stride, stride // len(values)
            for start in range(0, len(verdicts), block):
                first = verdicts[start : start + stride]
                others = range(start + stride, start + block, stride)
                if any(verdicts[other : other + stride] != first for other in others):
                    yield item
                    break

    def sums(self, shared: Sequence[str]) -> dict[tuple[Any, ...], tuple[int, int]]:
        """Return the least and the most paid, for each value of the ``shared`` items."""
        columns = [self.items.index(item) for item in shared]
        found: dict[tuple[Any, ...], tuple[int, int]] = {}
        for row, verdicts in zip(self.completions(), self.rows, strict=True):
            key = tuple(row[column] for column in columns)
            amount = sum(verdict.amount for verdict in verdicts.values())
            low, high = found.get(key, (amount, amount))
            found[key] = (min(low, amount), max(high, amount))
        return found


def assess(document: Document) -> Assessment:
    """Decide a partial document exactly, by brute force over its completions.

    Parts that have no item in common can be filled in separately; the items that
    several parts look at are filled in first, the same for all of them. The set
    ``overlaps`` counts as one item for each measure in it.
    """
    tables = [Table(part, document) for part in PARTS]
    outcomes = {
        measure: table.outcome(measure) for table in tables for measure in table.part.measures
    }
    shared = [
        item
        for item in ("applicant", "in_specialised_town", *READINGS)
        if sum(item in table.items for table in tables) > 1
    ]
    values: dict[str, Sequence[Any]] = {
        item: values
        for table in tables
        for item, values in zip(table.items, table.values, strict=True)
    }
    keys = [[item for item in shared if item in table.items] for table in tables]
    sums = [table.sums(key) for table, key in zip(tables, keys, strict=True)]
    totals = []
    for row in itertools.product(*(values[item] for item in shared)):
        chosen = dict(zip(shared, row, strict=True))
        parts = [
            found[tuple(chosen[item] for item in key)]
            for found, key in zip(sums, keys, strict=True)
        ]
        totals.append((sum(low for low, _ in parts), sum(high for _, high in parts)))
    return Assessment(
        low=min(low for low, _ in totals),
        high=max(high for _, high in totals),
        measures=outcomes,
    )


def completions(document: Document) -> int:
    """Count the completions that ``assess`` would look at: its cost."""
    answers = document.get("answers") or {}
    readings = document.get("readings") or {}
    return sum(
        math.prod(
            len(
                possible_values(
                    item, (readings if item in part.readings else answers).get(item), part
                )
            )
            for item in (*part.facts, *part.readings)
        )
        for part in PARTS
    )
