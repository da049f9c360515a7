"""Faults that no other test makes: no place to keep anything, and an engine that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from server import Site

pytestmark = pytest.mark.browser

FORBID = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(globalThis, name, {
    get() { throw new DOMException("forbidden", "SecurityError"); } });
"""
FILL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
KEEP_WORKERS = """
globalThis.workers = [];
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); workers.push(this); }
};
"""


@pytest.mark.parametrize("storage", [FORBID, FILL], ids=["forbidden", "full"])
def test_without_a_place_to_keep_anything_the_calculator_still_answers(
    page: Page, site: Site, storage: str
) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(error.stack or ""))
    page.add_init_script(storage)
    page.goto(site.url + "calculator/#applicant=enterprise")

    expect(page.locator("#calc-output > *").first).to_be_visible(timeout=60_000)
    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    # The theme's own start complains of forbidden storage; no script of the calculator does.
    assert [stack for stack in wrong if "assets/calculator" in stack] == []


def test_a_worker_that_was_closed_is_started_again(page: Page, site: Site) -> None:
    page.add_init_script(KEEP_WORKERS)
    page.goto(site.url + "404.html")

    answers = page.evaluate(
        """async (base) => {
          const { Engine } = await import(base + "assets/calculator/engine.mjs");
          const engine = new Engine();
          const first = await engine.assess({ as_of: "2024-12-01" });
          const before = workers.length;
          workers.at(-1).terminate();
          workers.at(-1).dispatchEvent(new ErrorEvent("error", { message: "closed" }));
          const second = await engine.assess({ as_of: "2024-12-02" });
          return [first.as_of, second.as_of, workers.length > before];
        }""",
        site.url,
    )

    assert answers == ["2024-12-01", "2024-12-02", True]
