"""What a reader is to ask whom: by unit, with sentence, worth and the answers that matter."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import made_up_policy
import pytest
from writing.parts import examples

from calculator import wire
from calculator.engine.asking import Asker
from calculator.engine.document import read_case
from calculator.policy import POLICY
from calculator.policy.asking import asker
from calculator.policy.examples import EXAMPLES, Example
from calculator.policy.open_questions import QUESTIONS

if TYPE_CHECKING:
    from writing.parts.site import Site

AFTER = "2026-11-25"
TITLE = "2024-06-01"


def sheets(
    answers: dict[str, Any], unclear: list[str] | None = None, as_of: str = AFTER, **readings: bool
) -> dict[str, dict[str, Any]]:
    document = {"answers": answers, "readings": readings, "as_of": as_of}
    reply = json.loads(wire.asking(json.dumps({"document": document, "unclear": unclear})))
    return {sheet["unit"]: sheet for sheet in reply["sheets"]}


def asked(sheet: dict[str, Any]) -> list[str]:
    return [f"{item['text']}（{item['worth']}）" for item in sheet["items"]]


FIRM = {
    "applicant": "enterprise",
    "in_specialised_town": True,
    "leading_industry": True,
    "agricultural": False,
    "overlaps": [],
}
GROWN = FIRM | {
    "peak_revenue_to_2022": 400_000_000,
    "revenue_2023": 400_000_000,
    "revenue_2024": 2_100_000_000,
    "revenue_2025": 2_100_000_000,
}


# --- The six persons ------------------------------------------------------------------------

ASKED = {
    "foundry": {
        "industry": [
            (
                "一年首次达到几档时怎么奖励？是“各档奖励相加”，还是“只按最高一档奖励”？"
                "（按所填情况，两种读法最多相差30万元）"
            ),
            "“主导产业企业营收达标奖励”怎样申报？（按条文测算30万元至60万元）",
        ]
    },
    "association": {"market-regulation": ["“新获得国家地理标志奖励”怎样申报？（按条文测算3万元）"]},
    "park": {"culture-tourism": ["“省级‘文化+’示范园区奖励”怎样申报？（按条文测算10万元）"]},
    "craftsman": {
        "urban-collective": [
            "“首次获评山西省工艺美术大师”怎样申报、给什么、给多少？（原文没有写明金额）"
        ]
    },
    "food": {
        "industry": ["“主导产业企业营收达标奖励”怎样申报？（按条文测算10万元）"],
        "market-regulation": [
            (
                "两项认证要都通过吗？是“两项都要通过，合计奖补2万元”，还是“通过其中一项即可”？"
                "（按所填情况，两种读法最多相差2万元）"
            )
        ],
        "commerce": ["“新入选‘山西精品’奖励”怎样申报？（按条文测算10万元）"],
    },
    "land": {
        "natural-resources": [
            (
                "两类工业项目符合一类就行吗？是“符合其中一类即可”，还是“两类条件要同时符合”？"
                "（关系到“工业用地出让底价”）"
            )
        ]
    },
}
"""Of each person of the examples, what is asked of whom."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_each_of_the_six_persons_asks_what_is_open_and_nothing_else(
    example: Example, source: Site
) -> None:
    document = examples.document(example, source)
    found = sheets(document["answers"], unclear=[])
    assert {unit: asked(sheet) for unit, sheet in found.items()} == ASKED[example.id]


# --- A sheet --------------------------------------------------------------------------------


