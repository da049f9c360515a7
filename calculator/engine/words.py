"""The words in which a result is told: one for each state, wherever it is told.

They never promise: the conditions of the text were met, or not; whether anything is still accepted
or paid is for the authority to say.
"""

from __future__ import annotations

VERDICTS = {"yes": "符合", "no": "不符合", "open": "待定"}
"""What is said of one condition."""

GROUPS = {
    "awards": "期内符合，条文写明金额",
    "prices": "期内符合，可按条文计算底价",
    "open": "待定",
    "possible": "可能符合，金额另行规定或没有写明",
    "services": "期内符合的服务和便利",
    "none": "不符合",
}
"""The groups of measures in a result, in their order, and what they are called."""

_ELIGIBLE = {"C": "awards", "F": "prices", "Q": "possible", "S": "services"}


def group_of(kind: str, status: str) -> str:
    """Return the group in which a measure of this class and status stands."""
    return {"ineligible": "none", "undetermined": "open"}.get(status) or _ELIGIBLE[kind]


def status_in_words(kind: str, status: str) -> str:
    """Return what is said of a measure of this class and status.

    Where the amount stands elsewhere, more conditions may stand there too.
    """
    if status != "eligible":
        return VERDICTS["no" if status == "ineligible" else "open"]
    return "可能符合" if kind == "Q" else "期内符合"
