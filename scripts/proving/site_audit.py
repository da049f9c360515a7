"""Look at a built site with the tools that judge pages; each returns its complaints."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

import set_up
from environment import ROOT, SetupError, find_node
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PINS = ROOT / "scripts" / "proving" / "audit"
TOOLS = ROOT / "build" / "audit"

RUNS = 5


class Look(NamedTuple):
    """How a page is shown: in which scheme, and how many CSS px wide."""

    scheme: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        """Return it as in `dark, 360 px`."""
        return f"{self.scheme}, {self.width} px"


LOOKS = (Look("light", 1280), Look("light", 360), Look("dark", 1280), Look("dark", 360))
_TO_ITS_END = """
for (const one of document.getAnimations())
  if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
"""
"""What moves is brought to its end; to wait for it may take for ever."""

_THEMES = {"light": "default", "dark": "slate"}
"""What the theme calls the colours that answer a scheme."""

Check = Callable[[], dict[str, list[str]]]
"""It returns its complaints by what was judged, and raises SetupError where it cannot be made."""

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

    Of all of axe's rules, or of those named.  A colour that is still fading is not judged.
    """
    page.evaluate(_TO_ITS_END)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.read_text("utf-8"))
    result = page.evaluate(
        """([within, rules]) => axe.run(within,
          { resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) })""",
        [within, list(rules)],
    )
    return [(rule["id"], node) for rule in result["violations"] for node in rule["nodes"]]


def rules_in(look: Look) -> Sequence[str]:
    """Return which of axe's rules to ask in a look; an empty list stands for all.

    A page that is judged by all of them in light needs only those about colours in dark: what else
    they judge, a scheme does not change.
    """
    return ("color-contrast", "link-in-text-block") if look.scheme == "dark" else ()


def show(page: Page, look: Look) -> None:
    """Show a page in a scheme and a width, with nothing that still moves to its new place."""
    page.emulate_media(color_scheme=look.scheme)
    page.set_viewport_size({"width": look.width, "height": 900})
    page.locator(f"body[data-md-color-scheme={_THEMES[look.scheme]}]").wait_for(state="attached")
    page.evaluate(_TO_ITS_END)


def axe(browser: Browser, pages: Iterable[str], looks: Sequence[Look]) -> dict[str, list[str]]:
    """Return every violation that axe finds on the pages, by the look, one line per place."""
    found: dict[str, list[str]] = {f"axe, {look}": [] for look in looks}
    context = browser.new_context()
    page = context.new_page()
    for address in pages:
        page.goto(address)
        for look in looks:
            show(page, look)
            found[f"axe, {look}"] += [
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


def judge(checks: Mapping[str, Check]) -> dict[str, list[str]]:
    """Make every check; one that cannot be made complains of that, so that none is missed."""
    found: dict[str, list[str]] = {}
    for name, check in checks.items():
        try:
            found |= check()
        except SetupError as error:
            found[name] = [f"This check was not made. {error}"]
    return found


def example(site: Path) -> str:
    """Return the link of the calculator's first example, with which its page shows a result."""
    html = (site / "calculator" / "index.html").read_text("utf-8")
    return next(unescape(link) for link in _LINK.findall(html) if re.match(r"#\w+=", link))


def all_by_axe(site: Path, url: str, browser: str) -> dict[str, list[str]]:
    """Return what axe finds on all pages, in light and dark, on a desk and on a phone."""
    pages = [url + address for address in [*addresses(site), "no/such/page/"]]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        found = axe(chromium, pages, LOOKS)
        chromium.close()
    return found


def tools() -> Path:
    """Return the folder of Lighthouse and the Nu checker, installed as they are pinned."""
    set_up.install_node_folder(PINS, TOOLS)
    return TOOLS / "node_modules"


def nu(site: Path) -> list[str]:
    """Return what the Nu HTML checker calls an error."""
    java = shutil.which("java")
    if java is None:
        message = (
            "The Nu HTML checker needs Java, which is not here. "
            "Install it (Debian: `apt-get install default-jre-headless`)."
        )
        raise SetupError(message)
    jar = tools() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    files = [str(path) for path in (*sorted(site.rglob("index.html")), site / "404.html")]
    # The command is fixed in this file, the paths are ours.
    result = subprocess.run(  # noqa: S603
        [java, "-jar", str(jar), "--errors-only", "--format", "json", *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        messages = json.loads(result.stderr)["messages"]
    except ValueError as error:
        message = f"The Nu HTML checker gave no report: {_last(result.stderr)}"
        raise SetupError(message) from error
    return [
        f"{m.get('url', '').rpartition('/site/')[2]}:{m.get('lastLine')}: {m['message']}"
        for m in messages
        # What it cannot read it calls no error of the page.
        if m["type"] != "info"
    ]


def all_by_lighthouse(
    pages: Iterable[str], limits: Mapping[str, int], browser: str
) -> dict[str, list[str]]:
    """Return each page's scores with those that are below their limit."""
    program = [str(find_node()), str(tools() / "lighthouse" / "cli" / "index.js")]
    found = {}
    for page in pages:
        scores = lighthouse(program, page, browser, limits)
        told = urlsplit(page)
        name = f"{told.path}{', with a result' if told.fragment else ''}"
        found[f"Lighthouse {name} " + " ".join(str(scores[kind]) for kind in limits)] = [
            f"{kind} {scores[kind]} < {limit}"
            for kind, limit in limits.items()
            if scores[kind] < limit
        ]
    return found


def lighthouse(
    program: Sequence[str], address: str, browser: str, limits: Mapping[str, int]
) -> dict[str, int]:
    """Return the page's mobile scores, 0 to 100, by category: the best of up to five runs.

    Whatever else the machine does takes from the score of a run, and never adds to it.  Where all
    limits are reached, one run is enough.
    """
    scores: dict[str, int] = {}
    for _ in range(RUNS):
        # The command is fixed above.
        result = subprocess.run(  # noqa: S603
            [
                *program, address, "--quiet", "--output=json",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ],
            capture_output=True, text=True, check=False,
            env={**os.environ, "CHROME_PATH": browser},
        )  # fmt: skip
        try:
            categories = json.loads(result.stdout)["categories"].items()
            now = {name: round(category["score"] * 100) for name, category in categories}
        except (ValueError, TypeError) as error:
            message = f"Lighthouse gave no score for {address}: {_last(result.stderr)}"
            raise SetupError(message) from error
        scores = {name: max(score, scores.get(name, 0)) for name, score in now.items()}
        if all(scores[name] >= limit for name, limit in limits.items()):
            break
    return scores


def _last(output: str) -> str:
    return next((line for line in reversed(output.splitlines()) if line.strip()), "not a word.")
