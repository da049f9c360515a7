"""A table as a grid of cells: what a cell holds, and how spreadsheets name its column."""

from __future__ import annotations

from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
"""A cell's value as a file holds it; text where the file is CSV."""

UNSAVED_FORMULA = "#没有保存结果的公式#"
"""Stands for a cell with a formula whose value was not saved: there is nothing to read."""


def letters(index: int) -> str:
    """Return a column's letters as spreadsheets show them: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
