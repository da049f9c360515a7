"""``scripts/bench input``: how long a key takes from the form to the painted result.

An amount is typed into the built calculator, in Chromium, at full speed and with its processor
slowed down to a quarter.  The medians go into the table of `docs/decisions/0015-keys.md`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
from typing import TYPE_CHECKING

from building import server, site_build
from environment import ROOT, find_browser

from measuring import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import CDPSession, Page

_ANSWERS = (
    "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes&agricultural=no"
    "&overlaps=none&peak_revenue_to_2022=400000000&revenue_2023=400000000&revenue_2024=600000000"
)
_WATCH = """
() => {
  const output = document.querySelector("#calc-output");
  let typed = 0;
  globalThis.took = [];
  document.addEventListener("input", () => (typed = performance.now()), true);
  new MutationObserver(() => {
    if (!typed || output.hasAttribute("aria-busy")) return;
    const since = typed;
    typed = 0;
    // The first task after the next frame's drawing.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => took.push(performance.now() - since);
      port2.postMessage(0);
    });
  }).observe(output, { attributes: true, childList: true, characterData: true, subtree: true });
}
"""
_GOALS = {1: 50, 4: 100}


def main(words: Sequence[str]) -> int:
    """Measure and write the table."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    parser = argparse.ArgumentParser(prog="scripts/bench input", description=__doc__)
    parser.add_argument("--keys", type=int, default=40, help="default: 40")
    keys = parser.parse_args(words).keys
    site = server.Site(site_build.build(ROOT / "site")).start()
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site.url}calculator/{_ANSWERS}")
        page.locator(".calc-total").wait_for()
        page.evaluate(_WATCH)
        session = context.new_cdp_session(page)
        for slower, goal in _GOALS.items():
            took = _type(page, session, slower, keys)
            tenth = statistics.quantiles(took, n=10)[-1]
            rows.append(
                f"| {slower} | {len(took)} | {statistics.median(took):.0f} | {tenth:.0f} | {goal} |"
            )
        browser.close()
    site.stop()
    today = dt.datetime.now(dt.UTC).date()
    table = "\n".join(
        [
            f"Measured on {today}, in ms from a key to the painted result.",
            "",
            "| processor slowed down | keys | median | 9 of 10 within | goal for the median |",
            "|-|-|-|-|-|",
            *rows,
        ]
    )
    print(table)
    report.put(report.KEYS, "input", table)
    return 0


def _type(page: Page, session: CDPSession, slower: int, keys: int) -> list[float]:
    """Type into the amount of 2025, digit by digit, and return the times."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate("() => { took.length = 0; }")
    page.locator("#q-revenue_2025-low").focus()
    for number in range(keys):
        page.keyboard.press("Backspace" if number % 3 == 2 else str(1 + number % 9))  # noqa: PLR2004
        page.wait_for_timeout(300 * slower)
    found: list[float] = page.evaluate("() => took")
    return found
