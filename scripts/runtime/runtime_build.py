"""Make the files that run the engine in the browser: Pyodide, the library, the engine.

Python's standard library comes to the browser as a zip.  Ours differs from the one that
Pyodide brings in two ways that make the start about three times as fast: it is compiled
(Pyodide's holds source, which the browser would compile at each start), and it holds only the
modules that the engine uses, with the engine itself among them.  It is compressed as a whole,
which takes fewer bytes than a zip of compressed files.  The whole library is beside it, for
the case that a module is missing all the same, and for browsers that cannot unpack ours.

The same is done with Pyodide's WebAssembly: the functions that the engine never calls are taken
out of it, which leaves little more than half its bytes, and the whole is beside it.

For fast connections and later visits there is a snapshot: Python's memory, taken just after its
start.  It has more bytes than the library that it replaces, but skips the start itself.

The page for many applicants starts from a third zip, the engine's with the modules that read and
write tables, openpyxl among them; no other page loads it.

Everything is compiled inside Pyodide under Node, by pyodide-build, since the Python that
loads a file must be the one that compiled it.  The same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import build_cache
import deflate
import set_up
from environment import (
    NODE_MODULES,
    PYODIDE_PACKAGES,
    PYTHON,
    ROOT,
    find_node,
    only_one,
    variables,
)

from runtime import batch_runs, exports, webassembly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOM = ROOT / "scripts" / "runtime"
"""This folder: all in it decides what is made, and nothing beside it does."""

RUNTIME = ROOT / "build" / "runtime"
"""The finished files, with `manifest.json` beside the folder that it names."""

EPOCH = "1700006400"
"""Time stamp of everything built: 2023-11-15, the day on which the policy was published."""

SLIM, FULL, BATCH = "python.bin", "python-full.zip", "python-batch.bin"
SNAPSHOT = "python-memory.bin"
SLIM_MACHINE, MACHINE = "pyodide.slim.bin", "pyodide.asm.wasm"
"""What is called `.bin` is compressed as a whole; a host leaves it as it is."""
_SCRIPTS = {"pyodide.mjs": "pyodide.js", "pyodide.asm.mjs": "pyodide.asm.js"}
"""Pyodide's scripts, and what they are called on the site: not every web server knows `.mjs`."""

_RANDOM_CASES = 30
"""1,200 reached no module and no function of Pyodide's that the cases made on purpose do not."""
MISTAKES: tuple[Any, ...] = (
    None, True, "", "nonsense", "２０２４", "2024", "2024-02-30", "2024-13-01", "0000-01-01",
    0, -1, 1.5, 2024, 10**29, 1e300, 5e-324, [], [[]], [1], [5, 3], [1, 2, 3], [True, None],
    [-1, 1.5], ["2024-05-02", "2024-05-01"], ["2024-02-30", "2024-03-01"], ["2024-05-01", None],
    ["nonsense"], ["nonsense", "nonsense"], {}, {"nonsense": True}, {"held_titles_count": 1},
)  # fmt: skip
"""What no question takes, or not every one."""
_WORD = 4
_USUAL, _SMALLEST = 6, 10
"""Levels of compression: that of most hosts, and the last that is worth its time."""
NEEDED_TOO: dict[str, str] = {
    "_strptime.py": "datetime imports it when it first reads a date by a pattern",
    "encodings/ascii.py": "looked up by name when a message is written as ASCII",
    "encodings/latin_1.py": "looked up by name, as above",
    "encodings/utf_8_sig.py": "files from Windows begin with a byte order mark",
}
"""Modules that no recorded run imported, and why they are shipped all the same."""

TABLE_READERS = ("openpyxl", "et_xmlfile")
"""Packages that the third zip has whole: nobody can foresee what a file needs of them."""


def build() -> Path:
    """Make the runtime files, unless they are up to date; return their folder."""
    inputs = build_cache.digest([
        ROOT / "calculator", ROOT / "pyproject.toml", ROOT / "LICENSE",
        ROOT / "package-lock.json", ROOT / "requirements-pyodide.txt",
        ROOM,
    ])  # fmt: skip
    with only_one("runtime"):
        if not build_cache.is_current("runtime", inputs, RUNTIME):
            print("[build] Making what runs in the browser, usually in 20 s.", flush=True)
            build_cache.forget("runtime", RUNTIME)
            make(RUNTIME)
            build_cache.record("runtime", inputs, RUNTIME)
    return RUNTIME


