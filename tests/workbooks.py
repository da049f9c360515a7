"""Plain workbooks, as a person might have saved them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.batch.tables import safe
from calculator.batch.writing.workbook import Column, Sheet, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.batch.parsing.grid import Cell


def xlsx_bytes(sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Return an XLSX file with these sheets, the headings of each in its first row."""
    book = Workbook()
    for title, (head, *rows) in sheets:
        sheet = book.begin(Sheet(title, tuple(Column(safe(each)) for each in head)))
        sheet.add([safe(cell) for cell in row] for row in rows)
    return book.finished()
