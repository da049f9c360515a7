"""Another policy, made up of five articles, runs on the same engine, form, pages and checks."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from made_up_policy import CATALOGUE, MEASURES_TWO, POLICY, TEA_MAKER, TWO, UNITS
from writing import downloads, form, page_checks, page_parts
from writing.parts.site import Site

from calculator.engine.assess import assess
from calculator.engine.describing.catalogue import catalogue_of
from calculator.engine.describing.schema import input_schema, result_schema
from calculator.engine.document import Invalid, read_case
from calculator.engine.rules.facts import Since
from calculator.engine.text import Misquoted
from calculator.policy import POLICY as REAL
from calculator.policy import phrases as real_phrases
from calculator.policy.facts import CHINA_BRAND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.policy import Policy
    from calculator.engine.rules.measure import Measure
    from calculator.engine.text import Article

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2030, 6, 1)
KNOWING_NONE = (
    "hook",
    *(f"writing/{name}" for name in ("form", "site_source", "page_checks", "page_parts")),
    *sorted(f"writing/parts/{path.stem}" for path in (ROOT / "scripts/writing/parts").glob("*.py")),
)
"""The scripts that make pages of any policy."""


def result(policy: Policy = POLICY, **document: Any) -> dict[str, Any]:
    return assess(policy, read_case(policy, document, DAY))


def by_id(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {measure["id"]: measure for measure in found["measures"]}


def text_page(article: dict[str, Any]) -> str:
    """Return an article's page as the site writes one."""
    names = {spelling: unit.id for unit in UNITS for spelling in (unit.name, *unit.spellings)}
    bracket = re.sub(
        "|".join(sorted(names, key=len, reverse=True)),
        lambda name: f"[{name[0]}](../units/{names[name[0]]}.md)",
        article["bracket"],
    )
    blocks = [f"# {article['heading']} {{ #top }}"]
    for sentence in article["sentences"]:
        id_ = sentence["id"]
        blocks.append(f"{sentence['text']}\n{{ #{id_} .sentence }}")
        blocks.append(f"<!-- begin:note-{id_} -->\n<!-- end:note-{id_} -->")
    blocks.append(f"{bracket}\n{{ #units .bracket }}")
    text = "\n\n".join(blocks)
    return (
        f"---\ntitle: {article['heading']}\n---\n\n"
        f"<!-- begin:text -->\n\n{text}\n\n<!-- end:text -->\n\n"
        "<!-- begin:measures -->\n<!-- end:measures -->\n"
    )


@pytest.fixture
def pages() -> dict[str, str]:
    written = {f"policy/{a['page']}.md": text_page(a) for a in CATALOGUE["articles"]}
    written |= {
        f"units/{unit.id}.md": "<!-- begin:unit-measures -->\n<!-- end:unit-measures -->\n"
        "<!-- begin:unit-readings -->\n<!-- end:unit-readings -->\n"
        for unit in UNITS
    }
    written["calculator.md"] = "<!-- begin:form -->\n<!-- end:form -->\n"
    written["questions.md"] = "# 问与答\n"
    written["readings.md"] = "<!-- begin:readings -->\n<!-- end:readings -->\n"
    written["changes.md"] = "<!-- begin:replies -->\n<!-- end:replies -->\n"
    written["all.md"] = "<!-- begin:form-questions -->\n<!-- end:form-questions -->\n"
    return written


@pytest.fixture
def site(pages: dict[str, str]) -> Site:
    def statuses(document: Mapping[str, Any]) -> dict[str, str]:
        return {each["id"]: each["status"] for each in result(**document)["measures"]}

    return Site(CATALOGUE, lambda document: result(**document), statuses, pages, form.form)


def test_the_text_bears_out_every_rule() -> None:
    assert POLICY.problems() == []


