"""What stands beside a sentence: on a desk in a column, on a phone folded; terms; a clean text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import profile
from playwright.sync_api import expect
from proving import site_audit
from writing.parts import examples

if TYPE_CHECKING:
    from building import server
    from playwright.sync_api import Browser, Page, ViewportSize
    from writing.parts.site import Site

DESK: ViewportSize = {"width": 1220, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
ARTICLE = "policy/article-09/"
BOXES = """() => [...document.querySelectorAll("p.sentence")].map((sentence) => {
  const [one, note] = [sentence, sentence.nextElementSibling].map((e) => e.getBoundingClientRect());
  const next = sentence.nextElementSibling.nextElementSibling.getBoundingClientRect();
  return { beside: note.left >= one.right, level: note.top - one.top, top: note.top,
           end: note.bottom, under: note.top >= one.bottom - 1, gap: next.top - one.bottom };
})"""
SHIFTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries()
    .filter((entry) => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 500);
})"""


def test_on_a_desk_each_note_is_open_and_begins_beside_its_sentence(
    shared_site: server.Site, page: Page
) -> None:
    page.set_viewport_size(DESK)
    page.goto(shared_site.url + ARTICLE)
    boxes = page.evaluate(BOXES)
    assert len(boxes) == 6
    assert all(box["beside"] for box in boxes)
    # Each begins beside its sentence, or where a longer one above it ends.
    ends = [0.0, *(box["end"] for box in boxes)]
    for box, above in zip(boxes, ends, strict=False):
        assert abs(box["level"]) < 4 or (box["level"] > 0 and abs(box["top"] - above) < 4), boxes
    assert page.locator(".beside:not([open])").count() == 0
    assert page.get_by_text("20万元", exact=True).first.is_visible()
    assert page.evaluate(SHIFTS) < 0.01


def test_on_a_desk_no_note_however_long_parts_the_sentences(
    shared_site: server.Site, page: Page, source: Site
) -> None:
    page.set_viewport_size(DESK)
    for article in source.catalogue["articles"]:
        page.goto(f"{shared_site.url}policy/{article['page']}/")
        boxes = page.evaluate(BOXES)
        assert max(box["gap"] for box in boxes) < 60, (article["page"], boxes)
        assert all(box["beside"] and box["level"] > -4 for box in boxes), (article["page"], boxes)


