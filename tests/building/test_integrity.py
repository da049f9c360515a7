"""Every page names the bytes of every script and style that it loads."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from building import content_security, finishing, integrity, site_build

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '<!doctype html><html><head><meta charset="utf-8"><title>x</title>'


def sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Make a site of one page in a folder, with a module that imports another."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "index.html").write_text(
        HEAD
        + '<link rel="stylesheet" href="../a.css"><script src="../b.js" type="module"></script>',
        encoding="utf-8",
    )
    (tmp_path / "a.css").write_bytes(b"p {}")
    (tmp_path / "b.js").write_bytes(b'/** import("./types.js") */ import { c } from "./c.js";')
    (tmp_path / "c.js").write_bytes(b"export const c = 1;")
    return tmp_path


def test_scripts_styles_and_imports_get_their_hashes(small: Path) -> None:
    finishing.tie(small, "/")

    html = (small / "deep" / "index.html").read_text(encoding="utf-8")
    for name in ("a.css", "b.js"):
        content = (small / name).read_bytes()
        version = hashlib.sha256(content).hexdigest()[:16]
        assert f'="../{name}?{version}" integrity="{sha384(content)}"' in html
    found = re.search(r'<script type="importmap">(.*?)</script>', html)
    assert found
    listed = json.loads(found[1])
    address = listed["imports"]["../c.js"]
    assert listed["integrity"] == {address: sha384(b"export const c = 1;")}
    assert html.index("importmap") < html.index("b.js")
    assert html == content_security.secured(html, "deep/index.html")


def test_what_a_module_imports_at_once_is_hinted_at_before_it(small: Path) -> None:
    (small / "c.js").write_bytes(b'export const c = () => import("./later.js");')
    (small / "later.js").write_bytes(b"")

    finishing.tie(small, "/")

    html = (small / "deep" / "index.html").read_text(encoding="utf-8")
    hints = re.findall(r'<link rel="modulepreload" href="([^"?]+)\?[0-9a-f]{16}" integrity=', html)
    assert hints == ["../c.js"]
    assert html.index("modulepreload") < html.index("<script src")
    assert "later.js" in html


def test_tying_again_changes_only_what_has_changed(small: Path) -> None:
    finishing.tie(small, "/")
    once = (small / "deep" / "index.html").read_text(encoding="utf-8")
    finishing.tie(small, "/")
    assert (small / "deep" / "index.html").read_text(encoding="utf-8") == once

    (small / "a.css").write_bytes(b"p { color: red }")
    finishing.tie(small, "/")

    html = (small / "deep" / "index.html").read_text(encoding="utf-8")
    assert html.count("integrity=") == 3
    assert sha384(b"p { color: red }") in html


def test_a_page_whose_script_is_not_there_stops_the_build(small: Path) -> None:
    (small / "c.js").unlink()

    with pytest.raises(integrity.UntiedError, match=r"c\.js"):
        finishing.tie(small, "/")


@pytest.mark.slow
def test_every_script_and_style_of_every_page_is_tied_to_its_bytes(built_site: Path) -> None:
    pages = sorted(built_site.rglob("*.html"))
    assert len(pages) > 60
    for page in pages:
        html = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<script\b[^>]*\ssrc=[^>]*>", html)
        loaded += re.findall(r'<link\b[^>]*rel="(?:stylesheet|modulepreload|preload)"[^>]*>', html)
        assert len(loaded) >= 5, page
        for element in loaded:
            address = re.search(r'\s(?:src|href)="([^"?]+)\?[0-9a-f]{16}"', element)
            tied = re.search(r' integrity="([^"]+)"', element)
            assert address, (page, element)
            assert tied, (page, element)
            if not address[1].startswith("/"):
                assert tied[1] == sha384((page.parent / address[1]).read_bytes()), element


@pytest.mark.slow
def test_the_same_file_keeps_its_address_in_another_build(built_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "404.html"
    shutil.copyfile(built_site / "404.html", again)
    shutil.copytree(built_site / "assets", tmp_path / "assets", copy_function=shutil.copyfile)

    finishing.tie(tmp_path, site_build.BASE)

    assert again.read_bytes() == (built_site / "404.html").read_bytes()
