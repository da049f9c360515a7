"""No older browser is promised than has everything that the site's scripts use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from environment import NODE_MODULES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FEATURES = {
    # What it looks like, and the first Chrome, Firefox and Safari that have it (MDN's tables).
    "module workers": (r'type: "module"', (80, 114, 15.0)),
    "WebAssembly exceptions": (r"0, 6, 64, 25, 11, 11", (95, 100, 15.2)),
    "private methods": (r"\n  (?:async )?#\w+\(", (84, 90, 15.0)),
    "logical assignment": (r"(?:\?\?|\|\||&&)=", (85, 79, 14.0)),
    "replaceAll": (r"\.replaceAll\(", (85, 77, 13.1)),
    "at": (r"\.at\(", (92, 90, 15.4)),
    "Object.hasOwn": (r"Object\.hasOwn\(", (93, 92, 15.4)),
    "randomUUID": (r"\.randomUUID\(", (92, 95, 15.4)),
    "throwIfAborted": (r"\.throwIfAborted\(", (100, 97, 15.4)),
    "structuredClone": (r"structuredClone\(", (98, 94, 15.4)),
    "findLast": (r"\.findLast(?:Index)?\(", (97, 104, 15.4)),
    "checkVisibility": (r"\.checkVisibility\(", (105, 106, 17.4)),
    "requestSubmit": (r"\.requestSubmit\(", (76, 75, 16.0)),
    "class static blocks": (r"\bstatic \{", (94, 93, 16.4)),
    "lookbehind": (r"\(\?<[=!]", (62, 78, 16.4)),
    "import.meta.resolve": (r"import\.meta\.resolve", (105, 106, 16.4)),
    "AbortSignal.timeout": (r"AbortSignal\.timeout\(", (103, 100, 16.0)),
    "AbortSignal.any": (r"AbortSignal\.any\(", (116, 124, 17.4)),
    "copying changes of arrays": (r"\.(?:toSorted|toReversed|toSpliced)\(", (110, 115, 16.0)),
    "sets of sets": (r"\.(?:isSubsetOf|symmetricDifference|isDisjointFrom)\(", (122, 127, 17.0)),
    "groupBy": (r"\b(?:Object|Map)\.groupBy\(", (117, 119, 17.4)),
    "withResolvers": (r"Promise\.withResolvers\(", (119, 121, 17.4)),
    "regular expressions with sets": (r"/[dgimsuy]*v[dgimsuy]*[,;.)]", (112, 116, 17.0)),
}
"""A feature not listed escapes; of the language's own, tsconfig.json admits none after ES2022."""
NAMES = ("Chrome", "Firefox", "Safari")
PROMISE = re.compile(r"at least Chrome (\d+),\s+Firefox\s+(\d+)\s+or\s+Safari\s+([\d.]+)")


def scripts() -> Iterator[str]:
    """Yield all that a page runs, without the comments."""
    own = [*ROOT.glob("docs/assets/**/*.js"), ROOT / "docs" / "sw.js"]
    others = [NODE_MODULES / "lit-html" / "lit-html.js", NODE_MODULES / "uqr/dist/index.mjs"]
    for path in own + others:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


def needed() -> tuple[float, ...]:
    """Return the oldest versions that have everything."""
    code = "\n".join(scripts())
    used = [versions for look, versions in FEATURES.values() if re.search(look, code)]
    return tuple(map(max, zip(*used, strict=True)))


@pytest.mark.parametrize("page", ["README.md", "docs/decisions/0005-start.md"])
def test_the_promised_browsers_are_the_oldest_that_have_all_that_is_used(page: str) -> None:
    promised = PROMISE.search((ROOT / page).read_text(encoding="utf-8"))
    assert promised
    said = dict(zip(NAMES, map(float, promised.groups()), strict=True))
    assert said == dict(zip(NAMES, needed(), strict=True))


def test_nothing_newer_than_the_language_of_2022_is_used() -> None:
    assert '"lib": ["es2022",' in (ROOT / "tsconfig.json").read_text(encoding="utf-8")
