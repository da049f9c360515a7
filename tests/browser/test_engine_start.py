"""The engine starts from its library in a real browser, and says what is wrong when it cannot."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import threading
import zipfile
from typing import TYPE_CHECKING, Any

import generate
import pytest
from building import engine_folder, finishing, site_build
from building.server import Line
from conftest import (
    PATIENCE,
    fast_from,
    of_engine,
    replaced,
    wait_until,
    with_fast_line,
)
from runtime import webassembly

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from building.server import Site
    from playwright.sync_api import Page

SCRIPT = """
async ([base, documents, patience]) => {
  const { Engine } = await import(base + "assets/calculator/engine/engine.js");
  const engine = globalThis.engine = new Engine();
  const seen = globalThis.seen = { progress: [], stages: [], failures: [] };
  engine.addEventListener("progress", ({ detail }) => seen.progress.push(detail));
  engine.addEventListener("stage", ({ detail }) => seen.stages.push(detail.stage));
  engine.addEventListener("failure", ({ detail }) => seen.failures.push(detail.code));
  const answers = [];
  async function work() {
    for (const document of documents) answers.push(await engine.assess(document));
    return { answers, seen };
  }
  const late = new Promise((_, reject) => setTimeout(() => reject({ code: "late" }), patience));
  return Promise.race([work(), late]).catch((error) =>
    ({ failed: error.code, text: error.message, detail: error.detail, seen }));
}
"""
DOCUMENTS: list[dict[str, Any]] = [
    {"as_of": "2024-12-01"},
    {
        "as_of": "2024-12-01",
        "answers": {
            "applicant": "enterprise", "in_specialised_town": True, "leading_industry": True,
            "agricultural": False, "peak_revenue_to_2022": 400_000_000, "revenue_2023": 0,
            "revenue_2024": 2_100_000_000, "overlaps": [],
        },
    },
    {"as_of": "nonsense"},
]  # fmt: skip
FIRST_FILES = ("pyodide.js", "pyodide.asm.js", "pyodide.slim.bin", "python.bin")
"""The runtime's files that a first visit on a slow line needs, and no other."""


