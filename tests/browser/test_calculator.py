"""The calculator's page in a real browser, as its readers use it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from proving import site_audit

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
FOUNDRY = (
    "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes&agricultural=no"
    "&overlaps=none&peak_revenue_to_2022=400000000&revenue_2023=400000000"
    "&revenue_2024=2100000000&revenue_2025=2100000000"
    "&none=growth,certification,geographical_indication,titles,culture_park,technology,digital,"
    "standards,finance,market,talent,land,town,services"
)


pytestmark = pytest.mark.engine_started


def address(site: server.Site, rest: str = "") -> str:
    return f"{site.url}calculator/{rest}"


def opened(page: Page, site: server.Site, rest: str = "") -> Page:
    """Open the calculator and wait until the engine has answered."""
    page.goto(address(site, rest))
    expect(page.locator("#calc-engine")).to_be_empty()
    page.locator("#calc-output > *").first.wait_for()
    return page


def total(page: Page) -> str:
    """Return the total that is shown, when it no longer changes."""
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    return page.locator(".calc-total .calc-sum").inner_text()


def choose(page: Page, fact: str, value: str) -> None:
    page.locator(f'input[name="{fact}"][value="{value}"]').check()


def open_all(page: Page, where: str) -> None:
    """Open all that is folded away somewhere on the page."""
    page.locator(f"{where} details:not([open]) > summary").evaluate_all(
        "summaries => summaries.forEach((summary) => summary.click())"
    )


def type_amount(page: Page, fact: str, amount: str, unit: str = "亿元") -> None:
    page.locator(f"#q-{fact} select").select_option(label=unit)
    page.locator(f"#q-{fact}-low").fill(amount)
    page.locator(f"#q-{fact}-low").blur()


def test_a_foundry_that_first_reaches_five_hundred_million_gets_ten(
    page: Page, site: server.Site
) -> None:
    page.set_viewport_size(PHONE)
    opened(page, site)
    choose(page, "applicant", "enterprise")
    choose(page, "in_specialised_town", "yes")
    choose(page, "leading_industry", "yes")
    choose(page, "agricultural", "no")
    page.locator('#calc-chooser input[value="revenue"]').check()
    type_amount(page, "peak_revenue_to_2022", "4.9")
    type_amount(page, "revenue_2023", "49000", "万元")
    type_amount(page, "revenue_2024", "5")
    type_amount(page, "revenue_2025", "5")
    page.get_by_role("button", name="其余的都没有发生").click()
    # That button says nothing of other policies, which can take the award away.
    expect(page.locator("#q-overlaps input:checked")).to_have_count(0)
    expect(page.locator(".calc-total .calc-sum")).to_have_text("还有 1 题关系到金额")
    choose(page, "overlaps", "none")
    expect(page.locator(".calc-total .calc-sum")).to_have_text("合计 10万元")
    card = page.locator("#card-revenue-milestone")
    card.locator("summary").click()
    expect(card).to_contain_text("期内符合")
    expect(card.get_by_role("link", name="市工信局")).to_have_attribute(
        "href", "../units/industry/"
    )
    expect(card.locator("cite a")).to_have_attribute("href", "../policy/article-02/#s2")


def test_a_cooperative_says_in_one_click_that_its_revenue_reaches_no_line(
    page: Page, site: server.Site
) -> None:
    opened(page, site)
    choose(page, "applicant", "cooperative")
    choose(page, "in_specialised_town", "yes")
    choose(page, "agricultural", "yes")
    chips = page.locator("#calc-chooser")
    expect(chips.get_by_label("营收（有一年达到1亿元）")).not_to_be_checked()
    chips.get_by_label("地理标志").check()
    choose(page, "gi_registered", "yes")
    page.locator("#q-gi_registered-date").fill("2024-06-18")
    page.locator("#q-gi_registered-date").blur()
    page.get_by_role("button", name="其余的都没有发生，各年营收都不到1亿元").click()
    expect(page).to_have_url(re.compile("none=revenue,"))
    choose(page, "overlaps", "none")
    expect(page.locator(".calc-total .calc-sum")).to_have_text("合计 3万元")
    # Whoever ticks the topic takes it back.
    chips.get_by_label("营收（有一年达到1亿元）").check()
    expect(page.locator("#q-revenue_2024-high")).to_have_value("")
    page.get_by_role("button", name="各年营收都不到1亿元").click()
    expect(page).to_have_url(re.compile("none=revenue,"))


def test_a_typed_revenue_is_never_denied(page: Page, site: server.Site) -> None:
    opened(page, site, "#applicant=enterprise&revenue_2024=500000000&revenue_2025=unknown")
    expect(page.locator('[data-none="revenue"]')).to_be_hidden()
    page.locator('#calc-chooser input[value="revenue"]').uncheck()
    page.get_by_role("button", name="没有勾选的都没有发生", exact=True).click()
    expect(page).to_have_url(re.compile(r"none=certification,.*revenue_2024=500000000"))
    expect(page.locator('#calc-chooser input[value="revenue"]')).to_be_checked()
    for other in ("peak_revenue_to_2022", "revenue_2023", "revenue_2025"):
        expect(page.locator(f"#q-{other}-low")).to_have_value("")


def test_an_older_link_that_denies_other_policies_asks_for_them(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=association&gi_registered=2024-06-18&none=overlap,revenue")
    expect(page.locator("#calc-messages")).to_contain_text("没有单独回答“其他政策”")
    expect(page.locator("#q-overlaps input:checked")).to_have_count(0)


def test_several_tiers_in_one_year_span_a_range_and_name_the_reading(
    page: Page, site: server.Site
) -> None:
    opened(page, site, FOUNDRY)
    assert "30万元至60万元" in total(page)
    reading = page.locator("#reading-tiers_cumulate")
    # What either way comes to can be seen before anything is chosen, on paper too.
    expect(reading).to_contain_text("各档奖励相加 → 合计 60万元")
    told = "一年首次达到几档时怎么奖励？按“各档奖励相加” → 合计 60万元；"
    page.emulate_media(media="print")
    expect(page.locator(".calc-sheet")).to_contain_text(told)
    page.emulate_media(media="screen")
    # Beside the range stands why it has either end, and what the reading is worth.
    expect(page.locator(".calc-ends li")).to_have_text(
        [
            "下限 30万元：按“只按最高一档奖励”理解，才这么少。",
            "上限 60万元：按“各档奖励相加”理解，才这么多。",
        ]
    )
    expect(page.locator(".calc-total .calc-missing")).to_contain_text("差别 30万元（问市工信局）")
    page.locator("#card-revenue-milestone summary").click()
    # The term is over: how far a firm came is told, and no way that is still ahead of it.
    expect(page.locator(".calc-figure figcaption")).to_contain_text("已知最高的年营收：到第 3 档")
    expect(page.locator(".calc-figure")).not_to_contain_text("还差")
    expect(page.locator(".calc-figure svg")).to_contain_text("10万元")
    page.locator(".calc-total").get_by_role("button", name="一年首次达到几档时").click()
    expect(reading).to_be_focused()
    expect(reading.get_by_role("link", name="市工信局")).to_be_visible()
    reading.get_by_label("各档奖励相加").check()
    expect(page.locator(".calc-total .calc-sum")).to_contain_text("60万元")
    expect(page.locator(".calc-total .calc-sum")).to_contain_text("按您的假设")
    reading.get_by_label("待答复").check()
    expect(page.locator(".calc-total .calc-sum")).to_contain_text("30万元至60万元")


FIRST_FIGURES = {
    "enterprise": "open",
    "cooperative": "open",
    "sole_trader": "open",
    "association": "open",
    "institute": "open",
    "park": "open",
    "individual": "waiting",
}
"""What is told of a kind of applicant of whom nothing else is known."""


def test_the_first_figure_of_no_applicant_is_a_ceiling(page: Page, site: server.Site) -> None:
    page.set_viewport_size(PHONE)
    opened(page, site)
    for applicant, figure in FIRST_FIGURES.items():
        choose(page, "applicant", applicant)
        expect(page.locator(".calc-total")).to_have_attribute("data-figure", figure)
        expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
        said = page.locator(".calc-total .calc-sum").inner_text()
        assert re.fullmatch(r"还有 \d+ 题关系到(金额|结果)", said), applicant
        expect(page.locator(".calc-bar span")).to_have_text(said)
        for words in ("最多", "0元", "100%", "合计"):
            assert words not in page.locator(".calc-total").inner_text(), (applicant, words)
    # It is spoken only after a while in which nothing changes.
    expect(page.locator("#calc-live")).to_contain_text(said)
    choose(page, "applicant", "enterprise")
    page.locator(".calc-total summary", has_text="最高可能").click()
    expect(page.locator(".calc-total")).to_contain_text(re.compile(r"最高可能 \d+万元"))


def test_what_is_settled_is_told_before_all_is_answered(page: Page, site: server.Site) -> None:
    opened(
        page,
        site,
        "#applicant=enterprise&in_specialised_town=yes&overlaps=none&shanxi_premium=2024-05-01",
    )
    expect(page.locator(".calc-total .calc-sum")).to_have_text("已确定 10万元")
    expect(page.locator(".calc-left")).to_have_text(re.compile(r"还有 \d+ 题关系到金额"))
    expect(page.locator(".calc-total :is(progress, svg)")).to_have_count(1)
    expect(page.locator(".calc-bar span")).to_have_text(re.compile("已确定10万元，还有"))


def test_a_craft_master_is_told_of_the_measure_and_whom_to_ask(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=individual&national_craft_master=2024-05-01")
    expect(page.locator(".calc-total .calc-sum")).to_have_text("可能符合 1 项，原文没有写金额")
    expect(page.locator(".calc-total .calc-units")).to_have_text("请问市城联社")
    expect(page.locator("#calc-output h3").first).to_contain_text("可能符合")
    expect(page.locator("#calc-live")).to_contain_text("原文没有写金额，请问市城联社")
    expect(page.locator(".calc-total")).not_to_contain_text("0元")
    page.emulate_media(media="print")
    sheet = page.locator(".calc-sheet")
    expect(sheet).to_contain_text("可能符合 1 项，原文没有写金额")
    expect(sheet).to_contain_text("可以先问市城联社")


def test_who_does_not_know_an_answer_is_told_the_range(page: Page, site: server.Site) -> None:
    opened(page, site, FOUNDRY.replace("overlaps=none", "overlaps=unknown"))
    expect(page.locator(".calc-total .calc-sum")).to_have_text("合计 0元至60万元")
    expect(page.locator(".calc-ends")).to_contain_text("下限 0元：没有答清的 1 题往少里算。")
    page.locator(".calc-total summary", has_text="没有答清的 1 题").click()
    page.locator(".calc-total").get_by_role("button", name="与我市其他同类优惠政策").click()
    expect(page.locator("#q-overlaps")).to_be_visible()


def test_what_was_answered_survives_reload_back_and_forward(page: Page, site: server.Site) -> None:
    opened(page, site)
    choose(page, "applicant", "association")
    choose(page, "in_specialised_town", "no")
    assert "applicant=association" in page.url
    page.go_back()
    expect(page.locator('input[name="in_specialised_town"]:checked')).to_have_count(0)
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("association")
    page.go_forward()
    expect(page.locator('input[name="in_specialised_town"]:checked')).to_have_value("no")
    page.reload()
    expect(page.locator('input[name="in_specialised_town"]:checked')).to_have_value("no")


def test_a_shared_link_opens_to_the_same_result_elsewhere(
    page: Page, site: server.Site, context: BrowserContext
) -> None:
    opened(page, site, FOUNDRY)
    here = total(page)
    link = page.locator('.calc-share input[type="text"]').input_value()
    assert "v=" in link
    other = opened(context.new_page(), site, "#" + urlsplit(link).fragment)
    assert total(other) == here


def test_a_link_of_another_version_opens_and_says_what_changed(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=park&gone_question=yes&v=1999.1.0")
    message = page.locator("#calc-messages")
    expect(message).to_contain_text("版本 1999.1.0")
    expect(message).to_contain_text("gone_question")
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("park")


@pytest.mark.parametrize(
    "fragment",
    [
        "#applicant=<img src=x onerror=alert(1)>",
        "#revenue_2024=-1&applicant=__proto__&__proto__=1&constructor=yes",
        "#revenue_2024=99999999999999999999999&gi_registered=2024-13-45",
        "#" + "a=b&" * 5000,
        "#applicant=%E0%A4%A&overlaps=..,..&v=%3Cscript%3E",
        "#article=999&topics=none,<b>",
    ],
)
def test_a_hostile_link_changes_nothing_but_a_polite_message(
    page: Page, site: server.Site, fragment: str
) -> None:
    alerts: list[str] = []

    def note(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    opened(page, site, fragment)
    expect(page.locator("#calc-messages .calc-notice")).to_be_visible()
    assert not alerts
    assert page.locator("#calculator img, #calculator b").count() == 0
    expect(page.locator(".calc-form input:checked")).to_have_count(0)


def test_a_wrong_amount_says_what_is_accepted_and_moves_the_focus(
    page: Page, site: server.Site
) -> None:
    opened(page, site, FOUNDRY)
    page.locator("#q-revenue_2024-low").fill("很多")
    page.get_by_role("button", name="看结果").first.click()
    expect(page.locator("#calc-summary")).to_be_focused()
    expect(page.locator("#q-revenue_2024-error")).to_contain_text("请填一个不小于 0 的数字")
    page.locator("#calc-summary button").click()
    expect(page.locator("#q-revenue_2024-low")).to_be_focused()
    expect(page.locator("#q-revenue_2024-low")).to_have_attribute("aria-invalid", "true")


def test_an_amount_ten_thousand_times_too_large_is_asked_about(
    page: Page, site: server.Site
) -> None:
    opened(page, site, FOUNDRY)
    type_amount(page, "revenue_2024", "510000000", "万元")
    page.get_by_role("button", name="改为5.1亿元").click()
    expect(page.locator("#q-revenue_2024 output")).to_contain_text("5.1亿元")
    type_amount(page, "revenue_2024", "510000000", "万元")
    page.get_by_role("button", name="没有错").click()
    expect(page.locator("#q-revenue_2024-ask")).to_be_empty()


def test_a_range_and_several_possible_sizes_are_taken(page: Page, site: server.Site) -> None:
    opened(page, site, FOUNDRY)
    page.get_by_label("只知道范围").nth(2).check()
    page.locator("#q-revenue_2024 select").select_option(label="亿元")
    page.locator("#q-revenue_2024-low").fill("4")
    page.locator("#q-revenue_2024-high").fill("6")
    page.locator("#q-revenue_2024-high").blur()
    expect(page.locator("#q-revenue_2024 output")).to_contain_text("4亿元至6亿元")
    assert "revenue_2024=400000000..600000000" in page.url


def test_questions_that_no_longer_matter_fold_away_and_say_why(
    page: Page, site: server.Site
) -> None:
    opened(page, site)
    choose(page, "applicant", "individual")
    expect(page.locator("#q-leading_industry")).to_be_hidden()
    folded = page.locator(".calc-folded")
    folded.locator("summary").click()
    expect(folded).to_contain_text("都已不符合")
    folded.get_by_role("button", name="主营业务属于该专业镇的主导产业").click()
    expect(page.locator("#q-leading_industry")).to_be_visible()


def test_an_answer_that_no_longer_matters_folds_away_and_is_kept(
    page: Page, site: server.Site
) -> None:
    opened(page, site, FOUNDRY)
    question = page.locator("#q-revenue_2024")
    expect(question).to_be_visible()
    choose(page, "applicant", "individual")
    expect(question).to_be_hidden()
    page.locator(".calc-folded summary").click()
    expect(page.locator(".calc-folded")).to_contain_text("（已答，答案保留）")
    choose(page, "applicant", "enterprise")
    expect(question).to_be_visible()
    expect(page.locator("#q-revenue_2024-low")).to_have_value("21")


def test_the_next_question_leads_to_the_end(page: Page, site: server.Site) -> None:
    """Answering "no" to whatever is asked next comes to an end, and settles the total."""
    opened(page, site)
    button = page.locator("#calc-next")
    for _ in range(70):
        expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
        if not button.is_visible():
            break
        button.click()
        question = page.locator("[data-fact]:has(:focus)")
        kind = question.get_attribute("data-kind")
        if kind in {"money", "unit_price"}:
            question.locator('input[data-part="low"]').fill("100")
            question.locator('input[data-part="low"]').blur()
        elif kind == "choice":
            question.locator("input[type=radio]").first.check()
        elif kind == "set":
            question.locator('input[value="none"]').check()
        else:
            question.locator('input[value="no"]').check()
    expect(button).to_be_hidden()
    assert "0元" in total(page)


def test_the_size_of_a_firm_is_worked_out_from_its_figures(page: Page, site: server.Site) -> None:
    opened(page, site)
    choose(page, "applicant", "enterprise")
    helper = page.locator('[data-helper="size"]')
    helper.locator("summary").click()
    helper.locator("select").select_option(label="工业")
    expect(helper.get_by_label("资产总额")).to_be_hidden()
    helper.get_by_label("从业人员").fill("250")
    helper.get_by_label("从业人员").blur()
    # At once: the answer to the first figure alone, small or micro, may still be on its way.
    helper.get_by_label("年营业收入").fill("5000")
    helper.get_by_label("年营业收入").blur()
    expect(page.locator('input[name="size"]:checked')).to_have_count(1)
    expect(page.locator('input[name="size"]:checked')).to_have_value("small")
    assert "size=small" in page.url


def test_the_keyboard_alone_reaches_a_result(page: Page, site: server.Site) -> None:
    opened(page, site)
    page.locator('input[name="applicant"]').first.focus()
    page.keyboard.press("Space")
    # Past the switch for several answers, and the help of the next question.
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator('input[name="in_specialised_town"]:checked')).to_have_value("yes")
    page.locator('#calc-form button[type="submit"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_be_focused()


def test_the_live_region_says_the_new_total(page: Page, site: server.Site) -> None:
    opened(page, site, FOUNDRY)
    expect(page.locator("#calc-live")).to_contain_text("30万元至60万元")


def test_an_articles_link_opens_only_its_questions(page: Page, site: server.Site) -> None:
    opened(page, site, "#article=8")
    expect(page.locator("#q-quality_certified")).to_be_visible()
    expect(page.locator("#q-revenue_2024")).to_be_hidden()
    expect(page.locator("#calc-form")).to_be_in_viewport()
    expect(page.locator("#calc-messages")).to_contain_text("第(八)条")
    page.get_by_role("button", name="列出全部").click()
    expect(page.locator("#calc-chooser")).to_be_visible()


def test_a_month_will_do_and_a_date_that_contradicts_it_is_told(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=enterprise&shanxi_premium=yes")
    question = page.locator("#q-shanxi_premium")
    question.locator('[data-part="month"]').fill("2024年5月")
    question.locator('[data-part="month"]').blur()
    expect(page).to_have_url(re.compile(r"shanxi_premium=2024-05-01\.\.2024-05-31"))
    question.locator('[data-part="month"]').fill("2024")
    question.locator('[data-part="month"]').blur()
    expect(page).to_have_url(re.compile(r"shanxi_premium=2024-01-01\.\.2024-12-31"))
    page.reload()
    expect(question.locator('[data-part="month"]')).to_have_value("2024")
    question.locator('[data-part="date"]').fill("2026-06-18")
    question.locator('[data-part="date"]').blur()
    expect(question.locator(".calc-error")).to_contain_text("日期不在所填的年月里")
    question.locator('[data-part="month"]').fill("")
    question.locator('[data-part="month"]').blur()
    expect(question.locator(".calc-ask")).to_contain_text("不在有效期内")


EXAMPLES = {
    "铸造厂": "期内符合",
    "证明商标": "3万元",
    "省级文化产业示范园区": "10万元",
    "手艺人": "可能符合",
    "食品企业": "期内符合",
    "买地建厂": "底价不低于84元/㎡",
}


def test_each_example_fills_the_form_with_one_click(page: Page, site: server.Site) -> None:
    opened(page, site)
    page.locator(".calc-examples summary").click()
    for name, expected in EXAMPLES.items():
        page.locator(".calc-examples a").filter(has_text=name).click()
        expect(page.locator("#calc-output")).to_contain_text(expected)
        expect(page.locator("#calc-messages .calc-notice")).to_have_count(0)


def test_the_printed_sheet_of_a_simple_case_is_one_page(page: Page, site: server.Site) -> None:
    opened(page, site, FOUNDRY)
    total(page)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    sheet = page.locator(".calc-sheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("30万元至60万元")
    for words in (
        "政策有效期至2025年12月31日，已届满。",
        "下限 30万元：按“只按最高一档奖励”理解",
        "2024年营收21亿元，此前最高4亿元 → 首次达到5亿元、10亿元、20亿元三档 → 60万元",
        "责任单位：市工信局、",
        "待答复的读法",
        "一年首次达到几档时怎么奖励？按“各档奖励相加” → 合计 60万元",
    ):
        expect(sheet).to_contain_text(words)
    expect(sheet).to_contain_text("2218792")
    expect(sheet.locator("svg.calc-code")).to_be_visible()
    expect(page.locator("#calc-form")).to_be_hidden()


def test_answers_can_be_checked_at_the_result_and_each_leads_back_to_its_question(
    page: Page, site: server.Site
) -> None:
    opened(page, site, FOUNDRY)
    check = page.locator("#results details", has_text="核对您填的情况")
    check.locator("summary").click()
    expect(check.locator("li").first).to_have_text("您以什么身份申请：企业")
    check.get_by_role("button", name="2024年营收").click()
    expect(page.locator("#q-revenue_2024 :focus")).to_have_count(1)


def test_where_the_text_names_nobody_who_is_paid_the_amount_is_never_shown_without_saying_so(
    page: Page, site: server.Site
) -> None:
    opened(
        page,
        site,
        "#applicant=park&in_specialised_town=yes&national_culture_park=2025-03-10&overlaps=none"
        "&national_title_is_base=no&provincial_culture_park=no",
    )
    total = page.locator(".calc-total")
    for words in ("30万元", "没有写明奖给谁", "要问市文旅局"):
        expect(total).to_contain_text(words)
    expect(total.get_by_role("link", name="问与答")).to_have_attribute("href", re.compile("#a26$"))
    card = page.locator("#card-national-culture-park > summary")
    expect(card).to_contain_text("30万元（没有写明奖给谁）")
    page.emulate_media(media="print")
    expect(page.locator(".calc-sheet")).to_contain_text("没有写明奖给谁：原文写")


def test_paper_says_what_is_left_out_and_that_a_price_is_a_lower_limit(
    page: Page, site: server.Site
) -> None:
    opened(
        page,
        site,
        "#applicant=enterprise&in_specialised_town=yes&gi_registered=2024-06-18&land_priority=no"
        "&shanxi_premium=2024-06-18&land_primary_processing=yes&land_standard_price=120"
        "&land_cost_price=70&overlaps=none",
    )
    page.emulate_media(media="print")
    sheet = page.locator(".calc-sheet")
    expect(sheet).to_contain_text("底价不低于84元/㎡")
    expect(sheet).to_contain_text("合计里没有算的")
    expect(sheet).to_contain_text("这里只算一次。")


def test_the_text_and_the_file_hold_the_result(
    page: Page, site: server.Site, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, site, FOUNDRY)
    page.get_by_role("button", name="复制为文字").click()
    expect(page.locator(".calc-said")).to_contain_text("已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "\n合计30万元至60万元。政策有效期至2025年12月31日" in text
    assert "  为什么：申请主体是企业：符合（您选了企业）；" in text
    assert "  责任单位：市工信局、" in text
    assert "非官方测算" in text
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 JSON").click()
    kept = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert kept["result"]["total"] == {"low": 300000, "high": 600000}
    assert kept["document"]["answers"]["revenue_2024"] == 2_100_000_000


def test_answers_are_kept_in_the_browser_only_when_wished(page: Page, site: server.Site) -> None:
    opened(page, site, FOUNDRY)
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('calculator:'))") == []
    page.get_by_label("把答案记在这个浏览器里").check()
    page.goto("about:blank")
    opened(page, site)
    assert "30万元至60万元" in total(page)
    page.get_by_label("把答案记在这个浏览器里").uncheck()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('calculator:'))") == []


def test_the_embedded_calculator_stands_alone_and_tells_its_height(
    page: Page, site: server.Site
) -> None:
    # A page of this site lets no frame in; one of another site, played here, does.
    page.route("**/host.html", lambda route: route.fulfill(body="<body>", content_type="text/html"))
    page.goto(f"{site.url}host.html")
    page.evaluate(
        """src => { window.heights = [];
        addEventListener("message", e => heights.push(e.data.calculatorHeight));
        const f = document.createElement("iframe"); f.src = src; f.style.width = "360px";
        document.body.prepend(f) }""",
        address(site, "?embed"),
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator("#q-applicant")).to_be_visible()
    expect(frame.locator(".md-header")).to_be_hidden()
    page.wait_for_function("heights.length > 0 && heights.at(-1) > 500")


def test_nothing_typed_leaves_the_origin_or_the_device(
    page: Page, site: server.Site, context: BrowserContext
) -> None:
    requests: list[str] = []

    def note(request: Request) -> None:
        requests.append(request.url)

    # The engine's requests are its own tab's.
    context.on("request", note)
    opened(page, site, FOUNDRY)
    type_amount(page, "revenue_2024", "6.54321")
    total(page)
    context.remove_listener("request", note)
    assert requests
    own = ("blob:", "data:", site.url)
    assert [url for url in requests if not url.startswith(own)] == []
    assert [url for url in requests if "revenue" in urlsplit(url).query] == []


def test_a_missing_engine_is_told_and_the_tables_remain(page: Page, site: server.Site) -> None:
    page.route("**/assets/runtime/**", lambda route: route.fulfill(status=404, body=""))
    page.goto(address(site))
    failure = page.locator(".calc-failure")
    expect(failure).to_contain_text("没有载入成功")
    choose(page, "applicant", "enterprise")
    expect(page.locator("#awards-amounts ~ *").first).to_be_attached()
    # The answer has tried once more; that attempt has failed as well by now.
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/assets/runtime/**")
    failure.get_by_role("button", name="重试").click()
    page.locator(".calc-total").wait_for()


def test_without_scripts_the_form_and_all_tables_stand(site: server.Site, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(address(site))
    expect(page.locator("#q-revenue_2024")).to_be_visible()
    expect(page.get_by_text("现在没有脚本")).to_be_visible()
    expect(page.get_by_role("link", name="主导产业企业营收达标奖励")).to_be_visible()
    plain.close()


STATES = {
    "empty": "",
    "a result": FOUNDRY,
    "an article": "#article=13",
    "an old link": "#applicant=park&gone=1&v=1",
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_on_phone_and_desk_in_light_and_dark(
    page: Page, site: server.Site, state: str
) -> None:
    opened(page, site, STATES[state])
    if state == "empty":
        open_all(page, "#calc-form")
    if state == "a result":
        page.locator("#q-revenue_2023-low").fill("x")
        page.get_by_role("button", name="看结果").first.click()
        # A result that is about to be replaced is pale.
        total(page)
        open_all(page, ".calc-results")
    found = []
    for look in site_audit.LOOKS:
        site_audit.show(page, look)
        found += [
            f"{look}, {rule}: {node['html'][:120]}"
            for rule, node in site_audit.violations(page, "#calculator", site_audit.rules_in(look))
        ]
    assert found == []


def test_what_comes_into_the_page_changes_the_style_of_nothing_else(
    page: Page, site: server.Site, browser: Browser
) -> None:
    """Every answer brings and takes away elements, and a phone has hundreds of others."""
    opened(page, site, FOUNDRY)
    total(page)
    browser.start_tracing(categories=["devtools.timeline"])
    page.evaluate(
        """() => {
          const place = document.getElementById("calc-form");
          const come = document.createElement("p");
          for (const change of [() => place.append(come), () => come.remove()]) {
            change();
            place.getBoundingClientRect();
          }
        }"""
    )
    events = json.loads(browser.stop_tracing())["traceEvents"]
    styled = [each["args"]["elementCount"] for each in events if each["name"] == "UpdateLayoutTree"]
    assert 1 <= sum(styled) <= 20, styled


def test_the_bar_of_the_total_is_in_the_way_of_nothing(page: Page, site: server.Site) -> None:
    """Wherever the form is scrolled to, no button lies closely above what else can be touched."""
    page.set_viewport_size({"width": 412, "height": 823})
    opened(page, site, FOUNDRY)
    expect(page.locator(".calc-bar button")).to_be_visible()
    # The theme's header hides by turns what scrolls away below it; this is about the bar.
    page.evaluate("document.querySelector('.md-header').remove()")
    for place in range(0, 2400, 240):
        page.evaluate("place => scrollTo(0, place)", place)
        assert site_audit.violations(page, "#calculator", ["target-size"]) == [], place


def test_nothing_overflows_on_a_narrow_screen(page: Page, site: server.Site) -> None:
    """320 CSS px is also a window of 1280 px at 400 %."""
    opened(page, site, FOUNDRY)
    open_all(page, ".calc-results")
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_every_target_is_large_enough_for_a_thumb(page: Page, site: server.Site) -> None:
    page.set_viewport_size(PHONE)
    opened(page, site, FOUNDRY)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
          "#calculator :is(button, summary, label:has(input), select, input[type=text])")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []
