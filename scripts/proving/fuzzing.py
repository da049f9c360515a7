"""Documents, links and tables that nobody would write, for readers that must never fail on them.

A reader may refuse what it is given, in its own words; any other exception, an answer that is no
JSON, or a total with its ends the wrong way round is a fault.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from calculator import wire
from calculator.batch import page, screen, tables
from calculator.batch.writing import report
from calculator.policy import POLICY
from proving import fragments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUND = 100
"""Examples between two looks at the clock."""

_IDS = [*(fact.id for fact in POLICY.facts), *(reading.id for reading in POLICY.readings)]
_LABELS = [fact.label for fact in POLICY.facts]

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2023-10-31", "2025-12-31", "enterprise", "revenue-milestone", "?"])
)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_answers = st.dictionaries(st.sampled_from(_IDS) | st.text(max_size=8), _values, max_size=6)
_documents = st.fixed_dictionaries(
    {}, optional={"as_of": _values, "answers": _answers | _values, "readings": _answers | _values}
).map(json.dumps)

_cells = st.sampled_from(
    [
        "是",
        "否",
        "不清楚",
        "2亿",
        "3000万元至1亿元",
        "2024/5/6",
        "2024年5月6日",
        "=1+1",
        "1e999",
        "-0",
        "",
    ]
) | st.text(max_size=12)
_headings = st.sampled_from([*_LABELS, *_IDS]) | _cells
_csv_files = st.builds(
    lambda rows, delimiter, encoding: "\r\n".join(delimiter.join(row) for row in rows).encode(
        encoding, "replace"
    ),
    st.tuples(
        st.lists(_headings, min_size=1, max_size=5),
        st.lists(_cells, max_size=6),
        st.lists(_cells, max_size=6),
    ),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)

_MOST_PROBLEMS = 6
_words = st.sampled_from(
    [
        *_IDS, *(option[0] for fact in POLICY.facts for option in getattr(fact, "options", ())),
        *(fact.topic for fact in POLICY.facts), *(measure.id for measure in POLICY.measures),
        "article", "topics", "none", "v", "yes", "no", "unknown", "?", "[]", "{}",
        "2024-02-29", "2023-02-29", "0000-00-00", "9999-12-31", "500000000", "9007199254740992",
        "0", "-1", "1.5", "84.125", "1e9", "..", "1..2", "2..1", "__proto__", "constructor",
        "%E5%85%AC", "%", "%00", "<script>",
    ]
)  # fmt: skip
_links = st.lists(
    st.builds("{}={}".format, _words, st.lists(_words, max_size=3).map(",".join))
    | st.builds("{}={}".format, _words, st.text(max_size=12))
    | st.text(max_size=12),
    max_size=8,
).map("&".join)


def try_document(document: str) -> None:
    """Assess a document, and ask all else of it; raise unless a sound result or a refusal comes."""
    reply = json.loads(wire.assess(document))
    if not _refuses(reply) and not 0 <= reply["total"]["low"] <= reply["total"]["high"]:
        message = f"a total that cannot be: {reply['total']}"
        raise AssertionError(message)
    _refuses(json.loads(wire.size(document)))
    _refuses(json.loads(wire.asking(document)))


def _refuses(reply: dict[str, Any]) -> bool:
    """Tell whether a reply is a refusal; raise where it is one without words."""
    if "error" not in reply:
        return False
    if not reply["error"] or not all(isinstance(line, str) for line in reply["error"]):
        message = f"a refusal without words: {reply}"
        raise AssertionError(message)
    return True


def try_page(content: bytes) -> None:
    """Take a file through the page's steps.

    Raises where a step crashes, or where reading the file is refused without words.
    """
    session = page.TableSession()

    def said(reply: str) -> dict[str, Any] | None:
        """Return what a step says; None where it refuses the file."""
        told: dict[str, Any] = json.loads(reply)
        if "error" in told and not told["error"].strip():
            message = "a refusal without words"
            raise AssertionError(message)
        return None if "error" in told else told

    opened = said(session.open_file(content, "表.csv"))
    if opened and opened["sheet"] is None:
        opened = said(session.choose_sheet(opened["sheets"][0]["name"]))
    if not (opened and said(session.more(1000)) and (found := said(session.headings()))):
        return
    document = {
        "columns": [{**each, "unit": each["unit"] or 10_000} for each in found["columns"]],
        "answers": {ask["id"]: ask["choices"][0]["value"] for ask in found["ask"]},
        "readings": {},
        "as_of": "2024-12-01",
    }
    session.lay_out(json.dumps(document))
    session.check(1000)
    session.preview()
    session.assess(ROUND)


def try_table(content: bytes) -> None:
    """Screen a file; raise where it is neither screened nor refused in words."""
    try:
        table = tables.read_table(content, "表.csv")
    except tables.Unusable:
        return
    sheet = screen.read_sheet(table, date(2024, 12, 1))
    for row in report.lines(sheet.reader, sheet.numbered, problems=True):
        if not row:
            message = "a row of the result without a cell"
            raise AssertionError(message)


def try_link(fragment: str) -> None:
    """Open a link; raise where the form could not hold it or the engine would not take it."""
    found = fragments.decoded(fragment)
    state = found["state"]
    document = {"answers": state["answers"], "readings": state["readings"]}
    reply = json.loads(wire.assess(json.dumps(document)))
    if "error" in reply:
        message = f"the engine refuses what the page has read: {reply['error']}"
        raise AssertionError(message)
    if found["link"] != found["again"]:
        message = f"a link that changes by itself: {found['link']} {found['again']}"
        raise AssertionError(message)
    if len(found["problems"]) > _MOST_PROBLEMS:
        message = f"more complaints than anybody reads: {len(found['problems'])}"
        raise AssertionError(message)


@dataclass(frozen=True)
class Target:
    """A reader with the inputs to try on it."""

    inputs: st.SearchStrategy[Any]
    reader: Callable[[Any], None]


TARGETS = {
    "documents": Target(_documents, try_document),
    "texts": Target(st.text(), try_document),
    "tables": Target(_csv_files, try_table),
    "fragments": Target(_links | st.text(), try_link),
    "bytes": Target(st.binary() | st.binary().map(b"PK\x03\x04".__add__), try_table),
}
"""What can be tried, by its name on the command line."""


def attempt(
    name: str, start: int = 0, phases: Sequence[Phase] = tuple(Phase)
) -> Callable[[], None]:
    """Return one round of examples for a target; another ``start`` gives other examples.

    Among the ``phases`` is making what fails as short as it can be, which takes longest.
    """
    target = TARGETS[name]

    @seed(start)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def one(example: Any) -> None:  # noqa: ANN401 - text or bytes
        target.reader(example)

    return one


def run(name: str, seconds: float, start: int = 0) -> int:
    """Try one target for so many seconds; return the number of rounds, raise at the first fault."""
    end = time.monotonic() + seconds
    rounds = 0
    while not rounds or time.monotonic() < end:
        attempt(name, start + rounds)()
        rounds += 1
    return rounds