def test_a_sheet_is_a_letter() -> None:
    assert sheets(GROWN, unclear=[])["industry"]["plain"].splitlines() == [
        "问询单：关于《晋城市支持专业镇高质量发展若干政策》（晋市政办〔2023〕39号）的咨询",
        "",
        "市工信局：",
        "您好！关于这份文件，有下面 2 个问题想请教贵单位：",
        "",
        (
            "1. 一年首次达到几档时怎么奖励？是“各档奖励相加”，还是“只按最高一档奖励”？"
            "（按所填情况，两种读法最多相差30万元）"
        ),
        "原文：第(二)条“一次性奖励10万元、20万元、30万元、50万元”",
        "",
        "2. “主导产业企业营收达标奖励”怎样申报？（按条文测算30万元至60万元）",
        (
            "原文：第(二)条“对专业镇主导产业企业年营收规模首次达到5亿元、10亿元、20亿元、50亿元"
            "(涉农企业首次达到1亿元、3亿元、5亿元、10亿元)的,一次性奖励10万元、20万元、30万元、50万元”"
        ),
        "",
        "另外，这份文件有效期至2025年12月31日，已届满。有效期内发生的事项，现在还受理吗？",
        "",
        "如有不属于贵单位职责的，烦请告知应向哪个单位咨询。谢谢！",
        "",
        "附：所填情况",
        "· 申请主体是企业",
        "· 在列入市级或省级名单的专业镇内注册并经营：是",
        "· 主营业务属于该专业镇的主导产业：是",
        "· 是涉农企业：否",
        "· 与我市其他同类优惠政策重复的事项：没有",
        "· 2022年及以前最高的年营收：4亿元",
        "· 2023年营收：4亿元",
        "· 2024年营收：21亿元",
        "· 2025年营收：21亿元",
        "",
        "咨询人：",
        "联系电话：",
        "日期：",
        "",
        "（以下由答复单位填写）",
        "答复：",
        "1.",
        "2.",
        "另外：",
        "答复人：",
        "日期：",
        "",
        "本单由非官方网站按条文整理，不是官方文书；测算不构成兑付承诺。",
    ]


def test_every_item_names_the_sentence_and_its_place() -> None:
    events = {fact.id: True for fact in POLICY.facts if fact.is_dated}
    found = sheets(events | GROWN | {"size": "small"})
    assert len(found) > 3
    for sheet in found.values():
        for item in sheet["items"]:
            passages = [each for each in POLICY.passages if each.name == item["article"]]
            sentences = [(p.page, s.id, s.text) for p in passages for s in p.sentences]
            at = (item["page"], item["sentence"])
            places = [(page, id_) for page, id_, _ in sentences]
            first, *rest = [text for _, _, text in sentences[places.index(at) :]]
            # It begins in this sentence.
            assert 0 <= "".join([first, *rest]).find(item["quote"]) < len(first), item["quote"]


def test_only_answers_that_matter_to_the_unit_go_with_its_sheet() -> None:
    answers = GROWN | {"size": "small", "quality_certified": "2024-04-02", "green_certified": False}
    found = sheets(answers, unclear=[])
    revenue, certified = "2024年营收：21亿元", "通过质量管理体系认证（首张证书）：2024年4月2日"
    assert revenue in found["industry"]["answers"]
    assert certified not in found["industry"]["answers"]
    assert certified in found["market-regulation"]["answers"]
    assert revenue not in found["market-regulation"]["answers"]


def test_within_the_term_nobody_asks_whether_it_is_over() -> None:
    assert sheets(GROWN, unclear=[], as_of="2024-12-01")["industry"]["term"] == ""
    assert "届满" not in sheets(GROWN, unclear=[], as_of="2024-12-01")["industry"]["plain"]


def test_a_settled_reading_is_not_asked_about() -> None:
    items = sheets(GROWN, unclear=[], tiers_cumulate=True)["industry"]["items"]
    assert [item["kind"] for item in items] == ["claim"]


def test_what_the_authority_judges_is_asked_where_the_applicant_does_not_know() -> None:
    unclear = ["agricultural"]
    found = sheets({k: v for k, v in GROWN.items() if k not in unclear}, unclear)
    assert asked(found["agriculture"]) == ["是否属于涉农企业，由谁认定、按什么认定？（）"]
    (item,) = found["agriculture"]["items"]
    assert (item["article"], item["quote"]) == ("第(二)条", "涉农企业")


