"""``scripts/bench load``: what visits cost the host, under nginx on this machine.

A browser visits as readers do, and nginx's own log counts requests and bytes.  Then wrk asks for
pages and engine files for a few seconds each.  The tables go into `docs/mirror.md`, whose nginx
configuration is the one that is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from building import finishing, mirror, offline, site_build
from environment import ROOT, find_browser

from measuring import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext

_PACKED = {".css", ".html", ".js", ".json", ".svg", ".wasm", ".xml"}
_MONTHLY = 100 * 10**9
"""Bytes a month above which GitHub Pages asks a site to go elsewhere."""

_FAST_LINE = "const FAST_LINE = "
_FAST, _SLOW = "算一算，第一次", "算一算，第一次，慢的线路"

_QUIET = 6
"""Seconds without a request after which a visit counts as over."""


class Cost(NamedTuple):
    """What one visit took: requests, and bytes with their headers."""

    requests: int
    sent: int


def main(words: Sequence[str]) -> int:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser(prog="scripts/bench load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=4, help="for each address; default: 4")
    options = parser.parse_args(words)
    if not (mirror.find_nginx() and shutil.which("wrk")):
        sys.exit("Measuring needs nginx and wrk (Debian: apt-get install nginx wrk).")
    site = site_build.build(ROOT / "site")
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "site"
        shutil.copytree(site, copy)
        _pack(copy)
        with mirror.served(copy, Path(temporary)) as served:
            visits = _visits(served, "接着再看一次")
            rates = _rates(served, copy, options.seconds)
        with mirror.served(copy, Path(temporary), fresh_for=0) as served:
            later = _visits(served, "十分钟后再来")
            visits |= {name: later[name] for name in later if name.endswith("再来")}
        _make_every_line_slow(copy)
        with mirror.served(copy, Path(temporary)) as served:
            slow = _visits(served, "接着再看一次")
            visits[_SLOW] = slow[_FAST]
    table = _tables(visits, rates)
    print(table)
    report.put(mirror.GUIDE, "load", f"\n{table}\n")
    return 0


def _pack(site: Path) -> None:
    """Compress beforehand, as the guide says."""
    for path in sorted(site.rglob("*")):
        if path.suffix in _PACKED:
            packed = path.with_name(path.name + ".gz")
            packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            # nginx takes a packed file only beside one of the same age or older.
            os.utime(packed, (path.stat().st_mtime,) * 2)


def _make_every_line_slow(copy: Path) -> None:
    """Let the engine start from its library, as on a slow line; the site stays whole."""
    chooser = copy / "assets" / "calculator" / "engine" / "snapshot.js"
    script = chooser.read_text(encoding="utf-8")
    if script.count(_FAST_LINE) != 1:
        sys.exit(f"{chooser.name} no longer has the line `{_FAST_LINE}…`.")
    chooser.write_text(script.replace(_FAST_LINE, f"{_FAST_LINE}1e9 + "), encoding="utf-8")
    shutil.copyfile(ROOT / "docs" / "sw.js", copy / "sw.js")
    finishing.tie(copy, site_build.BASE)
    offline.fill_in(copy)
    _pack(copy)


def _visits(served: mirror.Served, again: str) -> dict[str, Cost]:
    """Return the cost of a first visit to each kind of page and of another one after it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only needed here

    found: dict[str, Cost] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for kind, address in (("条文页", "policy/article-02/"), ("算一算", "calculator/")):
            context = browser.new_context(locale="zh-CN")
            for turn in ("第一次", again):
                with _counted(served, found, f"{kind}，{turn}"):
                    _visit(context, served, address)
            if kind == "条文页":
                with _counted(served, found, "条文页，接着看另一条"):
                    _visit(context, served, "policy/article-09/")
            context.close()
        browser.close()
    return found


def _visit(context: BrowserContext, served: mirror.Served, address: str) -> None:
    page = context.new_page()
    page.goto(served.url + address, wait_until="load")
    if address == "calculator/":
        page.locator("#calc-output > *").first.wait_for(timeout=60_000)
    served.wait_until_quiet(_QUIET)
    page.close()


@contextlib.contextmanager
def _counted(served: mirror.Served, found: dict[str, Cost], name: str) -> Iterator[None]:
    before = len(served.sizes())
    yield
    sent = served.sizes()[before:]
    found[name] = Cost(len(sent), sum(sent))


def _rates(served: mirror.Served, site: Path, seconds: int) -> dict[str, tuple[float, float]]:
    """Return answers and megabytes a second for each kind of file."""
    (wasm,) = site.glob("assets/runtime/*/pyodide.asm.wasm")
    (library,) = site.glob("assets/runtime/*/python.bin")
    addresses = {
        "条文页": "policy/article-02/",
        "算一算的页面": "calculator/",
        "样式": "assets/site/site.css",
        "测算程序的标准库": library.relative_to(site).as_posix(),
        "测算程序的 WebAssembly": wasm.relative_to(site).as_posix(),
    }
    found = {}
    for name, address in addresses.items():
        # The command is fixed in this file.
        said = subprocess.run(  # noqa: S603
            ["wrk", "-t1", "-c8", f"-d{seconds}s", "-H", "Accept-Encoding: gzip",  # noqa: S607
             served.url + address],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        if "Non-2xx" in said:
            sys.exit(f"{address} was not answered:\n{said}")
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        speed = re.search(r"Transfer/sec:\s+([\d.]+)([KMG])B", said)
        if not (rate and speed):
            sys.exit(f"wrk says something unknown:\n{said}")
        found[name] = (float(rate[1]), float(speed[1]) * {"K": 1e-3, "M": 1, "G": 1e3}[speed[2]])
        time.sleep(0.5)
    return found


def _enough(visit: Cost) -> str:
    """Return how many such visits 100 GB are enough for, in thousands."""
    return f"{_MONTHLY // visit.sent // 1000 * 1000:,}"


def _tables(visits: dict[str, Cost], rates: dict[str, tuple[float, float]]) -> str:
    rows = [
        f"| {name} | {cost.requests} | {cost.sent:,} | {cost.sent / 1000:,.0f} |"
        for name, cost in visits.items()
    ]
    speeds = [f"| {name} | {rate:,.0f} | {speed:,.0f} |" for name, (rate, speed) in rates.items()]
    day = dt.datetime.now(dt.UTC).date()
    texts, fast, slow = (_enough(visits[name]) for name in ("条文页，第一次", _FAST, _SLOW))
    enough = f"够约 {texts} 次条文页，或约 {fast}（慢的线路 {slow}）次“算一算”"
    return "\n".join([
        f"{day} 测于 nginx，文件事先压缩。一百万次访问的流量，单位 GB（十亿字节）：",
        "", "| 访问 | 请求 | 字节 | 一百万次，GB |", "|-|-|-|-|", *rows,
        "",
        f"GitHub Pages 每月的流量软上限是 100 GB：{enough}的第一次访问。",
        "",
        f"同一台机器（{os.cpu_count()} 核，有别的程序在用）上 wrk 用 8 个连接一直要，每秒能发：",
        "", "| 文件 | 次 | MB |", "|-|-|-|", *speeds,
    ])  # fmt: skip
