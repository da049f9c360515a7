"""Tie a page of the built site to the very bytes of its scripts and styles.

Each ``<script src>`` and stylesheet of ours gets ``integrity``, and its address gets the beginning
of its content's hash: a copy that a browser has of another version has another address, so it
is fetched anew instead of refused.  What modules import gets both through an import map, which
comes before the first script.  Browsers that know no import map take the plain addresses.

Before a module come hints of all that it imports at once, so that a browser need not read one
module after the other to learn of the next; they are there and not in the head, since the page's
styles come first.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LOADED = re.compile(
    r"""<(?P<kind>script|link)\b(?P<before>[^>]*?)\s(?P<name>src|href)=
        "(?P<address>[^"?\#:]+\.(?:css|js))(?:\?[0-9a-f]{16})?"(?P<after>[^>]*)>""",
    re.VERBOSE,
)
_INTEGRITY = re.compile(r' integrity="[^"]*"')
_MAP = re.compile(r'<script type="importmap">.*?</script>', re.DOTALL)
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r'\b(?:from|import)\s*(?P<later>\()?\s*"(?P<address>\.{1,2}/[^"]+\.js)"')
_ENGINE = re.compile(r'<meta name="engine"[^>]*>')
_HINT = re.compile(r'<link rel="modulepreload"[^>]*>')


class UntiedError(Exception):
    """A page asks for a script or a style that the site does not have."""


class Files:
    """What the site holds, by names relative to its root."""

    def __init__(self, site: Path, base: str) -> None:
        """Look into the folder of a site; ``base`` is the path of its address."""
        self._site = site
        self._base = base
        self._contents: dict[str, bytes] = {}

    def named(self, address: str, page: str) -> str:
        """Return the name of the file that a page means by an address."""
        if address.startswith("/"):
            return address.removeprefix(self._base)
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))

    def content(self, name: str) -> bytes:
        """Return a file's bytes, or raise UntiedError where there is none."""
        if name not in self._contents:
            try:
                self._contents[name] = (self._site / name).read_bytes()
            except OSError as error:
                message = f"{name} is asked for and is not in the site"
                raise UntiedError(message) from error
        return self._contents[name]

    def integrity(self, name: str) -> str:
        """Return what a browser compares the file with."""
        digest = hashlib.sha384(self.content(name)).digest()
        return "sha384-" + base64.b64encode(digest).decode()

    def version(self, name: str) -> str:
        """Return the hash in the file's address, by which docs/sw.js knows it too."""
        return hashlib.sha256(self.content(name)).hexdigest()[:16]

    def imported(self, name: str, *, at_once: bool = False) -> set[str]:
        """Return the names of all modules that a module imports, and that these import.

        ``at_once`` leaves out what is imported only when it is needed.
        """
        found: set[str] = set()
        waiting = [name]
        while waiting:
            module = waiting.pop()
            # Comments import types, which nobody loads.
            text = _COMMENT.sub("", self.content(module).decode())
            for asked in _IMPORT.finditer(text):
                other = self.named(asked["address"], module)
                if other not in found and not (at_once and asked["later"]):
                    found.add(other)
                    waiting.append(other)
        return found


def tied(html: str, page: str, files: Files, engine: str | None = None) -> str:
    """Return a page tied to what the site holds now; ``page`` is its name there.

    ``engine`` is the folder with what starts the engine, which no import map reaches.
    """
    modules: set[str] = set()
    prefix = ""

    def tag(start: str, address: str, name: str, end: str = "") -> str:
        return (
            f'<{start}="{address}?{files.version(name)}" integrity="{files.integrity(name)}"{end}>'
        )

    def element(found: re.Match[str]) -> str:
        nonlocal prefix
        name = files.named(found["address"], page)
        hints = ""
        if 'type="module"' in found["before"] + found["after"]:
            modules.update(files.imported(name))
            # 404.html is served at any path, so its addresses begin with the site's path.
            prefix = found["address"].removesuffix(name)
            hints = "".join(
                tag('link rel="modulepreload" href', (prefix or "./") + other, other)
                for other in sorted(files.imported(name, at_once=True))
            )
        before, after = (_INTEGRITY.sub("", found[part]) for part in ("before", "after"))
        start = f"{found['kind']}{before} {found['name']}"
        return hints + tag(start, found["address"], name, after)

    html = _LOADED.sub(element, _ENGINE.sub("", _HINT.sub("", _MAP.sub("", html))))
    if not modules:
        return html
    own = {name: (prefix or "./") + name for name in sorted(modules)}
    addresses = {name: f"{address}?{files.version(name)}" for name, address in own.items()}
    listed = {
        "imports": {own[name]: address for name, address in addresses.items()},
        "integrity": {address: files.integrity(name) for name, address in addresses.items()},
    }
    text = json.dumps(listed, separators=(",", ":"))
    charset = _CHARSET.search(html)
    if charset is None:
        message = f"{page} has no <meta charset>"
        raise UntiedError(message)
    script = f'<script type="importmap">{text}</script>'
    if engine:
        script = f'<meta name="engine" content="{prefix or "./"}{engine}/">' + script
    return html[: charset.end()] + script + html[charset.end() :]
