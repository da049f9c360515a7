"""The engine starts from Python's memory: the site's on a fast line, its own on a second visit.

Where a memory fails, it starts from the beginning.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

import generate
import pytest
from building.server import Line
from conftest import fast_from, profile, replaced, serving
from runtime.runtime_build import MEMORY

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import Browser, Page

DOCUMENT = {"as_of": "2024-12-01", "answers": {"applicant": "enterprise", "size": "small"}}
START = """
async ([base, document]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = globalThis.engine = new Engine();
  globalThis.kept = new Promise((resolve) => engine.addEventListener("kept", () => resolve(true)));
  const answer = await engine.assess(document);
  return { answer, source: engine.source };
}
"""
FROM_MEMORY = """
async ([base, documents]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = new Engine();
  const answers = [];
  for (const document of documents) answers.push(await engine.assess(document));
  await engine.size({});
  return { answers, source: engine.source };
}
"""
REMEMBER = """
async () => {
  await globalThis.kept;
  const cache = await caches.open("specialised-town-snapshot");
  const [request] = await cache.keys();
  globalThis.memory = { request, response: await cache.match(request) };
}
"""
BRING_BACK = """
async () => {
  const cache = await caches.open("specialised-town-snapshot");
  await cache.put(memory.request, memory.response.clone());
}
"""
CHANGE = """
async (change) => {
  const cache = await caches.open("specialised-town-snapshot");
  const [request] = await cache.keys();
  const response = await cache.match(request);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  if (change === "one bit") bytes[bytes.length >> 1] ^= 1;
  if (change === "a false digest of other content") {
    bytes.fill(0);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    headers.set("X-Content-Digest",
      Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  if (change === "memory that means nothing") {
    const stream = new Blob([new Uint8Array(31457424)]).stream();
    const zipped = stream.pipeThrough(new CompressionStream("gzip"));
    const packed = await new Response(zipped).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
    headers.set("X-Content-Digest",
      Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
    await cache.put(request, new Response(packed, { headers }));
    return;
  }
  await cache.put(request, new Response(bytes, { headers }));
}
"""


def visit(page: Page, url: str) -> dict[str, Any]:
    page.goto(url + "404.html")
    outcome: dict[str, Any] = page.evaluate(START, [url, DOCUMENT])
    return outcome


@pytest.fixture(scope="module")
def first_visit(browser: Browser, built_site: Path) -> Iterator[Page]:
    """Visit once on a slow line and wait until the memory is kept."""
    with serving(built_site) as served, profile(browser) as context:
        fast_from(served, "Infinity")
        served.changed["assets/calculator/engine/engine.js"] = lambda engine: replaced(
            engine, "KEEP_AFTER = 3_000", "KEEP_AFTER = 0"
        )
        page = context.new_page()
        assert visit(page, served.url)["source"] == "library"
        page.evaluate(REMEMBER)
        yield page


@pytest.fixture
def visited(first_visit: Page) -> Page:
    """Return to the page of the first visit, with the memory as it was kept then."""
    first_visit.evaluate(BRING_BACK)
    return first_visit


def visit_again(visited: Page) -> dict[str, Any]:
    """Visit the site for the second time; nothing more is kept then."""
    page = visited.context.new_page()
    page.add_init_script("delete globalThis.CompressionStream")
    outcome = visit(page, visited.url.removesuffix("404.html"))
    page.close()
    return outcome


@pytest.fixture
def fast(site: Site) -> Site:
    """Let every line be a fast one."""
    fast_from(site, "0")
    return site


def answered(source: str) -> dict[str, Any]:
    return {"answer": json.loads(wire.assess(json.dumps(DOCUMENT))), "source": source}


def test_the_second_visit_starts_from_memory_and_answers_the_same(visited: Page) -> None:
    outcome = visit_again(visited)

    assert outcome == answered("kept")
    assert visited.evaluate("document => engine.assess(document)", DOCUMENT) == outcome["answer"]


@pytest.mark.parametrize(
    "change", ["one bit", "a false digest of other content", "memory that means nothing"]
)
def test_a_damaged_memory_is_dropped_for_the_ordinary_start(visited: Page, change: str) -> None:
    visited.evaluate(CHANGE, change)

    assert visit_again(visited) == answered("library")
    assert not visited.evaluate("caches.has('specialised-town-snapshot')")


def test_a_fast_line_starts_from_the_sites_memory_and_answers_as_python_does_on_the_host(
    page: Page, fast: Site
) -> None:
    chance = generate.seeded("from memory")
    documents = [{"as_of": "nonsense"}, *(generate.partial(chance) for _ in range(60))]
    page.goto(fast.url + "404.html")

    outcome = page.evaluate(FROM_MEMORY, [fast.url, documents])

    answers = [json.loads(wire.assess(json.dumps(document))) for document in documents]
    assert outcome == {"answers": answers, "source": "site"}
    assert not [name for name in fast.requests if name.endswith((".zip", "asm.wasm"))]


def test_a_slow_line_starts_from_the_library(page: Page, site: Site) -> None:
    site.line = Line(12_000_000, 0)

    assert visit(page, site.url) == answered("library")
    assert not [name for name in site.requests if name.endswith("memory.bin")]


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
    manifest = json.loads((fast.folder / "assets/runtime/manifest.json").read_text("utf-8"))
    fast.changed[f"assets/runtime/{manifest['folder']}/{MEMORY}"] = change
    if change is meaningless:
        content = meaningless(b"")
        manifest["files"][MEMORY] |= {
            "bytes": len(content), "packed": len(content), "unpacked": 1_000_000,
            "sha256": hashlib.sha256(content).hexdigest(),
        }  # fmt: skip
        fast.changed["assets/runtime/manifest.json"] = lambda _: json.dumps(manifest).encode()

    assert visit(page, fast.url) == answered("library")