def test_on_a_phone_each_note_is_folded_under_its_sentence_and_opens_by_tap_and_by_key(
    shared_site: server.Site, page: Page
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(shared_site.url + ARTICLE)
    assert all(box["under"] and not box["beside"] for box in page.evaluate(BOXES))
    assert page.locator(".beside[open]").count() == 0
    note = page.locator("#note-s5")
    amount = note.get_by_text("20万元", exact=True)
    assert not amount.is_visible()
    note.locator("> summary").click()
    assert amount.is_visible()
    assert note.get_by_text("新入选“中华老字号”，且在政策有效期内").is_visible()
    note.locator("> summary").press("Enter")
    assert not amount.is_visible()


def test_without_scripts_notes_open_all_the_same(
    shared_site: server.Site, browser: Browser
) -> None:
    with profile(browser, java_script_enabled=False, viewport=PHONE) as opened:
        page = opened.new_page()
        page.goto(shared_site.url + ARTICLE)
        page.locator("#note-s4 > summary").click()
        assert page.get_by_text("奖励3万元", exact=True).is_visible()
        term = page.locator("a.term").first
        assert re.search(r"/glossary/#[\w-]+$", term.get_attribute("href") or "")


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_open_notes_break_no_accessibility_rule(
    shared_site: server.Site, browser: Browser, scheme: str, size: ViewportSize
) -> None:
    with profile(browser, color_scheme=scheme, viewport=size) as opened:
        page = opened.new_page()
        for address in (ARTICLE, "policy/article-02/"):
            page.goto(shared_site.url + address)
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            page.locator("a.term").first.focus()
            assert [rule for rule, _ in site_audit.violations(page)] == []


def test_selecting_over_sentences_and_copying_one_gives_the_text_alone(
    shared_site: server.Site, page: Page, source: Site
) -> None:
    page.set_viewport_size(DESK)
    page.goto(shared_site.url + ARTICLE)
    sentences = [s["text"] for s in source.articles[9]["sentences"]]
    first, second = (page.locator(f"#{id_}").bounding_box() for id_ in ("s4", "s5"))
    assert first
    assert second
    page.mouse.move(first["x"] + 22, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(second["x"] + 200, second["y"] + 22, steps=8)
    page.mouse.up()
    taken = str(page.evaluate("getSelection().toString()"))
    assert taken.startswith(sentences[3][:20])
    assert sentences[3][-20:] in taken
    assert "非官方解读" not in taken
    assert "对象" not in taken


def test_old_addresses_on_the_page_still_lead_somewhere(
    shared_site: server.Site, page: Page
) -> None:
    page.set_viewport_size(PHONE)
    for anchor in ("plain", "measures", "open", "related", "cite", "units", "s4"):
        page.goto(f"{shared_site.url}{ARTICLE}#{anchor}")
        expect(page.locator(f"#{anchor}")).to_be_in_viewport()


def test_a_term_shows_what_it_means_to_a_mouse_a_finger_and_the_keyboard(
    shared_site: server.Site, browser: Browser
) -> None:
    with profile(browser, viewport=DESK) as opened:
        page = opened.new_page()
        page.goto(shared_site.url + ARTICLE)
        term, card = page.locator("#s4 a.term").first, page.locator(".term-card")
        # Until its script has come, a term is a link and nothing else.
        expect(card).to_be_attached()
        term.hover()
        expect(card).to_contain_text("国家知识产权局")
        word, shown = term.bounding_box(), card.bounding_box()
        assert word
        assert shown
        assert word["y"] < shown["y"]
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        page.mouse.move(0, 0)
        page.locator("#s1 a.term").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(card).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/glossary/#*")
    with profile(browser, viewport=PHONE, has_touch=True, is_mobile=True) as opened:
        page = opened.new_page()
        page.goto(shared_site.url + ARTICLE)
        expect(page.locator(".term-card")).to_be_attached()
        page.locator("#s4 a.term").first.tap()
        expect(page.locator(".term-card")).to_contain_text("国家知识产权局")
        box = page.locator(".term-card").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        page.locator(".term-card a").tap()
        page.wait_for_url("**/glossary/#gi")


def test_a_screen_reader_is_told_what_a_term_means(shared_site: server.Site, page: Page) -> None:
    page.goto(shared_site.url + ARTICLE)
    expect(page.locator("#s4 a.term").first).to_have_accessible_description(
        re.compile("国家知识产权局.*待核实")
    )


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_policys_state_stays_in_sight_on_every_page_after_scrolling(
    shared_site: server.Site, page: Page, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    for address in ("", ARTICLE, "questions/", "units/industry/", "calculator/"):
        page.goto(shared_site.url + address)
        page.mouse.wheel(0, 1500)
        chip = page.locator(".validity-chip")
        expect(chip).to_be_in_viewport(ratio=1)
        expect(chip).to_have_text("已过有效期")


def test_paper_has_the_text_in_one_piece_and_the_notes_behind_it(
    shared_site: server.Site, page: Page
) -> None:
    page.set_viewport_size(DESK)
    page.goto(shared_site.url + ARTICLE)
    page.emulate_media(media="print")
    ends, begins = page.evaluate(
        """() => [Math.max(...[...document.querySelectorAll(".sentence, .bracket")]
            .map((e) => e.getBoundingClientRect().bottom)),
          Math.min(...[...document.querySelectorAll(".beside")]
            .map((e) => e.getBoundingClientRect().top))]"""
    )
    assert ends <= begins


DECODED = """async ([base, fragment]) => {
  const at = (path) => import(`${base}assets/calculator/${path}`);
  const [{ Catalogue }, { KINDS }, { decode }] = await Promise.all(
    ["shared/catalogue.js", "kinds/index.js", "shared/link.js"].map(at));
  const known = document.getElementById("calc-catalogue").textContent;
  const { state, problems } = decode(fragment, new Catalogue(known, KINDS));
  return [state.answers, problems];
}"""


def test_the_address_of_an_example_fills_in_the_answers_from_which_the_page_is_written(
    shared_site: server.Site, page: Page, source: Site
) -> None:
    page.goto(f"{shared_site.url}calculator/")
    for example in source.examples:
        answers, problems = page.evaluate(
            DECODED, [shared_site.url, examples.address(example, source)]
        )
        assert problems == []
        assert answers == examples.document(example, source)["answers"], example.id
