"""Each kind of page keeps to its policy, and the policy refuses what it should."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import Browser, BrowserContext, Page

KINDS = [
    "",
    "404.html",
    "api/",
    "batch/",
    "calculator/",
    "calculator/?embed",
    "data/",
    "english/",
    "faults/",
    "glossary/",
    "ledger/",
    "licences/",
    "mirror/",
    "policy/",
    "policy/article-02/",
    "policy/article-09/",
    "policy/whole/",
    "questions/",
    "readers/enterprise/",
    "readings/",
    "units/",
    "units/matrix/",
    "units/industry/",
]
TO_USE = {"batch/", "calculator/", "calculator/?embed"}
"""These do more than be read, and bring what that takes."""
LISTEN = """
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

WEIGHT = """
() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map((entry) => entry.encodedBodySize).reduce((sum, size) => sum + size, 0)
"""


@pytest.fixture
def watched(page: Page, errors: list[str]) -> tuple[Page, list[str]]:
    """Return a page that notes what its policy refuses, and the list of errors of its console."""
    page.add_init_script(LISTEN)
    return page, errors


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile whose pages come from the server alone: a worker would answer unpacked."""
    with profile(browser, service_workers="block") as opened:
        yield opened


def test_a_page_of_each_kind_keeps_to_its_policy_and_is_light(
    plain: BrowserContext, site: Site
) -> None:
    """Nothing comes from elsewhere, and all that a page to read needs weighs at most 100 kB."""
    plain.add_init_script(LISTEN)
    said: list[str] = []
    plain.on("console", lambda m: said.append(f"{m.page} {m.text}") if m.type == "error" else None)
    plain.on("weberror", lambda error: said.append(f"{error.page} {error.error}"))
    asked: list[str] = []
    plain.on("request", lambda request: asked.append(request.url))
    pages = {kind: plain.new_page() for kind in KINDS}
    for kind, page in pages.items():
        page.goto(site.url + kind, wait_until="commit")
    for page in pages.values():
        page.wait_for_load_state("networkidle")

    refused = {kind: page.evaluate("refused") for kind, page in pages.items()}
    assert refused == {kind: [] for kind in KINDS}
    assert said == []
    assert [url for url in asked if not url.startswith((site.url, "blob:"))] == []
    weights = {kind: page.evaluate(WEIGHT) for kind, page in pages.items() if kind not in TO_USE}
    assert all(weights.values())
    assert {kind: weight for kind, weight in weights.items() if weight > 100_000} == {}


def test_search_and_the_switches_keep_to_the_policy(
    watched: tuple[Page, list[str]], site: Site
) -> None:
    page, said = watched
    page.goto(site.url + "?q=中华老字号", wait_until="networkidle")
    page.locator(".md-search-result__item").first.wait_for(state="attached")

    assert page.evaluate("refused") == []
    assert said == []


def test_the_calculator_computes_under_its_policy(
    watched: tuple[Page, list[str]], site: Site
) -> None:
    page, said = watched
    page.goto(site.url + "calculator/")
    answer = page.evaluate(
        """async (base) => {
          const { Engine } = await import(base + "assets/calculator/engine/engine.js");
          return new Engine().assess({ as_of: "2024-12-01" });
        }""",
        site.url,
    )

    assert answer["as_of"] == "2024-12-01"
    assert page.evaluate("refused") == []
    assert said == []


INSERT = "document.body.append(Object.assign(document.createElement('{}'), {{{}}}))"


@pytest.mark.parametrize(
    ("deed", "directive"),
    [
        (INSERT.format("script", "textContent: 'globalThis.ran = 1'"), "script-src-elem"),
        ("globalThis.ran = (0, eval)('1')", "script-src"),
        (INSERT.format("img", "src: 'https://example.test/x.png'"), "img-src"),
        ("fetch('https://example.test/').catch(() => {})", "connect-src"),
        (INSERT.format("iframe", "src: 'https://example.test/'"), "frame-src"),
    ],
    ids=["inline script", "eval", "image", "fetch", "frame"],
)
def test_what_the_policy_forbids_is_refused(
    watched: tuple[Page, list[str]], site: Site, deed: str, directive: str
) -> None:
    page, _ = watched
    page.goto(site.url)
    # A task of the page's own: what the test itself evaluates is above the policy.
    page.evaluate(f"() => void setTimeout(() => {{ {deed} }})")
    # A function: what is only an expression would be evaluated by the page, again and again.
    page.wait_for_function("() => refused.length > 0")

    assert page.evaluate("refused[0]").startswith(directive)
    assert page.evaluate("globalThis.ran ?? null") is None


def test_every_page_of_the_site_has_its_policy(built_site: Path) -> None:
    compiling = set()
    for file in sorted(built_site.rglob("*.html")):
        policies = re.findall(
            r'<meta http-equiv="Content-Security-Policy"[^>]*>', file.read_text(encoding="utf-8")
        )
        assert len(policies) == 1, file
        if "wasm-unsafe-eval" in policies[0]:
            compiling.add(file.relative_to(built_site).as_posix())
    assert compiling == {"batch/index.html", "calculator/index.html"}