def test_nothing_is_asked_about_what_was_not_answered_yet() -> None:
    started = {"applicant": "enterprise"}
    assert sheets(started, unclear=[]) == {}
    # For a table nobody says what is still to come: what has an amount is asked about.
    assert "agriculture" in sheets(started)


def test_a_price_is_asked_about_as_the_lower_limit_that_it_is() -> None:
    land = {
        "applicant": "enterprise",
        "land_priority": True,
        "land_primary_processing": True,
        "land_standard_price": 120,
        "land_cost_price": [70, 90],
        "overlaps": [],
    }
    (item,) = sheets(land)["natural-resources"]["items"]
    assert item["worth"] == "按条文测算底价下限84至90元/㎡"
    del land["land_cost_price"]
    (item,) = sheets(land)["natural-resources"]["items"]
    assert item["worth"] == "按条文测算底价不低于84元/㎡"
    # Nothing is told of a limit of 0: the office knows the figures that are missing.
    del land["land_standard_price"]
    (item,) = sheets(land)["natural-resources"]["items"]
    assert item["worth"] == "还要知道“所在地土地等别对应的最低价标准”、“实际各项成本费用之和”"


def test_a_reading_without_an_amount_names_what_it_affects() -> None:
    trader = {
        "applicant": "sole_trader",
        "in_specialised_town": True,
        "international_standard": "2024-06-01",
        "domestic_standard": "2024-06-01",
        "overlaps": [],
    }
    (reading, *_) = sheets(trader, unclear=[])["market-regulation"]["items"]
    assert reading["worth"] == "关系到“主导或参与国际标准”、“主导或参与国家、行业、地方标准”"


def test_a_reading_is_worth_what_it_is_on_the_answers_that_were_given() -> None:
    cooperative = FIRM | {"applicant": "cooperative", "shanxi_premium": "2024-06-01"}

    def worth(unclear: list[str]) -> str:
        items = sheets(cooperative, unclear)["industry"]["items"]
        (found,) = [each["worth"] for each in items if each["about"] == "cooperatives_count"]
        return str(found)

    # What may still be answered is left out; what could not be answered is not, and that is said.
    assert worth([]) == "按所填情况，两种读法最多相差10万元"
    everything = [fact.id for fact in POLICY.facts]
    assert worth(everything) == "没有答清的题都算上，两种读法最多相差159万元"


