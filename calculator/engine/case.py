"""One applicant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Case:
    """One applicant: the answers, the readings that are settled, and the day of the result."""

    answers: dict[str, Any]
    readings: dict[str, bool]
    as_of: date
