"""``scripts/bench start``: how long a reader of the calculator waits, beside stock Pyodide.

The real page is opened with answers in its address, in a fresh profile, and timed from the
navigation until the result is painted.  Then the browser is started anew for a second and a third
visit.  The stock page is the same, with a worker that starts the npm package as it is with the
engine's wheel.  Plain, over two slow lines, and with half a processor core for the browser.

The medians go into the table of `docs/decisions/0005-start.md`; rows that were not measured stay.
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
import time
import zipfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from building import engine_folder, server, site_build
from environment import NODE_MODULES, PYODIDE_PYTHON, ROOT, find_browser
from runtime import runtime_build

from measuring import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import BrowserType, Page

_STOCK_FILES = (
    "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
)  # fmt: skip
_STOCK_WORKER = b"""
const folder = new URL("../../../stock/", import.meta.url).href;
let wire;
async function start() {
  postMessage({ type: "stage", stage: "download" });
  const wheel = fetch(folder + "engine.zip").then((response) => response.arrayBuffer());
  const { loadPyodide } = await import(folder + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: folder, packageBaseUrl: folder });
  python.unpackArchive(await wheel, "zip", { extractDir: "/lib/python%s/site-packages" });
  wire = python.pyimport("calculator.wire");
  postMessage({ type: "ready", source: "library" });
}
addEventListener("message", ({ data }) => {
  if (data.type === "start") start();
  else postMessage({ type: "answer", id: data.id, answer: wire[data.name](...data.given) });
});
""" % PYODIDE_PYTHON.encode()
_WATCH = """
globalThis.seen = {};
const note = (name) => (seen[name] ??= performance.now());
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    note("page");
    this.addEventListener("message", ({ data }) => {
      if (data.type === "ready") { note("engine"); seen.source = data.source; }
      if (data.type === "answer") note("answer");
    });
  }
};
new MutationObserver(() => {
  const isBusy = document.querySelector("#calc-output[aria-busy]");
  if (isBusy || !document.querySelector(".calc-total")) return;
  // The first task after the next frame's drawing.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => note("paint");
    port2.postMessage(0);
  });
}).observe(document, { attributes: true, childList: true, subtree: true });
"""
_KEPT = """
async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => url.endsWith("python-memory.bin"));
}
"""
_ANSWERS = (
    "#applicant=enterprise&in_specialised_town=yes&leading_industry=yes&agricultural=no"
    "&overlaps=none&peak_revenue_to_2022=400000000&revenue_2023=400000000&revenue_2024=600000000"
)
_PARTS = ("page", "engine", "answer", "paint")
_VISITS = ("first", "second", "third")
_CONDITIONS: dict[str, tuple[float, float] | None] = {
    "plain": None,
    "10 Mbit/s, 80 ms": (10e6, 0.080),
    "3 Mbit/s, 150 ms": (3e6, 0.150),
    "half a core": None,
}
_GOALS = {
    "plain": 0.28, "10 Mbit/s, 80 ms": 0.46, "3 Mbit/s, 150 ms": 0.48, "half a core": 0.30,
}  # fmt: skip
_SECOND_GOAL, _BYTES_GOAL = 0.28, 0.47

Run = dict[str, Any]


def main(words: Sequence[str]) -> int:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench start", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="default: 7")
    parser.add_argument("--only", choices=_CONDITIONS, action="append", help="only this condition")
    parser.add_argument(
        "--beside", type=Path, help="another built site, to compare with; then nothing is written"
    )
    options = parser.parse_args(words)
    folders = {"": site_build.build(ROOT / "site")}
    if options.beside:
        folders["beside "] = options.beside
    with tempfile.TemporaryDirectory() as temporary:
        copies = {
            label: _prepare(folder, Path(temporary) / f"site{number}")
            for number, (label, folder) in enumerate(folders.items())
        }
        for name in options.only or _CONDITIONS:
            for label, runs_of in _measure(name, copies, options.runs).items():
                rows = {part: row[name] for part, row in _rows(name, runs_of).items()}
                print(f"\n{label}{name}", *rows.values(), sep="\n", flush=True)
                if not options.beside:
                    _write(_rows(name, runs_of))
    return 0


def _prepare(site: Path, copy: Path) -> Path:
    """Copy what is measured, and put the stock package beside it."""
    shutil.copytree(site, copy)
    stock = copy / "stock"
    stock.mkdir()
    for name in _STOCK_FILES:
        shutil.copyfile(NODE_MODULES / "pyodide" / name, stock / name)
    with zipfile.ZipFile(stock / "engine.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / "calculator").rglob("*.py")):
            archive.write(path, str(path.relative_to(ROOT)))
    return copy


def _measure(name: str, copies: Mapping[str, Path], runs: int) -> dict[str, dict[str, list[Run]]]:
    """Return the runs of each start, stock and the visits; for each site, in turns."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    results: dict[str, dict[str, list[Run]]] = {label: defaultdict(list) for label in copies}
    last = list(copies)[-1]
    with sync_playwright() as playwright:
        for turn in range(runs):
            for label in list(copies)[:: 1 if turn % 2 else -1]:
                runs_of = results[label]
                for visit, run in zip(
                    _VISITS, _visit(playwright.chromium, copies[label], name), strict=True
                ):
                    runs_of[visit].append(run)
            (stock,) = _visit(playwright.chromium, copies[last], name, is_stock=True)
            for runs_of in results.values():
                runs_of["stock"].append(stock)
    return results


