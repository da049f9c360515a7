"""The built site as readers meet it: light and dark, on phones, by keyboard, by machines."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from proving import site_audit

if TYPE_CHECKING:
    from pathlib import Path

    from building import server
    from playwright.sync_api import Browser, Page


def test_large_text_is_remembered_on_the_next_page(shared_site: server.Site, page: Page) -> None:
    page.goto(shared_site.url)
    page.get_by_role("button", name="大字模式").click()
    page.goto(shared_site.url + "policy/article-02/")
    assert page.evaluate("document.documentElement.dataset.text") == "large"
    button = page.get_by_role("button", name="大字模式")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_colours_follow_the_system_until_others_are_chosen_and_these_are_remembered(
    shared_site: server.Site, page: Page
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(shared_site.url)
    colours = page.locator("body")
    expect(colours).to_have_attribute("data-md-color-scheme", "slate")
    page.emulate_media(color_scheme="light")
    expect(colours).to_have_attribute("data-md-color-scheme", "default")
    # The next choice is light for good, and the one after it dark.
    page.locator("#colours label:visible").click()
    page.locator("#colours label:visible").click()
    expect(colours).to_have_attribute("data-md-color-scheme", "slate")
    page.goto(shared_site.url + "data/")
    expect(colours).to_have_attribute("data-md-color-scheme", "slate")
    # By keyboard it goes on to the system's.
    page.locator("#colours input").last.press("Enter")
    expect(colours).to_have_attribute("data-md-color-scheme", "default")
    expect(page.locator("#colours label:visible")).to_have_attribute(
        "title", "外观：跟随系统（按此改为浅色）"
    )


def test_the_menu_and_the_search_open_and_close_by_keyboard(
    shared_site: server.Site, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(shared_site.url)
    for name in ("导航菜单", "搜索"):
        button = page.get_by_role("button", name=name, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
    context.close()


def test_a_sentence_has_an_address_that_is_marked_and_can_be_copied(
    shared_site: server.Site, browser: Browser
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(shared_site.url + "policy/article-02/#s2")
    assert page.locator("#s2:target").is_visible()
    page.get_by_role("button", name="复制第2句的链接").click()
    page.get_by_text("已复制", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("policy/article-02/#s2")
    citation = page.get_by_role("button", name="复制第2句的引文")
    citation.click()
    expect(citation).to_have_text("已复制")
    assert "第(二)条第2句" in page.evaluate("navigator.clipboard.readText()")
    context.close()


@pytest.mark.parametrize(
    ("today", "state"), [("2025-12-31", "有效期内"), ("2026-01-01", "已过有效期")]
)
def test_the_banner_follows_the_readers_clock(
    shared_site: server.Site, browser: Browser, today: str, state: str
) -> None:
    context = browser.new_context(timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.clock.set_fixed_time(f"{today}T12:00:00+08:00")
    page.goto(shared_site.url + "policy/")
    page.locator(".validity-banner__state", has_text=state).wait_for()
    expect(page.locator("td.validity")).to_contain_text(state)
    context.close()


def test_without_scripts_the_banner_tells_the_end_of_the_term(built_site: Path) -> None:
    for address in site_audit.addresses(built_site):
        html = (built_site / address / "index.html").read_text("utf-8")
        assert "2025年12月31日" in html
        assert "已过有效期" in html
        assert "https://xxgk.jcgov.gov.cn/" in html


class Words(HTMLParser):
    """The words of a page that readers see, without scripts and code."""

    HIDDEN = frozenset({"script", "style", "code", "textarea"})

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self.inside: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note that what follows is hidden."""
        del attrs
        if tag in self.HIDDEN:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what is hidden."""
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is seen."""
        if not self.inside:
            self.words.append(data)


def test_no_page_shows_marks_that_were_meant_for_markdown(built_site: Path) -> None:
    shown = {}
    for address in site_audit.addresses(built_site):
        page = Words()
        page.feed((built_site / address / "index.html").read_text("utf-8"))
        if found := re.findall(r".{0,20}(?:data-search-exclude|[{}]).{0,20}", "".join(page.words)):
            shown[address] = found
    assert shown == {}


def test_what_a_question_tells_is_on_the_page_and_not_in_the_search(built_site: Path) -> None:
    html = (built_site / "questions" / "index.html").read_text("utf-8")
    searched = (built_site / "assets" / "site" / "search-sections.json").read_text("utf-8")
    assert html.count("计算器怎么算：") > 10
    assert "待答复的读法" in searched
    assert "计算器怎么算：" not in searched


def test_every_internal_link_and_anchor_leads_somewhere(built_site: Path) -> None:
    dead = site_audit.dead_links(built_site)
    assert not dead, "\n".join(dead[:20])


def test_the_printed_document_is_a_tagged_whole(shared_site: server.Site, page: Page) -> None:
    page.goto(shared_site.url + "policy/whole/")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert page.locator("#article-16").is_visible()
    assert page.pdf(tagged=True).startswith(b"%PDF")


def test_a_missing_page_says_so_in_chinese_and_leads_on(
    shared_site: server.Site, page: Page
) -> None:
    answer = page.goto(shared_site.url + "policy/article-99/deep/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="读政策", exact=True).last.click()
    assert page.url == shared_site.url + "policy/"


def test_heads_tell_machines_what_the_page_is(built_site: Path) -> None:
    descriptions = []
    for address in site_audit.addresses(built_site):
        html = (built_site / address / "index.html").read_text("utf-8")
        assert '<html lang="zh-CN"' in html
        assert re.search(r'<link rel="?canonical"? href="?[^"]+' + re.escape(address), html)
        assert 'property="og:title"' in html
        descriptions += re.findall(r'<meta name="description" content="([^"]*)"', html)
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL
        ):
            assert json.loads(block)["@context"] == "https://schema.org"
    # What has no description of its own takes the site's.
    own = [
        words
        for words in descriptions
        if not words.startswith(
            "《晋城市支持专业镇高质量发展若干政策》（晋市政办〔2023〕39号）逐句原文、责任单位"
        )
    ]
    assert len(set(own)) == len(own) >= 60


def test_the_sitemap_lists_every_page_and_robots_points_to_it(built_site: Path) -> None:
    root = ET.fromstring((built_site / "sitemap.xml").read_text("utf-8"))  # noqa: S314 - our own file
    places = [node.text or "" for node in root.iter() if node.tag.endswith("loc")]
    assert len(places) == len(site_audit.addresses(built_site))
    assert "sitemap.xml" in (built_site / "robots.txt").read_text("utf-8")
