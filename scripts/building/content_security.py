"""The Content Security Policy of a page, as a meta element: a host of plain files sets no headers.

Everything comes from the site's own origin.  Of inline scripts only those that are in the page
when it is built may run, each known by its hash; the pages that start Python may compile
WebAssembly, and none may evaluate text.  Inline styles are allowed, as the theme and Chromium's own
form controls write them; a style can load nothing from elsewhere either.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_META = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
STARTS_PYTHON = frozenset({"batch/index.html", "calculator/index.html"})
"""The pages that may compile WebAssembly, by their files; no other page may."""


def secured(html: str, page: str) -> str:
    """Return the page with its policy; doing it twice changes nothing more.

    Raises ValueError where the page has no ``<meta charset>`` behind which the policy could be put:
    what comes before it would run unwatched.
    """
    html = _META.sub("", html)
    charset = _CHARSET.search(html)
    first_script = _SCRIPT.search(html)
    if charset is None or (first_script and first_script.start() < charset.start()):
        message = f"{page} has no <meta charset> before its first script"
        raise ValueError(message)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(html, page))}">'
    return html[: charset.end()] + meta + html[charset.end() :]


def policy(html: str, page: str) -> str:
    """Return the policy that a page needs with what is in its HTML, and nothing wider."""
    scripts = ["'self'", *_hashes(html)]
    if page in STARTS_PYTHON:
        scripts.append("'wasm-unsafe-eval'")
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(scripts),
        "style-src": "'self' 'unsafe-inline'",
        # The theme's icons are pictures inside its style sheet.
        "img-src": "'self' data: blob:",
        "object-src": "'none'",
        "frame-src": "'none'",
        "base-uri": "'none'",
        # Forms are read by scripts; without scripts an answer must not go to the host either.
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _hashes(html: str) -> list[str]:
    """Return the hashes of the page's inline scripts, each once, in their order."""
    found: dict[str, None] = {}
    for attributes, body in _SCRIPT.findall(html):
        if "src=" in attributes or re.search(r'type="application/(?:ld\+)?json"', attributes):
            continue
        digest = hashlib.sha256(body.encode()).digest()
        found[f"'sha256-{base64.b64encode(digest).decode()}'"] = None
    return list(found)
