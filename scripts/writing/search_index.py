"""Puts together what the site's search knows: its synonyms, and the sections that it looks through.

The synonyms are listed in ``calculator/policy/search_aliases.py``, the units' names in ``units.py``
beside it, and so is what has no words in the text, with the place that answers it.
"""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

_LONGEST = 2000
"""Characters of one section that are searched; no sentence of the text is longer."""


def aliases(catalogue: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return all synonyms: units' other names for those in the text, then the listed ones."""
    found: dict[str, list[str]] = {}
    for unit in catalogue["units"]:
        for name in (unit["full_name"], *unit["spellings"][1:]):
            if name != unit["name"]:
                found[name.lower()] = [unit["name"]]
    return {**found, **catalogue["spoken"]}


_TAG = re.compile(r"<[^>]+>")
_REPEATED = frozenset(
    {
        *("measures", "open", "related", "cite", "articles", "readings"),
        *("ask", "amounts", "services", "announced", "other-awards", "revenue-milestone"),
    }
)
"""Sections of the home page and of those of articles, units and readers that repeat, by links or in
tables, what other pages say: finding them helps nobody."""

_REPEATS = re.compile("(?:policy|units|readers)/.*|", re.DOTALL)
"""The pages that have such sections."""


def divided(index: str) -> tuple[str, str]:
    """Return an empty index for the theme, and the sections for our own search worker.

    The theme loads its index on every page; ours waits for the first query. The sections come
    without what is repeated, without tags and without the calculator's form: they rank better.
    """
    record = json.loads(index)
    sections = []
    for entry in record["docs"]:
        page, _, anchor = entry["location"].partition("#")
        is_repeated = anchor in _REPEATED and _REPEATS.fullmatch(page)
        if is_repeated or (page == "calculator/" and anchor):
            continue
        words = " ".join(html.unescape(_TAG.sub(" ", entry["text"])).split())
        sections.append({**entry, "text": html.escape(words[:_LONGEST], quote=False)})
    return _compact({**record, "docs": []}), _compact(sections)


def _compact(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
