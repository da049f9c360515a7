"""Build the site: pages by MkDocs, beside them what runs the engine, and all of it finished."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import build_cache
import set_up
from environment import ROOT, VENV, SetupError, only_one, repository_url, site_url, variables
from runtime import runtime_build
from writing import dates, materials, site_source

from building import finishing

if TYPE_CHECKING:
    from pathlib import Path


SITE_URL = site_url()
BASE = urlsplit(SITE_URL).path
"""The path of the site's address, with a slash at both ends."""


SCRIPTS = [ROOT / "scripts" / name for name in ("hook.py", "writing", "building")]
"""What decides how the pages come out; nothing else in scripts/ rebuilds the site."""

_NO_ROOM = 1 << 20
"""With fewer bytes left than these, a disk is full."""

LIBRARIES = {
    "lit-html.js": "lit-html/lit-html.js",
    "lit-html.LICENSE.txt": "lit-html/LICENSE",
    "uqr.js": "uqr/dist/index.mjs",
    "uqr.LICENSE.txt": "uqr/LICENSE",
}
"""What the calculator's page loads of others' work, and where npm puts it."""


def build(site: Path) -> Path:
    """Build the site into a folder, unless it is up to date; return the folder."""
    if site.exists() and not (site.is_dir() and _is_ours(site)):
        message = f"{site} is not a site of ours; choose a folder of its own."
        raise SetupError(message)
    with only_one("site"):
        return _build(site)


def _is_ours(folder: Path) -> bool:
    return (folder / "assets" / "runtime").exists() or not any(folder.iterdir())


def inputs() -> str:
    """Return a hash of all that the site is built from."""
    return build_cache.digest(
        [
            ROOT / "docs", ROOT / "mkdocs.yml", ROOT / "calculator", ROOT / "requirements.txt",
            *SCRIPTS, runtime_build.build() / "manifest.json", ROOT / "package-lock.json",
        ],
        SITE_URL, repository_url(), os.environ.get("OFFLINE", ""),
    )  # fmt: skip


def _build(site: Path) -> Path:
    made_from = inputs()
    if build_cache.is_current("site", made_from, site):
        return site
    print("[build] Writing the pages, usually in 10 s.", flush=True)
    new = beside(site, "new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"No folder can be made in {new.parent}; choose another place."
        raise SetupError(message) from error
    try:
        make(new, runtime_build.RUNTIME)
    except BaseException:
        # What is half made would fill a full disk for good.
        shutil.rmtree(new, ignore_errors=True)
        raise
    build_cache.forget("site", site)
    put_in_place(new, site)
    build_cache.record("site", made_from, site)
    return site


def beside(site: Path, word: str) -> Path:
    """Return the folder beside a site that is being put in place or taken away."""
    return site.with_name(f".{site.name}.{word}")


def put_in_place(new: Path, site: Path) -> None:
    """Let a finished site take another's place; whoever serves it misses it for no request."""
    old = beside(site, "old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def make(site: Path, files: Path) -> None:
    """Build the site into a folder, whatever is there; ``files`` holds the engine's runtime."""
    environment = {
        **variables(),
        "SITE_URL": SITE_URL,
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", runtime_build.EPOCH),
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    _build_pages(site, environment)
    shutil.copytree(files, site / "assets" / "runtime", dirs_exist_ok=True)
    _copy_libraries(site / "assets" / "vendor")
    materials.write(site / "sbom.cdx.json")
    source = site_source.read()
    last_day = source.catalogue["policy"]["last_day"]
    finishing.finish(
        site,
        SITE_URL,
        source,
        in_force=dates.in_force(last_day, dates.day_of_pages(environment)),
        works_offline=os.environ.get("OFFLINE") != "0",
    )


def _build_pages(site: Path, environment: dict[str, str]) -> None:
    # The command is fixed in this file.
    result = subprocess.run(  # noqa: S603
        [VENV / "bin" / "mkdocs", "build", "--strict", "--clean", "--site-dir", site],
        cwd=ROOT, env=environment, check=False, close_fds=False,
    )  # fmt: skip
    if result.returncode:
        if shutil.disk_usage(site.parent).free < _NO_ROOM:
            raise OSError(errno.ENOSPC, "MkDocs stopped", str(site))
        if result.returncode < 0:
            set_up.check_end(result)
        sys.exit("[build] MkDocs stopped; the lines above say at which page.")


def _copy_libraries(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in LIBRARIES.items():
        shutil.copyfile(ROOT / "node_modules" / source, folder / name)
