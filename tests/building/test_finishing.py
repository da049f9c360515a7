"""A folder of pages becomes a finished site, whatever wrote the pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest
from building import finishing
from writing import dates

if TYPE_CHECKING:
    from pathlib import Path

    from writing.parts.site import Site

URL = "https://example.test/towns/"
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>x</title>
<script type="module" src="../../assets/site/site.js"></script></head>
<body><!-- see PARTS in scripts/writing/page_parts.py -->
<!-- begin:measures -->
<p>x</p><!-- end:measures -->
</body></html>"""
FOUND = {"location": "policy/article-09/#s1", "title": "x", "text": "<p>老字号</p>"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Make what another generator might leave: two pages, a script, and the index of the search."""
    for path, text in {
        "policy/article-09/index.html": PAGE,
        "about/more/index.html": PAGE,
        "assets/site/site.js": "export {};",
        "search/search_index.json": json.dumps({"config": {}, "docs": [FOUND]}),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def finished(site: Path, source: Site, *, in_force: bool = False) -> Path:
    finishing.finish(site, URL, source, in_force=in_force, works_offline=False)
    return site


def linked(html: str) -> Any:
    (found,) = [part for part in html.split("<script ") if part.startswith('type="application/ld')]
    return json.loads(found.partition(">")[2].partition("</script>")[0])["@graph"]


def test_each_page_is_mended_described_tied_and_secured(built: Path, source: Site) -> None:
    html = (finished(built, source) / "policy/article-09/index.html").read_text(encoding="utf-8")

    assert "begin:" not in html
    assert "page_parts" not in html
    assert linked(html)[0]["@id"] == f"{URL}policy/article-09/"
    assert "site.js?" in html
    assert html.count(" integrity=") == 1
    assert html.count("Content-Security-Policy") == 1


@pytest.mark.parametrize("in_force", [True, False])
def test_a_page_tells_machines_whether_the_policy_is_in_force(
    built: Path, source: Site, *, in_force: bool
) -> None:
    finished(built, source, in_force=in_force)

    html = (built / "policy/article-09/index.html").read_text(encoding="utf-8")
    force = linked(html)[0]["legislationLegalForce"]
    assert force.endswith("/InForce") == in_force


def test_a_page_of_which_machines_need_know_nothing_gets_no_description(
    built: Path, source: Site
) -> None:
    html = (finished(built, source) / "about/more/index.html").read_text(encoding="utf-8")

    assert "ld+json" not in html


def test_the_theme_gets_an_empty_index_and_our_search_the_sections(
    built: Path, source: Site
) -> None:
    finished(built, source)

    assert json.loads((built / "search/search_index.json").read_text("utf-8"))["docs"] == []
    sections = json.loads((built / "assets/site/search-sections.json").read_text("utf-8"))
    assert sections == [{**FOUND, "text": "老字号"}]


def test_the_files_for_machines_stand_in_the_site(built: Path, source: Site) -> None:
    finished(built, source)

    assert f"{URL}sitemap.xml" in (built / "robots.txt").read_text("utf-8")
    for name in ("feed.xml", "data/policy.akn.xml"):
        ET.parse(built / name)  # noqa: S314 - our own file
    assert json.loads((built / "data/catalogue.json").read_text("utf-8")) == source.catalogue


def test_an_old_time_stamp_cannot_make_an_ended_policy_look_alive() -> None:
    assert dates.day_of_pages({"SOURCE_DATE_EPOCH": "0"}) == dates.CHECKED
    assert dates.day_of_pages({"SOURCE_DATE_EPOCH": "4102444800"}).isoformat() == "2100-01-01"
    assert dates.day_of_pages({}) >= dates.CHECKED
    assert dates.in_force("2025-12-31", dates.CHECKED.replace(2025, 12, 31))
    assert not dates.in_force("2025-12-31", dates.CHECKED.replace(2026, 1, 1))
