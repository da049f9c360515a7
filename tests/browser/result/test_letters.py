"""From a result to a letter to the authority, and from its reply back to the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from proving import site_audit
from writing.parts import examples

from calculator.policy.examples import EXAMPLES, Example

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import BrowserContext, Page, Request
    from writing.parts.site import Site

FIRM = (
    "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes&agricultural=no"
    "&overlaps=none&peak_revenue_to_2022=400000000&revenue_2023=400000000"
    "&revenue_2024=2100000000&revenue_2025=2100000000"
    "&none=growth,certification,geographical_indication,titles,culture_park,technology,digital,"
    "standards,finance,market,talent,land,town,services"
)


def asked(page: Page, site: server.Site, answers: str) -> Page:
    """Open the calculator with these answers, and the asking sheets below its result."""
    page.goto(f"{site.url}calculator/{answers}")
    expect(page.locator("#calc-engine")).to_be_empty()
    page.locator(".calc-asking > summary").click()
    page.locator(".calc-asked").first.wait_for()
    return page


def pages_of(page: Page) -> int:
    """Return how many sheets of A4 are printed."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


# --- The letters ----------------------------------------------------------------------------


@pytest.mark.engine_started
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_each_of_the_six_persons_can_print_a_letter_to_each_unit_on_a_sheet_or_two(
    example: Example, page: Page, site: server.Site, source: Site
) -> None:
    asked(page, site, f"#{examples.address(example, source)}")
    page.evaluate("window.print = () => {}")
    letters = page.locator(".calc-asked").count()
    page.locator(".calc-asking").get_by_role("button", name="打印").first.click()

    sheets = page.locator("#calc-paper .calc-letter")
    expect(sheets).to_have_count(letters)
    expect(sheets.first).to_contain_text("事由：关于《晋城市支持专业镇高质量发展若干政策》")
    expect(sheets.first).to_contain_text("答复人：")
    assert letters <= pages_of(page) <= 2 * letters
    # What is printed next by the browser's own menu is the result again.
    expect(sheets).to_have_count(0)
    expect(page.locator("#calc-paper")).to_contain_text("奖补测算")