@pytest.fixture
def manifest(built_site: Path) -> dict[str, Any]:
    """Return the list of the runtime's files."""
    text = (engine_folder.find(built_site) / "manifest.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(autouse=True)
def _no_line_is_fast(site: Site) -> None:
    """Let every start be that of a slow line; test_engine_memory.py has the others."""
    fast_from(site, "Infinity")


def ask(page: Page, site: Site, documents: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Start the engine in an otherwise empty page of the site and have it work out documents."""
    page.goto(site.url + "404.html")
    outcome: dict[str, Any] = page.evaluate(SCRIPT, [site.url, documents or DOCUMENTS, PATIENCE])
    return outcome


def many() -> list[dict[str, Any]]:
    """Return documents of all sorts: of what chance answers, and of spans of days."""
    chance = generate.seeded("in the browser")
    facts = json.loads(wire.catalogue())["facts"]
    events = [fact["id"] for fact in facts if fact["kind"] == "event"]
    return [
        *[generate.partial(chance) for _ in range(20)],
        # A whole month, other spans of days, and days that are none.
        *[
            {"answers": dict.fromkeys(events, day)}
            for day in (
                ["2024-02-01", "2024-02-29"], ["2023-10-30", "2023-11-16"],
                ["2024-05-02", "2024-05-01"], ["2024-02-30", "2024-03-01"], "2024-05", 2024,
            )
        ],
    ]  # fmt: skip


def by_python(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the same engine says of documents on the host."""
    return [json.loads(wire.assess(json.dumps(document))) for document in documents]


def put(site: Site, manifest: dict[str, Any], name: str, content: bytes) -> None:
    """Serve another content of a runtime's file, as if the site had been built with it."""
    manifest["files"][name] |= {
        "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    site.changed[of_engine(site, "manifest.json")] = lambda _: json.dumps(manifest).encode()
    site.changed[place(manifest, name)] = lambda _: content


def place(manifest: dict[str, Any], name: str) -> str:
    return f"assets/runtime/{manifest['folder']}/{name}"


def test_a_first_visit_answers_as_python_does_on_the_host_from_the_short_files_alone(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    """On a slow line, whatever people answer; every byte and every stage is counted."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    documents = [*DOCUMENTS, *many()]
    outcome = ask(page, site, documents)

    assert outcome.get("answers") == by_python(documents), outcome
    total = sum(manifest["files"][name]["packed"] for name in FIRST_FILES)
    assert outcome["seen"]["progress"][-1] == {"loaded": total, "total": total}
    assert outcome["seen"]["stages"] == ["download", "python", "rules"]
    own = {"worker.js", "download.js", "failure.js", "snapshot.js", "manifest.json"}
    names = {url.split("/")[-1] for url in asked if "assets/runtime/" in url}
    assert names == own | set(FIRST_FILES)
    assert [url for url in asked if not url.startswith((site.url, "blob:", "data:"))] == []

    # Of many questions at once only the newest is answered.
    answers = page.evaluate(
        """() => Promise.all([1, 2, 3, 4, 5].map((day) =>
             engine.assess({ as_of: `2024-12-0${day}` })))"""
    )
    assert [answer and answer["as_of"] for answer in answers] == [
        "2024-12-01", None, None, None, "2024-12-05",
    ]  # fmt: skip


# Taking the root of a complex number is nothing that the engine does.
CALL = "const answer = python."
UNFORESEEN_CALL = 'if (isSlim) python.runPython("(1+2j)**0.5"); const answer = python.'


def change_worker(site: Site, before: str, after: str) -> None:
    """Serve the engine's worker with another part of its script replaced too."""
    name = of_engine(site, "worker.js")
    changed = site.changed.get(name)
    site.changed[name] = lambda worker: replaced(
        (changed(worker) if changed else worker) or b"", before, after
    )


EVERYBODY = [
    {"answers": {"applicant": kind, "in_specialised_town": True, event: "2024-05-01"}}
    for kind in ("enterprise", "sole_trader", "park", "individual")
    for event in ("shanxi_premium", "national_culture_park")
]
TIDY = """
const gc = python.pyimport("gc");
if (!self.isTidying) gc.freeze();
self.isTidying = true;
gc.set_threshold(3, 1, 1);
"""


def test_the_slim_machine_is_enough_whenever_memory_is_tidied_up(page: Page, site: Site) -> None:
    """Python visits then whatever is in use, each kind of it by a function of its own."""
    change_worker(site, CALL, TIDY + CALL)
    ask(page, site, EVERYBODY)
    letters = page.evaluate(
        """async (documents) => {
          const letters = [];
          for (const each of documents) letters.push((await engine.asking(each, [])).sheets.length);
          return letters;
        }""",
        EVERYBODY,
    )
    assert max(letters) > 0
    assert not [name for name in site.requests if name.endswith("asm.wasm")]


def said_by(page: Page) -> list[str]:
    """Return the list to which the messages of the page's console are added."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


def test_a_function_that_the_slim_machine_lacks_is_found_in_the_whole_one(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    change_worker(site, CALL, UNFORESEEN_CALL)
    said = said_by(page)

    outcome = ask(page, site)

    assert outcome.get("answers") == by_python(DOCUMENTS), outcome
    assert outcome["seen"]["failures"] == []
    assert place(manifest, "pyodide.asm.wasm") in site.requests
    assert any("A function is missing" in text for text in said)


@pytest.mark.parametrize("kept", [(), range(0, 20_000, 2)], ids=["no function", "every second"])
def test_a_start_that_the_slim_machine_breaks_off_is_made_with_the_whole_one(
    page: Page, site: Site, manifest: dict[str, Any], kept: Sequence[int]
) -> None:
    """At once: the break is noticed by itself, and not by the time that a start may take."""
    slim = place(manifest, "pyodide.slim.bin")
    code = gzip.decompress((site.folder / slim).read_bytes())
    put(site, manifest, "pyodide.slim.bin", gzip.compress(webassembly.shortened(code, kept)))
    said = said_by(page)

    assert "answers" in ask(page, site)
    assert place(manifest, "pyodide.asm.wasm") in site.requests
    # The trap itself is the cause, and not the time that has passed since.
    assert any("trying once more" in text and "unreachable" in text for text in said), said


def test_a_start_that_hangs_is_given_up_after_its_time(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    client = "assets/calculator/engine/engine.js"
    # Of the slim machine, when all of it has come: the whole one has its time on a busy machine.
    limit = "this.#slim && this.#isThere ? 3_000 : SILENCE)"
    site.changed[client] = lambda script: replaced(script, " SILENCE)", f" {limit}")
    change_worker(site, "race([load(", "race([isSlim ? new Promise(() => {}) : load(")
    said = said_by(page)

    assert "answers" in ask(page, site)
    assert place(manifest, "pyodide.asm.wasm") in site.requests
    assert any("trying once more. start silence" in text for text in said), said


@pytest.mark.parametrize(
    "name", ["manifest.json", "pyodide.slim.bin", "python.bin", "pyodide.asm.js"]
)
def test_a_missing_file_is_reported_in_words(
    page: Page, site: Site, manifest: dict[str, Any], name: str
) -> None:
    is_list = name == "manifest.json"
    site.changed[of_engine(site, name) if is_list else place(manifest, name)] = lambda _: None

    outcome = ask(page, site)

    assert outcome["failed"] == "missing"
    assert "找不到" in outcome["text"]
    assert name in outcome["detail"]


@pytest.mark.parametrize("name", ["pyodide.slim.bin", "python.bin", "pyodide.js"])
def test_a_damaged_file_is_reported_instead_of_waiting_for_ever(
    page: Page, site: Site, manifest: dict[str, Any], name: str
) -> None:
    site.changed[place(manifest, name)] = lambda body: body[:-1] + bytes([body[-1] ^ 1])

    assert ask(page, site)["failed"] == "damaged"


def test_a_half_loaded_file_is_reported(page: Page, site: Site, manifest: dict[str, Any]) -> None:
    site.changed[place(manifest, "pyodide.slim.bin")] = lambda body: body[: len(body) // 2]

    assert ask(page, site)["failed"] == "damaged"


def test_a_file_damaged_once_is_fetched_again(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    lengths = iter([1000])
    site.changed[place(manifest, "python.bin")] = lambda body: body[: next(lengths, None)]

    assert "answers" in ask(page, site)


def test_after_a_failure_a_retry_starts_the_engine(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    site.changed[place(manifest, "python.bin")] = lambda _: None
    assert ask(page, site)["failed"] == "missing"
    site.changed.clear()

    answer = page.evaluate("() => engine.assess({ as_of: '2024-12-01' })")

    assert answer["as_of"] == "2024-12-01"


def test_a_missing_module_is_found_in_the_whole_library(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    content = gzip.decompress((site.folder / place(manifest, "python.bin")).read_bytes())
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as library,
        zipfile.ZipFile(packed, "w") as without,
    ):
        for name in library.namelist():
            if name != "decimal.pyc":
                without.writestr(name, library.read(name))
    put(site, manifest, "python.bin", gzip.compress(packed.getvalue()))
    said = said_by(page)

    outcome = ask(page, site)

    assert outcome.get("answers") == by_python(DOCUMENTS), outcome
    assert place(manifest, "python-full.zip") in site.requests
    assert any("A module is missing" in text for text in said)


def test_a_browser_that_unpacks_nothing_starts_from_whole_files(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    site.changed[of_engine(site, "snapshot.js")] = lambda choice: (
        b"delete self.DecompressionStream;\n" + choice
    )

    outcome = ask(page, site)

    assert outcome.get("answers") == by_python(DOCUMENTS), outcome
    brought = [name for name in site.requests if place(manifest, "") in name]
    whole = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python-full.zip")
    assert sorted(brought) == sorted(place(manifest, name) for name in whole)


def test_pointing_at_the_calculator_brings_its_files_beforehand(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    page.goto(site.url + "policy/article-02/", wait_until="networkidle")
    assert not [name for name in site.requests if name.startswith("assets/runtime/")]

    last = place(manifest, manifest["always"][-1])
    with page.expect_request_finished(lambda request: request.url == site.url + last):
        page.get_by_role("link", name="测算本条").hover()

    brought = [name for name in site.requests if place(manifest, "") in name]
    assert brought == [place(manifest, name) for name in manifest["always"]]


def test_pointing_at_the_calculator_brings_nothing_over_a_metered_line(
    page_with_a_clock: Page, site: Site
) -> None:
    page = page_with_a_clock
    saving = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    page.add_init_script(saving)
    page.clock.install()
    page.goto(site.url + "policy/article-02/", wait_until="networkidle")

    page.get_by_role("link", name="测算本条").hover()
    page.clock.run_for(1_000)
    # What the second has brought about was asked for before this is.
    page.evaluate("fetch('.').then((response) => response.text())")

    assert not [name for name in site.requests if name.startswith("assets/runtime/")]
    assert "assets/site/warm.js" not in site.requests


NOTED_LATE = b"""
const noted = performance.getEntriesByName.bind(performance);
performance.getEntriesByName = () => (performance.getEntriesByName = noted, []);
"""


def test_what_came_from_the_cache_does_not_make_a_line_fast(page: Page, site: Site) -> None:
    assert "answers" in ask(page, site, DOCUMENTS[:1])
    chooser = of_engine(site, "snapshot.js")
    site.changed[chooser] = lambda choice: (
        NOTED_LATE + replaced(with_fast_line(choice, "0"), "connection?.downlink ?? 0", "0")
    )
    page.evaluate(
        "url => fetch(url, { cache: 'reload' }).then((r) => r.text())", site.url + chooser
    )

    assert "answers" in page.evaluate(SCRIPT, [site.url, DOCUMENTS[:1], PATIENCE])
    assert not [name for name in site.requests if name.endswith("memory.bin")]


def test_an_old_browser_is_told_at_once_and_downloads_nothing(new_page: Page, site: Site) -> None:
    page = new_page
    page.add_init_script("WebAssembly.validate = () => false")

    outcome = ask(page, site)

    assert outcome["failed"] == "unsupported"
    assert "表格" in outcome["text"]
    assert not [name for name in site.requests if name.startswith("assets/runtime/")]


def test_another_version_of_what_starts_the_engine_is_never_taken_for_this_ones(
    page: Page, copy: Path, served: Site
) -> None:
    """The address changes with each of the scripts and with the list of files."""
    worker = of_engine(served, "worker.js")
    script = copy / "assets" / "calculator" / "engine" / "download.js"
    script.write_text(script.read_text(encoding="utf-8") + "// changed\n", encoding="utf-8")
    finishing.tie(copy, site_build.BASE)

    assert of_engine(served, "worker.js") != worker
    assert not (copy / worker).exists()
    assert "answers" in ask(page, served, DOCUMENTS[:1])
    assert worker not in served.requests


def test_a_second_attempt_goes_past_the_cache_for_the_workers_scripts_too(
    page: Page, site: Site
) -> None:
    page.goto(site.url + "404.html")
    before = [of_engine(site, name) for name in ("worker.js", "failure.js", "manifest.json")]
    place = of_engine(site, "failure.js")
    # As a network that asks for a password answers, and the browser keeps it.
    site.changed[place] = lambda _: b"<!doctype html><p>portal"
    page.evaluate("url => fetch(url).then((r) => r.text())", site.url + place)
    del site.changed[place]

    assert "answers" in ask(page, site, DOCUMENTS[:1])
    assert [name for name in before if site.requests.count(name) < 2] == []


@pytest.mark.parametrize("name", ["manifest.json", "worker.js", "python.bin"])
def test_a_start_of_which_nothing_more_comes_is_given_up(page: Page, site: Site, name: str) -> None:
    client = "assets/calculator/engine/engine.js"
    site.changed[client] = lambda script: replaced(script, "SILENCE = 60_000", "SILENCE = 2_000")
    page.route(f"**/assets/runtime/*/{name}", lambda _: None)

    outcome = ask(page, site)

    assert outcome["failed"] == "stalled"


HELD = """
addEventListener("DOMContentLoaded", () =>
  document.body.append(Object.assign(new Image(), { src: "held.png" })));
"""


@pytest.fixture
def arrived(new_page: Page, site: Site) -> Iterator[threading.Event]:
    """Hold the page back from its `load` with a picture that comes when this is set."""
    event = threading.Event()

    def wait(_: bytes) -> None:
        event.wait(PATIENCE / 1000)

    site.changed["calculator/held.png"] = wait
    new_page.add_init_script(HELD)
    yield event
    event.set()


def test_what_is_on_the_device_starts_before_the_page_is_there(
    new_page: Page, site: Site, arrived: threading.Event
) -> None:
    page = new_page
    # The service worker keeps nothing that is changed on its way.
    del site.changed[of_engine(site, "snapshot.js")]
    arrived.set()
    page.goto(site.url + "calculator/")
    wait_until(page, "async () => Boolean(navigator.serviceWorker.controller)")
    arrived.clear()

    with page.expect_worker(lambda worker: worker.url.endswith("/worker.js")):
        page.goto(site.url + "calculator/", wait_until="commit")
    assert page.evaluate("document.readyState") != "complete"


def test_on_a_slow_line_the_engine_waits_for_the_page(
    new_page: Page, site: Site, arrived: threading.Event
) -> None:
    page = new_page
    site.line = Line(4_000_000, 0)
    page.goto(site.url + "calculator/", wait_until="domcontentloaded")
    wait_until(page, "async () => document.querySelector('.calc-loading') !== null")
    assert of_engine(site, "worker.js") not in site.requests

    with page.expect_worker(lambda worker: worker.url.endswith("/worker.js")):
        arrived.set()
