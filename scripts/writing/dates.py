"""The days that pages name: when they were checked, and whether the policy is still in force."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKED = dt.date(2026, 11, 23)
"""The day on which the pages were last compared with the source and the official page's data."""


def day_of_pages(variables: Mapping[str, str]) -> dt.date:
    """Return the day on which the pages are built, never before they were checked.

    SOURCE_DATE_EPOCH sets it, where given, so that builds can be repeated.  The day of the check is
    the earliest result, so an old time stamp cannot make an expired policy look in force.
    """
    epoch = variables.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.now(dt.UTC)
    built = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else now
    return max(built.date(), CHECKED)


def in_force(last_day: str, day: dt.date) -> bool:
    """Tell whether a policy whose last day is given is in force on a day."""
    return day <= dt.date.fromisoformat(last_day)
