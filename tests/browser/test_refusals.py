"""A browser refuses a script or a style that is not the one with which its page was built."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from building.server import Site
    from playwright.sync_api import Page

ANSWERS = "calculator/#applicant=enterprise&in_specialised_town=yes"
RELOADED = "() => performance.getEntriesByType('navigation')[0].type === 'reload'"


def changed(body: bytes) -> bytes:
    return body + b"\n/* changed */"


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
    site.changed[f"assets/calculator/{name}"] = changed

    page.goto(site.url + ANSWERS)

    expect(page.locator(".calc-unscripted")).to_be_visible()
    assert page.evaluate(RELOADED)
    assert site.requests.count("calculator/") == 2
    expect(page.locator("#awards")).to_be_attached()
    assert page.url == site.url + ANSWERS


def test_a_module_that_is_right_again_is_found_by_the_second_attempt(
    page: Page, site: Site
) -> None:
    once = iter([True])
    site.changed["assets/calculator/result/plain_text.js"] = lambda body: (
        changed(body) if next(once, False) else body
    )

    page.goto(site.url + ANSWERS)

    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    expect(page.locator("#calc-output > *").first).to_be_visible()


def test_every_module_comes_once_and_from_an_address_with_its_hash(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(site.url + ANSWERS)
    expect(page.locator("#calc-output > *").first).to_be_visible()
    # By then all that works without a network is kept.
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")

    # A worker has no import map; the service worker has hashes of its own.
    own = ("worker.js", "download.js", "snapshot.js", "failure.js")
    modules = [url for url in asked if re.search(r"\.js(\?|$)", url) and "/pyodide" not in url]
    assert len(modules) > 15
    plain = [url for url in modules if "?" not in url]
    assert [url for url in plain if not url.endswith((*own, "search-aliases.js"))] == []

    times = Counter(name for name in site.requests if name.endswith((".css", ".js")))
    assert times["assets/calculator/main.js"] == 1
    assert [name for name in times if times[name] > 1 and not name.endswith(own)] == []
