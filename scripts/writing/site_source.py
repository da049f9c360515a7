"""Read docs/ and the rules into one `Site`, for scripts/pages and for the MkDocs hook alike."""

import importlib
import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from environment import ROOT

from calculator.engine.assess import allowed_cells, judge
from writing import form, page_checks, page_parts
from writing.parts.site import Record, Site

DOCS = ROOT / "docs"


class DisagreementError(Exception):
    """The pages and the rules do not agree, or the rules cannot be read; one line per complaint."""


def read(docs: Path = DOCS) -> Site:
    """Return the site's source.

    The rules are imported here and not above, so that a mistake in them comes out as a
    message and not as a failed import of this module.
    """
    try:
        wire = importlib.import_module("calculator.wire")
        catalogue = json.loads(wire.catalogue())
        examples = importlib.import_module("calculator.policy.examples").EXAMPLES
    except Exception as error:
        message = f"规则读不出来：{error}"
        raise DisagreementError(message) from error

    # Results on pages are those of the last day, unless authorities have replied since.
    last_day = catalogue["policy"]["last_day"]
    day = max([last_day, *(r["reply"]["since"] for r in catalogue["readings"] if r["reply"])])

    # The same cases are asked about in several parts.
    answered = cache(wire.assess)

    def assess(document: Record) -> dict[str, Any]:
        return dict(json.loads(answered(json.dumps({"as_of": day, **document}))))

    def statuses(document: Record) -> dict[str, str]:
        case = wire.read_case(wire.POLICY, document, date.fromisoformat(day))
        allowed = allowed_cells(wire.POLICY, case)
        return {
            provision.measure.id: judge(wire.POLICY, provision, allowed).status
            for provision in wire.POLICY.provisions
        }

    pages = {
        path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(docs.rglob("*.md"))
    }
    from calculator.batch import cases  # noqa: PLC0415 - it imports the rules

    site = Site(catalogue, assess, statuses, pages, form.form, examples)
    try:
        return replace(site, cases=cases.read((docs / cases.NAME).read_bytes()))
    except cases.WrongCases as wrong:
        return replace(site, wrong_cases=wrong.problems)


def check(site: Site) -> None:
    """Raise `DisagreementError`, one complaint per line, when text, rules and pages differ."""
    rules = importlib.import_module("calculator.wire").POLICY
    found = [
        *rules.problems(),
        *page_checks.complaints(site.pages, site.catalogue),
        *site.wrong_cases,
    ]
    if found:
        raise DisagreementError("\n".join(found))


def rewritten(site: Site, docs: Path = DOCS) -> dict[str, str]:
    """Return the pages whose written parts are out of date, with the text they should have.

    So is the file of cases where a spreadsheet has saved it in its own way.
    """
    filled = {name: page_parts.fill(page, name, site) for name, page in site.pages.items()}
    stale = {name: page for name, page in filled.items() if page != site.pages[name]}
    from calculator.batch import cases  # noqa: PLC0415 - it imports the rules

    saved = (docs / cases.NAME).read_bytes()
    kept = cases.normal(saved)
    return stale if kept.encode() == saved else {**stale, cases.NAME: kept}
