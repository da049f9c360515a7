"""A page of each kind, opened once: its policy, weight, accessibility and widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from browser.test_csp import LISTEN
from conftest import AT_REST, WINDOW, errors_of, profile
from playwright.sync_api import expect
from proving import site_audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from building.server import Site
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

READ = (
    "",
    "404.html",
    "data/",
    "english/",
    "glossary/",
    "ledger/",
    "policy/",
    "policy/article-09/",
    "policy/whole/",
    "questions/",
    "readers/enterprise/",
    "units/industry/",
    "units/matrix/",
)
"""All that a page to read may look like."""
USED = ("batch/", "calculator/")
"""These do more than be read, and bring what that takes; their own tests look at them closer."""
ALIKE = (
    "api/",
    "calculator/?embed",
    "faults/",
    "licences/",
    "mirror/",
    "policy/article-02/",
    "readings/",
    "units/",
)
"""These look like one of the others, but have scripts or tables of their own."""

WEIGHT = """
() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map((entry) => entry.encodedBodySize).reduce((sum, size) => sum + size, 0)
"""
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
AT_TWICE_THE_SIZE: ViewportSize = {"width": 195, "height": 422}
"""A phone of 390 px at 200 % has room for 195."""
WIDTH = "document.documentElement.scrollWidth"
END_OF_THE_HEADER = """
Math.max(...[...document.querySelectorAll(".md-header :is(button, a, label)")]
  .map((each) => each.getBoundingClientRect().right))
"""


@dataclass(frozen=True)
class Opened:
    """A page of one kind, as it came."""

    kind: str
    page: Page
    said: list[str]
    asked: list[str]


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile whose pages come from the server alone: a worker would answer unpacked."""
    with profile(browser, service_workers="block", **AT_REST) as opened:
        opened.add_init_script(LISTEN)
        yield opened


@pytest.fixture(scope="module")
def opened(
    request: pytest.FixtureRequest, plain: BrowserContext, shared_site: Site
) -> Iterator[Opened]:
    """Open a page of the kind that the tests ask for."""
    # One tab for all, since to open another takes long.
    page = plain.pages[0] if plain.pages else plain.new_page()
    page.set_viewport_size(WINDOW)
    page.emulate_media(color_scheme="light")
    found = Opened(request.param, page, errors_of(page), [])
    page.on("request", lambda asked: found.asked.append(asked.url))
    page.goto(shared_site.url + found.kind, wait_until="networkidle")
    yield found
    page.goto("about:blank")


@pytest.mark.parametrize("opened", READ + USED + ALIKE, indirect=True)
def test_it_keeps_to_its_policy_and_is_light(opened: Opened, shared_site: Site) -> None:
    """Nothing comes from elsewhere, and all that a page to read needs weighs at most 100 kB."""
    assert opened.page.evaluate("refused") == []
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith((shared_site.url, "blob:"))] == []
    if not opened.kind.startswith(USED):
        assert 0 < opened.page.evaluate(WEIGHT) <= 100_000


@pytest.mark.parametrize("opened", READ, indirect=True)
def test_it_breaks_no_accessibility_rule(opened: Opened) -> None:
    """In both schemes and widths; `scripts/audit` looks at all pages in all four ways."""
    found = []
    for look in (site_audit.Look("light", 1280), site_audit.Look("dark", 360)):
        site_audit.show(opened.page, look)
        found += [
            f"{look}, {rule} {node['target']}: {node.get('failureSummary', '')}"
            for rule, node in site_audit.violations(opened.page)
        ]
    assert found[:20] == []


@pytest.mark.parametrize("opened", READ + USED, indirect=True)
def test_it_fits_a_small_phone_in_large_text_too(opened: Opened) -> None:
    """At twice the size as well, with every button of the header in reach."""
    page = opened.page
    page.set_viewport_size(AT_TWICE_THE_SIZE)
    # Scripts may look at the width when the page comes.
    page.reload(wait_until="domcontentloaded")
    wider = {"twice the size": page.evaluate(WIDTH) - 195}
    wider["its header"] = page.evaluate(END_OF_THE_HEADER) - 195
    page.set_viewport_size(SMALL_PHONE)
    button = page.get_by_role("button", name="大字模式")
    for is_large in ("false", "true"):
        expect(button).to_have_attribute("aria-pressed", is_large)
        wider[f"large: {is_large}"] = page.evaluate(WIDTH) - 320
        button.click()
    assert {place: by for place, by in wider.items() if by > 0} == {}


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """Open an empty page whose scripts do not run: a third of the work, and the same layout."""
    with profile(browser, java_script_enabled=False) as profile_of_its_own:
        yield profile_of_its_own.new_page()


def test_no_page_at_all_is_wider_than_a_phone_at_twice_the_size(site: Site, still: Page) -> None:
    still.set_viewport_size(AT_TWICE_THE_SIZE)
    wider = {}
    for address in site_audit.addresses(site.folder):
        still.goto(site.url + address)
        wider[address] = still.evaluate(WIDTH) - 195
    assert {address: by for address, by in wider.items() if by > 0} == {}
