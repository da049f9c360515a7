"""Tell the service worker which files make up the calculator, and their hashes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATTERNS = (
    "calculator/index.html",
    "index.html",
    "manifest.webmanifest",
    "assets/calculator/*.css",
    "assets/calculator/*.mjs",
    "assets/vendor/*.mjs",
    "assets/site/*.css",
    "assets/site/*.mjs",
    "assets/site/favicon.svg",
    "assets/site/touch-icon.png",
    "assets/stylesheets/*.css",
    "assets/javascripts/bundle.*.js",
    "assets/runtime/manifest.json",
)
_RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", runtime.SLIM)


def files(site: Path) -> dict[str, str]:
    """Return the sha256 of each file to keep, by its address below the site's."""
    return {
        str(path.relative_to(site)).removesuffix("index.html"): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(_paths(site))
    }


def fill_in(site: Path) -> None:
    """Write the list and its hash, the version, into the site's service worker."""
    listed = json.dumps(files(site), indent=1)
    version = hashlib.sha256(listed.encode()).hexdigest()[:16]
    place = site / "sw.js"
    script = place.read_text(encoding="utf-8")
    for before, after in (
        ('const VERSION = "";', f'const VERSION = "{version}";'),
        ("const FILES = {};", f"const FILES = {listed};"),
    ):
        if script.count(before) != 1:
            message = f"docs/sw.js no longer has the line `{before}`"
            raise ValueError(message)
        script = script.replace(before, after)
    place.write_text(script, encoding="utf-8")


def _paths(site: Path) -> Iterator[Path]:
    for pattern in _PATTERNS:
        found = list(site.glob(pattern))
        if not found and "vendor" not in pattern:
            message = f"The site has no file {pattern}, which the calculator needs offline"
            raise ValueError(message)
        yield from found
    manifest = json.loads((site / "assets/runtime/manifest.json").read_text(encoding="utf-8"))
    for name in _RUNTIME:
        yield site / "assets" / "runtime" / manifest["folder"] / name