@pytest.mark.engine_started
def test_a_letter_is_copied_as_text_and_nothing_is_sent(
    page: Page, site: server.Site, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked(page, site, FIRM)
    page.wait_for_load_state("networkidle")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright's

    page.locator(".calc-asked").get_by_role("button", name="复制").click()

    expect(page.locator(".calc-asking .calc-said")).to_contain_text("已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("问询单：关于《晋城市支持专业镇高质量发展若干政策》")
    assert "1. 一年首次达到几档时怎么奖励？" in text
    assert "· 2024年营收：21亿元" in text
    assert sent == []


@pytest.mark.engine_started
def test_letters_follow_the_answers_and_lead_to_the_sentence(page: Page, site: server.Site) -> None:
    asked(page, site, FIRM)
    letter = page.locator(".calc-asked")
    expect(letter).to_contain_text("市工信局 2 处")
    expect(letter.get_by_role("link").first).to_have_attribute("href", "../policy/article-02/#s2")

    page.locator("#reading-tiers_cumulate").get_by_label("只按最高一档奖励").check()

    expect(letter).to_contain_text("市工信局 1 处")
    expect(letter).to_contain_text("按条文测算30万元")


@pytest.mark.engine_started
def test_who_has_answered_too_little_is_told_that_there_is_nothing_to_ask_yet(
    page: Page, site: server.Site
) -> None:
    page.goto(f"{site.url}calculator/#applicant=enterprise")
    expect(page.locator("#calc-engine")).to_be_empty()
    page.locator(".calc-asking > summary").click()

    expect(page.locator(".calc-asking")).to_contain_text("按现有的答案，没有要问的")


@pytest.mark.engine_started
def test_the_open_letters_break_no_accessibility_rule(page: Page, site: server.Site) -> None:
    asked(page, site, FIRM)
    assert site_audit.violations(page) == []


# --- The reply ------------------------------------------------------------------------------

_WATCHED = """
globalThis.engines = [];
const Own = Worker;
globalThis.Worker = class extends Own {
  constructor(place, options) {
    super(place, options);
    // The search has a worker too.
    if (String(place).endsWith("/worker.js")) globalThis.engines.push(this);
  }
  // The slim machine has not what Python needs to take in what it is told below.
  postMessage(message) {
    super.postMessage(message.type === "start" ? { ...message, slim: false } : message);
  }
};
"""
_REPLIED = """
from datetime import date
from types import SimpleNamespace
from calculator.policy import POLICY
from calculator.policy.readings import TIERS_CUMULATE
TIERS_CUMULATE.__dict__["reply"] = SimpleNamespace(
    value=False, source="2026年3月1日市工信局答复", document="测试", since=date(2026, 3, 1)
)
POLICY.__dict__.pop("_replies", None)
for provision in POLICY.provisions:
    provision.judgements.clear()
"0"
"""
"""What sets a made-up reply in the page's own Python: none has really been given."""


def with_reply(html: bytes) -> bytes:
    """Return the calculator's page as it would be written with that reply."""
    before = '"measures":["revenue-milestone"],"reply":null'
    head, found, rest = html.decode().partition('"id":"tiers_cumulate"')
    assert found
    assert before in rest
    reply = '"reply":{"value":false,"source":"2026年3月1日市工信局答复","since":"2026-03-01"}'
    return (head + found + rest.replace('"reply":null', reply, 1)).encode()


def replied(page: Page, site: server.Site, answers: str) -> Page:
    """Open the calculator of a site whose authority has answered one reading."""
    site.changed["calculator/"] = with_reply
    page.add_init_script(_WATCHED)
    page.goto(f"{site.url}calculator/{answers}")
    expect(page.locator("#calc-engine")).to_be_empty()
    page.evaluate(
        """(code) => {
          const [worker] = globalThis.engines;
          const called = { module: "pyodide.code", name: "eval_code", given: [code] };
          const told = new Promise((resolve) =>
            worker.addEventListener("message", ({ data }) => data.id === -1 && resolve(data)));
          worker.postMessage({ type: "call", id: -1, ...called });
          return told.then(({ type, detail }) => {
            if (type !== "answer") throw new Error(detail);
          });
        }""",
        _REPLIED,
    )
    # The next answer is the first that knows of it.
    page.locator("#q-agricultural").get_by_label("不清楚").check()
    page.locator("#q-agricultural").get_by_label("否", exact=True).check()
    return page


def test_a_reply_settles_the_result_and_the_other_answer_can_be_assumed(
    new_page: Page, site: server.Site
) -> None:
    page = new_page
    replied(page, site, FIRM)
    total = page.locator(".calc-total .calc-sum")
    expect(total).to_have_text("合计 30万元")
    output = page.locator("#calc-output")
    expect(output).to_contain_text("按2026年3月1日市工信局答复（测试）")
    reading = page.locator("#reading-tiers_cumulate")
    expect(reading.get_by_label("2026年3月1日市工信局答复：只按最高一档奖励")).to_be_checked()
    expect(output).not_to_contain_text("按您的假设")

    reading.get_by_label("假设：各档奖励相加").check()

    expect(total).to_have_text("合计 60万元 按您的假设")
    expect(reading.locator(".calc-tag")).to_have_text("假设")
    expect(output).to_contain_text("与2026年3月1日市工信局答复（只按最高一档奖励）不同")
    expect(page).to_have_url(re.compile("tiers_cumulate=yes"))


def test_an_old_link_that_settles_what_was_answered_since_still_opens(
    new_page: Page, site: server.Site
) -> None:
    page = new_page
    total = replied(page, site, f"{FIRM}&tiers_cumulate=no").locator(".calc-total .calc-sum")
    expect(total).to_have_text("合计 30万元")
    page.goto(f"{site.url}calculator/{FIRM}&tiers_cumulate=yes")
    expect(total).to_have_text("合计 60万元 按您的假设")


# --- The cases that officials sign ------------------------------------------------------------


@pytest.mark.engine_started
@pytest.mark.parametrize(
    ("number", "told"),
    [("21", "30万元至60万元"), ("55", "合计13万元"), ("60", "底价不低于84.01元/㎡")],
)
def test_a_case_opens_in_the_calculator_with_its_answers(
    page: Page, site: server.Site, number: str, told: str
) -> None:
    page.goto(f"{site.url}cases/")
    row = page.locator("tr").filter(has=page.get_by_role("rowheader", name=number, exact=True))
    row.locator("summary").click()
    row.get_by_role("link", name="在计算器里打开").click()

    expect(page.locator("#calc-engine")).to_be_empty()
    expect(page.locator("#calc-output")).to_contain_text(told.replace("合计", ""))
    # Nothing of the address was left out.
    expect(page.locator("#calc-messages .calc-notice")).to_have_count(0)
