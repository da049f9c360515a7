"""The calculator answers in Firefox and in WebKit too, where these are installed.

No driver is needed: a script put into the page tells the server what the page shows.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from browser.test_calculator import FOUNDRY
from conftest import not_tried
from environment import FIREFOX, WEBKIT
from runtime.runtime_build import SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from building.server import Site

PATIENCE = 120
UNHURRIED = {"JSC_useOMGJIT": "0", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
"""Keeps WebKit from optimising what soon ends, which took half of the test's time."""
REPORT = b"""
setInterval(() => {
  const sum = document.querySelector(".calc-total .calc-sum");
  const busy = document.querySelector("#calc-output[aria-busy]");
  const engine = document.querySelector("#calc-engine");
  const text = sum && !busy ? `sum ${sum.textContent}` : `engine ${engine.textContent}`;
  fetch(`told/${encodeURIComponent(text.trim())}`);
}, 500);
"""


@pytest.fixture(params=["Firefox", "WebKit"])
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Return the command of a browser without a screen."""
    if request.param == "Firefox":
        firefox = FIREFOX.find() or not_tried(FIREFOX)
        return [firefox, "--headless", "--no-remote", "--profile", str(tmp_path)]
    browser, screen = WEBKIT.find(), shutil.which("xvfb-run")
    if browser is None or screen is None:
        not_tried(WEBKIT)
    return [screen, "--auto-servernum", browser, "--private"]


@pytest.fixture
def told(site: Site, command: list[str]) -> Iterator[list[str]]:
    """Open the calculator with answers in its address; return what the page tells, as it comes."""
    reporter = '<script type="module" src="../assets/report.js"></script></body>'
    site.changed["calculator/"] = lambda page: page.replace(b"</body>", reporter.encode())
    site.changed["assets/report.js"] = lambda _: REPORT
    # The command is fixed above, the address is the server's own.
    browser = subprocess.Popen(
        [*command, f"{site.url}calculator/{FOUNDRY}"],
        env={**os.environ, **UNHURRIED},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    yield site.requests
    # The browser is a group of processes, and so is the screen that it may stand on.
    os.killpg(browser.pid, signal.SIGTERM)
    browser.wait(timeout=20)


def test_the_calculator_answers_there_as_well(told: list[str], command: list[str]) -> None:
    is_webkit = "xvfb-run" in command[0]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        sums = {name for name in told if name.startswith("calculator/told/sum ")}
        if sums:
            break
        time.sleep(0.2)
    assert sums == {"calculator/told/sum 合计 30万元至60万元"}, told[-5:]
    # Neither needs the whole machine; and WebKit, which can use no snapshot, fetches none.
    assert not [name for name in told if name.endswith("asm.wasm")]
    assert not (is_webkit and [name for name in told if name.endswith(SNAPSHOT)])
