"""The built site, a server for it and a browser, for all tests that need them."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import environment
import pytest
import server
import site_build
from browser import shared_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
]
PATIENCE = 60_000
"""How long the browser may take for anything, in milliseconds: a machine may be slow or busy."""


IN_THE_BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests and let them run last: what is quick should be told first."""
    for item in items:
        if item.path.is_relative_to(IN_THE_BROWSER):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def built_site() -> Path:
    """Return the folder of the built site."""
    return site_build.build(environment.ROOT / "site")


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[server.Site]:
    """Serve a built site under the path of SITE_URL, with gzip and caching."""
    served = server.Site(folder, urlsplit(site_build.SITE_URL).path).start()
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture
def site(built_site: Path) -> Iterator[server.Site]:
    """Serve the built site for one test, which may change what is served."""
    with serving(built_site) as served:
        yield served


@pytest.fixture(scope="session")
def shared_site(built_site: Path) -> Iterator[server.Site]:
    """Serve the built site for all tests that change nothing of it."""
    with serving(built_site) as served:
        yield served


WORKER = "assets/calculator/worker.js"


def replaced(script: bytes, before: str, after: str) -> bytes:
    """Return a script with a part of it replaced, which must be there."""
    assert before.encode() in script
    return script.replace(before.encode(), after.encode())


def with_fast_line(worker: bytes, bytes_a_millisecond: str) -> bytes:
    """Return the worker's script, taking a line for fast from another speed on."""
    return replaced(worker, "FAST_LINE = 2_000", f"FAST_LINE = {bytes_a_millisecond}")


def fast_from(site: server.Site, bytes_a_millisecond: str) -> None:
    """Let the engine take a line for fast from another speed on."""
    site.changed[WORKER] = lambda worker: with_fast_line(worker, bytes_a_millisecond)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests; each test gets a fresh profile in it."""
    from playwright.sync_api import (  # noqa: PLC0415 - slow, and not always needed
        expect,
        sync_playwright,
    )

    expect.set_options(timeout=PATIENCE)
    found = environment.find_browser()
    if not found:
        pytest.fail("No browser was found; scripts/environment.py --browser installs one.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@contextlib.contextmanager
def profile(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Open a fresh profile, as a reader who comes for the first time has it."""
    opened = browser.new_context(locale="zh-CN", **options)
    opened.set_default_timeout(PATIENCE)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile for one test."""
    with profile(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def started(browser: Browser, shared_site: server.Site) -> Iterator[BrowserContext]:
    """Open a profile whose pages find the engine started; its first tab is the engine's own."""
    # What a service worker keeps would come between the pages and the server.
    with profile(browser, service_workers="block") as opened:
        shared_engine.share(opened, shared_site.url)
        yield opened


@pytest.fixture
def started_page(started: BrowserContext) -> Iterator[Page]:
    """Open an empty page that will find the engine started; leave nothing of it behind."""
    yield started.new_page()
    own, *others = started.pages
    for opened in others:
        opened.close()
    own.evaluate("localStorage.clear()")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open an empty page in a fresh profile."""
    return context.new_page()


@pytest.fixture
def errors(page: Page) -> list[str]:
    """Return the list to which the errors of the page and of its console are added."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
