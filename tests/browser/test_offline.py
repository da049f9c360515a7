"""After one visit the calculator works without a network, and new versions come whole."""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING

import environment
import pytest
from building import finishing, offline, site_build
from conftest import CHOICE, PATIENCE, wait_until, with_fast_line
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from building import server
    from playwright.sync_api import BrowserContext, Page, Response

CONTROLLED = """
async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  return true;
}
"""
KEPT = """
async () => {
  const names = [];
  for (const cache of await caches.keys()) {
    if (!cache.includes("-site-")) continue;
    const kept = await (await caches.open(cache)).keys();
    names.push(...kept.map(({ url }) => url.replace(/.*[/]/, "")));
  }
  return names.includes("python.bin") || names.includes("python-memory.bin");
}
"""
SOURCE = """
async (base) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = new Engine();
  await engine.assess({});
  return engine.source;
}
"""
SIZES = "(elements) => elements.map((each) => getComputedStyle(each).fontSize)"
ANSWERS = "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes"


def visit(page: Page, served: server.Site, rest: str = "") -> None:
    page.goto(f"{served.url}calculator/{rest}")
    expect(page.locator("#calc-engine")).to_be_empty()
    page.locator("#calc-output > *").first.wait_for()
    assert page.evaluate(CONTROLLED)
    wait_until(page, KEPT)


def renew(served: server.Site) -> None:
    """Make a changed copy of the site whole again: its hashes, and the service worker's list.

    A browser may ask for the service worker at any moment: it gets the old one or the new one.
    """
    worker = served.folder / "sw.js"
    before = worker.read_bytes()
    served.changed["sw.js"] = lambda _: before
    shutil.copyfile(environment.ROOT / "docs" / "sw.js", worker)
    finishing.tie(served.folder, site_build.BASE)
    offline.fill_in(served.folder)
    del served.changed["sw.js"]


