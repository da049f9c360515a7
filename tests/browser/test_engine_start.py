"""The engine starts from its library in a real browser, and says what is wrong when it cannot."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import generate
import pytest
import webassembly
from conftest import WORKER, fast_from, with_fast_line

from calculator import wire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Page
    from server import Site

SCRIPT = """
async ([base, documents]) => {
  const { Engine } = await import(base + "assets/calculator/engine.js");
  const engine = globalThis.engine = new Engine();
  const seen = globalThis.seen = { progress: [], stages: [], failures: [] };
  engine.addEventListener("progress", ({ detail }) => seen.progress.push(detail));
  engine.addEventListener("stage", ({ detail }) => seen.stages.push(detail.stage));
  engine.addEventListener("failure", ({ detail }) => seen.failures.push(detail.code));
  const answers = [];
  try {
    for (const document of documents) answers.push(await engine.assess(document));
    return { answers, seen };
  } catch (error) {
    return { failed: error.code, text: error.message, detail: error.detail, seen };
  }
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


@pytest.fixture
def manifest(built_site: Path) -> dict[str, Any]:
    """Return the list of the runtime's files."""
    text = (built_site / "assets" / "runtime" / "manifest.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(autouse=True)
def _no_line_is_fast(site: Site) -> None:
    """Let every start be that of a slow line; test_engine_memory.py has the others."""
    fast_from(site, "Infinity")


def ask(page: Page, site: Site, documents: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Start the engine in an otherwise empty page of the site and have it work out documents."""
    page.goto(site.url + "404.html")
    outcome: dict[str, Any] = page.evaluate(SCRIPT, [site.url, documents or DOCUMENTS])
    return outcome


def by_python(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the same engine says of documents on the host."""
    return [json.loads(wire.assess(json.dumps(document))) for document in documents]


def put(site: Site, manifest: dict[str, Any], name: str, content: bytes) -> None:
    """Serve another content of a runtime's file, as if the site had been built with it."""
    manifest["files"][name] |= {
        "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    site.changed["assets/runtime/manifest.json"] = lambda _: json.dumps(manifest).encode()
    site.changed[place(manifest, name)] = lambda _: content


def place(manifest: dict[str, Any], name: str) -> str:
    return f"assets/runtime/{manifest['folder']}/{name}"


def test_the_browser_answers_as_python_does_on_the_host(page: Page, site: Site) -> None:
    outcome = ask(page, site)

    assert outcome.get("answers") == by_python(DOCUMENTS), outcome


def test_progress_counts_every_byte_and_every_stage(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    seen = ask(page, site, DOCUMENTS[:1])["seen"]

    names = ["pyodide.js", "pyodide.asm.js", "pyodide.slim.wasm", "python.zip"]
    total = sum(manifest["files"][name]["packed"] for name in names)
    assert seen["progress"][-1] == {"loaded": total, "total": total}
    assert seen["stages"] == ["download", "python", "rules"]


def test_the_short_library_and_the_slim_machine_are_enough_for_whatever_people_answer(
    page: Page, site: Site
) -> None:
    chance = generate.seeded("in the browser")
    documents = [generate.partial(chance) for _ in range(60)]

    outcome = ask(page, site, documents)

    assert outcome.get("answers") == by_python(documents)
    assert not [name for name in site.requests if name.endswith(("full.zip", ".whl", "asm.wasm"))]


# Taking the root of a complex number is nothing that the engine does.
UNFORESEEN = (
    b"const answer = python.",
    b'if (isSlim) python.runPython("(1+2j)**0.5"); const answer = python.',
)


def test_a_function_that_the_slim_machine_lacks_is_found_in_the_whole_one(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    slow = site.changed[WORKER]
    site.changed[WORKER] = lambda body: (slow(body) or b"").replace(*UNFORESEEN)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

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
    slim = place(manifest, "pyodide.slim.wasm")
    content = webassembly.shortened((site.folder / slim).read_bytes(), kept)
    put(site, manifest, "pyodide.slim.wasm", content)

    assert "answers" in ask(page, site)
    assert place(manifest, "pyodide.asm.wasm") in site.requests


def test_only_the_newest_question_is_answered(page: Page, site: Site) -> None:
    ask(page, site, DOCUMENTS[:1])

    answers = page.evaluate(
        """() => Promise.all([1, 2, 3, 4, 5].map((day) =>
             engine.assess({ as_of: `2024-12-0${day}` })))"""
    )

    assert [answer and answer["as_of"] for answer in answers] == [
        "2024-12-01", None, None, None, "2024-12-05",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["pyodide.slim.wasm", "python.zip", "pyodide.asm.js"])
def test_a_missing_file_is_reported_in_words(
    page: Page, site: Site, manifest: dict[str, Any], name: str
) -> None:
    site.changed[place(manifest, name)] = lambda _: None

    outcome = ask(page, site)

    assert outcome["failed"] == "missing"
    assert "找不到" in outcome["text"]
    assert name in outcome["detail"]


@pytest.mark.parametrize("name", ["pyodide.slim.wasm", "python.zip", "pyodide.js"])
def test_a_damaged_file_is_reported_instead_of_waiting_for_ever(
    page: Page, site: Site, manifest: dict[str, Any], name: str
) -> None:
    site.changed[place(manifest, name)] = lambda body: body[:-1] + bytes([body[-1] ^ 1])

    assert ask(page, site)["failed"] == "damaged"


def test_a_half_loaded_file_is_reported(page: Page, site: Site, manifest: dict[str, Any]) -> None:
    site.changed[place(manifest, "pyodide.slim.wasm")] = lambda body: body[: len(body) // 2]

    assert ask(page, site)["failed"] == "damaged"


def test_a_file_damaged_once_is_fetched_again(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    lengths = iter([1000])
    site.changed[place(manifest, "python.zip")] = lambda body: body[: next(lengths, None)]

    assert "answers" in ask(page, site)


def test_after_a_failure_a_retry_starts_the_engine(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    site.changed[place(manifest, "python.zip")] = lambda _: None
    assert ask(page, site)["failed"] == "missing"
    site.changed.clear()

    answer = page.evaluate("() => engine.assess({ as_of: '2024-12-01' })")

    assert answer["as_of"] == "2024-12-01"


def test_no_request_leaves_the_origin(page: Page, site: Site) -> None:
    requested: list[str] = []
    page.context.on("request", lambda request: requested.append(request.url))

    ask(page, site)

    assert [url for url in requested if not url.startswith((site.url, "blob:", "data:"))] == []


def test_a_missing_module_is_found_in_the_whole_library(
    page: Page, site: Site, manifest: dict[str, Any]
) -> None:
    short = place(manifest, "python.zip")
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(site.folder / short) as library,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as without,
    ):
        for name in library.namelist():
            if name != "decimal.pyc":
                without.writestr(name, library.read(name))
    put(site, manifest, "python.zip", packed.getvalue())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    outcome = ask(page, site)

    assert outcome.get("answers") == by_python(DOCUMENTS), outcome
    assert place(manifest, "python-full.zip") in site.requests
    assert any("A module is missing" in text for text in said)


SAVING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.mark.parametrize("is_saving", [False, True], ids=["any line", "a metered line"])
def test_pointing_at_the_calculator_brings_its_files_beforehand(
    page: Page, site: Site, manifest: dict[str, Any], *, is_saving: bool
) -> None:
    if is_saving:
        page.add_init_script(SAVING)
    page.goto(site.url + "policy/article-02/")
    page.wait_for_load_state("networkidle")
    assert not [name for name in site.requests if name.startswith("assets/runtime/")]

    page.get_by_role("link", name="测算本条").hover()
    page.wait_for_timeout(1_000)
    page.wait_for_load_state("networkidle")

    always = [] if is_saving else [place(manifest, name) for name in manifest["always"]]
    assert [name for name in site.requests if place(manifest, "") in name] == always


def test_what_came_from_the_cache_does_not_make_a_line_fast(page: Page, site: Site) -> None:
    assert "answers" in ask(page, site, DOCUMENTS[:1])
    site.changed[WORKER] = lambda worker: with_fast_line(worker, "0").replace(
        b"connection?.downlink ?? 0", b"0"
    )
    page.evaluate("url => fetch(url, { cache: 'reload' }).then((r) => r.text())", site.url + WORKER)

    assert "answers" in page.evaluate(SCRIPT, [site.url, DOCUMENTS[:1]])
    assert not [name for name in site.requests if name.endswith("memory.bin")]


def test_an_old_browser_is_told_at_once_and_downloads_nothing(page: Page, site: Site) -> None:
    page.add_init_script("WebAssembly.validate = () => false")

    outcome = ask(page, site)

    assert outcome["failed"] == "unsupported"
    assert "表格" in outcome["text"]
    assert not [name for name in site.requests if name.startswith("assets/runtime/")]
