"""The built site, a server for it and a browser, for all tests that need them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import environment
import pytest
import server
import site_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser's tests run last: what is quick to tell should be told first."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def built_site() -> Path:
    """Return the folder of the built site."""
    return site_build.build(environment.ROOT / "site")


@pytest.fixture
def site(built_site: Path) -> Iterator[server.Site]:
    """Serve the built site under the path of SITE_URL, with gzip and caching, for one test."""
    served = server.Site(built_site, urlsplit(site_build.SITE_URL).path).start()
    yield served
    served.stop()


WORKER = "assets/calculator/worker.js"


def with_fast_line(worker: bytes, bytes_a_millisecond: str) -> bytes:
    """Return the worker's script, taking a line for fast from another speed on."""
    before = b"const FAST_LINE = 2_000;"
    assert before in worker
    return worker.replace(before, f"const FAST_LINE = {bytes_a_millisecond};".encode())


def fast_from(site: server.Site, bytes_a_millisecond: str) -> None:
    """Let the engine take a line for fast from another speed on."""
    site.changed[WORKER] = lambda worker: with_fast_line(worker, bytes_a_millisecond)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests; each test gets a fresh profile in it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and not always needed

    found = environment.find_browser()
    if not found:
        pytest.fail("No browser was found; scripts/environment.py --browser installs one.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile, as a reader who comes for the first time has it."""
    opened = browser.new_context(locale="zh-CN")
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


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
