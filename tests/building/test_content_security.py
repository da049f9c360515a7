"""The policy of a page lets in what the page holds when it is built, and nothing else."""

from __future__ import annotations

import pytest
from building import content_security

HEAD = '<!doctype html><html><head><meta charset="utf-8"><title>x</title>'
PAGE = "policy/index.html"


def test_an_inline_script_is_let_in_by_its_hash() -> None:
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    expected = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"

    assert expected in content_security.policy(HEAD + "<script>alert(1)</script>", PAGE)
    assert expected not in content_security.policy(HEAD + "<script>alert(2)</script>", PAGE)


def test_data_is_no_script() -> None:
    page = HEAD + '<script type="application/json" id="d">{}</script>'

    assert "sha256" not in content_security.policy(page, PAGE)


def test_nothing_may_be_evaluated_and_no_inline_script_runs_unasked() -> None:
    directives = content_security.policy(HEAD, "calculator/index.html").split("; ")
    scripts = next(d for d in directives if d.startswith("script-src"))

    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_only_a_page_that_starts_python_may_compile_webassembly() -> None:
    """Whatever scripts a page has: that it may is said of the page, and read from nothing."""
    html = HEAD + '<script type="module" src="../assets/calculator/main.js"></script>'

    assert "wasm-unsafe-eval" not in content_security.policy(html, PAGE)
    assert "wasm-unsafe-eval" in content_security.policy(html, "calculator/index.html")


def test_the_policy_stands_before_the_first_script_and_only_once() -> None:
    page = content_security.secured(HEAD + "<script>alert(1)</script>", PAGE)

    assert page.index("Content-Security-Policy") < page.index("<script")
    assert content_security.secured(page, PAGE) == page


def test_a_page_with_a_script_before_the_policy_stops_the_build() -> None:
    with pytest.raises(ValueError, match=r"policy/index\.html has no <meta charset>"):
        content_security.secured('<script>alert(1)</script><meta charset="utf-8">', PAGE)
