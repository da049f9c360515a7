"""``scripts/bench start``: how long the engine takes to its first answer, beside stock Pyodide.

Three ways take turns, each run in a fresh profile: the npm package as it is with the engine's
wheel (stock), ours on a first visit, and ours on a second visit, in a browser started anew.
Plain, over two slow lines, and with half a processor core for the browser.  The engine itself
chooses from what it starts: on a fast line from the site's memory, else from the library; on a
second visit from a memory.  The medians go into the table of `docs/decisions/0005-start.md`.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import shutil
import statistics
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from building import server, site_build
from environment import NODE_MODULES, ROOT, find_browser
from runtime import runtime_build

from measuring import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserType, Page

_STOCK_FILES = (
    "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
)  # fmt: skip
_STOCK_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
const folder = new URL("./", import.meta.url).href;
const wheel = fetch(folder + "engine.zip").then((response) => response.arrayBuffer());
const python = await loadPyodide({ indexURL: folder, packageBaseUrl: folder });
python.unpackArchive(await wheel, "zip", { extractDir: "/lib/python3.14/site-packages" });
postMessage(python.pyimport("calculator.wire").assess("{}"));
"""
_STOCK = """
async (base) => {
  const start = performance.now();
  const worker = new Worker(base + "stock/worker.mjs", { type: "module" });
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });
  return { total: performance.now() - start };
}
"""
_OURS = """
async ([base, wait]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const start = performance.timeOrigin + performance.now();
  const engine = new Engine();
  const kept = new Promise((resolve) => engine.addEventListener("kept", resolve));
  await engine.assess({});
  const total = performance.timeOrigin + performance.now() - start;
  if (wait && engine.source === "library") await kept;
  const { download, python, rules, ready } = engine.times;
  return {
    total, source: engine.source, fetching: python - start, python: rules - python,
    rules: ready - rules,
  };
}
"""
_CONDITIONS: dict[str, tuple[float, float] | None] = {
    "plain": None,
    "10 Mbit/s, 80 ms": (10e6, 0.080),
    "3 Mbit/s, 150 ms": (3e6, 0.150),
    "half a core": None,
}
_GOALS = {
    "plain": 0.33, "10 Mbit/s, 80 ms": 0.58, "3 Mbit/s, 150 ms": 0.68, "half a core": 0.48,
}  # fmt: skip

_SECOND_GOAL, _BYTES_GOAL = 0.28, 0.78


def main(words: Sequence[str]) -> int:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench start", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="7 unless told")
    parser.add_argument("--only", choices=_CONDITIONS, action="append", help="only this condition")
    options = parser.parse_args(words)
    folder = site_build.build(ROOT / "site")
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        copy = _prepare(folder, Path(temporary) / "site")
        for name in options.only or _CONDITIONS:
            rows[name] = _measure(name, copy, options.runs)
            table = _table(rows)
            print(table, flush=True)
            report.put(report.START, "start", table)
    return 0


