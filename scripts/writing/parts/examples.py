"""Worked examples: cases kept in one place, worked out by the engine wherever they are told.

The calculator's page lists them all; an article's page tells those that it pays, with the reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from calculator.engine.phrases import in_words, quoted
from writing.parts import common
from writing.parts.site import Record, Site


@dataclass(frozen=True)
class Example:
    """One case: who it is, what is answered, and the topics of the form that are opened.

    `{fact}` in `title` and `story` stands for the answer in the engine's words. All other topics
    are denied, and nothing overlaps with other policies.
    """

    id: str
    title: str
    story: str
    answers: Mapping[str, Any]
    topics: tuple[str, ...]
    articles: tuple[int, ...] = ()
    """The articles on whose pages it is told."""


EXAMPLES = (
    Example(
        "foundry",
        "泽州一家铸造厂：营收从 {revenue_2023}到{revenue_2024}",
        "泽州一家铸造厂，在专业镇里做主导产业，不是涉农企业。2022年及以前最高的年营收是"
        "{peak_revenue_to_2022}，2023年{revenue_2023}，2024年{revenue_2024}，2025年{revenue_2025}。",
        {
            "applicant": "enterprise", "in_specialised_town": True, "leading_industry": True,
            "agricultural": False, "size": "medium", "peak_revenue_to_2022": 400_000_000,
            "revenue_2023": 400_000_000, "revenue_2024": 2_100_000_000,
            "revenue_2025": 2_100_000_000,
        },
        topics=("revenue",),
        articles=(2,),
    ),
    Example(
        "association",
        "一家行业协会：新获得证明商标",
        "专业镇里的一家行业协会，{gi_registered}新获得证明商标，没有列入市级地理标志保护工程。",
        {
            "applicant": "association", "in_specialised_town": True,
            "gi_registered": "2024-06-18", "gi_project_listed": False,
        },
        topics=("geographical_indication",),
        articles=(9,),
    ),
    Example(
        "park",
        "一个园区：获评省级文化产业示范园区",
        "专业镇里的一个园区，{provincial_culture_park}获评省级文化产业示范园区，没有国家级的。",
        {
            "applicant": "park", "in_specialised_town": True, "national_culture_park": False,
            "provincial_culture_park": "2025-03-10",
        },
        topics=("culture_park",),
        articles=(14,),
    ),
    Example(
        "craftsman",
        "一位手艺人：首次获评山西省工艺美术大师",
        "",
        {
            "applicant": "individual", "works_in_town": True, "national_craft_master": False,
            "provincial_craft_master": "2024-09-01",
        },
        topics=("talent",),
    ),
    Example(
        "food",
        "一家食品企业：营收过1亿元，通过认证，入选“山西精品”",
        "专业镇里的一家小型食品企业，算涉农企业。2022年及以前最高的年营收是{peak_revenue_to_2022}，"
        "2024年{revenue_2024}；{quality_certified}通过质量管理体系认证，"
        "{shanxi_premium}入选“山西精品”。",
        {
            "applicant": "enterprise", "in_specialised_town": True, "leading_industry": True,
            "agricultural": True, "size": "small", "peak_revenue_to_2022": 90_000_000,
            "revenue_2023": 95_000_000, "revenue_2024": 110_000_000,
            "revenue_2025": 120_000_000, "quality_certified": "2024-04-02",
            "green_certified": False, "china_brand": False, "sanjin_brand": False,
            "shanxi_premium": "2025-01-15", "jincheng_brand": False,
        },
        topics=("revenue", "certification", "titles"),
        articles=(2, 8, 9),
    ),
    Example(
        "land",
        "一家买地建厂的企业：农产品初加工项目（120元/㎡ 只是举例）",
        "一家企业买地建厂，项目以农产品初加工为主，不在省里确定的优先发展产业里。"
        "当地土地等别的最低价标准按{land_standard_price}、实际各项成本费用之和按{land_cost_price}举例。",
        {
            "applicant": "enterprise", "land_priority": False, "land_primary_processing": True,
            "land_standard_price": 120, "land_cost_price": 70,
        },
        topics=("land",),
        articles=(13,),
    ),
)  # fmt: skip


def examples(site: Site, name: str) -> str:
    """Return the list of all examples, as links that fill in the form of the same page."""
    del name
    return "\n".join(
        f'- <a href="#{escape(address(example, site))}">{_filled(example.title, example, site)}</a>'
        for example in EXAMPLES
    )


def of_article(number: int, site: Site, name: str) -> list[str]:
    """Return the examples of an article: the case, what it gets there, and why."""
    return [_told(e, number, site, name) for e in EXAMPLES if number in e.articles]


def address(example: Example, site: Site) -> str:
    """Return the part of the calculator's address that holds an example, after its "#"."""
    parts = [f"{fact}={_in_address(answer)}" for fact, answer in example.answers.items()]
    denied = ",".join(_denied(example, site))
    return "&".join(
        [*parts, f"topics={','.join(example.topics)}", "overlaps=none", f"none={denied}"]
    )


