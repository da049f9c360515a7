"""Look at a built site with the tools that judge pages; each returns its complaints."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_ID = re.compile(r'\sid="?([^"\s>]+)')
_LINK = re.compile(r'\s(?:href|src)="?([^"\s>]+)')


def addresses(site: Path) -> list[str]:
    """Return every page of the built site, as paths below its root; "" is the front page."""
    folders = (path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return sorted("" if folder == "." else f"{folder}/" for folder in folders)


def violations(
    page: Page, within: str = "html", rules: Sequence[str] = ()
) -> list[tuple[str, dict[str, Any]]]:
    """Return the rules that a page breaks as it is, each with the element that breaks it.

    Of all of axe's rules, or of those named.  A colour that is still fading is not judged: what
    moves is brought to its end first; waiting for it may never end.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.read_text("utf-8"))
    result = page.evaluate(
        """async ([within, rules]) => {
          for (const one of document.getAnimations())
            if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
          return axe.run(within,
            { resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) });
        }""",
        [within, list(rules)],
    )
    return [(rule["id"], node) for rule in result["violations"] for node in rule["nodes"]]


def axe(browser: Browser, pages: Iterable[str], scheme: str, width: int) -> list[str]:
    """Return every violation that axe finds on the pages, one line per place."""
    found = []
    colours: Any = scheme
    context = browser.new_context(color_scheme=colours, viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in pages:
        page.goto(address)
        found += [
            f"{address} {rule} {node['target']}: {node.get('failureSummary', '')}"
            for rule, node in violations(page)
        ]
    context.close()
    return found


def dead_links(site: Path) -> list[str]:
    """Return every link inside the site whose page, file or anchor does not exist."""
    pages = {a: (site / a / "index.html").read_text("utf-8") for a in addresses(site)}
    anchors = {address: set(_ID.findall(html)) for address, html in pages.items()}
    dead = []
    for address, html in pages.items():
        for link in _LINK.findall(html):
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            place = (site / address / unquote(target.path)).resolve()
            key = f"{place.relative_to(site.resolve()).as_posix()}/".removeprefix("./")
            if key in anchors:
                fragment = unquote(target.fragment)
                # The calculator's fragment holds answers, too.
                if fragment and fragment not in anchors[key] and "=" not in fragment:
                    dead.append(f"{address}: {link}")
            elif not place.is_file():
                dead.append(f"{address}: {link}")
    return dead


def nu(site: Path, vnu: Path) -> list[str]:
    """Return what the Nu HTML checker calls an error; `vnu` is its jar."""
    files = [str(path) for path in (*sorted(site.rglob("index.html")), site / "404.html")]
    # The command is fixed in this file, the paths are ours.
    result = subprocess.run(  # noqa: S603
        ["java", "-jar", str(vnu), "--errors-only", "--format", "json", *files],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    messages = json.loads(result.stderr or '{"messages": []}')["messages"]
    return [
        f"{m.get('url', '').rpartition('/site/')[2]}:{m.get('lastLine')}: {m['message']}"
        for m in messages
        if m["type"] == "error"
    ]


def lighthouse(program: Sequence[str], address: str, browser: str, runs: int = 3) -> dict[str, int]:
    """Return the page's mobile scores, 0 to 100: the median of a few runs by category."""
    scores: dict[str, list[float]] = {}
    for _ in range(runs):
        # The command is fixed in scripts/audit.
        result = subprocess.run(  # noqa: S603
            [
                *program, address, "--quiet", "--output=json",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ],
            capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": browser},
        )  # fmt: skip
        for name, category in json.loads(result.stdout)["categories"].items():
            scores.setdefault(name, []).append(category["score"] * 100)
    return {name: round(statistics.median(values)) for name, values in scores.items()}
