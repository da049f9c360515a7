"""The tab that is lent to one test after the other tells the next nothing of the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import WINDOW, lent

if TYPE_CHECKING:
    from building.server import Site
    from playwright.sync_api import BrowserContext

LEAVE = "localStorage.left = sessionStorage.left = 1; document.cookie = 'left=1'"
FOUND = """
[
  localStorage.left, sessionStorage.left, document.cookie,
  matchMedia("print").matches, matchMedia("(prefers-color-scheme: dark)").matches,
  getComputedStyle(document.querySelector(".md-header")).position,
]
"""


def test_a_lent_tab_comes_back_as_it_was(kept_profile: BrowserContext, shared_site: Site) -> None:
    heard: list[str] = []
    with lent(kept_profile) as tab:
        tab.on("console", lambda message: heard.append(message.text))
        tab.route("**/*.css*", lambda route: route.abort())
        tab.set_viewport_size({"width": 360, "height": 740})
        tab.emulate_media(media="print", color_scheme="dark")
        tab.goto(shared_site.url)
        tab.evaluate(LEAVE)
        assert tab.evaluate(FOUND) == ["1", "1", "left=1", True, True, "static"]
        kept_profile.new_page()
    heard.clear()

    with lent(kept_profile) as again:
        assert again is tab
        assert (again.url, again.viewport_size) == ("about:blank", WINDOW)
        assert len(kept_profile.pages) == 2
        again.goto(shared_site.url)
        assert again.evaluate(FOUND) == [None, None, "", False, False, "sticky"]
        again.evaluate("console.error('said')")
        assert heard == []


def test_what_would_stay_with_the_tab_is_refused(kept_profile: BrowserContext) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match="new_page"),
        lent(kept_profile) as tab,
    ):
        tab.add_init_script("1")