def worths(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {item["about"]: item["worth"] for sheet in found.values() for item in sheet["items"]}


def test_a_reading_is_worth_what_it_is_where_both_ends_of_the_total_stay_the_same() -> None:
    # Either answer can bring 0 and 13万元, since nobody knows yet what overlaps.
    both = {"applicant": "association", "in_specialised_town": True}
    both |= {"gi_registered": TITLE, "gi_project_listed": TITLE}
    found = worths(sheets(both, unclear=["overlaps"]))
    assert found["gi_both"] == "没有答清的题都算上，两种读法最多相差3万元"


def test_a_reading_is_worth_all_that_was_told_of_not_just_what_is_asked_about() -> None:
    # The reward for one title waits for another title, which nobody has told of.
    cooperative = FIRM | {"applicant": "cooperative", "sanjin_brand": TITLE}
    found = worths(sheets(cooperative | {"jincheng_brand": TITLE}, unclear=[]))
    assert found["cooperatives_count"] == "按所填情况，两种读法最多相差15万元"


# --- Where the text alone rules somebody out ------------------------------------------------

BRANDS = ("china_brand", "sanjin_brand", "shanxi_premium")
TRADER = {"applicant": "sole_trader", "in_specialised_town": True, "overlaps": []}


def test_who_gets_nothing_only_because_the_text_is_silent_asks_just_that() -> None:
    found = sheets(TRADER | {"jincheng_brand": TITLE, "gi_registered": TITLE}, unclear=[])
    assert {unit: asked(sheet) for unit, sheet in found.items()} == {
        "industry": ["个体工商户是否算“企业”？（如果算，按条文测算“新入选‘晋城老字号’奖励”5万元）"],
        "market-regulation": [
            "个体工商户是否算“组织”？（如果算，按条文测算“新获得国家地理标志奖励”3万元）"
        ],
    }
    (item,) = found["industry"]["items"]
    assert item["quote"].startswith("对新入选“中华老字号”")
    assert "· 新入选“晋城老字号”：2024年6月1日" in found["industry"]["plain"]


def test_who_tells_of_one_title_is_not_made_to_ask_about_another() -> None:
    found = sheets(TRADER | {"shanxi_premium": TITLE}, unclear=[])
    assert [*found] == ["industry"]


def test_a_firm_that_was_big_before_the_term_asks_whether_earlier_years_count() -> None:
    big = GROWN | {"peak_revenue_to_2022": 2_200_000_000, "revenue_2023": 2_200_000_000}
    (item,) = sheets(big, unclear=[])["industry"]["items"]
    assert (item["about"], item["article"]) == ("A4", "第(二)条")
    assert item["worth"].startswith("如果不看，按条文测算“主导产业企业营收达标奖励”")


def test_no_such_question_is_asked_where_answers_would_rule_out_the_measure_anyway() -> None:
    nothing = {fact.id: False for fact in POLICY.facts if fact.is_dated} | FIRM
    trader = nothing | TRADER | {"leading_industry": False}
    assert sheets(trader | {"jincheng_brand": "2019-06-01"}, unclear=[]) == {}
    assert sheets(trader | {"jincheng_brand": TITLE}, unclear=[]) != {}
    assert sheets(GROWN | {"revenue_2024": 410_000_000, "revenue_2025": 0}, unclear=[]) == {}


def test_a_sole_trader_asks_before_telling_of_titles_since_nobody_asks_for_them() -> None:
    found = sheets(TRADER, unclear=[])
    (first, second) = asked(found["industry"])[0], asked(found["market-regulation"])[0]
    assert first == (
        "个体工商户是否算“企业”？（关系到“主导产业企业营收达标奖励”、“质量管理体系、绿色体系认证奖补”等6项）"
    )
    assert second == "个体工商户是否算“组织”？（关系到“新获得国家地理标志奖励”）"
    # The day of a title may decide whether it is in the term.
    undated = asked(sheets(TRADER | {"jincheng_brand": True}, unclear=[])["industry"])
    assert undated[-1] == (
        "个体工商户是否算“企业”？（如果算，按条文测算“新入选‘晋城老字号’奖励”0元至5万元）"
    )


def test_every_question_that_can_be_asked_has_words_for_a_letter() -> None:
    worded = {question.number: question for question in QUESTIONS if question.letter}
    asked_about = {fact for question in worded.values() for fact in question.asked}
    assert asked_about == {fact for question in QUESTIONS for fact in question.asked}
    doubts = {each.see for measure in POLICY.measures for each in measure.beyond if each.instead}
    assert doubts <= worded.keys()


# --- The words of its own measure -----------------------------------------------------------


def quotes(found: dict[str, dict[str, Any]], about: str) -> list[str]:
    items = [item for sheet in found.values() for item in sheet["items"]]
    return [item["quote"] for item in items if item["about"] == about]


@pytest.mark.parametrize(
    ("answers", "about", "begins"),
    [
        (TRADER | {"domestic_standard": TITLE}, "sole_traders_count", "对主导或参与国家标准"),
        (TRADER | {"international_standard": TITLE}, "sole_traders_count", "对主导或参与国际标准"),
        (
            {
                "applicant": "park",
                "in_specialised_town": True,
                "overlaps": [],
                "national_culture_park": False,
                "provincial_culture_park": "2019-06-01",
            },
            "held_parks_count",
            "对专业镇获评为国家级文化产业示范园区、省级文化产业示范园区(基地)",
        ),
        (
            FIRM | {"applicant": "cooperative", "shanxi_premium": TITLE},
            "cooperatives_count",
            "对新入选“中华老字号”",
        ),
        # The words that are about nothing else, though the measure's own ask for it too.
        (
            {
                "applicant": "association",
                "in_specialised_town": True,
                "gi_registered": TITLE,
                "gi_project_listed": TITLE,
            },
            "A27",
            "与我市其他同类优惠政策重复的",
        ),
        # What holds for all articles stands outside of them.
        (
            FIRM | dict.fromkeys(BRANDS, False) | {"jincheng_brand": "2023-11-05"},
            "effective_from_signing",
            "以上政策自发布之日起施行",
        ),
    ],
)
def test_a_question_comes_with_the_words_of_the_measure_that_it_is_for(
    answers: dict[str, Any], about: str, begins: str
) -> None:
    (quote,) = quotes(sheets(answers, unclear=["overlaps"]), about)
    assert quote.startswith(begins)


# --- The end of the term --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        ({}, "已届满。上面的事项现在还受理吗？以什么时候发生的为准？"),
        (
            {"high_tech_application": TITLE},
            "有效期内发生的事项，现在还受理吗？没有写日期的，以什么时候发生的为准？",
        ),
    ],
)
def test_what_was_not_asked_with_its_day_is_not_spoken_of_as_if_it_had_one(
    answers: dict[str, Any], ends: str
) -> None:
    buyer = FIRM | {"tech_sme": True, "buys_innovation_services": True}
    assert sheets(buyer | answers, unclear=[])["science"]["term"].endswith(ends)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("{", "不是 JSON"),
        ("[]", '应写作 {"document"'),
        ('{"documents": {}}', '应写作 {"document"'),
        ('{"document": {"answers": {"aplicant": 1}}}', "最接近的名称是 applicant"),
        ('{"unclear": 1}', "unclear：1 不能用"),
        ('{"unclear": [[]]}', "unclear：[[]] 不能用"),
        ('{"unclear": ["agriculturl"]}', "最接近的名称是 agricultural"),
    ],
)
def test_bad_input_is_told_as_everywhere(request_: str, words: str) -> None:
    (problem,) = json.loads(wire.asking(request_))["error"]
    assert words in problem