def test_a_number_that_is_not_in_the_text_is_found_and_its_measure_named() -> None:
    pays = MEASURES_TWO[0].pays
    wrong = replace(MEASURES_TWO[0], pays=replace(pays, awards="1万元、5万元"))  # type: ignore[type-var]
    articles = tuple((a, (wrong,) if a is TWO else m) for a, m in POLICY.articles)

    found = replace(POLICY, articles=articles).problems()

    assert "1万元、5万元" in found[0]
    assert all("第(二)条" in line and "5万元" in line for line in found)


def changed(article: Article, measure: Measure) -> Policy:
    """Return the policy with one article's measures replaced by this one."""
    articles = tuple((a, (measure,) if a is article else m) for a, m in POLICY.articles)
    return replace(POLICY, articles=articles)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (
            replace(MEASURES_TWO[0], quote="年销售额首次达到60万元"),
            (
                "sales 第(二)条：引文“年销售额首次达到60万元”不在条文中；"
                "条文中最接近的是“年销售额首次达到50万元”"
            ),
        ),
        (
            replace(MEASURES_TWO[0], who=TEA_MAKER.cite("茶馆")),
            "第(二)条：引文“茶馆”不在条文中；条文中最接近的是“茶坊,分别奖励1”",
        ),
        (
            replace(MEASURES_TWO[0], pays=replace(MEASURES_TWO[0].pays, awards="1万元")),  # type: ignore[type-var]
            "sales 第(二)条：“50万元、200万元”有2档，“1万元”有1档，不能一一对应",
        ),
        (
            replace(MEASURES_TWO[0], gives="2万元"),
            "sales 第(二)条：规则中的“2万元”不在引文",
        ),
    ],
    ids=["quote", "condition", "tiers", "gives"],
)
def test_whatever_the_text_does_not_bear_out_is_told_with_article_and_nearest_words(
    measure: Measure, words: str
) -> None:
    (line,) = changed(TWO, measure).problems()

    assert line.startswith(words)


def test_a_reading_whose_quote_stands_nowhere_is_a_problem_of_the_rules() -> None:
    readings = tuple(replace(r, quote="自公布的次日起施行") for r in POLICY.readings[:1])

    assert replace(POLICY, readings=readings).problems() == [
        "解释问题 term：引文“自公布的次日起施行”不在文中"
    ]


def test_a_unit_that_nobody_registered_is_found() -> None:
    with pytest.raises(Misquoted, match=r"第\(三\)条.*县船股"):
        catalogue_of(POLICY, UNITS[:1], {})


def test_a_reading_whose_quote_left_the_text_is_named_with_the_nearest_words() -> None:
    readings = tuple(replace(r, quote=r.quote.replace("6万元", "9万元")) for r in POLICY.readings)

    with pytest.raises(Misquoted, match=r"ceremonies 第\(三\)条.*奖励6万元"):
        catalogue_of(replace(POLICY, readings=readings), UNITS, {})


def test_what_is_known_and_what_is_not_bounds_the_total() -> None:
    answers = {"maker": "tea", "by_hand": True, "sales_before": 0, "sales_2030": 2_500_000}

    found = result(answers=answers)

    assert found["total"] == {"low": 50_000, "high": 87_000}
    assert by_id(found)["hand-made-tea"]["missing"] == ["prize", "other_help"]
    assert by_id(found)["new-boat"]["status"] == "ineligible"


def test_an_open_reading_leaves_both_amounts_and_a_settled_one_leaves_one() -> None:
    answers = {"maker": "boat", "launched": "2030-05-05"}

    open_, settled = result(answers=answers), result(answers=answers, readings={"ceremonies": True})

    assert by_id(open_)["new-boat"]["amount"] == {"low": 50_000, "high": 60_000}
    assert by_id(open_)["new-boat"]["unsettled"] == ["ceremonies"]
    assert by_id(settled)["new-boat"]["amount"] == {"low": 60_000, "high": 60_000}


def test_a_price_follows_its_formula() -> None:
    answers = {"maker": "boat", "pier_price": 200, "pier_floor": 150.5}

    assert by_id(result(answers=answers))["pier-price"]["price"] == {"low": 160, "high": 160}


