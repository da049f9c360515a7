"""Build the site: the pages by MkDocs, and beside them what runs the engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import integrity
import materials
import offline
import runtime
import stamps
from environment import ROOT, VENV, only_one, variables

if TYPE_CHECKING:
    from pathlib import Path

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000/specialised-town/")
"""Where the site will stand; a path at its end, as on a project's pages, is served too."""


LIBRARIES = {
    "lit-html.js": "lit-html/lit-html.js",
    "lit-html.LICENSE.txt": "lit-html/LICENSE",
    "uqr.js": "uqr/dist/index.mjs",
    "uqr.LICENSE.txt": "uqr/LICENSE",
}
"""What the calculator's page loads of others' work, and where npm puts it."""


def build(site: Path) -> Path:
    """Build the site into a folder, unless it is up to date; return the folder."""
    with only_one("site"):
        return _build(site)


def _build(site: Path) -> Path:
    files = runtime.build()
    inputs = stamps.digest(
        [
            ROOT / "docs", ROOT / "mkdocs.yml", ROOT / "calculator", ROOT / "requirements.txt",
            *sorted((ROOT / "scripts").glob("*.py")), files / "manifest.json",
            ROOT / "package-lock.json",
        ],
        SITE_URL, os.environ.get("REPOSITORY_URL", ""), os.environ.get("OFFLINE", ""),
    )  # fmt: skip
    if stamps.is_current("site", inputs, site):
        return site
    stamps.forget("site", site)
    make(site, files)
    stamps.keep("site", inputs, site)
    return site


def make(site: Path, files: Path) -> None:
    """Build the site into a folder, whatever lies there; ``files`` holds the engine's runtime."""
    _build_pages(site)
    shutil.copytree(files, site / "assets" / "runtime", dirs_exist_ok=True)
    _copy_libraries(site / "assets" / "vendor")
    materials.write(site / "sbom.cdx.json")
    integrity.tie(site, urlsplit(SITE_URL).path.rstrip("/") + "/")
    if os.environ.get("OFFLINE") != "0":  # Without its list, the service worker removes itself.
        offline.fill_in(site)


def _build_pages(site: Path) -> None:
    environment = {
        **variables(),
        "SITE_URL": SITE_URL,
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", runtime.EPOCH),
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    # The command is fixed in this file.
    result = subprocess.run(  # noqa: S603
        [VENV / "bin" / "mkdocs", "build", "--strict", "--clean", "--site-dir", site],
        cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    if result.returncode:
        sys.exit("[build] MkDocs stopped; the lines above say at which page.")


def _copy_libraries(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in LIBRARIES.items():
        shutil.copyfile(ROOT / "node_modules" / source, folder / name)
