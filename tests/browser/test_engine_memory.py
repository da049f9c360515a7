"""The engine starts from the snapshot: on a fast line, and on a second visit on any line.

Where the snapshot fails, it starts from the library.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

import generate
import pytest
from building.server import Line
from conftest import fast_from, of_engine, profile, wait_until
from runtime.runtime_build import SNAPSHOT

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from building.server import Site
    from playwright.sync_api import Browser, Page

DOCUMENT = {"as_of": "2024-12-01", "answers": {"applicant": "enterprise", "size": "small"}}
START = """
async ([base, document]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = new Engine();
  const answer = await engine.assess(document);
  return { answer, source: engine.source };
}
"""
FROM_SNAPSHOT = """
async ([base, documents]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = new Engine();
  const answers = [];
  for (const document of documents) answers.push(await engine.assess(document));
  await engine.size({});
  return { answers, source: engine.source };
}
"""
IS_STORED = """
async (name) => {
  const opened = await Promise.all((await caches.keys()).map((cache) => caches.open(cache)));
  const kept = await Promise.all(opened.map((cache) => cache.keys()));
  return kept.flat().some(({ url }) => url.endsWith(name));
}
"""
DAMAGE = """
async (name) => {
  for (const opened of await caches.keys()) {
    const cache = await caches.open(opened);
    const [request] = (await cache.keys()).filter(({ url }) => url.endsWith(name));
    if (!request) continue;
    const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    await cache.put(request, new Response(bytes));
  }
}
"""


def visit(page: Page, url: str) -> dict[str, Any]:
    page.goto(url + "404.html")
    outcome: dict[str, Any] = page.evaluate(START, [url, DOCUMENT])
    return outcome


@pytest.fixture
def fast(site: Site) -> Site:
    """Let every line be a fast one."""
    fast_from(site, "0")
    return site


@pytest.fixture
def slow(site: Site) -> Site:
    """Give the site a line on which the library is quicker."""
    site.line = Line(12_000_000, 0)
    return site


def answered(source: str) -> dict[str, Any]:
    return {"answer": json.loads(wire.assess(json.dumps(DOCUMENT))), "source": source}


def see_the_calculator(page: Page, site: Site) -> None:
    """Visit the real page, until its engine has started."""
    page.goto(site.url + "calculator/")
    page.locator("#calc-output > *").first.wait_for()


def test_on_a_slow_line_the_second_visit_starts_from_the_memory_fetched_after_the_first(
    page: Page, slow: Site
) -> None:
    see_the_calculator(page, slow)
    assert not [name for name in slow.requests if name.endswith(SNAPSHOT)]
    slow.line = None  # Nothing that follows depends on the line.
    wait_until(page, IS_STORED, SNAPSHOT)

    assert visit(page, slow.url) == answered("memory")
    assert len([name for name in slow.requests if name.endswith(SNAPSHOT)]) == 1

    # Where what is kept was damaged, it is dropped for the library.
    page.evaluate(DAMAGE, SNAPSHOT)
    assert visit(page, slow.url) == answered("library")
    assert not page.evaluate(IS_STORED, SNAPSHOT)


@pytest.mark.parametrize(
    "line", [{"saveData": True}, {"type": "cellular"}], ids=["saving", "cellular"]
)
def test_a_metered_line_brings_no_memory_for_later(
    page_with_a_clock: Page, slow: Site, line: dict[str, Any]
) -> None:
    page = page_with_a_clock
    page.add_init_script(
        f"Object.defineProperty(navigator, 'connection', {{ value: {json.dumps(line)} }})"
    )
    page.clock.install()
    page.goto(slow.url + "calculator/")
    page.locator('input[name="applicant"]').first.focus()
    page.locator("#calc-output > *").first.wait_for()

    page.clock.run_for(10_000)
    page.evaluate("fetch('.').then((response) => response.text())")

    assert not [name for name in slow.requests if name.endswith(SNAPSHOT)]


def test_a_fast_line_starts_from_the_sites_memory_and_answers_as_python_does_on_the_host(
    page: Page, fast: Site
) -> None:
    chance = generate.seeded("from memory")
    documents = [{"as_of": "nonsense"}, *(generate.partial(chance) for _ in range(20))]
    page.goto(fast.url + "404.html")

    outcome = page.evaluate(FROM_SNAPSHOT, [fast.url, documents])

    answers = [json.loads(wire.assess(json.dumps(document))) for document in documents]
    assert outcome == {"answers": answers, "source": "memory"}
    assert not [name for name in fast.requests if name.endswith((".zip", "python.bin", "asm.wasm"))]


def test_a_slow_line_starts_from_the_library(page: Page, slow: Site) -> None:
    assert visit(page, slow.url) == answered("library")
    assert not [name for name in slow.requests if name.endswith(SNAPSHOT)]


def meaningless(_: bytes) -> bytes:
    return gzip.compress(bytes(1_000_000))


@pytest.mark.parametrize(
    "change",
    [lambda _: None, lambda body: body[:-9], lambda body: body[:-1] + b"?", meaningless],
    ids=["missing", "truncated", "one byte", "meaningless"],
)
def test_where_the_sites_memory_fails_the_library_starts_the_engine(
    page: Page, fast: Site, change: Callable[[bytes], bytes | None]
) -> None:
    manifest = json.loads((fast.folder / of_engine(fast, "manifest.json")).read_text("utf-8"))
    fast.changed[f"assets/runtime/{manifest['folder']}/{SNAPSHOT}"] = change
    if change is meaningless:
        content = meaningless(b"")
        manifest["files"][SNAPSHOT] |= {
            "bytes": len(content), "packed": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }  # fmt: skip
        fast.changed[of_engine(fast, "manifest.json")] = lambda _: json.dumps(manifest).encode()

    assert visit(page, fast.url) == answered("library")
    # What failed is the snapshot, and not the slim machine.
    assert not [name for name in fast.requests if name.endswith("asm.wasm")]


WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT}"
MACINTOSH = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT}"
SAFARI = f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1"

CHOSEN = """
async ([chooser, userAgent]) => {
  Object.defineProperty(navigator, "userAgent", { value: userAgent, configurable: true });
  // By an address of its own, a module looks at the browser anew.
  return (await import(`${chooser}#${userAgent}`)).canUseSnapshot;
}
"""


def test_on_apples_devices_the_library_starts_the_engine_at_once(
    browser: Browser, fast: Site
) -> None:
    with profile(browser, user_agent=SAFARI) as context:
        assert visit(context.new_page(), fast.url) == answered("library")

    runtime = [name for name in fast.requests if name.endswith((".bin", ".zip", ".wasm"))]
    assert sorted(name.split("/")[-1] for name in runtime) == ["pyodide.slim.bin", "python.bin"]


@pytest.mark.parametrize(
    "names",
    [
        SAFARI,
        f"{IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
        f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.49",
        # A tablet that asks for the pages of desks.
        f"{MACINTOSH} Version/17.5 Safari/605.1.15",
    ],
    ids=["Safari", "Chrome", "WeChat", "iPad"],
)
def test_every_browser_of_apples_is_known_for_one(page: Page, site: Site, names: str) -> None:
    page.goto(site.url + "404.html")
    own = page.evaluate("navigator.userAgent")

    def may_use(names: str) -> object:
        return page.evaluate(CHOSEN, [site.url + of_engine(site, "snapshot.js"), names])

    assert may_use(names) is False
    assert may_use(own) is True