def _visit(
    chromium: BrowserType, folder: Path, condition: str, *, is_stock: bool = False
) -> Iterator[Run]:
    """Yield the times of one visit after the other, in a profile that was fresh before them."""
    site = server.Site(folder, site_build.BASE).start()
    speed = _CONDITIONS[condition]
    site.line = server.Line(*speed) if speed else None
    if is_stock:
        worker = engine_folder.find(folder) / "worker.js"
        site.changed[worker.relative_to(folder).as_posix()] = lambda _: _STOCK_WORKER
    half = condition == "half a core"
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            for visit in ("first",) if is_stock else _VISITS:
                site.sent.clear()
                with (
                    _half_a_core() if half else contextlib.nullcontext() as core,
                    _opened(chromium, profile) as page,
                ):
                    page.goto(f"{site.url}calculator/{_ANSWERS}", wait_until="commit")
                    page.wait_for_function("() => globalThis.seen?.paint", polling=200)
                    run: Run = page.evaluate("seen")
                    run["bytes"] = sum(
                        size
                        for path, size in site.sent.items()
                        if path.startswith("stock/" if is_stock else "assets/runtime/")
                    )
                    if core:
                        core.close()
                    site.line = None
                    if visit == "first" and not is_stock:
                        while not page.evaluate(_KEPT):
                            time.sleep(0.5)
                    site.line = server.Line(*speed) if speed else None
                yield run
    finally:
        site.stop()


@contextlib.contextmanager
def _opened(chromium: BrowserType, profile: str) -> Iterator[Page]:
    context = chromium.launch_persistent_context(
        profile,
        executable_path=find_browser(),
        args=["--no-sandbox", "--disable-background-networking", "--disable-component-update",
              "--disable-sync", "--disable-quic", "--no-first-run", "--disable-gpu"],
    )  # fmt: skip
    try:
        page = context.new_page()
        page.set_default_timeout(90_000)
        page.add_init_script(_WATCH)
        yield page
    finally:
        context.close()


