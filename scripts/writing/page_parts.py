"""What the rules know, as Markdown for the pages: one pure function per marker.

A page holds `<!-- begin:NAME -->` … `<!-- end:NAME -->`; `fill` writes between the two
what `PARTS[NAME]` makes of the catalogue, and the counts of measures in what is around.
Nothing here writes files.
"""

import re
from collections.abc import Callable

from writing import counts, materials, policy_text
from writing.parts import (
    across,
    articles,
    cases,
    examples,
    form_questions,
    notes,
    readers,
    readings,
    replies,
    units,
)
from writing.parts.site import PartError, Site

_MARKER = re.compile(r"(<!-- begin:([\w-]+) -->\n)(.*?)(<!-- end:\2 -->)", re.DOTALL)

_PROOF = "proof"
"""Written by `scripts/prove --markdown`, since it takes minutes."""

_OWN_TEXT = "text"
"""The verbatim part of a text page: no rule writes it, but the notes between its sentences."""


PARTS: dict[str, Callable[[Site, str], str]] = {
    "measures": articles.article_measures,
    "unit-articles": units.unit_articles,
    "unit-measures": units.unit_measures,
    "unit-readings": units.unit_readings,
    "units": units.units_table,
    "matrix": units.matrix,
    "awards": across.awards,
    "cases": cases.cases,
    "form-questions": form_questions.form_questions,
    "reader-measures": readers.reader_measures,
    "readings": readings.readings,
    "replies": replies.changes,
    "ledger": across.ledger,
    "classes": across.classes,
    "whole-text": across.whole_text,
    "downloads": across.downloads,
    "form": across.form,
    "examples": examples.examples,
    "materials": materials.written,
}


PARTS_OF_ONE: dict[str, Callable[[Site, str, str], str]] = {
    "treatment": readings.treatment,
    "note": notes.note,
}
"""Parts for one thing, which the marker names behind a hyphen."""


def fill(page: str, name: str, site: Site) -> str:
    """Return the page with every part written anew; `name` is its path under docs/."""

    def written(found: re.Match[str]) -> str:
        part = found[2]
        if part == _PROOF:
            return found[0]
        if part == _OWN_TEXT:
            return f"{found[1]}{_MARKER.sub(written, found[3])}{found[4]}"
        one, _, of = part.rpartition("-")
        if one in PARTS_OF_ONE:
            body = PARTS_OF_ONE[one](site, name, of)
            return f"{found[1]}\n{body}\n\n{found[4]}"
        if part not in PARTS:
            known = policy_text.nearest(part, [*PARTS, *PARTS_OF_ONE])
            message = f"docs/{name}: 没有名为“{part}”的部分，最接近的是“{known}”"
            raise PartError(message)
        body = PARTS[part](site, name).strip("\n")
        return f"{found[1]}\n{body}\n\n{found[4]}"

    return _MARKER.sub(written, counts.written(page, site.catalogue))