def document(example: Example, site: Site, **readings: bool) -> dict[str, Any]:
    """Return an example as the engine reads it."""
    denied = {
        fact["id"]: _denial(fact, site)
        for fact in site.catalogue["facts"]
        if fact["topic"] in _denied(example, site)
    }
    answers = {**{k: v for k, v in denied.items() if v is not None}, **example.answers}
    return {"answers": {**answers, "overlaps": []}, "readings": readings}


def _in_address(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def _denied(example: Example, site: Site) -> list[str]:
    """Return the topics of which nothing happened: all but who it is and what is opened."""
    asked = {fact["topic"] for fact in site.catalogue["facts"] if fact["kind"] != "set"}
    first = site.catalogue["topics"][0]["id"]
    opened = {first, *example.topics}
    return [t["id"] for t in site.catalogue["topics"] if t["id"] in asked - opened]


def _denial(fact: Record, site: Site) -> bool | list[int] | None:
    """Return the answer that says "none of this", as the form has it; None where there is none."""
    if fact["kind"] in {"event", "yes_no"}:
        return False
    if fact["kind"] == "money":
        ladders = [ladder for m in fact["measures"] for ladder in site.measures[m]["ladders"]]
        lines = [tier["line"] for ladder in ladders for tier in ladder["tiers"]]
        return [0, min(lines) - 1] if lines else None
    return None


def _filled(words: str, example: Example, site: Site) -> str:
    answers = site.assess(document(example, site))["answers"]
    return words.format(**{answer["fact"]: answer["text"] for answer in answers})


def _told(example: Example, number: int, site: Site, name: str) -> str:
    result = site.assess(document(example, site))
    paid = [
        m
        for m in result["measures"]
        if m["article"] == number and m["class"] in "CF" and m["status"] != "ineligible"
    ]
    link = f"{common.up(name)}../calculator/#{escape(address(example, site))}"
    parts = [_filled(example.story, example, site) + "\n{ .case }"]
    for measure in paid:
        reasons = "\n".join(f"- {reason['text']}" for reason in measure["reasons"])
        parts.append(
            f"**{site.measures[measure['id']]['name']}：{_amount(measure)}**\n{{ .outcome }}\n\n"
            f"为什么：\n\n{reasons}"
        )
        parts += _ways(example, measure, site)
    parts.append(f'<a href="{link}">在计算器里打开</a>')
    told = "\n\n".join(parts)
    return f'<div class="example" markdown="1">\n\n{told}\n\n</div>'


def _amount(measure: Record) -> str:
    """Tell the result of a measure as the calculator does."""
    if measure["price"] is not None:
        low, high = measure["price"]["low"], measure["price"]["high"]
        return f"{measure['word']}，底价下限 {low if low == high else f'{low}至{high}'}元/㎡"
    if measure["amount"] is None:
        return str(measure["word"])
    low, high = in_words(measure["amount"]["low"]), in_words(measure["amount"]["high"])
    return f"{measure['word']}，{low if low == high else f'{low}至{high}'}"


def _ways(example: Example, measure: Record, site: Site) -> list[str]:
    """Tell what each way of each open reading gives, for what the amount is a range."""
    lines = []
    for id_ in measure["unsettled"]:
        reading = site.readings[id_]
        given = [
            f"按{quoted(reading[key])}：{_amount(_again(example, measure, site, id_, way=way))}"
            for way, key in ((True, "true"), (False, "false"))
        ]
        lines.append(f"- {reading['question']}{'；'.join(given)}。问{reading['unit']}")
    return ["没有答复的读法，两种都算：\n\n" + "\n".join(lines)] if lines else []


def _again(example: Example, measure: Record, site: Site, reading: str, *, way: bool) -> Record:
    result = site.assess(document(example, site, **{reading: way}))
    return next(m for m in result["measures"] if m["id"] == measure["id"])
