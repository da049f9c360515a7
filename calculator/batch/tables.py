"""CSV and XLSX files, read and written so that nothing in a cell is ever run.

Formulas are never evaluated: of a cell with a formula the value counts that the spreadsheet saved.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import tempfile
import warnings
import zipfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calculator.batch.cells import Cell

BIGGEST = 500_000_000
"""Bytes that an XLSX file may unpack to; a longer one is refused rather than filling the memory."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DANGEROUS = tuple("=+-@\t\r\n=+-@")
"""First characters that make a spreadsheet run a cell, full-width ones included."""

CELL_LIMIT = 32_000
"""Characters that fit into a spreadsheet's cell, with a little room."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Unusable(ValueError):  # noqa: N818 - it names the file
    """A file that cannot be read or written; its text says why."""


UNSAVED_FORMULA = "#没有保存结果的公式#"
"""Stands for a cell with a formula whose value was not saved: there is nothing to read."""


def read_table(content: bytes, name: str) -> list[tuple[Cell, ...]]:
    """Return the rows of a CSV or XLSX file; ``name`` is its name, for the messages.

    Raises Unusable where it is neither.
    """
    if content.startswith(OLD_EXCEL):
        message = f"{name}:是旧版 .xls 或加密的文件;请另存为不加密的 .xlsx 或 .csv"
        raise Unusable(message)
    if content.startswith(b"PK"):
        return _read_xlsx(content, name)
    return _read_csv(content, name)


def _read_csv(content: bytes, name: str) -> list[tuple[Cell, ...]]:
    text = _decoded(content, name)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return [
            tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        message = f"{name}:不是能读的 CSV({error})"
        raise Unusable(message) from None


def _decoded(content: bytes, name: str) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or GB18030 as Chinese spreadsheets save it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = f"{name}:不是 UTF-8,也不是 GB18030 编码;请另存为“CSV UTF-8”"
    raise Unusable(message)


def _read_xlsx(content: bytes, name: str) -> list[tuple[Cell, ...]]:
    openpyxl = _openpyxl()
    try:
        _refuse_bomb(content, name)
        with warnings.catch_warnings():
            # What openpyxl does not know (themes, validations) is not read here anyway.
            warnings.simplefilter("ignore")
            values = _first_sheet(_opened(openpyxl, content, data_only=True))
            formulas = _first_sheet(_opened(openpyxl, content, data_only=False))
    except Unusable:
        raise
    except Exception as error:
        # A damaged file fails in many ways, deep inside zip and XML readers.
        message = f"{name}:不是能读的 XLSX({type(error).__name__})"
        raise Unusable(message) from error
    return [
        tuple(
            UNSAVED_FORMULA if value is None and _is_formula(formula) else value
            for value, formula in zip_longest(row, written)
        )
        for row, written in zip_longest(values, formulas, fillvalue=())
    ]


def _refuse_bomb(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > BIGGEST:
            message = f"{name}:展开后过大;请拆成几个文件"
            raise Unusable(message)


def _is_formula(written: object) -> bool:
    # Array formulas are objects of their own, not text.
    return written is not None and (not isinstance(written, str) or written.startswith("="))


def _opened(openpyxl: Any, content: bytes, *, data_only: bool) -> Any:  # noqa: ANN401
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _first_sheet(book: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl's workbook
    sheet = next(
        (each for each in book.worksheets if each.sheet_state == "visible"), book.worksheets[0]
    )
    # Some programs save a wrong size of the sheet.
    sheet.reset_dimensions()
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    book.close()
    return rows


def _openpyxl() -> Any:  # noqa: ANN401 - the module
    try:
        import openpyxl  # noqa: PLC0415 - only XLSX files need it
    except ImportError:
        message = "读写 XLSX 要先安装 openpyxl:pip install 'specialised-town[screen]'"
        raise Unusable(message) from None
    return openpyxl


def safe(cell: Cell) -> Cell:
    """Return a cell's value so that no spreadsheet takes it for a formula."""
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("", cell)
    if len(text) > CELL_LIMIT:
        text = text[:CELL_LIMIT] + "…"
    # Blanks before it do not help: some programs cut them off.
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file in UTF-8 with the mark by which spreadsheets know the encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(["" if cell is None else safe(cell) for cell in row])
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", "replace")


def xlsx_bytes(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """Return an XLSX file with these sheets; all text is written as text, never as a formula."""
    openpyxl = _openpyxl()
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=safe(value))  # type: ignore[arg-type]
                if isinstance(value, str):
                    cell.data_type = "s"
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that it is there whole or not at all; Unusable where it cannot be."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        message = f"{path}:不能写入({error.strerror})"
        raise Unusable(message) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        # mkstemp makes files for their owner alone; a result is an ordinary file.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        message = f"{path}:不能写入({error.strerror})"
        raise Unusable(message) from None


def numbered(rows: Sequence[Sequence[Cell]], first: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows from ``first`` on with their numbers in a spreadsheet; no blank ones."""
    for number, row in enumerate(rows[first:], start=first + 1):
        if any(cell is not None and str(cell).strip() for cell in row):
            yield number, row
