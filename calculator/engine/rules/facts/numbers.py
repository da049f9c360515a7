"""Numbers of a document, read exactly: whole ones, hundredths, and spans of two."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.engine.messages import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 10**15
"""No amount of 元 is as large; documents, tables and databases refuse it alike."""

DIGITS = 30
"""How many digits before the point a number with decimals may have."""


def whole(number: object) -> int | None:
    """Return a JSON number that is whole as an int; None for all else (also for true)."""
    if isinstance(number, bool):
        return None
    if isinstance(number, Decimal):
        return _scaled(number, 0)
    return number if isinstance(number, int) else None


def hundredths(number: object) -> int | None:
    """Return a JSON number with at most two decimals in hundredths; None for all else."""
    if isinstance(number, float):
        # A Python caller's 84.01 is meant as written, not as its binary neighbour.
        number = Decimal(str(number))
    if isinstance(number, Decimal):
        return _scaled(number, 2)
    found = whole(number)
    return None if found is None else found * 100


def not_negative(number: int | None) -> int | None:
    """Return the number; None where it is negative."""
    return None if number is None or number < 0 else number


def below(most: int, number: int | None) -> int | None:
    """Return the number; None where it is not below ``most``."""
    return None if number is None or number >= most else number


def span(answer: object, read_end: Callable[[object], Any]) -> tuple[Any, Any]:
    """Return both ends of a single value or of a list of two; ``Unreadable`` for all else."""
    ends = answer if isinstance(answer, list) else [answer, answer]
    if len(ends) != 2:  # noqa: PLR2004 - a range has two ends
        raise Unreadable(answer)
    low, high = read_end(ends[0]), read_end(ends[1])
    if low is None or high is None or low > high:
        raise Unreadable(answer)
    return low, high


def span_schema(end: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the JSON Schemas of a single value and of a list of two."""
    return [end, {"type": "array", "items": end, "minItems": 2, "maxItems": 2}]


def sql_below(column: str, ends: Iterable[str], first: int) -> list[str]:
    """Return the arms of a CASE that number the cells that end at ``ends``, from ``first`` on."""
    return [f"WHEN {column} < {end} THEN {n}" for n, end in enumerate(ends, start=first)]


def _scaled(number: Decimal, places: int) -> int | None:
    """Return number x 10**places, or None where that is not whole, or far too large.

    Worked out on the digits, since arithmetic would round a long fraction or overflow.
    """
    if not number.is_finite() or number.adjusted() >= DIGITS:
        return None
    sign, digits, exponent = number.as_tuple()
    written = "".join(map(str, digits))
    beyond = -(int(exponent) + places)
    if beyond > 0:
        if written[-beyond:].strip("0"):
            return None
        written = written[:-beyond] or "0"
    else:
        written += "0" * -beyond
    return -int(written) if sign else int(written)
