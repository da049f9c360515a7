"""The second visit starts from Python's memory, and from the beginning where that fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from calculator import wire

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from server import Site

pytestmark = pytest.mark.browser

DOCUMENT = {"as_of": "2024-12-01", "answers": {"applicant": "enterprise", "size": "small"}}
START = """
async ([base, document]) => {
  const { Engine } = await import(base + "assets/calculator/engine.mjs");
  const engine = globalThis.engine = new Engine();
  globalThis.kept = new Promise((resolve) => engine.addEventListener("kept", () => resolve(true)));
  const answer = await engine.assess(document);
  return { answer, restored: engine.restored };
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


def visit(context: BrowserContext, site: Site) -> tuple[Page, dict[str, Any]]:
    page = context.new_page()
    page.goto(site.url + "404.html")
    outcome: dict[str, Any] = page.evaluate(START, [site.url, DOCUMENT])
    return page, outcome


@pytest.fixture
def visited(context: BrowserContext, site: Site) -> Page:
    """Visit once and wait until the memory is kept."""
    page, outcome = visit(context, site)
    assert not outcome["restored"]
    assert page.evaluate("() => kept")
    return page


def test_the_second_visit_starts_from_memory_and_answers_the_same(
    visited: Page, context: BrowserContext, site: Site
) -> None:
    _, outcome = visit(context, site)

    assert outcome == {"answer": json.loads(wire.assess(json.dumps(DOCUMENT))), "restored": True}
    assert visited.evaluate("document => engine.assess(document)", DOCUMENT) == outcome["answer"]


@pytest.mark.parametrize(
    "change", ["one bit", "a false digest of other content", "memory that means nothing"]
)
def test_a_damaged_memory_is_dropped_for_the_ordinary_start(
    visited: Page, context: BrowserContext, site: Site, change: str
) -> None:
    visited.evaluate(CHANGE, change)

    _, outcome = visit(context, site)

    assert outcome == {"answer": json.loads(wire.assess(json.dumps(DOCUMENT))), "restored": False}