@pytest.mark.parametrize(
    ("day", "readings", "expected"),
    [
        ("2030-03-05", {}, None),
        ("2030-03-05", {"term": True}, True),
        ("2030-03-05", {"term": False}, False),
        ("2031-02-28", {}, True),
        ("2031-03-01", {}, False),
    ],
)
def test_its_own_term_holds(day: str, readings: dict[str, bool], expected: object) -> None:
    assert result(as_of=day, readings=readings)["in_force"] is expected


@pytest.mark.parametrize(
    ("day", "low"), [("2030-02-28", 0), ("2030-03-01", 50_000), ("2031-02-28", 50_000)]
)
def test_an_event_counts_to_the_last_day_of_a_term_that_ends_in_mid_year(
    day: str, low: int
) -> None:
    answers = {"maker": "boat", "launched": day}

    assert by_id(result(answers=answers))["new-boat"]["amount"]["low"] == low


@pytest.mark.parametrize("day", ["2031-03-01", "2031-12-31", "2032-01-01"])
def test_no_event_counts_after_a_term_that_ends_in_mid_year(day: str) -> None:
    answers = {"maker": "boat", "launched": day}

    assert by_id(result(answers=answers))["new-boat"]["status"] == "ineligible"


def test_the_real_policy_is_written_for_any_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_phrases, "LAST_DAY", date(2025, 6, 30))

    rule = real_phrases.in_term(CHINA_BRAND, "新入选“中华老字号”")

    lines = [part.day for part in rule.walk() if isinstance(part, Since)]
    assert max(lines) == date(2025, 7, 1)


def test_the_next_award_is_told() -> None:
    answers = {"maker": "tea", "sales_before": 0, "sales_2030": 1_900_000}

    steps = by_id(result(answers=answers))["sales"]["next_steps"]

    assert [(step["fact"], step["value"]) for step in steps] == [("sales_2030", 2_000_000)]


def test_bad_input_is_refused_in_its_own_words() -> None:
    with pytest.raises(Invalid, match="maker"):
        result(answers={"makr": "tea"})


def test_its_documents_obey_its_schemas() -> None:
    document: dict[str, Any] = {"answers": {"maker": ["tea", "boat"], "prize": True}}

    jsonschema.validate(document, input_schema(POLICY))
    jsonschema.validate(json.loads(json.dumps(result(**document))), result_schema(POLICY))


def test_the_form_asks_its_facts_and_no_other() -> None:
    page = form.form(CATALOGUE)

    asked = re.findall(r'data-fact="([\w-]+)"', page)
    # By topic, as the form stands, and within a topic in the policy's order.
    assert sorted(asked) == sorted(fact.id for fact in POLICY.facts)
    assert not [fact.label for fact in REAL.facts if fact.label in page]


def test_every_part_of_the_pages_is_written_from_its_catalogue(site: Site) -> None:
    written = {name: page_parts.fill(page, name, site) for name, page in site.pages.items()}

    assert "手工制茶奖励" in written["policy/article-01.md"]
    assert "码头出让价" in written["units/boats.md"]
    assert "在网上举行的仪式算不算?" in written["readings.md"]
    assert "按前一种读法最多可多得1万元" in written["readings.md"]
    assert 'data-fact="launched"' in written["calculator.md"]


