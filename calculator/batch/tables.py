"""CSV and XLSX files, read and written so that nothing in a cell is ever executed.

Formulas are never evaluated: the value that the spreadsheet saved with a formula counts.
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
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch.grid import UNSAVED_FORMULA
from calculator.batch.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from calculator.batch.grid import Cell

BIGGEST = 500_000_000
"""Bytes that an XLSX file may unpack to; a larger one would fill the memory and is refused."""

SOUGHT_IN = 10
"""Lines in which the mark between the cells of a CSV file is looked for."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters that make a spreadsheet run a cell, full-width ones included."""

CELL_LIMIT = 32_000
"""Characters that fit into a spreadsheet's cell, with a little room."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
"""Literal text in a number format, and its colours and languages."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Unusable(ValueError):  # noqa: N818 - it names the file
    """A file that cannot be read or written; its text says why."""


def read_table(content: bytes, name: str) -> list[tuple[Cell, ...]]:
    """Return the rows of a CSV or XLSX file; ``name`` is its name, for the messages.

    Raises Unusable where it is neither.
    """
    return list(rows_of(content, name))


def rows_of(content: bytes, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the same rows one by one; Unusable may come with any of them."""
    if content.startswith(OLD_EXCEL):
        message = f"{name}：是旧版 .xls 或加密的文件；请另存为不加密的 .xlsx 或 .csv"
        raise Unusable(message)
    yield from (_xlsx_rows if content.startswith(b"PK") else _csv_rows)(content, name)


def _csv_rows(content: bytes, name: str) -> Iterator[tuple[Cell, ...]]:
    text = _decoded(content, name)
    # A title may be above the headings; the line with the most delimiters decides.
    lines = text.split("\n", SOUGHT_IN)[:SOUGHT_IN]
    delimiter = max(",\t;", key=lambda mark: max(line.count(mark) for line in lines))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(row)
    except csv.Error as error:
        message = f"{name}：不是能读的 CSV（{error}）"
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
    message = f"{name}：不是 UTF-8，也不是 GB18030 编码；请另存为“CSV UTF-8”"
    raise Unusable(message)


def _xlsx_rows(content: bytes, name: str) -> Iterator[tuple[Cell, ...]]:
    openpyxl = _openpyxl()
    try:
        has_formulas = _inspected(content, name)
        with warnings.catch_warnings():
            # openpyxl warns of what it does not support, such as themes: not needed here.
            warnings.simplefilter("ignore")
            values = _first_sheet(_opened(openpyxl, content, data_only=True))
            if not has_formulas:
                yield from values
                return
            formulas = _first_sheet(_opened(openpyxl, content, data_only=False))
            for row, written in zip_longest(values, formulas, fillvalue=()):
                yield tuple(
                    UNSAVED_FORMULA if value is None and _is_formula(formula) else value
                    for value, formula in zip_longest(row, written)
                )
    except (Unusable, ImportError):
        raise
    except Exception as error:
        # A damaged file raises many kinds of errors, deep inside zip and XML readers.
        message = f"{name}：不是能读的 XLSX（{type(error).__name__}）"
        raise Unusable(message) from error


def _inspected(content: bytes, name: str) -> bool:
    """Return whether a sheet has formulas; Unusable where the file unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > BIGGEST:
            message = f"{name}：展开后过大；请拆成几个文件"
            raise Unusable(message)
        return any(
            _holds_formula(archive, part.filename)
            for part in parts
            if part.filename.startswith("xl/worksheets/")
        )


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        end = b""
        while piece := part.read(1 << 20):
            if _FORMULA.search(end + piece):
                return True
            end = piece[-8:]
    return False


def _is_formula(written: object) -> bool:
    # Array formulas are objects of their own, not text.
    return written is not None and (not isinstance(written, str) or written.startswith("="))


def _opened(openpyxl: Any, content: bytes, *, data_only: bool) -> Any:  # noqa: ANN401
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _first_sheet(book: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl's workbook
    sheet = next(
        (each for each in book.worksheets if each.sheet_state == "visible"), book.worksheets[0]
    )
    # Some programs save a wrong size of the sheet.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield tuple([_as_shown(cell) if cell.data_type == "d" else cell.value for cell in row])
    book.close()


def _as_shown(cell: Any) -> Cell:  # noqa: ANN401 - openpyxl's cell
    """Return a cell's day, or the month or year as text where its format shows no more.

    A spreadsheet saves a month as its 1st, although nobody meant that day.
    """
    day: Cell = cell.value
    code = _LITERAL.sub("", cell.number_format).lower()
    if not isinstance(day, date) or "y" not in code or "d" in code or "h" in code:
        return day
    return f"{day.year}年{day.month}月" if "m" in code else f"{day.year}年"


def _openpyxl() -> Any:  # noqa: ANN401 - the module
    try:
        import openpyxl  # noqa: PLC0415 - only XLSX files need it
    except ModuleNotFoundError as error:
        if error.name != "openpyxl":
            raise
        message = "读 XLSX 要先安装 openpyxl:pip install 'specialised-town[screen]'"
        raise Unusable(message) from None
    return openpyxl


def safe(cell: Cell) -> Cell:
    """Return a cell's value so that no spreadsheet takes it for a formula."""
    if not isinstance(cell, str):
        return cell
    return _made_safe(cell) if len(cell) > _LONG else _safe_word(cell)


def _made_safe(cell: str) -> str:
    text = _CONTROL.sub("", cell)
    if len(text) > CELL_LIMIT:
        text = text[:CELL_LIMIT] + "…"
    # Leading blanks are no protection: some programs cut them off.
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


_LONG = 100
"""Longer texts are mostly unique: they are not cached."""

_safe_word = lru_cache(maxsize=5000)(_made_safe)


def csv_bytes(rows: Iterable[Sequence[Cell]], *, first: bool = True) -> bytes:
    """Return a CSV file in UTF-8 with the mark by which spreadsheets know the encoding.

    In a file made of several pieces, only the ``first`` has the mark.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(["" if cell is None else safe(cell) for cell in row])
    return (codecs.BOM_UTF8 if first else b"") + out.getvalue().encode("utf-8", "replace")


def xlsx_bytes(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """Return an XLSX file with these sheets; all text is written as text, never as a formula."""
    book = Workbook()
    for title, rows in sheets:
        book.begin(title)
        book.add([safe(cell) for cell in row] for row in rows)
    return book.finished()


WRITERS: dict[str, Callable[[Sequence[tuple[str, Sequence[Sequence[Cell]]]]], bytes]] = {
    "csv": lambda sheets: csv_bytes(sheets[0][1]),
    "xlsx": xlsx_bytes,
}
"""Each format in which tables are written, by its suffix; CSV has room for the first sheet only."""


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file atomically; Unusable where that fails."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        message = f"{path}：不能写入（{error.strerror}）"
        raise Unusable(message) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        # mkstemp creates files that only their owner can read; a result is an ordinary file.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        message = f"{path}：不能写入（{error.strerror}）"
        raise Unusable(message) from None


def numbered(rows: Sequence[Sequence[Cell]], first: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows from ``first`` on with their numbers in a spreadsheet; no blank ones."""
    for number, row in enumerate(rows[first:], start=first + 1):
        if any(cell is not None and str(cell).strip() for cell in row):
            yield number, row
