"""Tell the service worker which files make up the calculator, and their hashes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from runtime import runtime_build

from building import engine_folder, integrity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PATTERNS = (
    "calculator/index.html",
    "index.html",
    "manifest.webmanifest",
    "assets/calculator/**/*.css",
    "assets/calculator/**/*.js",
    "assets/vendor/*.js",
    "assets/site/*.css",
    "assets/site/site.js",
    "assets/site/copy.js",
    "assets/site/runtime.js",
    "assets/site/terms.js",
    "assets/site/favicon.svg",
    "assets/site/touch-icon.png",
    "assets/stylesheets/*.css",
    "assets/javascripts/bundle.*.js",
)
_BATCH_ONLY = "assets/calculator/batch"
"""What is in this folder belongs to the page for many applicants."""


def files(site: Path) -> dict[str, str]:
    """Return the sha256 of each file to store, by its address below the site's."""
    return _hashed(site, (path for path in _paths(site) if not _is_batch_only(site, path)))


def extras(site: Path) -> dict[str, dict[str, str]]:
    """Return the same of what is stored beside those only for some readers."""
    own = [path for path in _paths(site) if _is_batch_only(site, path)]
    folder = _runtime(site)
    # The calculator beside it starts from the library.
    engine = [
        folder / runtime_build.BATCH,
        folder / runtime_build.MACHINE,
        folder / runtime_build.SLIM,
    ]
    return {
        "batch": _hashed(site, [site / "batch" / "index.html", *engine, *own]),
        "library": _hashed(site, [folder / runtime_build.SLIM]),
        "memory": _hashed(site, [folder / runtime_build.SNAPSHOT]),
    }


def _is_batch_only(site: Path, path: Path) -> bool:
    return site / _BATCH_ONLY in path.parents


def _hashed(site: Path, paths: Iterable[Path]) -> dict[str, str]:
    return {
        str(path.relative_to(site)).removesuffix("index.html"): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(paths)
    }


def fill_in(site: Path) -> None:
    """Write the list and its hash, the version, into the site's service worker."""
    listed = json.dumps(files(site), indent=1)
    beside = json.dumps(extras(site), indent=1)
    place = site / "sw.js"
    script = place.read_text(encoding="utf-8")
    # Another script is another version too: the two must not share what they keep.
    version = hashlib.sha256((script + listed + beside).encode()).hexdigest()[:16]
    for before, after in (
        ('const VERSION = "";', f'const VERSION = "{version}";'),
        ("const FILES = {};", f"const FILES = {listed};"),
        ("const EXTRAS = {};", f"const EXTRAS = {beside};"),
    ):
        if script.count(before) != 1:
            message = f"docs/sw.js no longer has the line `{before}`"
            raise ValueError(message)
        script = script.replace(before, after)
    place.write_text(script, encoding="utf-8")


def _paths(site: Path) -> Iterator[Path]:
    of_worker = {site / name for name in engine_folder.sources(integrity.Files(site, ""))}
    for pattern in _PATTERNS:
        found = list(site.glob(pattern))
        if not found and "vendor" not in pattern:
            message = f"The site has no file {pattern}, which the calculator needs offline"
            raise ValueError(message)
        yield from (path for path in found if path not in of_worker)
    yield from engine_folder.find(site).iterdir()
    for name in _manifest(site)["always"]:
        yield _runtime(site) / name


def _runtime(site: Path) -> Path:
    return site / "assets" / "runtime" / str(_manifest(site)["folder"])


def _manifest(site: Path) -> dict[str, Any]:
    text = (engine_folder.find(site) / engine_folder.MANIFEST).read_text(encoding="utf-8")
    manifest: dict[str, Any] = json.loads(text)
    return manifest
