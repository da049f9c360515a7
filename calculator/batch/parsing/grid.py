"""A table as a grid of cells: what a cell holds, and how spreadsheets name its column."""

from __future__ import annotations

from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
"""A cell's value as a file holds it; text where the file is CSV."""

EXAMPLE = "示例（这一行不参加测算）"
"""The name in the template's row of examples: a row that has it is no applicant."""

UNSAVED_FORMULA = "#没有保存结果的公式#"
MERGED_ACROSS = "#横向合并的单元格#"
HIDDEN = "#看不见的内容#"

UNREADABLE = {
    UNSAVED_FORMULA: "在电子表格中重新计算并保存后的数值",
    MERGED_ACROSS: "拆开以后每一列自己的内容",
    HIDDEN: "看得见的内容：先改掉不显示的数字格式或白色的字",
}
"""Texts put in place of a cell in which there is nothing to read, with what would be readable.

A formula's value may not have been saved; of a cell merged across columns nobody can tell which of
them it is for; and what a format hides nobody has looked at.
"""


def is_blank(cell: Cell) -> bool:
    """Return whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letters(index: int) -> str:
    """Return a column's letters as spreadsheets show them: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def index_of(name: str) -> int:
    """Return the place of a column by its letters: A is 0, AA is 26."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