def _prepare(site: Path, copy: Path) -> Path:
    """Copy what is measured, and put the stock package beside it."""
    for name in ("assets/calculator", "assets/runtime"):
        shutil.copytree(site / name, copy / name)
    (copy / "blank.html").write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    stock = copy / "stock"
    stock.mkdir()
    for name in _STOCK_FILES:
        shutil.copyfile(NODE_MODULES / "pyodide" / name, stock / name)
    with zipfile.ZipFile(stock / "engine.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / "calculator").rglob("*.py")):
            archive.write(path, str(path.relative_to(ROOT)))
    (stock / "worker.mjs").write_text(_STOCK_WORKER, encoding="utf-8")
    return copy


def _measure(name: str, folder: Path, runs: int) -> dict[str, list[dict[str, Any]]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    results: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with sync_playwright() as playwright:
        for turn in range(runs):
            for way in ("stock", "first", "second") if turn % 2 else ("second", "first", "stock"):
                run = _run(playwright.chromium, folder, name, way)
                if way == "second" and run["source"] == "library":
                    message = "second: nothing was kept of the first visit"
                    raise RuntimeError(message)
                results[way].append(run)
    return results


def _run(chromium: BrowserType, folder: Path, condition: str, way: str) -> dict[str, Any]:
    """Measure one start, in a fresh profile, of a browser that has done nothing before."""
    site = server.Site(folder, "/specialised-town/").start()
    speed = _CONDITIONS[condition]
    site.line = server.Line(*speed) if speed else None
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            if way == "second":
                with _opened(chromium, site, profile) as page:
                    page.evaluate(_OURS, [site.url, True])
            half = condition == "half a core"
            with (
                _half_a_core() if half else contextlib.nullcontext(),
                _opened(chromium, site, profile) as page,
            ):
                before = site.sent
                run: dict[str, Any] = (
                    page.evaluate(_STOCK, site.url)
                    if way == "stock"
                    else page.evaluate(_OURS, [site.url, False])
                )
                run["bytes"] = site.sent - before
                return run
    finally:
        site.stop()


@contextlib.contextmanager
def _opened(chromium: BrowserType, site: server.Site, profile: str) -> Iterator[Page]:
    context = chromium.launch_persistent_context(
        profile,
        executable_path=find_browser(),
        args=["--no-sandbox", "--disable-background-networking", "--disable-component-update",
              "--disable-sync", "--disable-quic", "--no-first-run", "--disable-gpu"],
    )  # fmt: skip
    try:
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.goto(site.url + "blank.html")
        yield page
    finally:
        context.close()


@contextlib.contextmanager
def _half_a_core() -> Iterator[None]:
    """Give this process and the browser that it starts half a core; needs cgroups and root."""
    group = Path("/sys/fs/cgroup/cpu/specialised-town-bench")
    group.mkdir(exist_ok=True)
    (group / "cpu.cfs_period_us").write_text("100000", encoding="ascii")
    (group / "cpu.cfs_quota_us").write_text("50000", encoding="ascii")
    # Playwright's driver, a child that runs already, starts the browser: it has to be moved too.
    own = [os.getpid(), *_children(os.getpid())]
    for number in own:
        (group / "cgroup.procs").write_text(str(number), encoding="ascii")
    try:
        yield
    finally:
        for process in (group / "cgroup.procs").read_text(encoding="ascii").split():
            with contextlib.suppress(OSError):
                (group.parent / "cgroup.procs").write_text(process, encoding="ascii")


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [*map(int, listed), *(deep for child in map(int, listed) for deep in _children(child))]


def _table(rows: dict[str, dict[str, list[dict[str, Any]]]]) -> str:
    def middle(runs: list[dict[str, Any]], key: str) -> float:
        return float(statistics.median(run[key] for run in runs))

    def sources(runs: list[dict[str, Any]]) -> str:
        return ", ".join(sorted({str(run["source"]) for run in runs}))

    manifest = json.loads((runtime_build.RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        f"Measured on {today}, Pyodide {manifest['pyodide']}, {os.cpu_count()} cores.",
        "Medians; times in ms to the first answer; in brackets what the start was made from.",
        f"Goals: of a second visit {_SECOND_GOAL}, of bytes {_BYTES_GOAL}.",
        "",
        "| | runs | stock | first visit | ratio | goal | second visit | ratio | MB | of | ratio |",
        "|-|-|-|-|-|-|-|-|-|-|-|",
    ]
    for name, ways in rows.items():
        stock, first, second = (middle(ways[way], "total") for way in ("stock", "first", "second"))
        sent, ours = (middle(ways[way], "bytes") for way in ("stock", "first"))
        lines.append(
            f"| {name} | {len(ways['stock'])} | {stock:,.0f} "
            f"| {first:,.0f} ({sources(ways['first'])}) | {first / stock:.2f} | {_GOALS[name]:.2f} "
            f"| {second:,.0f} ({sources(ways['second'])}) | {second / stock:.2f} "
            f"| {ours / 1e6:.2f} | {sent / 1e6:.2f} | {ours / sent:.2f} |"
        )
    ways = next(iter(rows.values()))
    lines += [
        "",
        f"Stages of a start under the first condition ({next(iter(rows))}), ms: "
        + "; ".join(
            f"{words} visit: "
            + ", ".join(f"{key} {middle(ways[way], key):,.0f}" for key in _STAGES)
            for way, words in (("first", "first"), ("second", "second"))
        )
        + ".",
    ]
    return "\n".join(lines)


_STAGES = ("fetching", "python", "rules")
