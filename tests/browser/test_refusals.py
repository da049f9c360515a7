"""A browser refuses a script or a style that is not the one with which its page was built."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from building import finishing, site_build
from conftest import of_engine
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import BrowserContext, Page, Route

ANSWERS = "calculator/#applicant=enterprise&in_specialised_town=yes"
RELOADED = "() => performance.getEntriesByType('navigation')[0].type === 'reload'"


def changed(body: bytes) -> bytes:
    return body + b"\n/* changed */"


def let_no_engine_start(site: Site) -> None:
    """Spare the work of a start where the page gives up, with an engine or without."""
    site.changed[of_engine(site, "worker.js")] = lambda _: b""


@pytest.mark.parametrize(
    ("name", "works"),
    [
        (
            "assets/site/site.css",
            "() => getComputedStyle(document.documentElement).getPropertyValue('--song') !== ''",
        ),
        ("assets/site/site.js", "() => document.querySelector('.header-button--text') !== null"),
        ("assets/javascripts/bundle.*.min.js", "() => typeof document$ === 'object'"),
    ],
    ids=["style", "module", "script"],
)
def test_a_changed_byte_in_a_style_or_a_script_is_refused(
    page: Page, site: Site, name: str, works: str
) -> None:
    (place,) = (path.relative_to(site.folder).as_posix() for path in site.folder.glob(name))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    site.changed[place] = changed
    page.goto(site.url + "about/")
    page.wait_for_function(RELOADED)
    page.wait_for_load_state("load")
    assert any("integrity" in text and place in text for text in said), said
    assert not page.evaluate(works)

    site.changed.clear()
    page.goto(site.url + "changes/")

    page.wait_for_function(works)


@pytest.mark.parametrize("name", ["main.js", "result/plain_text.js", "engine/engine.js"])
def test_a_calculator_with_a_wrong_module_is_fetched_anew_once_and_then_shows_its_tables(
    page: Page, site: Site, name: str
) -> None:
    let_no_engine_start(site)
    site.changed[f"assets/calculator/{name}"] = changed
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))

    page.goto(site.url + ANSWERS)

    expect(page.locator(".calc-unscripted")).to_be_visible()
    page.wait_for_function(RELOADED)
    expect(page.locator(".calc-unscripted")).to_be_visible()
    assert loaded == [site.url + ANSWERS] * 2
    expect(page.locator("#awards")).to_be_attached()
    assert page.url == site.url + ANSWERS


@pytest.mark.parametrize("name", ["main.js", "result/cards.js"])
@pytest.mark.parametrize(
    "broken", [b"this is no script", b'throw new TypeError("not in this browser");'],
    ids=["syntax", "throw"],
)  # fmt: skip
def test_a_script_that_stops_gives_way_to_the_tables_and_says_so(
    page: Page, copy: Path, served: Site, name: str, broken: bytes
) -> None:
    script = copy / "assets" / "calculator" / name
    script.write_bytes(broken + b"\n" + script.read_bytes())
    finishing.tie(copy, site_build.BASE)
    let_no_engine_start(served)

    page.goto(served.url + ANSWERS)

    assert_it_has_given_up(page)
    assert served.requests.count("calculator/") == 1


@pytest.mark.parametrize(
    "deed",
    ["throw new TypeError('late')", "Promise.reject(new TypeError('late'))"],
    ids=["in an event", "in a promise"],
)
def test_a_script_that_stops_later_takes_back_its_result_and_keeps_what_was_typed(
    page: Page, copy: Path, served: Site, deed: str
) -> None:
    script = copy / "assets" / "calculator" / "main.js"
    with script.open("a", encoding="utf-8") as file:
        file.write(f"\nplace('calc-next').addEventListener('click', () => {{ {deed}; }});\n")
    finishing.tie(copy, site_build.BASE)
    page.goto(served.url + ANSWERS)
    page.locator("#calc-output > *").first.wait_for()
    page.locator("#q-revenue_2024-low").evaluate("field => field.value = '5.5'")

    page.locator("#calc-next").click()

    assert_it_has_given_up(page)
    expect(page.locator("#calc-output")).to_be_hidden()
    expect(page.locator("#q-revenue_2024-low")).to_have_value("5.5")
    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()


def assert_it_has_given_up(page: Page) -> None:
    expect(page.get_by_role("alert")).to_contain_text("现在不能计算")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator("#q-revenue_2024-low")).to_be_visible()
    expect(page.locator("#awards")).to_be_attached()


def test_scripts_that_never_come_leave_no_form_that_looks_alive(
    page_with_a_clock: Page, site: Site
) -> None:
    page = page_with_a_clock
    page.clock.install()
    page.route("**/assets/calculator/main.js*", lambda _: None)
    page.goto(site.url + ANSWERS, wait_until="commit")
    expect(page.locator("#awards")).to_be_attached()
    expect(page.locator(".calc-unscripted")).to_be_hidden()

    page.clock.run_for(31_000)

    assert_it_has_given_up(page)


def test_a_script_of_the_page_for_many_that_stops_says_so(
    page: Page, copy: Path, served: Site
) -> None:
    script = copy / "assets" / "calculator" / "batch" / "batch.js"
    script.write_bytes(b"this is no script")
    finishing.tie(copy, site_build.BASE)

    page.goto(served.url + "batch/")

    expect(page.get_by_role("alert")).to_contain_text("现在不能测算")


@pytest.mark.parametrize("address", ["about/", ANSWERS])
def test_a_line_that_is_lost_in_the_middle_leaves_the_page_that_has_come(
    context: BrowserContext, site: Site, address: str
) -> None:
    """And no page of the browser's own about a lost network in its place."""
    page = context.new_page()
    left: list[str] = []
    page.on("framenavigated", lambda frame: left.append(frame.url))

    lost: list[str] = []

    def carry(route: Route) -> None:
        if lost or ".js?" in route.request.url:
            lost.append(route.request.url)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**", carry)
    page.goto(site.url + address)
    page.wait_for_timeout(1_000)

    expect(page.locator("h1")).to_be_visible()
    assert left == [site.url + address]
    if address == ANSWERS:
        assert_it_has_given_up(page)


