"""What can go wrong on the calculator's page, done in a real browser: nothing typed is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import environment
import pytest
from building import finishing, site_build
from conftest import BROWSER_ARGUMENTS, errors_of, of_engine
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import Browser, BrowserContext, Page, Route

ANSWERED = (
    "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes&revenue_2024=500000000"
)
FORBID = """
for (const name of ["localStorage", "sessionStorage", "caches"])
  Object.defineProperty(globalThis, name, { configurable: true,
    get() { throw new DOMException("forbidden", "SecurityError"); } });
"""
FILL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
REGISTERED = """
const { register } = ServiceWorkerContainer.prototype;
ServiceWorkerContainer.prototype.register = function (...given) {
  return globalThis.registered = register.apply(this, given);
};
"""
KEPT_FOR_OFFLINE = """
async () => {
  const registration = await registered;
  const { installing } = registration;
  if (installing?.state === "installing") await new Promise((resolve) =>
    installing.addEventListener("statechange", resolve, { once: true }));
  return Boolean(registration.waiting ?? registration.active);
}
"""
SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
KEEP_WORKERS = """
globalThis.workers = [];
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); this.place = String(given[0]); workers.push(this); }
};
"""


def engine_file(site: Site, name: str) -> str:
    manifest = site.folder / of_engine(site, "manifest.json")
    folder = json.loads(manifest.read_text(encoding="utf-8"))["folder"]
    return f"assets/runtime/{folder}/{name}"


def type_revenue(page: Page, amount: str = "5.5") -> None:
    """Answer as a reader does, without waiting for the engine."""
    page.locator('input[name="applicant"][value="enterprise"]').check()
    page.locator('#calc-chooser input[value="revenue"]').check()
    page.locator("#q-revenue_2024 select").select_option(label="亿元")
    page.locator("#q-revenue_2024-low").fill(amount)
    page.locator("#q-revenue_2024-low").blur()


def assert_nothing_is_lost(page: Page, amount: str = "5.5") -> None:
    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    expect(page.locator("#q-revenue_2024-low")).to_have_value(amount)


def turned(body: bytes) -> bytes:
    return body[:-1] + bytes([body[-1] ^ 1])


@pytest.mark.parametrize(
    ("names", "change", "words"),
    [
        (["manifest.json"], lambda body: body[: len(body) // 2], "没有完整下载"),
        (["python.bin", "python-memory.bin"], turned, "校验不符"),
    ],
    ids=["list truncated", "wrong"],
)
def test_an_engine_file_that_fails_is_told_and_nothing_typed_is_lost(
    page: Page, site: Site, names: list[str], change: Callable[[bytes], bytes], words: str
) -> None:
    """Which file fails, and how, makes no difference here; test_engine_start.py has the others."""
    for name in names:
        place = (of_engine if name == "manifest.json" else engine_file)(site, name)
        site.changed[place] = change
    page.goto(site.url + "calculator/")
    type_revenue(page)

    failure = page.locator(".calc-failure")
    expect(failure).to_contain_text(words)
    expect(failure).to_contain_text("您填的答案还在")
    assert_nothing_is_lost(page)
    expect(page.get_by_role("link", name="主导产业企业营收达标奖励").first).to_be_attached()

    # Each answer has tried once more; the last of these attempts has failed as well by now.
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    site.changed.clear()
    failure.get_by_role("button", name="重试").click()
    page.locator(".calc-total").wait_for()
    assert_nothing_is_lost(page)


def test_a_worker_file_that_is_missing_is_told_and_nothing_typed_is_lost(
    page: Page, site: Site
) -> None:
    site.changed[of_engine(site, "worker.js")] = lambda _: None
    page.goto(site.url + "calculator/")
    type_revenue(page)

    failure = page.locator(".calc-failure")
    expect(failure).to_be_visible()
    assert_nothing_is_lost(page)

    # Each answer has tried once more; the last of these attempts has failed as well by now.
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    site.changed.clear()
    failure.get_by_role("button", name="重试").click()
    page.locator(".calc-total").wait_for()


def test_a_page_of_an_old_version_whose_files_are_gone_gives_way_to_the_newest_with_its_answers(
    context: BrowserContext, copy: Path, served: Site
) -> None:
    """As a tab that the browser puts back after days: it stands as it was."""
    page = context.new_page()
    page.add_init_script(SAVING)
    page.goto(served.url + "calculator/" + ANSWERED)
    expect(page.locator("#calc-engine")).to_contain_text("节省流量")
    before = of_engine(served, "worker.js")
    script = copy / "assets" / "calculator" / "engine" / "worker.js"
    script.write_text(script.read_text(encoding="utf-8") + "// changed\n", encoding="utf-8")
    finishing.tie(copy, site_build.BASE)
    assert of_engine(served, "worker.js") != before

    # Typed, and not finished: it is in no address yet.
    page.locator("#q-revenue_2024-low").evaluate(
        """field => {
          field.value = "5.5";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    with page.expect_event("framenavigated"):
        page.locator('input[name="agricultural"]').first.focus()
    page.wait_for_load_state()

    page.locator('input[name="agricultural"][value="no"]').check()
    page.locator(".calc-total").wait_for()
    assert_nothing_is_lost(page)


def test_a_line_that_breaks_in_the_middle_is_told_and_nothing_typed_is_lost(
    page: Page, site: Site
) -> None:
    page.route("**/assets/runtime/**", lambda route: route.abort("connectionreset"))
    page.goto(site.url + "calculator/")
    type_revenue(page)

    failure = page.locator(".calc-failure")
    expect(failure).to_contain_text("请检查网络")
    assert_nothing_is_lost(page)

    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/assets/runtime/**")
    failure.get_by_role("button", name="重试").click()
    page.locator(".calc-total").wait_for()


def test_a_worker_that_is_killed_is_started_again_by_the_next_answer(
    new_page: Page, site: Site
) -> None:
    page = new_page
    page.add_init_script(KEEP_WORKERS)
    page.goto(site.url + "calculator/" + ANSWERED)
    page.locator(".calc-total").wait_for()
    before = page.evaluate("workers.length")

    page.evaluate(
        """() => {
          const [engine] = workers.filter(({ place }) => place.endsWith("/worker.js"));
          engine.terminate();
          engine.dispatchEvent(new ErrorEvent("error", { message: "killed" }));
        }"""
    )
    expect(page.locator(".calc-failure")).to_contain_text("意外停止")
    page.locator('input[name="agricultural"][value="no"]').check()

    expect(page.locator(".calc-failure")).to_have_count(0)
    expect(page.locator("#calc-output")).not_to_have_attribute("aria-busy", "true")
    page.locator(".calc-total").wait_for()
    assert page.evaluate("workers.length") > before
    assert_nothing_is_lost(page, "5")


@pytest.mark.parametrize(
    ("carry", "shown"),
    [(lambda _: None, ".calc-loading"), (lambda route: route.abort(), ".calc-failure")],
    ids=["loading", "failed"],
)
def test_what_is_printed_without_a_result_is_the_form_and_says_so(
    page: Page, site: Site, carry: Callable[[Route], None], shown: str
) -> None:
    page.route("**/assets/runtime/**", carry)
    page.goto(site.url + "calculator/" + ANSWERED)
    expect(page.locator(shown)).to_be_visible()

    assert_the_form_is_printed(page)


@pytest.mark.engine_started
def test_what_is_printed_before_a_new_result_is_the_form_and_says_so(
    page: Page, site: Site
) -> None:
    page.goto(site.url + "calculator/" + ANSWERED)
    page.locator(".calc-total").wait_for()
    page.evaluate("Worker.prototype.postMessage = () => {}")
    page.locator('input[name="agricultural"][value="no"]').check()

    assert_the_form_is_printed(page)


def assert_the_form_is_printed(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    expect(page.get_by_text("还没有测算结果")).to_be_visible()
    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_visible()
    assert_nothing_is_lost(page, "5")
    expect(page.locator("#q-revenue_2024-low")).to_be_visible()
    expect(page.locator(".calc-sheet")).to_have_count(0)


@pytest.fixture
def short_of_memory(browser: Browser) -> Iterator[Browser]:
    """Start a browser that gives WebAssembly 100 pages of 64 KiB: Python needs 320 to begin."""
    started = browser.browser_type.launch(
        executable_path=environment.find_browser(),
        args=[*BROWSER_ARGUMENTS, "--js-flags=--wasm-max-mem-pages=100"],
    )
    yield started
    started.close()


def test_too_little_memory_is_told_and_nothing_typed_is_lost(
    short_of_memory: Browser, site: Site
) -> None:
    page = short_of_memory.new_page()
    page.goto(site.url + "calculator/")
    type_revenue(page)

    failure = page.locator(".calc-failure")
    expect(failure).to_contain_text("内存不足")
    expect(failure).to_contain_text("您填的答案还在")
    assert_nothing_is_lost(page)
    expect(page.get_by_role("link", name="主导产业企业营收达标奖励").first).to_be_attached()


@pytest.mark.parametrize(
    "storage",
    [
        pytest.param(FORBID, id="forbidden"),
        pytest.param(FILL, id="full", marks=pytest.mark.engine_started),
    ],
)
def test_without_a_place_to_keep_anything_the_calculator_still_answers(
    new_page: Page, site: Site, storage: str
) -> None:
    page = new_page
    errors = errors_of(page)
    page.add_init_script(storage)
    page.goto(site.url + "calculator/" + ANSWERED)

    page.locator(".calc-total").wait_for()
    assert_nothing_is_lost(page, "5")
    page.get_by_label("把答案记在这个浏览器里").check()
    expect(page.locator(".calc-said")).to_contain_text("不允许保存")
    assert errors == []


def test_a_full_disk_hinders_no_answer(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    errors = errors_of(page)
    session = page.context.new_cdp_session(page)
    origin = f"http://127.0.0.1:{site.server_port}"
    # A quota of 0 is taken for none.
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    page.add_init_script(REGISTERED)
    page.goto(site.url + "calculator/" + ANSWERED)
    page.locator(".calc-total").wait_for()

    assert page.evaluate(KEPT_FOR_OFFLINE) is False
    type_revenue(page)
    assert_nothing_is_lost(page)
    assert errors == []


@pytest.mark.parametrize("year", [1970, 2099])
def test_with_a_wrong_clock_the_answers_count_all_the_same(
    page_with_a_clock: Page, site: Site, year: int
) -> None:
    page = page_with_a_clock
    page.clock.set_fixed_time(f"{year}-01-01T12:00:00+08:00")
    page.goto(site.url + "calculator/" + ANSWERED)

    page.locator(".calc-total").wait_for()
    assert_nothing_is_lost(page, "5")
    # Only the word about the term follows the clock.
    state = "已过有效期" if year > 2025 else "有效期内"
    expect(page.locator(".validity-banner__state")).to_have_text(state)


@pytest.mark.engine_started
def test_two_tabs_answer_apart_and_the_last_one_kept_is_found_again(
    page: Page, context: BrowserContext, site: Site
) -> None:
    first, second = page, context.new_page()
    for tab, amount in ((first, "5.5"), (second, "7.5")):
        tab.bring_to_front()
        tab.goto(site.url + "calculator/")
        type_revenue(tab, amount)
    for tab in (first, second):
        tab.bring_to_front()
        tab.locator(".calc-total").wait_for()
        tab.get_by_label("把答案记在这个浏览器里").check()

    assert_nothing_is_lost(first, "5.5")
    assert_nothing_is_lost(second, "7.5")
    third = context.new_page()
    third.goto(site.url + "calculator/")
    assert_nothing_is_lost(third, "7.5")


@pytest.mark.engine_started
def test_what_one_tab_forgets_no_other_tab_keeps_again(
    page: Page, context: BrowserContext, site: Site
) -> None:
    first, second = page, context.new_page()
    keep = "把答案记在这个浏览器里"
    for tab in (first, second):
        tab.bring_to_front()
        tab.goto(site.url + "calculator/")
        type_revenue(tab)
        tab.locator(".calc-total").wait_for()
        tab.get_by_label(keep).check()
    second.get_by_label(keep).uncheck()

    first.bring_to_front()
    first.locator('input[name="agricultural"][value="no"]').check()

    expect(first.get_by_label(keep)).not_to_be_checked()
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('calculator:'))"
    assert first.evaluate(kept) == []


def test_without_scripts_what_is_typed_stays_and_goes_nowhere(
    context: BrowserContext, site: Site
) -> None:
    assert context.browser is not None
    plain = context.browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(site.url + "calculator/")
    expect(page.get_by_text("现在没有脚本")).to_be_visible()
    asked = len(site.requests)

    page.locator('input[name="applicant"][value="enterprise"]').check()
    page.locator("#q-revenue_2024-low").fill("5.5")
    page.locator("#q-revenue_2024-low").focus()
    session = plain.new_cdp_session(page)
    with page.expect_console_message(lambda said: "form-action" in said.text):
        page.keyboard.press("Enter")

    # A form that is refused leaves Playwright waiting for its page, so the browser itself is asked.
    expression = "[location.href, document.querySelector('#q-revenue_2024-low').value].join()"
    said = session.send("Runtime.evaluate", {"expression": expression})
    assert said["result"]["value"] == site.url + "calculator/,5.5"
    # The icon comes when the browser likes.
    assert [name for name in site.requests[asked:] if not name.endswith(".svg")] == []
    plain.close()
