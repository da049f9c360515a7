"""The written part of a page for readers: what the rules leave open for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from calculator.engine.rules.measure import NUMBERED
from calculator.engine.state_words import GROUPS, WAITING
from writing.parts import common
from writing.parts.site import PartError, Record, Site


@dataclass(frozen=True)
class Reader:
    """Whom a page is for: kinds of applicant, and what else is known of them."""

    kinds: tuple[str, ...]
    known: Record = field(default_factory=dict)


READERS = {
    "enterprise": Reader(("enterprise",)),
    "agriculture": Reader(("enterprise",), {"agricultural": True}),
    "sole-trader": Reader(("sole_trader",)),
    "organisation": Reader(("association", "institute", "cooperative")),
    "park": Reader(("park",)),
    "individual": Reader(("individual",)),
}
"""The pages for readers; what the rules do not exclude for one of its kinds is shown there."""


def reader_measures(site: Site, name: str) -> str:
    """Return what the rules leave open for the kinds of reader that a page is for."""
    reader = READERS.get(name.removeprefix("readers/").removesuffix(".md"))
    if reader is None:
        message = f"docs/{name}: 没有这一类读者,只有 {'、'.join(READERS)}"
        raise PartError(message)
    found = [_open_to(kind, reader, site, name) for kind in reader.kinds]
    several = len(found) > 1
    head = ("措施", *(["给谁"] if several else []), "条件", "标准", "原文")
    parts = []
    for words, classes, anchor in (
        ("写明了数字或算法的", NUMBERED, "amounts"),
        (GROUPS["possible"], "Q", "ask"),
        ("服务和便利", "S", "services"),
    ):
        rows = []
        for id_, measure in site.measures.items():
            whom = [kinds[id_] for kinds in found if id_ in kinds]
            if whom and measure["class"] in classes:
                unsettled = {reading for _, readings_ in whom for reading in readings_}
                conditions = common.conditions(measure, site, name, unsettled)
                names = ["<br>".join(label for label, _ in whom)] if several else []
                cells = (
                    "<br>".join(conditions),
                    common.gives(measure, site),
                    common.place(measure, site, name),
                )
                rows.append((measure["name"], *names, *cells))
        if rows:
            table = common.row_headed(common.table(head, rows))
            parts.append(f"## {words}（{len(rows)} 项） {{ #{anchor} }}\n\n{table}")
    return "\n\n".join(parts)


def _open_to(
    kind: str, reader: Reader, site: Site, name: str
) -> dict[str, tuple[str, Sequence[str]]]:
    """Return for each measure that one kind of reader may get its label and the open readings.

    Where one answer to a reading shuts the kind out, the label links the question.
    """
    labels = {option["id"]: option["label"] for option in site.facts["applicant"]["options"]}

    answers = {**reader.known, "applicant": kind}
    now = {measure["id"]: measure for measure in site.assess({"answers": answers})["measures"]}
    # A reading that no result waits for shuts nobody out of it.
    open_ = {id_ for measure in now.values() for id_ in measure["unsettled"]}
    settled = [
        (r, site.statuses({"answers": answers, "readings": {r["id"]: value}}))
        for r in site.catalogue["readings"]
        if r["id"] in open_ and not r["reply"]
        for value in (True, False)
    ]
    found: dict[str, tuple[str, Sequence[str]]] = {}
    for id_, measure in now.items():
        if measure["status"] != "ineligible":
            waits = [r for r, statuses in settled if statuses[id_] == "ineligible"]
            links = "、".join(f"[{WAITING}]({common.reading_page(r, name)})" for r in waits)
            label = labels[kind] + (f"（{links}）" if links else "")
            found[id_] = (label, [*measure["unsettled"], *measure["replied"]])
    return found