@contextlib.contextmanager
def _half_a_core() -> Iterator[contextlib.ExitStack]:
    """Give this process and the browser that it starts half a core; needs cgroups and root.

    The stack that it yields gives the whole back, when it is closed or at the end.
    """
    group = Path("/sys/fs/cgroup/cpu/specialised-town-bench")
    group.mkdir(exist_ok=True)
    (group / "cpu.cfs_period_us").write_text("100000", encoding="ascii")
    (group / "cpu.cfs_quota_us").write_text("50000", encoding="ascii")
    # Playwright's driver, a child that runs already, starts the browser: it has to be moved too.
    own = [os.getpid(), *_children(os.getpid())]
    for number in own:
        (group / "cgroup.procs").write_text(str(number), encoding="ascii")

    def give_back() -> None:
        for process in (group / "cgroup.procs").read_text(encoding="ascii").split():
            with contextlib.suppress(OSError):
                (group.parent / "cgroup.procs").write_text(process, encoding="ascii")

    with contextlib.ExitStack() as stack:
        stack.callback(give_back)
        yield stack


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [*map(int, listed), *(deep for child in map(int, listed) for deep in _children(child))]


_WAIT_HEAD = (
    "| from the navigation to the painted result, ms | stock | first visit | second | third |",
    "|-|-|-|-|-|",
)
_ENGINE_HEAD = (
    "| engine, ms | runs, day | stock | first | ratio | goal | second | ratio | MB | of | ratio |",
    "|-|-|-|-|-|-|-|-|-|-|-|",
)


def _rows(name: str, runs_of: Mapping[str, Sequence[Run]]) -> dict[str, dict[str, str]]:
    """Return one condition's row of each of the two tables."""

    def middle(start: str, part: str) -> float:
        return float(statistics.median(run[part] for run in runs_of[start]))

    def wait(start: str) -> str:
        ends = [0.0, *(middle(start, part) for part in _PARTS)]
        parts = " · ".join(f"{b - a:,.0f}" for a, b in pairwise(ends))
        return f"{ends[-1]:,.0f} ({parts})"

    def engine(start: str) -> float:
        return float(statistics.median(run["answer"] - run["page"] for run in runs_of[start]))

    def sources(start: str) -> str:
        return ", ".join(sorted({str(run["source"]) for run in runs_of[start]}))

    stock, first, second = map(engine, ("stock", "first", "second"))
    ours, sent = (middle(start, "bytes") for start in ("first", "stock"))
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return {
        "wait": {
            name: f"| {name} | " + " | ".join(wait(start) for start in ("stock", *_VISITS)) + " |"
        },
        "engine": {
            name: f"| {name} | {len(runs_of['stock'])}, {day} | {stock:,.0f} "
            f"| {first:,.0f} ({sources('first')}) | {first / stock:.2f} | {_GOALS[name]:.2f} "
            f"| {second:,.0f} ({sources('second')}) | {second / stock:.2f} "
            f"| {ours / 1e6:.2f} | {sent / 1e6:.2f} | {ours / sent:.2f} |"
        },
    }


def _write(rows: Mapping[str, Mapping[str, str]]) -> None:
    """Put one condition's rows into the tables; the rows of others stay."""
    manifest = json.loads((runtime_build.RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    lines = report.get(report.START, "start").splitlines()
    table = [
        f"Medians, Pyodide {manifest['pyodide']}, on {os.cpu_count()} cores.",
        "In brackets: page, engine, first answer, paint. Later visits: in a browser started anew.",
        "The engine's times are from its worker's start on; what is in brackets, it starts from.",
        f"Goals: of a second visit {_SECOND_GOAL}, of bytes on slow lines {_BYTES_GOAL}.",
    ]
    for part, head in (("wait", _WAIT_HEAD), ("engine", _ENGINE_HEAD)):
        found: dict[str, str] = {}
        if head[0] in lines:
            at = lines.index(head[0]) + len(head)
            old = [line for line in lines[at : at + len(_CONDITIONS)] if line.startswith("| ")]
            found = {line.split("|")[1].strip(): line for line in old}
        found |= rows[part]
        table += ["", *head, *(found[name] for name in _CONDITIONS if name in found)]
    report.put(report.START, "start", "\n".join(table))
