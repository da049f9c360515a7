"""Put what starts the engine into a folder named by its content, for the pages to name.

A worker has no import map, and a host of plain files gives whatever is at an address now, whatever
hash is asked for behind it.  So the worker's scripts and the list of the runtime's files stand in a
folder whose name is their hash: a page gets those of its own version, or none.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from building.integrity import Files

WORKER = "assets/calculator/engine/worker.js"
MANIFEST = "manifest.json"
_PAGES = ("assets/calculator/main.js", "assets/calculator/batch/batch.js")
_RUNTIME = "assets/runtime"


def write(site: Path, files: Files) -> str | None:
    """Make the folder anew and return its name in the site; None where there is no worker."""
    if not (site / WORKER).exists():
        return None
    modules = _modules(files)
    manifest = json.loads(files.content(f"{_RUNTIME}/{MANIFEST}"))
    # A start past the browser's cache fetches these by itself.
    manifest["scripts"] = sorted(map(posixpath.basename, modules))
    contents = {posixpath.basename(name): files.content(name) for name in sorted(modules)}
    contents[MANIFEST] = json.dumps(manifest, indent=1).encode()
    whole = hashlib.sha256()
    for name, content in contents.items():
        whole.update(f"{name} {len(content)} ".encode() + content)
    for old in site.glob(f"{_RUNTIME}/*/worker.js"):
        shutil.rmtree(old.parent)
    folder = f"{_RUNTIME}/{whole.hexdigest()[:16]}"
    (site / folder).mkdir()
    for name, content in contents.items():
        (site / folder / name).write_bytes(content)
    return folder


def find(site: Path) -> Path:
    """Return the folder of a finished site."""
    (worker,) = site.glob(f"{_RUNTIME}/*/worker.js")
    return worker.parent


def sources(files: Files) -> set[str]:
    """Return the names of the scripts that are used from the folder alone."""
    return _modules(files).difference(*map(files.imported, _PAGES))


def _modules(files: Files) -> set[str]:
    return {WORKER, *files.imported(WORKER)}