def test_what_was_typed_is_not_lost_to_a_page_that_is_fetched_anew(page: Page, site: Site) -> None:
    let_no_engine_start(site)
    site.changed["assets/calculator/result/plain_text.js"] = changed
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/assets/calculator/result/plain_text.js*", hold_the_first)
    page.goto(site.url + ANSWERS, wait_until="commit")
    page.locator('input[name="applicant"][value="park"]').check()
    page.locator("#q-revenue_2024-low").evaluate("field => field.value = '3'")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()

    assert_it_has_given_up(page)
    page.wait_for_timeout(1_000)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "navigate"
    expect(page.locator("#q-revenue_2024-low")).to_have_value("3")


def test_a_module_that_is_right_again_is_found_by_the_second_attempt(
    page: Page, site: Site
) -> None:
    once = iter([True])
    site.changed["assets/calculator/result/plain_text.js"] = lambda body: (
        changed(body) if next(once, False) else body
    )

    page.goto(site.url + ANSWERS)

    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    page.locator("#calc-output > *").first.wait_for()


def test_every_module_comes_once_and_from_an_address_with_its_hash(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(site.url + ANSWERS)
    page.locator("#calc-output > *").first.wait_for()
    # By then all that works without a network is kept.
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")

    # A worker has no import map; its scripts have their hash in their path.
    modules = [url for url in asked if re.search(r"\.js(\?|$)", url) and "/pyodide" not in url]
    assert len(modules) > 15
    plain = [url for url in modules if not re.search(r"\?|/[0-9a-f]{16}/", url)]
    assert [url for url in plain if "/site/search-" not in url] == []

    times = Counter(name for name in site.requests if name.endswith((".css", ".js")))
    assert times["assets/calculator/main.js"] == 1
    assert [name for name in times if times[name] > 1] == []
