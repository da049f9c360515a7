"""The words for the states of a result, the same on every page and in every file.

They never promise a payment: they say whether the conditions of the text were met.  Whether an
application is still accepted or paid is for the authority to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.engine import phrases

if TYPE_CHECKING:
    from datetime import date

VERDICTS = {"yes": "符合", "no": "不符合", "open": "待定"}
"""The verdict on one condition."""

AS_CHOSEN = "按所选读法"
"""Before a verdict that the other answer to a reading could change."""

AS_ASSUMED = "按假设（与答复不同）"
"""The same, where an authority has answered the reading otherwise."""

NOT_ASKED = "不要求"
"""The verdict, behind one of these, on a condition that is not asked with that answer."""

STATES = {
    "eligible": "期内符合或可能符合",
    "undetermined": VERDICTS["open"],
    "ineligible": VERDICTS["no"],
}
"""The status of a measure of any class."""

GROUPS = {
    "awards": "期内符合，条文写明金额",
    "prices": "期内符合，可按条文计算底价",
    "open": "待定",
    "possible": "可能符合，金额另行规定或没有写明",
    "services": "期内符合的服务和便利",
    "none": "不符合",
}
"""The groups of measures in a result, in their order, with their headings."""

_ELIGIBLE = {"C": "awards", "F": "prices", "Q": "possible", "S": "services"}


REPLIED = "已答复"
"""The state of a reading that an authority has answered."""

WAITING = "待答复"
"""The state of a reading that the authority has not settled."""

LEFT_OUT = "合计里没有算的"
"""The heading above what the highest amount leaves out."""

PAYEE_OPEN = "没有写明奖给谁"
"""What stands beside an amount where the text does not say who is paid."""


def validity(last_day: date, *, over: bool) -> dict[str, str]:
    """Return the state of a policy's term in a word and a sentence; ``over`` is after its end."""
    last = phrases.day_in_words(last_day)
    if over:
        return {"state": "已过有效期", "sentence": f"政策有效期至{last}，已届满。"}
    return {"state": "有效期内", "sentence": f"政策有效期至{last}。"}


def group_of(kind: str, status: str) -> str:
    """Return the group to which a measure of this class and status belongs."""
    return {"ineligible": "none", "undetermined": "open"}.get(status) or _ELIGIBLE[kind]


def status_in_words(kind: str, status: str) -> str:
    """Return the status of a measure of this class in words.

    In class Q it is "possibly": where the amount is set elsewhere, there may be more conditions.
    """
    if status != "eligible":
        return STATES[status]
    return "可能符合" if kind == "Q" else "期内符合"
