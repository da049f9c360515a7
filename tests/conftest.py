"""The built site, a server for it and a browser, for all tests that need them."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import coverage
import environment
import pytest
import replies
from browser import shared_engine
from building import engine_folder, server, site_build
from writing import site_source

import calculator
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
    from writing.parts.site import Site

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    # Tabs of a profile share a process: to start one takes half a second of a processor.
    "--process-per-site",
    # What soon ends is not worth optimising.
    "--js-flags=--liftoff-only,--no-turbofan,--no-maglev",
]
PATIENCE = 60_000
"""How long the browser may take for anything, in milliseconds: a machine may be slow or busy."""


FIRST = ("test_pyodide.py", "test_reproducible.py", "test_proof.py")
"""What takes longest begins first, so that no process is left alone with it at the end.

The first of these makes what all built sites need; what waits for it comes last.
"""


OF_THE_TEXT = {"engine", "batch", "rules"}
"""The folders whose tests say what is true of the text, whatever is replied to its readings."""

COUNTED = {"engine", "batch"}
"""The folders whose tests must reach all of calculator/; to measure others would only cost time.

No line there is reached only by tests that are `slow` or marked `uncounted`.
"""

MEASUREMENT = pytest.StashKey[coverage.Coverage | None]()
"""The measurement of coverage in this process, or None."""


@functools.cache
def folder_of(path: Path) -> str:
    """Return which of the folders of tests a file is in."""
    return path.relative_to(Path(__file__).parent).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, and put all in the order in which they run."""
    for item in items:
        if folder_of(item.path) == "browser":
            item.add_marker(pytest.mark.browser)
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(
        key=lambda item: (
            places.get(item.path.name, len(places)),
            item.get_closest_marker("browser") is not None
            or item.get_closest_marker("slow") is not None
            or "built_site" in item.fixturenames,  # type: ignore[attr-defined]
        )
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Measure the imports of calculator/, in one process, then pause until a test counts.

    What pytest itself does takes twice as long when it is measured.
    """
    session.config.stash[MEASUREMENT] = measurement = coverage.Coverage.current()
    if measurement:
        process = getattr(session.config, "workerinput", {"workerid": "gw0"})["workerid"]
        if process == "gw0":
            for module in pkgutil.walk_packages(calculator.__path__, "calculator."):
                importlib.import_module(module.name)
        measurement.stop()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Measure the tests whose coverage counts, and only while they run."""
    measurement = pyfuncitem.config.stash[MEASUREMENT]
    counts = folder_of(pyfuncitem.path) in COUNTED and not any(
        map(pyfuncitem.get_closest_marker, ("slow", "uncounted"))
    )
    if measurement is None or not counts:
        return (yield)
    measurement.start()
    try:
        return (yield)
    finally:
        measurement.stop()


def pytest_configure(config: pytest.Config) -> None:
    """Look for garbage less often, and stop a measurement that pytest-cov forgets."""
    gc.set_threshold(50_000, 20, 20)
    # In each of several processes pytest-cov begins two.
    forgotten = coverage.Coverage.current()
    if forgotten and hasattr(config, "workerinput"):
        forgotten.stop()


def pytest_report_header() -> str:
    """Say what decides: the programs that were found here, with their versions."""
    programs = [environment.find_browser(), *(program.find() for program in environment.OTHERS)]
    versions = {"Python": sys.version.split()[0]}
    for program in programs:
        if program and not program.endswith((".ttc", "MiniBrowser")):
            option = "-v" if program.endswith("nginx") else "--version"
            versions[Path(program).name] = "does not say"
            with contextlib.suppress(subprocess.TimeoutExpired):
                said = subprocess.run(
                    [program, option], capture_output=True, text=True, check=False, timeout=10
                )
                versions[Path(program).name] = (said.stdout + said.stderr).strip().split("\n")[0]
    return "tried with " + ", ".join(f"{name}: {version}" for name, version in versions.items())


NOT_TRIED = "is not here, so it was not tried"


def not_tried(program: environment.Program) -> NoReturn:
    """Skip a test for want of a program; where nothing may be skipped, in CI, fail."""
    told = f"{program.name} {NOT_TRIED} (Debian: apt-get install {program.packages})."
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly at the end what was not tried."""
    chosen = terminalreporter.config.getoption("markexpr")
    if chosen:
        terminalreporter.write_line(f"Only these tests were run: {chosen}.", yellow=True)
    told = {
        line.longrepr[2].removeprefix("Skipped: ")
        for line in terminalreporter.stats.get("skipped", ())
        if NOT_TRIED in line.longrepr[2]
    }
    for line in sorted(told):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(autouse=True)
def _as_the_text_reads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no reply of an authority's settle a reading, but where a test is about replies."""
    replied = [reading for reading in POLICY.readings if reading.reply]
    counts = "replies" in request.keywords or folder_of(request.path) not in OF_THE_TEXT
    if counts or not replied:
        yield
        return
    with replies.on_record(dict.fromkeys(replied)):
        yield


KEPT_FOR = 24 * 60 * 60
"""After how many seconds a site that tests have built is thrown away."""


@pytest.fixture(scope="session")
def built_site() -> Path:
    """Return the folder of the built site, which no other build ever replaces."""
    sites = environment.ROOT / "build" / "tested"
    folder = sites / site_build.inputs()[:16]
    built = site_build.build(folder)
    built.touch()
    # Its own is kept also where a clock was set forward.
    for other in set(sites.iterdir()) - {built}:
        if time.time() - other.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(other, ignore_errors=True)
    return built


@pytest.fixture
def copy(built_site: Path, tmp_path: Path) -> Path:
    """Copy the site, so that a test may change it."""
    return shutil.copytree(built_site, tmp_path / "site", copy_function=_copied)


def _copied(source: str, target: str) -> None:
    shutil.copyfile(source, target)


@pytest.fixture
def served(copy: Path) -> Iterator[server.Site]:
    """Serve the copy."""
    with serving(copy) as started:
        yield started


_PORTS: set[int] = set()


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[server.Site]:
    """Serve a built site under the path of SITE_URL, with gzip and caching.

    At a port that no test before had: to a browser the site is one that it has never seen.
    """
    served = server.Site(folder, site_build.BASE)
    while served.server_port in _PORTS:
        served.server_close()
        served = server.Site(folder, site_build.BASE)
    _PORTS.add(served.server_port)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def finds_engine_started(request: pytest.FixtureRequest) -> bool:
    """Say whether a test wants one started engine for all, and so changes nothing of the site."""
    return request.node.get_closest_marker("engine_started") is not None


@pytest.fixture
def site(request: pytest.FixtureRequest) -> server.Site:
    """Serve the built site."""
    name = "shared_site" if finds_engine_started(request) else "own_site"
    served: server.Site = request.getfixturevalue(name)
    return served


@pytest.fixture
def own_site(built_site: Path) -> Iterator[server.Site]:
    """Serve the built site for one test, which may change what is served."""
    with serving(built_site) as served:
        yield served


@pytest.fixture(scope="session")
def shared_site(built_site: Path) -> Iterator[server.Site]:
    """Serve the built site for all tests that change nothing of it."""
    with serving(built_site) as served:
        yield served


CHOICE = "assets/calculator/engine/snapshot.js"


def of_engine(site: server.Site, name: str) -> str:
    """Return the address of what starts the engine; its folder is named by its content."""
    return (engine_folder.find(site.folder) / name).relative_to(site.folder).as_posix()


def replaced(script: bytes, before: str, after: str) -> bytes:
    """Return a script with a part of it replaced, which must be there."""
    assert before.encode() in script
    return script.replace(before.encode(), after.encode())


def with_fast_line(choice: bytes, bytes_a_millisecond: str) -> bytes:
    """Return the script that chooses, taking a line for fast from another speed on."""
    (told,) = re.findall(r"FAST_LINE = [\d_]+", choice.decode())
    return replaced(choice, told, f"FAST_LINE = {bytes_a_millisecond}")


def fast_from(site: server.Site, bytes_a_millisecond: str) -> None:
    """Let the engine take a line for fast from another speed on."""
    site.changed[of_engine(site, "snapshot.js")] = lambda choice: with_fast_line(
        choice, bytes_a_millisecond
    )


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
        pytest.fail("No browser was found; scripts/set_up.py --browser installs one.")
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


AT_REST: dict[str, Any] = {"reduced_motion": "reduce"}
"""Options of a profile that many tests share, so that nothing is judged while it still moves.

A profile of a test's own has all motion.
"""


@pytest.fixture
def context(request: pytest.FixtureRequest) -> BrowserContext:
    """Open a profile: a fresh one, or the one whose pages find the engine started."""
    name = "started" if finds_engine_started(request) else "own_context"
    opened: BrowserContext = request.getfixturevalue(name)
    return opened


@pytest.fixture
def own_context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile for one test, which may change what belongs to it."""
    with profile(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def started(browser: Browser, shared_site: server.Site) -> Iterator[BrowserContext]:
    """Open a profile whose pages find the engine started; its first tab is the engine's own."""
    # What a service worker keeps would come between the pages and the server.
    with profile(browser, service_workers="block", **AT_REST) as opened:
        shared_engine.share(opened, shared_site.url)
        yield opened


@pytest.fixture(scope="session")
def source() -> Site:
    """Read what the pages are written from: the rules, and the pages themselves."""
    return site_source.read()


@pytest.fixture(scope="session")
def kept_profile(browser: Browser, shared_site: server.Site) -> Iterator[BrowserContext]:
    """Open a profile for many tests, with a first tab for which its process stays."""
    with profile(browser, **AT_REST) as opened:
        opened.new_page().goto(shared_site.url + "404.html")
        yield opened


@pytest.fixture
def shared_profile(request: pytest.FixtureRequest) -> BrowserContext:
    """Give the profile that the test shares with others; its first tab stays open."""
    name = "started" if finds_engine_started(request) else "kept_profile"
    opened: BrowserContext = request.getfixturevalue(name)
    return opened


def forget(profile: BrowserContext, url: str) -> None:
    """Empty what a visited site has kept: others would find it, and it would fill the memory."""
    visited = urlsplit(url)
    if not visited.netloc:
        return
    session = profile.new_cdp_session(profile.pages[0])
    origin = f"{visited.scheme}://{visited.netloc}"
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()


WINDOW: ViewportSize = {"width": 1280, "height": 720}
"""What a tab shows at first."""


@contextlib.contextmanager
def lent(profile: BrowserContext) -> Iterator[Page]:
    """Lend the second tab of a profile, empty, and undo after it what was done to the tab.

    To open another takes a sixth of a second of a processor.  What cannot be undone is refused.
    """
    _, *tabs = profile.pages
    tab = tabs[0] if tabs else profile.new_page()
    heard: list[tuple[Any, Any]] = []
    emulated: list[dict[str, Any]] = []

    def on(event: Any, hear: Any) -> None:
        heard.append((event, hear))
        type(tab).on(tab, event, hear)

    def emulate_media(**media: Any) -> None:
        emulated.append(media)
        type(tab).emulate_media(tab, **media)

    def refuse(*_: object) -> NoReturn:
        pytest.fail("This stays with a tab for ever: take the fixture new_page.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tab, "on", on)
        patch.setattr(tab, "emulate_media", emulate_media)
        patch.setattr(tab, "add_init_script", refuse)
        yield tab
    visited = tab.url
    for opened in profile.pages[1 if tab.is_closed() else 2 :]:
        opened.close()
    if not tab.is_closed():
        for event, hear in heard:
            tab.remove_listener(event, hear)
        tab.unroute_all(behavior="ignoreErrors")
        tab.goto("about:blank")
        if tab.viewport_size != WINDOW:
            tab.set_viewport_size(WINDOW)
        if emulated:
            tab.emulate_media(media="null", color_scheme="light", **AT_REST)
        tab.mouse.move(0, 0)
    forget(profile, visited)


@pytest.fixture
def page(shared_profile: BrowserContext) -> Iterator[Page]:
    """Lend an empty tab, which may find the engine started, to one test after the other."""
    with lent(shared_profile) as tab:
        yield tab


@pytest.fixture
def new_page(shared_profile: BrowserContext) -> Iterator[Page]:
    """Open a tab for one test, which may change what stays with a tab."""
    opened = shared_profile.new_page()
    yield opened
    visited = opened.url
    opened.close()
    forget(shared_profile, visited)


@pytest.fixture
def page_with_a_clock(context: BrowserContext) -> Page:
    """Open an empty page in a profile of its own, since a changed clock is the profile's."""
    return context.new_page()


@pytest.fixture
def errors(page: Page) -> list[str]:
    """Return the list to which the errors of the page and of its console are added."""
    return errors_of(page)


def wait_until(page: Page, script: str, given: object = None) -> None:
    """Wait until an asynchronous script says yes; Playwright takes its promise for a yes."""
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(script, given):
        assert time.monotonic() < until, script
        time.sleep(0.1)


def errors_of(page: Page) -> list[str]:
    """Return a list to which the errors of a page and of its console will be added."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
