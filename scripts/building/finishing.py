"""Finish a built site, whatever generator built it: one pass over its folder.

The generator has turned Markdown into pages.  This pass repairs the theme's HTML, lets terms
explain themselves, adds JSON-LD, and
writes the files for machines and the search index.  Then it adds to each page, in this order, the
integrity hashes of its scripts and styles and its Content Security Policy, and lists the files for
offline use: the policy holds hashes of what is in the page, the list those of the finished pages.

All that is asked of the generator: a page at `a/b/` is the file `a/b/index.html`, its
`<meta charset>` comes before its first script, and `search/search_index.json` lists what can be
found, as the theme reads it.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from writing import downloads, glossary, linked_data, search_index

from building import content_security, engine_folder, html_mends, integrity, offline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from writing.parts.site import Site


def finish(
    site: Path, url: str, source: Site, *, in_force: bool, works_offline: bool = True
) -> None:
    """Finish the site in a folder; ``url`` is its address.

    Without ``works_offline`` the service worker gets no list: it then removes itself from browsers.
    """
    _write_machine_files(site, url, source)
    _divide_search(site)

    known = glossary.terms(source.pages[glossary.PAGE])

    def mended(html: str, page: str) -> str:
        address = page.removesuffix("index.html")
        record = linked_data.of_page(address, url, source.catalogue, in_force=in_force)
        html = glossary.explained(html_mends.mended(html), address, known)
        return linked_data.put_into(html, record)

    _rewrite(site, mended)
    tie(site, urlsplit(url).path)
    if works_offline:
        offline.fill_in(site)


def tie(site: Path, base: str) -> None:
    """Tie every page to the bytes that it loads, and say in it what it may load and run.

    ``base`` is the path of the site's address.  Doing it again, after a file was
    changed, ties the pages to the new bytes.
    """
    files = integrity.Files(site, base)
    engine = engine_folder.write(site, files)
    _rewrite(
        site,
        lambda html, page: content_security.secured(
            integrity.tied(html, page, files, engine), page
        ),
    )


def _rewrite(site: Path, change: Callable[[str, str], str]) -> None:
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).as_posix()
        path.write_text(change(path.read_text(encoding="utf-8"), page), encoding="utf-8")


def _write_machine_files(site: Path, url: str, source: Site) -> None:
    from calculator import wire  # noqa: PLC0415 - whoever only ties pages needs no rules

    made = downloads.files(source.pages, source.catalogue, url, wire.schema)
    for path, text in made.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        if target.suffix == ".xml":
            ET.fromstring(text)  # noqa: S314 - our own text; it must be well-formed before it is published
        elif target.suffix == ".json":
            json.loads(text)


def _divide_search(site: Path) -> None:
    index = site / "search" / "search_index.json"
    empty, sections = search_index.divided(index.read_text(encoding="utf-8"))
    index.write_text(empty, encoding="utf-8")
    (site / "assets/site/search-sections.json").write_text(sections, encoding="utf-8")