@pytest.mark.parametrize(
    ("fast_from", "sources"),
    [("0", {"memory"}), ("Infinity", {"library", "memory"})],
    ids=["after a start from the memory", "after a start from the library"],
)
def test_the_calculator_and_the_pages_seen_work_without_a_network(
    context: BrowserContext, served: server.Site, copy: Path, fast_from: str, sources: set[str]
) -> None:
    choice = copy / CHOICE
    choice.write_bytes(with_fast_line(choice.read_bytes(), fast_from))
    renew(served)
    visit(context.new_page(), served)
    seen = context.new_page()
    seen.goto(served.url + "policy/article-02/")
    served.stop()

    later = context.new_page()
    visit(later, served, ANSWERS)
    expect(later.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    seen.goto(served.url + "policy/article-02/")
    expect(seen.locator("#s2")).to_be_visible()
    seen.goto(served.url + "policy/article-03/")
    expect(seen.locator("h1")).to_have_text("没有网络")
    seen.goto(served.url + "batch/")
    expect(seen.locator("h1")).to_have_text("没有网络")
    assert later.evaluate(SOURCE, served.url) in sources


@contextlib.contextmanager
def opening_a_page_that_hangs(page: Page, served: server.Site) -> Iterator[None]:
    """Let a tab open a page that the server begins to send only at the end."""
    asked, end = threading.Event(), threading.Event()

    def wait(content: bytes) -> bytes:
        asked.set()
        end.wait()
        return content

    page.goto(served.url + "policy/article-02/")
    served.changed["policy/article-03/"] = wait
    answers: list[int] = []

    def note(response: Response) -> None:
        if response.url.endswith("policy/article-03/"):
            answers.append(response.status)

    page.on("response", note)
    page.evaluate("void setTimeout(() => (location.href = '../article-03/'))")
    try:
        assert asked.wait(PATIENCE / 1000)
        yield
    finally:
        end.set()
    expect(page).to_have_title(re.compile("培优壮大市场主体"))
    # The page that says what is going on came between.
    assert answers == [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.OK]


CHANGED = "assets/calculator/result/plain_text.js"
SCRIPT = f"fetch(new URL('../{CHANGED}', location)).then((response) => response.text())"


def publish(copy: Path, served: server.Site) -> None:
    """Let the site have a new version, in which a script ends with another line."""
    script = copy / CHANGED
    script.write_text(script.read_text(encoding="utf-8") + "// changed\n", encoding="utf-8")
    renew(served)


@pytest.mark.parametrize("is_busy", [False, True], ids=["while idle", "while busy"])
def test_a_new_version_takes_over_whole_and_only_when_asked(
    context: BrowserContext, served: server.Site, copy: Path, *, is_busy: bool
) -> None:
    first = context.new_page()
    visit(first, served, ANSWERS)
    publish(copy, served)

    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        visit(tab, served, ANSWERS)
        expect(tab.locator("#new-version")).to_contain_text("填好的答案还在")
        sizes = tab.locator("#new-version, #new-version button, article > p").evaluate_all(SIZES)
        assert len(sizes) >= 3
        assert len(set(sizes)) == 1
        assert "// changed" not in tab.evaluate(SCRIPT)
    with opening_a_page_that_hangs(first, served) if is_busy else contextlib.nullcontext():
        for tab in tabs:
            tab.get_by_role("button", name="更新").click()
            expect(tab.locator("#new-version")).to_have_count(0)
            expect(tab.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
            assert "// changed" in tab.evaluate(SCRIPT)


def test_a_third_version_that_comes_meanwhile_leaves_nobody_waiting(
    context: BrowserContext, served: server.Site, copy: Path
) -> None:
    """Which of the two the reader gets then is a matter of moments."""
    first, second = context.new_page(), context.new_page()
    visit(first, served, ANSWERS)
    publish(copy, served)
    visit(second, served, ANSWERS)
    expect(second.locator("#new-version")).to_be_visible()
    with opening_a_page_that_hangs(first, served):
        publish(copy, served)
        second.evaluate("navigator.serviceWorker.ready.then((kept) => kept.update()).then(() => 1)")
        second.get_by_role("button", name="更新").click()
        expect(second.get_by_role("button", name="正在更新…")).to_have_count(0)
        expect(second.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
        assert "// changed" in second.evaluate(SCRIPT)


VERSIONS = "async () => (await caches.keys()).filter((name) => name.includes('-site-'))"


def give(page: Page, bytes_more: int) -> None:
    """Let the device have room for so many bytes beside what the site has stored already."""
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    session.send(
        "Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + bytes_more}
    )


def test_a_new_version_without_room_beside_the_old_one_takes_its_place_when_asked(
    context: BrowserContext, served: server.Site, copy: Path
) -> None:
    page = context.new_page()
    visit(page, served, ANSWERS)
    before = page.evaluate(VERSIONS)
    publish(copy, served)
    give(page, 500_000)

    page.goto(served.url + "404.html")
    visit(page, served, ANSWERS)
    notice = page.locator("#new-version")
    expect(notice).to_contain_text("空间可能不够")
    # The part that was kept is gone again, and where it is tried once more, soon.
    wait_until(page, f"async (before) => String(await ({VERSIONS})()) === String(before)", before)

    served.changed["sw.js"] = lambda _: None
    notice.get_by_role("button", name="更新").click()
    again = notice.get_by_role("button", name="连不上服务器，请稍后再点")
    again.wait_for()
    assert page.evaluate(VERSIONS) == before
    del served.changed["sw.js"]
    again.click()
    expect(notice).to_have_count(0)
    expect(page.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    assert "// changed" in page.evaluate(SCRIPT)
    assert not set(before) & set(page.evaluate(VERSIONS))


def test_a_full_device_shows_pages_that_it_cannot_remember(
    context: BrowserContext, served: server.Site
) -> None:
    page = context.new_page()
    visit(page, served)
    give(page, 0)

    page.goto(served.url + "policy/article-02/")
    expect(page.locator("#s2")).to_be_visible()


def test_a_build_without_a_list_removes_what_was_kept(
    context: BrowserContext, served: server.Site, copy: Path
) -> None:
    page = context.new_page()
    visit(page, served)
    shutil.copyfile(environment.ROOT / "docs" / "sw.js", copy / "sw.js")

    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")

    page.wait_for_function(
        """async () => !(await navigator.serviceWorker.getRegistration()) &&
             !(await caches.keys()).some((name) => name.startsWith("specialised-town-site"))"""
    )
