"""Search and calculator keep to their policy, and the policy refuses what it should.

That a page of each kind keeps to it is in test_page_kinds.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import errors_of

if TYPE_CHECKING:
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import Page


LISTEN = """
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture
def watched(new_page: Page) -> tuple[Page, list[str]]:
    """Return a page that notes what its policy refuses, and the list of errors of its console."""
    new_page.add_init_script(LISTEN)
    return new_page, errors_of(new_page)


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
