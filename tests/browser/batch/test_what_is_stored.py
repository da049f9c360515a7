"""What a browser holds after use is what docs/your-data.md says, and goes as it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from browser.batch.batch_page import choose, named
from conftest import wait_until
from playwright.sync_api import expect
from project import test_your_data

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HELD = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookies: document.cookie,
  caches: await caches.keys(), databases: await indexedDB.databases(),
  workers: (await navigator.serviceWorker.getRegistrations()).map(
    ({ active }) => active?.scriptURL.replace(/.*[/]/, "")),
})"""


def test_after_use_the_browser_holds_what_the_page_names(page: Page, site: server.Site) -> None:
    page.goto(f"{site.url}calculator/#applicant=enterprise&size=small")
    page.get_by_label("把答案记在这个浏览器里").check()
    page.get_by_role("button", name="大字模式").click()
    page.evaluate("() => navigator.serviceWorker.ready")
    page.goto(f"{site.url}questions/")
    wait_until(page, "async () => (await caches.keys()).some((name) => name.endsWith('-pages'))")
    choose(page, site, named("甲列,企业规模\nx,小型\n"))
    page.get_by_label("A 列“甲列”", exact=True).select_option("leave")
    wait_until(page, "() => 'calculator:batch-columns' in localStorage")

    held: dict[str, Any] = page.evaluate(HELD)

    theme = [name for name in held["local"] if name.endswith(test_your_data.OF_THE_THEME)]
    assert theme == [f"{site.path}{test_your_data.OF_THE_THEME}"]
    found = {*held["local"], *held["workers"]} - set(theme)
    found |= {re.sub(r"(?<=-site-).*", "", name) for name in held["caches"]}
    assert found | {test_your_data.OF_THE_THEME} == test_your_data.names_on_the_page()
    assert (held["session"], held["databases"], held["cookies"]) == ([], [], "")

    page.get_by_role("button", name="忘掉记住的选择").click()
    page.get_by_role("button", name="大字模式").click()
    page.goto(f"{site.url}calculator/")
    page.get_by_label("把答案记在这个浏览器里").uncheck()
    expect(page.get_by_label("把答案记在这个浏览器里")).not_to_be_checked()
    assert page.evaluate("() => Object.keys(localStorage)") == theme
