"""The way through the calculator's form on a phone: how many taps, how far, and in which order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Locator, Page, Route, ViewportSize

pytestmark = pytest.mark.engine_started

PHONE: ViewportSize = {"width": 390, "height": 844}
APPLICANTS = (
    *("enterprise", "cooperative", "sole_trader", "association"),
    *("institute", "park", "individual"),
)


def opened(page: Page, site: server.Site, rest: str = "") -> Page:
    """Open the calculator on a phone and wait until the engine has answered."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}calculator/{rest}")
    settled(page)
    return page


def settled(page: Page) -> None:
    expect(page.locator("#calc-engine")).to_be_empty()
    page.locator("#calc-output > *").first.wait_for()
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")


class Hand:
    """Taps what is to be seen, and counts."""

    def __init__(self, page: Page) -> None:
        """Begin with no tap."""
        self.page = page
        self.taps = 0

    def tap(self, control: Locator) -> None:
        """Press one control."""
        self.taps += 1
        control.click()
        settled(self.page)

    def choose(self, fact: str, value: str) -> None:
        """Tap an option of a question."""
        self.tap(self.page.locator(f'label:has(input[name="{fact}"][value="{value}"])'))

    def tick(self, topic: str) -> None:
        """Tap a topic."""
        self.tap(self.page.locator(f'#calc-chooser label:has(input[value="{topic}"])'))

    def type(self, text: str) -> None:
        """Type, and go on with the key that a phone shows for it."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        settled(self.page)


@pytest.mark.parametrize(
    ("topic", "certificate", "amount"),
    [
        ("titles", "shanxi_premium", "合计 20万元"),
        # Whether one certificate will do is for the authority to say: no answer is left to give.
        ("certification", "quality_certified", "合计 10万元至12万元"),
    ],
)
def test_a_foundry_comes_to_its_amount_in_twelve_taps(
    page: Page, site: server.Site, topic: str, certificate: str, amount: str
) -> None:
    opened(page, site)
    hand = Hand(page)
    hand.choose("applicant", "enterprise")
    hand.choose("in_specialised_town", "yes")
    hand.choose("leading_industry", "yes")
    hand.choose("agricultural", "no")
    hand.choose("size", "small")
    hand.tick("revenue")
    hand.tick(topic)
    hand.tap(page.locator("#q-peak_revenue_to_2022-low"))
    for revenue in ("3.9亿", "4.8", "5.3", "5.6"):
        hand.type(revenue)
    hand.choose(certificate, "yes")
    hand.tap(page.locator(f'#q-{certificate} [data-part="month"]'))
    hand.type("2024-06")
    hand.tap(page.get_by_role("button", name="其余的都没有发生"))
    hand.choose("overlaps", "none")
    expect(page.locator(".calc-total .calc-sum")).to_have_text(amount)
    # Nothing that bears on an amount is asked any more.
    expect(page.locator("#calc-next")).to_have_text("下一题（没有写金额的）")
    assert hand.taps <= 12


def screens_above_the_results(page: Page) -> float:
    top: float = page.evaluate("results.getBoundingClientRect().top + scrollY")
    return top / PHONE["height"]


def test_the_results_begin_within_three_screens_for_every_applicant(
    page: Page, site: server.Site
) -> None:
    opened(page, site)
    far = {"nobody yet": screens_above_the_results(page)}
    for applicant in APPLICANTS:
        page.locator(f'input[name="applicant"][value="{applicant}"]').check()
        settled(page)
        far[applicant] = screens_above_the_results(page)
    assert {who: screens for who, screens in far.items() if screens > 3} == {}


def test_topics_that_cannot_matter_for_an_applicant_are_not_shown(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=sole_trader")
    first = page.locator("#calc-chooser label:visible")
    expect(first).to_have_text(["地理标志", "用地、用电与园区", "标准", "市场开拓"])
    page.locator('input[name="applicant"][value="individual"]').check()
    expect(first).to_have_text(["人才"])
    expect(page.locator("#calc-more")).to_contain_text("可选：再看没有写金额的措施")


COUNTED = ["地理标志", "用地、用电与园区"]
SUPPORTED = ["科技与技术改造", "标准", "市场开拓"]


FIRST_TOPICS = {
    # Whoever has few amounts to come for finds there what the text supports without one.
    "association": COUNTED + SUPPORTED,
    "institute": COUNTED + SUPPORTED,
    "individual": ["人才"],
    # Where these would not fit, amounts alone come first.
    "park": ["地理标志", "文化园区", "用地、用电与园区"],
    "enterprise": ["营收", "认证", "地理标志", "老字号与品牌", "用地、用电与园区"],
}


def test_the_first_part_has_the_topics_for_which_such_applicants_come(
    page: Page, site: server.Site
) -> None:
    opened(page, site)
    found = {}
    for applicant in FIRST_TOPICS:
        page.locator(f'input[name="applicant"][value="{applicant}"]').check()
        settled(page)
        shown = page.locator("#calc-chooser label:visible").all_inner_texts()
        found[applicant] = sorted(re.sub("（.*", "", label.strip()) for label in shown)
    assert found == {applicant: sorted(topics) for applicant, topics in FIRST_TOPICS.items()}


def test_an_association_finds_standards_at_once_and_is_led_to_them(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=enterprise&in_specialised_town=yes")
    hand = Hand(page)
    hand.choose("applicant", "association")
    hand.tick("standards")
    question = page.locator("#q-international_standard")
    expect(question).to_be_visible()
    expect(page.locator("#calc-more")).not_to_have_attribute("open", "")
    page.locator("#calc-next").click()
    page.locator("#calc-next").click()
    page.reload()
    settled(page)
    expect(question).to_be_visible()
    expect(page.locator("#calc-more")).not_to_have_attribute("open", "")
    # For a firm the topic is among those without an amount again, and stays ticked there.
    hand.choose("applicant", "enterprise")
    expect(page.locator('#calc-chooser-more input[value="standards"]')).to_be_checked()
    expect(question).to_be_visible()


def test_what_bears_on_no_amount_waits_on_one_line(page: Page, site: server.Site) -> None:
    more = opened(page, site, "#applicant=park").locator("#calc-more")
    expect(more).not_to_have_attribute("open", "")
    more.locator("summary").first.click()
    more.locator('.calc-chooser input[value="town"]').check()
    page.locator('input[name="town_ready"][value="yes"]').check()
    page.reload()
    expect(page.locator('input[name="town_ready"][value="yes"]')).to_be_visible()
    # An amount of the same topic does not open it.
    page.goto("about:blank")
    opened(page, site, "#applicant=park&topics=land&land_priority=yes")
    expect(page.locator("#q-land_primary_processing")).to_be_visible()
    expect(more).not_to_have_attribute("open", "")
    expect(page.locator("#q-raises_plot_ratio")).to_be_hidden()


def test_the_next_question_leads_down_and_says_when_it_leads_up(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=association")
    order = page.locator("[data-fact]").evaluate_all("all => all.map(e => e.dataset.fact)")
    button = page.locator("#calc-next")
    places = []
    for _ in order:
        if "回到上面" in button.inner_text():
            break
        button.click()
        # Not answered: the next press leads past it all the same.
        asked = page.locator("[data-fact]:has(:focus)").get_attribute("data-fact")
        places.append(order.index(asked))
        settled(page)
    assert len(places) > 3
    assert places == sorted(set(places))
    # What can take a measure away comes last.
    assert order[places[-1]] == "overlaps"
    button.click()
    expect(page.locator("#q-in_specialised_town :focus")).to_have_count(1)


def test_a_short_cut_says_what_it_answers_and_is_undone_with_one_tap(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=enterprise&agricultural=no&topics=titles")
    cut = page.locator('[data-none="titles"]')
    cut.locator("summary").click()
    expect(cut.locator("li")).to_have_count(4)
    expect(cut).to_contain_text("新入选“三晋老字号”")
    cut.get_by_role("button", name="这几项都没有").click()
    expect(page.locator('input[name="sanjin_brand"]:checked')).to_have_value("no")
    expect(cut).to_contain_text("4 问已答：这几项都没有。")
    undo = cut.get_by_role("button", name="撤销")
    expect(undo).to_be_focused()
    undo.click()
    expect(page.locator('input[name="sanjin_brand"]:checked')).to_have_count(0)
    expect(page).to_have_url(re.compile("#topics=titles&applicant=enterprise&agricultural=no&v="))


def test_a_short_cut_never_answers_what_was_just_typed(page: Page, site: server.Site) -> None:
    opened(page, site, "#applicant=enterprise&topics=revenue,titles")
    rest = page.locator("[data-rest=calc-chooser]")
    expect(rest.get_by_role("button")).to_contain_text("各年营收都不到1亿元")
    # The engine's answer is still on its way.
    field = page.locator("#q-revenue_2024-low")
    field.evaluate(
        """field => { field.value = "5亿"; field.dispatchEvent(new Event("input", {bubbles: true}));
        document.querySelector("[data-rest=calc-chooser] button").click() }"""
    )
    expect(page.locator('input[name="sanjin_brand"]:checked')).to_have_value("no")
    expect(page.locator("#q-revenue_2024 output")).to_contain_text("5亿元")
    expect(page.locator("#q-revenue_2023-low")).to_have_value("")


@pytest.mark.parametrize(
    ("agricultural", "words", "highest"),
    [("no", "各年营收都不到5亿元", "499999999"), ("yes", "各年营收都不到1亿元", "99999999")],
)
def test_amounts_are_denied_below_the_lowest_line_that_can_apply(
    page: Page, site: server.Site, agricultural: str, words: str, highest: str
) -> None:
    start = f"#applicant=enterprise&in_specialised_town=yes&agricultural={agricultural}"
    opened(page, site, f"{start}&topics=revenue")
    page.get_by_role("button", name=words).first.click()
    field = page.locator("#q-revenue_2024-high")
    expect(field).to_have_value(re.compile(r"\d"))
    expect(page.locator("#q-revenue_2024 output")).to_contain_text("9999.9999万元")
    assert (f"0..{highest}" in page.url) == (agricultural == "no")
    assert ("none=revenue" in page.url) == (agricultural == "yes")
    # It was said of all years: the award is out of reach.
    expect(page.locator("#card-revenue-milestone")).to_have_count(0)


def test_the_unit_is_the_one_typed_and_carried_to_the_next_year(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=enterprise&topics=revenue&revenue_2025=90000000")
    unit = "#q-{} select"
    first = page.locator("#q-peak_revenue_to_2022-low")
    first.fill("５．３亿")
    expect(page.locator(unit.format("peak_revenue_to_2022"))).to_have_value("8")
    expect(page.locator(unit.format("revenue_2023"))).to_have_value("8")
    # What has an answer keeps its unit.
    expect(page.locator(unit.format("revenue_2025"))).to_have_value("4")
    first.press("Enter")
    second = page.locator("#q-revenue_2023-low")
    expect(second).to_be_focused()
    second.press_sequentially("52000万")
    expect(page.locator(unit.format("revenue_2023"))).to_have_value("4")
    second.press("Enter")
    expect(page).to_have_url(re.compile("peak_revenue_to_2022=530000000&revenue_2023=520000000&"))
    # A unit chosen later takes the place of the typed one.
    page.locator(unit.format("peak_revenue_to_2022")).select_option(label="万元")
    expect(first).to_have_value("５．３")
    expect(page.locator("#q-peak_revenue_to_2022 output")).to_contain_text("5.3万元")


def test_enter_ticks_a_topic_and_stays_at_what_is_wrong(page: Page, site: server.Site) -> None:
    opened(page, site, "#applicant=enterprise&topics=revenue")
    titles = page.locator('#calc-chooser input[value="titles"]')
    titles.press("Enter")
    expect(titles).to_be_checked()
    expect(titles).to_be_focused()
    amount = page.locator("#q-revenue_2023-low")
    amount.fill("x")
    amount.press("Enter")
    expect(amount).to_be_focused()
    expect(page.locator("#q-revenue_2023-error")).to_be_visible()


def test_what_was_touched_before_the_script_ran_is_kept(page: Page, site: server.Site) -> None:
    held: list[Route] = []
    page.set_viewport_size(PHONE)
    page.route("**/assets/calculator/main.js*", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(
        f"{site.url}calculator/#applicant=individual&in_specialised_town=yes&v=1",
        wait_until="commit",
    )
    page.locator('input[name="applicant"][value="park"]').check()
    page.locator('#calc-chooser input[value="geographical_indication"]').check()
    page.locator("#q-revenue_2024-low").evaluate("field => field.value = '3'")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    settled(page)
    # Of what both say the hand has the last word; what the address alone says stands too.
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("park")
    expect(page.locator('input[name="in_specialised_town"]:checked')).to_have_value("yes")
    expect(page.locator("#q-gi_registered")).to_be_visible()
    expect(page.locator("#q-revenue_2024-low")).to_have_value("3")
    expect(page).to_have_url(re.compile("applicant=park&in_specialised_town=yes"))


SHARED = "#applicant=park&in_specialised_town=yes&overlaps=none&v=2023.39.0"


def test_a_shared_link_opens_at_the_result_and_can_be_begun_anew(
    page: Page, site: server.Site
) -> None:
    opened(page, site, SHARED)
    notice = page.locator("#calc-shared")
    expect(notice).to_contain_text("这是别人填好的情况")
    expect(page.locator("#results-title")).to_be_in_viewport()
    notice.get_by_role("button", name="填我自己的").click()
    expect(page.locator(".calc-form input:checked")).to_have_count(0)
    expect(page.locator("#q-applicant")).to_be_in_viewport()
    expect(notice).to_be_empty()
    page.go_back()
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("park")
    expect(notice).to_be_empty()


def test_a_shared_link_can_be_changed_and_is_not_kept_as_ones_own(
    page: Page, site: server.Site
) -> None:
    opened(page, site, "#applicant=association")
    page.get_by_label("把答案记在这个浏览器里").check()
    page.goto("about:blank")
    opened(page, site, SHARED)
    page.locator('input[name="applicant"][value="individual"]').check()
    settled(page)
    page.get_by_role("button", name="填我自己的").click()
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("association")
    page.goto("about:blank")
    opened(page, site, SHARED)
    page.get_by_role("button", name="改这份情况").click()
    expect(page.locator("#q-applicant")).to_be_in_viewport()
    expect(page.locator('input[name="applicant"]:checked')).to_have_value("park")


def test_ones_own_answers_are_nobody_elses(page: Page, site: server.Site) -> None:
    opened(page, site)
    page.locator('input[name="applicant"][value="park"]').check()
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator("#calc-shared")).to_be_empty()
    page.locator(".calc-examples summary").click()
    page.locator(".calc-examples a").first.click()
    expect(page.locator("#calc-shared")).to_be_empty()


def test_a_town_of_the_reports_answers_yes_and_no_other_answers_no(
    page: Page, site: server.Site
) -> None:
    opened(page, site)
    helper = page.locator('[data-helper="in_specialised_town"]')
    helper.locator("summary").click()
    expect(helper).to_contain_text("待核实")
    helper.locator("select").select_option(label="高平潞绸")
    answer = page.locator('input[name="in_specialised_town"]:checked')
    expect(answer).to_have_value("yes")
    expect(helper.get_by_role("status")).to_contain_text("2023年6月")
    helper.locator("select").select_option(label="不在其中")
    expect(answer).to_have_value("?")
    expect(helper.get_by_role("status")).to_contain_text("请向市工信局核实")