# --- Whom to ask ----------------------------------------------------------------------------


def test_whoever_is_asked_stands_in_the_bracket_of_the_article_or_is_told_by_the_question() -> None:
    known = asker()
    articles = {m.id: article for article, measures in POLICY.articles for m in measures}
    for measure, item in known.measures.items():
        units = [unit for unit in known.units if unit.name == item.unit]
        assert any(units[0].is_called(name) for name in articles[measure].units()), measure
    # Spot checks: by a reading of the sentence, by the task that is named, by the order.
    assert known.measures["provincial-culture-park"].unit == "市文旅局"
    assert known.measures["provincial-craft-master"].unit == "市城联社"
    assert known.measures["upgrading-project"].unit == "市工信局"
    assert "digital-service" not in known.measures


def test_another_policy_asks_in_its_own_words() -> None:
    policy = made_up_policy.POLICY
    answers = {"maker": "boat", "launched": "2030-05-05"}
    case = read_case(policy, {"answers": answers, "as_of": "2030-06-01"}, date(2030, 6, 1))
    known = Asker(policy, made_up_policy.UNITS, ())

    (tea, boats) = known.sheets(case)

    assert (tea["unit"], boats["unit"]) == ("tea", "boats")
    assert "“培训补助”怎样申报、给什么、给多少？（原文没有写明金额）" in tea["plain"]
    assert "在网上举行的仪式算不算?是“算,奖励6万元”，还是“不算,奖励5万元”？" in boats["plain"]
    assert boats["to"] == "县船舶股："


def test_questions_stand_in_one_order_however_they_were_found() -> None:
    known = asker()
    every = [
        *known.readings.values(),
        *known.questions.values(),
        *known.measures.values(),
    ]
    forwards, backwards = known.by_unit(every), known.by_unit(reversed(every))
    assert [*backwards.items()] == [*forwards.items()]
