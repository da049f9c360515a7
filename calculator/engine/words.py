"""The words in which a result is told: one for each state, wherever it is told.

They never promise: the conditions of the text were met, or not; whether anything is still accepted
or paid is for the authority to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.engine import phrases

if TYPE_CHECKING:
    from datetime import date

VERDICTS = {"yes": "符合", "no": "不符合", "open": "待定"}
"""What is said of one condition."""

STATES = {
    "eligible": "期内符合或可能符合",
    "undetermined": VERDICTS["open"],
    "ineligible": VERDICTS["no"],
}
"""What is said of a measure of any class by its status alone."""

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


LEFT_OUT = "合计里没有算的"
"""The heading of what the highest amount does not span."""


def validity(last_day: date, *, over: bool) -> dict[str, str]:
    """Return what is said of a policy's term, in it or after it: its state, and a sentence."""
    last = phrases.day_in_words(last_day)
    if over:
        return {"state": "已过有效期", "sentence": f"政策有效期至{last}，已届满。"}
    return {"state": "有效期内", "sentence": f"政策有效期至{last}。"}


def group_of(kind: str, status: str) -> str:
    """Return the group in which a measure of this class and status stands."""
    return {"ineligible": "none", "undetermined": "open"}.get(status) or _ELIGIBLE[kind]


def status_in_words(kind: str, status: str) -> str:
    """Return what is said of a measure of this class and status.

    Where the amount stands elsewhere, more conditions may stand there too.
    """
    if status != "eligible":
        return STATES[status]
    return "可能符合" if kind == "Q" else "期内符合"
