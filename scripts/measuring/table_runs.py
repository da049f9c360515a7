"""Times whole applicant files, on the command line and on the page 批量测算.

No two rows are alike, so no result can be reused for another row.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from building import server, site_build
from environment import ROOT, find_browser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

_HEADER = (
    "name,applicant,size,in_specialised_town,leading_industry,agricultural,overlaps,"
    "peak_revenue_to_2022,revenue_2023,revenue_2024,revenue_2025,quality_certified\n"
)
_WATCH = """
() => {
  globalThis.longest = 0;
  let last = performance.now();
  (function look() {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    setTimeout(look, 10);
  })();
}
"""

ROWS, LARGE = 50_000, 1_000_000
"""What the page takes at most, and a table for a database."""


def _rows(count: int) -> Iterator[str]:
    chance = random.Random(39)  # noqa: S311 - chance here is for cases, not for secrets
    for number in range(count):
        amounts = [chance.randrange(1_000_000, 6_000_000_000) for _ in range(4)]
        day = f"{chance.choice((2023, 2024, 2025))}-{chance.randint(1, 12):02}-15"
        words = (
            f"{number}号企业", "enterprise", chance.choice(("large", "medium", "small", "micro")),
            "yes", "yes", chance.choice(("yes", "no")), "无", *amounts, day,
        )  # fmt: skip
        yield ",".join(map(str, words)) + "\n"


def _table(count: int, unknown: int = 0) -> Iterator[str]:
    """Yield the lines of a table with so many rows, and with so many columns that nobody knows."""
    more = "".join(f",备注{number}" for number in range(unknown))
    yield _HEADER.rstrip("\n") + more + "\n"
    for row in _rows(count):
        yield row.rstrip("\n") + ",x" * unknown + "\n"


def _write(folder: Path, lines: Iterable[str]) -> Path:
    place = folder / "firms.csv"
    with place.open("w", encoding="utf-8") as file:
        file.writelines(lines)
    return place


def _on_the_command_line(table: Path, suffix: str, *words: str) -> tuple[float, float]:
    """Return the seconds that ``screen`` takes, and its memory in MB."""
    command = [sys.executable, "-m", "calculator", "screen", str(table), *words]
    command += ["-o", str(table.with_name(f"result.{suffix}"))]
    began = time.perf_counter()
    # The command is fixed in this file.
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command}: status {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1000


def _in_the_page(page: Page, url: str, table: Path) -> tuple[float, float, float]:
    """Return the seconds until a table's columns are shown, and until it is worked out; the pause.

    Python has started with another file before: how long that takes `scripts/bench start` says.  A
    table with columns that nobody knows is only shown: the page asks what to do with them.
    """
    page.goto(f"{url}batch/")
    page.locator("#batch-file").wait_for(state="attached")
    small = "企业规模\n小型\n".encode()
    page.set_input_files("#batch-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": small})
    page.locator("#batch-go").wait_for()
    page.locator("#batch-columns-title").evaluate("title => title.dataset.before = ''")
    page.evaluate(_WATCH)
    began = time.perf_counter()
    page.set_input_files("#batch-file", table)
    page.locator("#batch-columns-title:not([data-before])").wait_for()
    page.locator(".batch-task").wait_for(state="detached")
    shown = time.perf_counter() - began
    began = time.perf_counter()
    if page.locator("#batch-go").is_visible():
        page.locator("#batch-go").click()
        page.locator("#batch-results-title").wait_for()
    return shown, time.perf_counter() - began, page.evaluate("longest")


def measure() -> str:
    """Return the table of what each kind of file takes."""
    lines = ["| what | seconds | beside | goal |", "|-|-|-|-|"]

    def note(what: str, seconds: float, beside: str, goal: str) -> None:
        lines.append(f"| {what} | {seconds:.1f} | {beside} | {goal} |")
        print(lines[-1], flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        table = _write(folder, _table(ROWS))
        for suffix in ("csv", "xlsx"):
            seconds, used = _on_the_command_line(table, suffix)
            note(f"`screen`, {ROWS:,} rows → {suffix}", seconds, f"{used:.0f} MB", "500 MB")
        table = _write(folder, _table(LARGE))
        seconds, used = _on_the_command_line(table, "csv", "--engine", "duckdb")
        note(f"`--engine duckdb`, {LARGE:,} rows", seconds, f"{used:.0f} MB", "")
        shown, seconds, longest = _with_a_page(_write(folder, _table(10_000)))
        beside = f"read in {shown:.1f} s, longest pause {longest / 1000:.2f} s"
        note("the page, 10,000 rows worked out", seconds, beside, "10 s")
        shown, _, longest = _with_a_page(_write(folder, _table(50, unknown=1000)))
        beside = f"longest pause {longest / 1000:.2f} s"
        note("the page, 1,000 unknown columns shown", shown, beside, "2 s, pauses 0.3 s")
    return "\n".join(lines)


def _with_a_page(table: Path) -> tuple[float, float, float]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    site = server.Site(site_build.build(ROOT / "site")).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        # The first visit brings the engine's files; what is measured is the table.
        _in_the_page(page, site.url, table)
        found = _in_the_page(page, site.url, table)
        browser.close()
    site.stop()
    return found