def make(target: Path) -> None:
    """Make the runtime files in a folder, whatever is there."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        wire_calls = [("calculator.wire", name, [argument]) for name, argument in cases()]
        table_calls = [("calculator.batch.page", *call) for call in batch_runs.calls()]
        libraries = {SLIM: wire_calls, BATCH: table_calls}
        distribution = _compile(_build_wheel(work), libraries, work)
        snapshot, called = _start(distribution, work)
        slim = webassembly.shortened((distribution / MACHINE).read_bytes(), called)
        _pack(distribution / SLIM_MACHINE, slim)
        _pack(distribution / SNAPSHOT, snapshot)
        for name in libraries:
            library = _zip_of(distribution, name)
            _pack(distribution / name, library.read_bytes())
            library.unlink()
        _publish(distribution, target)


def run_in_pyodide(
    script: Path,
    *words: str | Path,
    mounts: Mapping[str, Path] | None = None,
    stdlib: Path | None = None,
    optimize: bool = True,
) -> None:
    """Run a Python script inside Pyodide under Node; mounts: place inside → folder here.

    With `optimize`, Python leaves out docstrings and assertions, as in what is shipped.
    """
    options: list[str | Path] = ["--stdlib", stdlib] if stdlib else []
    settings = {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0"}
    if optimize:
        # Nor where in its line a piece of code stood: no reader has the source to look at.
        settings |= {"PYTHONOPTIMIZE": "2", "PYTHONNODEBUGRANGES": "1"}
    for name, value in settings.items():
        options += ["--env", f"{name}={value}"]
    for guest, host in (mounts or {}).items():
        options += ["--mount", f"{host}={guest}"]
    _run_node("in_pyodide.mjs", *options, script, *words)


def _run_node(script: str, *words: str | Path) -> None:
    command = [find_node(), "--stack-size=3900", ROOM / script, *words]
    # The command is fixed in this file; what is made must not depend on where its maker lives.
    ended = subprocess.run(  # noqa: S603
        command, check=False, env={**variables(), "TZ": "UTC"}, cwd=ROOT, close_fds=False
    )
    set_up.check_end(ended)


def _build_wheel(work: Path) -> Path:
    """Build the engine's wheel from a copy of its sources, away from earlier leftovers."""
    source = work / "source"
    shutil.copytree(
        ROOT / "calculator", source / "calculator", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)
    # A wheel records permissions, which would otherwise follow the user's umask.
    for path in [source, *source.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    # The command is fixed in this file.
    result = subprocess.run(  # noqa: S603
        [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", work / "wheel", source],
        check=False, env={**variables(), "SOURCE_DATE_EPOCH": EPOCH}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, umask=0o022,
    )  # fmt: skip
    if result.returncode:
        sys.exit(f"[build] The engine's wheel could not be built:\n{result.stdout}")
    (wheel,) = (work / "wheel").glob("*.whl")
    return wheel


def cases() -> Iterator[tuple[str, str | None]]:
    """Yield calls of the worker that between them reach every kind of answer and of mistake."""
    from calculator import wire  # noqa: PLC0415 - whoever only asks for the runtime needs no rules

    catalogue: dict[str, Any] = json.loads(wire.catalogue())
    asked: dict[str, Any] = json.loads(wire.schema("input"))["properties"]["answers"]["properties"]
    answers = {fact: list(_answers(kind)) for fact, kind in asked.items()}
    documents: list[Any] = [
        {},
        {"as_of": "2024-12-01"},
        [],
        {"as_of": "20241301", "answers": 1, "readings": 2, "unknown": 3},
        {"answers": {fact + "s": True for fact in answers}},
        *({"answers": dict.fromkeys(answers, mistake)} for mistake in MISTAKES),
        *({"as_of": mistake} for mistake in MISTAKES),
        *({"readings": mistake} for mistake in MISTAKES),
        *(
            {"answers": example["answers"], "readings": question["settled"]}
            for question in catalogue["questions"]
            for example in question["examples"]
        ),
    ]
    width = max(map(len, answers.values()))
    for turn in range(width):
        chosen = {fact: values[turn % len(values)] for fact, values in answers.items()}
        documents.append({"as_of": "2025-01-01", "answers": chosen})
        settled = {reading["id"]: turn % 2 == 0 for reading in catalogue["readings"]}
        documents.append({"as_of": "2025-01-01", "answers": chosen, "readings": settled})
    chance = random.Random(0)  # noqa: S311 - chance here is for cases, not for secrets
    for _ in range(_RANDOM_CASES):
        share = chance.random()
        chosen = {
            fact: chance.choice(said) for fact, said in answers.items() if chance.random() < share
        }
        documents.append({"as_of": "2025-01-01", "answers": chosen})
    texts = [json.dumps(document) for document in documents]
    for text in [*texts, "{", "", "NaN", '{"answers": {}, "answers": {}}', "1e999", "\ud800"]:
        yield "assess", text
    for document in documents:
        # As the page asks, which knows what could not be answered.
        yield "asking", json.dumps({"document": document, "unclear": []})
    for text in ("{", "[]", '{"unclear": 1}', '{"document": {}, "unclear": []}'):
        yield "asking", text
    if hasattr(wire, "size"):
        for text in ("{}", "[]", "{", '{"industry": "industry", "staff": 100, "revenue": 1}'):
            yield "size", text


_PLAIN_ANSWERS: dict[str, tuple[Any, ...]] = {
    "null": (),
    "boolean": (True, False),
    "integer": (0, 1, 600_000_000, 5_000_000_000),
    "number": (0, 1.25, 84.5, 300),
    # The first two are the ends of a month.
    "string": ("2024-06-01", "2024-06-30", "2026-01-01"),
}


def _answers(kind: Mapping[str, Any]) -> Iterator[object]:
    """Yield answers of every form that a schema allows, those that bring most first."""
    match kind:
        case {"anyOf": forms}:
            for form in forms:
                yield from _answers(form)
        case {"enum": options}:
            yield from options
        case {"items": item, "maxItems": 2}:
            yield from map(list, itertools.pairwise(_answers(item)))
        case {"items": item}:
            if "minItems" not in kind:
                yield []
            yield list(_answers(item))
        case {"type": plain}:
            yield from _PLAIN_ANSWERS[plain]


def _start(distribution: Path, work: Path) -> tuple[bytes, set[int]]:
    """Start the finished files as the browser does.

    Return the snapshot, and which functions of Pyodide's ran.
    """
    calls, folder = work / "wire.jsonl", work / "watched"
    snapshot, functions = work / "snapshot", work / "functions.json"
    calls.write_text("".join(json.dumps(case) + "\n" for case in cases()), encoding="ascii")
    shutil.copytree(distribution, folder)
    machine = (distribution / MACHINE).read_bytes()
    (folder / MACHINE).write_bytes(webassembly.watched(machine))
    _run_node("start.mjs", folder, calls, snapshot, functions)
    # What is nothing but zeros at the snapshot's end is left out; Pyodide reads it by words.
    content = snapshot.read_bytes().rstrip(b"\0")
    called = json.loads(functions.read_text(encoding="utf-8"))
    return content + bytes(-len(content) % _WORD), set(called)


def _pack(place: Path, content: bytes) -> None:
    place.write_bytes(deflate.gzip_compress(content, _SMALLEST))


def _compile(
    wheel: Path, libraries: Mapping[str, Iterable[tuple[str, str, list[Any]]]], work: Path
) -> Path:
    """Lock and compile the wheel and what is needed of the library; return their folder.

    Beside the whole library is a part of it for each of ``libraries``: what its calls, and those of
    the libraries before it, import.
    """
    engine, folder = work / "engine", work / "distribution"
    folder.mkdir()
    shutil.copyfile(wheel, folder / wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(engine)
        code = {name: archive.read(name) for name in archive.namelist() if name.endswith(".py")}
    with zipfile.ZipFile(NODE_MODULES / "pyodide" / "python_stdlib.zip") as archive:
        whole = {name: archive.read(name) for name in archive.namelist() if name.endswith(".py")}
    readers = _table_readers()
    _write_zip(folder / FULL, whole | code | readers)
    lock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    # None of the packages that Pyodide offers is used or shipped.
    lock["packages"] = {}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    words = []
    for library, calls in libraries.items():
        lines = "".join(json.dumps(call) + "\n" for call in calls)
        (work / f"{library}.calls").write_text(lines, encoding="ascii")
        words += [f"/recording/{library}.calls", f"/recording/{library}.modules"]
    run_in_pyodide(
        ROOM / "inside" / "libraries.py", "/recording/engine", "/recording/distribution", *words,
        mounts={"/recording": work, "/packages": PYODIDE_PACKAGES},
    )  # fmt: skip
    with zipfile.ZipFile(folder / FULL) as archive:
        stored = {name: archive.read(name) for name in archive.namelist()}
    for library in libraries:
        names = {*json.loads((work / f"{library}.modules").read_text("utf-8")), *NEEDED_TOO}
        if library == BATCH:
            names |= readers.keys()
        compiled = {name: f"{name}c" for name in names if f"{name}c" in stored}
        files = {place: stored[place] for place in (compiled.get(name, name) for name in names)}
        _write_zip(_zip_of(folder, library), files)
    _write_pyodide(folder)
    return folder


def _write_pyodide(folder: Path) -> None:
    """Write Pyodide's own files, without what it offers to other machine code."""
    machine = (NODE_MODULES / "pyodide" / MACHINE).read_bytes()
    start, script = (
        (NODE_MODULES / "pyodide" / name).read_text(encoding="utf-8") for name in _SCRIPTS
    )
    machine, script = exports.reduced(machine, script, start)
    (folder / MACHINE).write_bytes(machine)
    for name, content in zip(_SCRIPTS, (start, script), strict=True):
        (folder / name).write_text(content, encoding="utf-8")


def _zip_of(folder: Path, library: str) -> Path:
    """Return where a library is while it is made."""
    return (folder / library).with_suffix(".zip")


def _table_readers() -> dict[str, bytes]:
    """Return the sources of the packages that read tables, and their licences.

    The licences are beside the code: a folder `.dist-info` that is not whole confuses Python.
    """
    found = {}
    for package in TABLE_READERS:
        for path in sorted(PYODIDE_PACKAGES.glob(f"{package}/**/*.py")):
            found[str(path.relative_to(PYODIDE_PACKAGES))] = path.read_bytes()
        for path in sorted(PYODIDE_PACKAGES.glob(f"{package}-*.dist-info/LICENCE*")):
            found[f"{package}/{path.name}"] = path.read_bytes()
    return found


def _write_zip(place: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(place, "w") as archive:
        for name in sorted(files):
            # A ZipInfo of its own has no time stamp of today.
            archive.writestr(zipfile.ZipInfo(name), files[name])


def _renamed(script: Path, name: str) -> None:
    """Call a script of Pyodide's by another name, also where it is loaded by another one."""
    content = script.read_text(encoding="utf-8")
    for before, after in _SCRIPTS.items():
        content = content.replace(before, after)
    script.unlink()
    script.with_name(name).write_text(content, encoding="utf-8")


def _facts(path: Path) -> dict[str, object]:
    """Return what the manifest says of a file, before a browser asks for it."""
    content = path.read_bytes()
    return {
        "bytes": len(content),
        # As they go over the line: hosts compress these two kinds.
        "packed": len(deflate.gzip_compress(content, _USUAL))
        if path.suffix in {".js", ".wasm"}
        else len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _publish(distribution: Path, target: Path) -> None:
    """Move the files to a folder named by their content, and list them in the manifest."""
    for before, after in _SCRIPTS.items():
        _renamed(distribution / before, after)
    files = {path.name: _facts(path) for path in sorted(distribution.iterdir())}
    pyodide = json.loads((NODE_MODULES / "pyodide" / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((distribution / "pyodide-lock.json").read_text(encoding="utf-8"))
    content = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
    manifest = {
        "pyodide": pyodide["version"],
        "folder": content,
        # Given to Pyodide as it starts, so that it need not fetch its list of packages.
        "lock": {"info": lock["info"], "packages": {}},
        # What every start of the rules needs, whatever else it takes.
        "always": [*_SCRIPTS.values(), SLIM_MACHINE],
        "files": files,
    }
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    shutil.copytree(distribution, target / content)
    for path in (target / content).iterdir():
        path.chmod(0o644)
        os.utime(path, (int(EPOCH), int(EPOCH)))
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
