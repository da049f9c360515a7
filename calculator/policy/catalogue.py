"""Puts the catalogue together: what the engine says of the rules, and what only this policy has.

All of it is plain dicts and lists, for ``wire.catalogue`` and the pages.
"""

from __future__ import annotations

from typing import Any

from calculator import __version__
from calculator.engine.describing.catalogue import catalogue_of
from calculator.engine.rules.diagram import bounds, worlds
from calculator.policy import OFFICIAL_URL, PHONE, POLICY
from calculator.policy.closing import CHAPTERS
from calculator.policy.facts import TOPICS
from calculator.policy.ledger import ledger
from calculator.policy.open_questions import question_records
from calculator.policy.search_aliases import SEARCH_ALIASES
from calculator.policy.size import size_helper
from calculator.policy.towns import town_helper
from calculator.policy.units import UNITS


def catalogue() -> dict[str, Any]:
    """Return the whole catalogue: amounts in 元, quotes as offsets in their article's text."""
    known = catalogue_of(POLICY, UNITS, TOPICS)
    header = {
        **known["policy"],
        "hotline": PHONE,
        "official_url": OFFICIAL_URL,
        "version": __version__,
        # The most that the text can pay to anyone: the full length of the bars on the page.
        "highest": bounds(worlds(POLICY.groups))[1],
    }
    return {
        **known,
        "policy": header,
        "chapters": list(CHAPTERS),
        "questions": question_records(),
        "helpers": [town_helper(), size_helper()],
        "ledger": ledger(),
        "spoken": {word: list(meant) for word, meant in SEARCH_ALIASES.items()},
    }