def test_what_an_authority_has_replied_is_shown_wherever_its_reading_is_told(site: Site) -> None:
    pages = {
        **{name: page for name, page in site.pages.items() if not name.startswith("policy/")},
        **dict.fromkeys(
            ("policy/article-02.md", "policy/article-03.md"),
            "---\ntitle: x\n---\n"
            "<!-- begin:note-s1 -->\n<!-- end:note-s1 -->\n"
            "<!-- begin:note-s2 -->\n<!-- end:note-s2 -->\n",
        ),
        "questions.md": "",
    }
    pages["policy/article-02.md"] = pages["policy/article-02.md"].partition("<!-- begin:note-s2")[0]
    site = replace(site, pages=pages, catalogue={**site.catalogue, "questions": []})
    written = {name: page_parts.fill(page, name, site) for name, page in pages.items()}
    source = "2030年5月20日县茶业股答复"
    link = "[一年首次达到两档时怎么奖励？](../readings.md#tiers-add)"

    told = written["policy/article-02.md"].partition("主管部门已经答复的</b></summary>")[2]
    assert f"\n\n- {link}<br>{source}：两档相加" in told
    assert "没有写明" not in written["policy/article-02.md"]
    loan = "[借用码头要不要另行批准？](../readings.md#loans-open)"
    assert f"- {loan}<br>2030年5月20日县船股答复：不用批准" in written["policy/article-03.md"]
    assert "<em>没有写明 1 处</em>" in written["policy/article-03.md"]
    assert f"- {loan}（2030年5月20日县船股答复：不用批准）" in written["units/boats.md"]
    assert f"- {link}（{source}：两档相加）" in written["units/tea.md"]
    said = f"{source}（[虚构函〔2030〕2号](https://example.test/2030-2)）：达到几档的，各档都给"
    assert f"- 答复：按“两档相加”。{said}\n- 一种读法" in written["readings.md"]
    assert "县船股答复（电话答复），自2030年5月25日起：来了就借" in written["readings.md"]
    assert f"（{source}：两档相加）" in written["all.md"]
    assert "码头评估价每平方米200元" in written["all.md"]
    assert "码头评估价每平方米200元" in written["calculator.md"]
    assert (
        "## 2030-05-20 县茶业股答复 { #reply-tiers-add }\n\n"
        f"- [一年首次达到两档时怎么奖励？](readings.md#tiers-add)按“两档相加”算。{said}"
    ) in written["changes.md"]
    assert "## 2030-05-20 县船舶股答复 { #reply-pier-price-1 }" in written["changes.md"]


def test_the_feed_has_an_entry_for_each_reply(site: Site) -> None:
    changes = page_parts.fill(site.pages["changes.md"], "changes.md", site)

    feed = downloads.feed(changes, "https://example.test/")

    assert feed.count("<entry>") == 3
    assert "<!--" not in feed.replace("<?xml", "")


def test_its_pages_are_held_against_its_rules(pages: dict[str, str]) -> None:
    assert page_checks.complaints(pages, CATALOGUE) == []

    name = "policy/article-02.md"
    pages[name] = pages[name].replace("4万元", "8万元")

    found = page_checks.complaints(pages, CATALOGUE)
    assert any("第(二)条" in line and "8万元" in line for line in found)


def test_a_quote_moved_in_its_catalogue_is_complained_of(pages: dict[str, str]) -> None:
    catalogue = copy.deepcopy(CATALOGUE)
    catalogue["measures"][0]["quote"] = "给予9万元奖励"

    assert any("hand-made-tea" in line for line in page_checks.complaints(pages, catalogue))


def names(policy: Policy) -> set[str]:
    """Return the ids, labels and names that only this policy has."""
    found = {fact.id for fact in policy.facts} | {reading.id for reading in policy.readings}
    found |= {fact.label for fact in policy.facts}
    found |= {m.id for m in policy.measures} | {m.name for m in policy.measures}
    return {name for name in found if "_" in name or "-" in name or not name.isascii()}


@pytest.mark.parametrize("policy", [POLICY, REAL], ids=lambda policy: policy.title)
@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "calculator/engine").rglob("*.py")),
        *(ROOT / "scripts" / f"{name}.py" for name in KNOWING_NONE),
    ],
    ids=lambda path: path.name,
)
def test_no_line_of_the_engine_the_hook_or_the_form_knows_either_policy(
    path: Path, policy: Policy
) -> None:
    source = path.read_text(encoding="utf-8")

    known = {*names(policy), policy.title, policy.number, "专业镇", "晋城", "示例县"}
    any_of_them = "|".join(map(re.escape, sorted(known)))
    assert re.findall(rf"(?<![\w-])(?:{any_of_them})(?![\w-])", source) == []
