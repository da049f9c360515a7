"""CSV and XLSX files, read and written so that nothing in a cell is ever executed.

Formulas are never evaluated: the value that the spreadsheet saved with a formula counts.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import posixpath
import re
import warnings
import zipfile
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice, repeat, zip_longest
from typing import TYPE_CHECKING, Any

from calculator.batch.parsing import amount_units
from calculator.batch.parsing.grid import HIDDEN, UNSAVED_FORMULA, index_of, is_blank
from calculator.engine.messages import reason, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from calculator.batch.parsing.grid import Cell

BIGGEST = 500_000_000
"""Bytes that an XLSX file may unpack to; a larger one would fill the memory and is refused."""

LOOKED_AT = 4000
"""Bytes at the beginning of a file by which it is known."""

TRADITIONAL = ("名稱", "營收", "營業收入", "企業規模")
"""Words that are looked for where a file may be in Big5, which can be read as GB18030 too."""

SOUGHT_IN = 10
"""Lines in which the mark between the cells of a CSV file is looked for."""

AT_ONCE = 500
"""Rows that are written at a time."""

UNPAIRED = '引号（"）没有成对，会吞掉后面的行'
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters that make a spreadsheet run a cell, full-width ones included."""

CELL_LIMIT = 32_000
"""Characters that fit into a spreadsheet's cell, with a little room."""

GUIDE = "说明"
"""In the name of a sheet: it explains a table, as 填写说明 of the template, and is none itself."""

MOST_COLUMNS = 16_384
_STRICT = b"http://purl.oclc.org/ooxml/"
_TAG = re.compile(
    rb"<(?:\w+:)?(row|col|mergeCell|f|strike|vertAlign|sheetView|cfRule)(?=[\s/>])([^>]*)>"
)
_STRUCK = {b"strike", b"vertAlign"}
_ATTRIBUTE = re.compile(rb"""\b(r|hidden|min|max|ref|ht|width|showZeros|dxfId)=["']([^"']*)["']""")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_REMARKS = re.compile(rb"""<Relationship\b(?=[^>]*/comments["'])[^>]*\bTarget=["']([^"']*)["']""")
_REMARK_AT = re.compile(rb"""<(?:\w+:)?comment\b[^>]*?\bref=["']([A-Z]{1,3}\d{1,7})["']""")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How XLSX keeps characters that XML cannot hold, such as _x000D_ for the end of a line."""

_HIDES_TEXT = re.compile("[^;]*;[^;]*;[^;]*;")
"""A number format that shows no text, such as ``;;;``."""

_WHITE = ("FFFFFFFF", "00FFFFFF")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
"""Literal text in a number format, and its colours and languages."""

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}
"""Formats that a Chinese Excel saves as a number alone (ECMA-376 part 1, 18.8.30, zh-cn)."""

_CONDITIONAL = re.compile(rb"<(?:\w+:)?dxf\b.*?</(?:\w+:)?dxf>|<(?:\w+:)?dxf/>", re.DOTALL)
_LOOKS_EMPTY = re.compile(
    rb"""<(?:\w+:)?font\b(?:(?!</(?:\w+:)?font>).)*<(?:\w+:)?color\b[^>]*(?:rgb=["'](?:FF|00)?FFFFFF["']"""
    rb"""|theme=["']0["'])|formatCode=["'][^"']*;[^"']*;[^"']*;["']""",
    re.DOTALL,
)
"""White letters, or a number format that shows nothing."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Unusable(ValueError):  # noqa: N818 - it names the file
    """A file that cannot be read or written; its text says why."""


@dataclass(frozen=True)
class Title:
    """A sheet of a workbook: its name, whether it is shown, and whether it holds anything."""

    name: str
    visible: bool
    filled: bool


INLINE, SHARED = "inline", "shared"


@dataclass(frozen=True)
class Shape:
    """What a sheet has beside its cells; rows and columns count from 0.

    ``merged`` are the first and last row, and the first and last column, of merged cells.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    has_formulas: bool = False
    struck: str = ""
    """Where texts are of which a part is struck through or raised: INLINE, SHARED, or nowhere."""

    remarks: tuple[str, ...] = ()
    """The cells that somebody wrote a remark to."""

    hides_zeros: bool = False
    may_hide: bool = False
    """Whether a conditional format of the sheet lets a cell look empty."""


@dataclass
class Source:
    """A file that was opened: its sheets, the one that is read, and that one's rows as they come.

    ``sheet`` is None, and there are no rows, where several sheets may be meant.  ``is_text`` is
    for CSV, which has no sheets.
    """

    rows: Iterator[tuple[Cell, ...]] = field(default_factory=lambda: iter(()))
    sheets: tuple[Title, ...] = ()
    sheet: str | None = ""
    shape: Shape = Shape()
    is_text: bool = False


def open_table(content: bytes, name: str, sheet: str = "") -> Source:
    """Open a CSV or XLSX file; ``name`` is its name, for the messages; ``sheet`` the one to read.

    Raises Unusable where it is neither; that may also come with any of the rows.
    """
    if content.startswith(OLD_EXCEL):
        message = f"{name}：是旧版 .xls 或加密的文件；请另存为不加密的 .xlsx 或 .csv"
        raise Unusable(message)
    _refuse_no_table(content, name)
    if content.startswith(b"PK"):
        return _open_workbook(content, name, sheet)
    if sheet:
        message = f"{name}：是文本文件，没有工作表{shown(sheet)}"
        raise Unusable(message)
    return Source(_csv_rows(content, name), is_text=True)


def _refuse_no_table(content: bytes, name: str) -> None:
    """Raise Unusable for files of which the first bytes tell that they are no table."""
    start = content[:LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    message = ""
    if not start and not content[LOOKED_AT:].strip():
        message = "文件是空的"
    elif start.startswith((b"<!doctype", b"<html", b"<meta", b"<table", b"<?xml", b"mime-version")):
        message = "这是网页或 XML 格式的文件；用 WPS 或 Excel 打开，另存为 .xlsx"
    if message:
        message = f"{name}：{message}"
        raise Unusable(message)


def read_table(content: bytes, name: str) -> list[tuple[Cell, ...]]:
    """Return the rows of a file with one table; Unusable where it is none, or has several."""
    source = open_table(content, name)
    if source.sheet is None:
        raise Unusable(several_sheets(source))
    return list(source.rows)


def several_sheets(source: Source) -> str:
    """Say which sheets a file has, where somebody must choose one."""
    names = "、".join(shown(each.name) for each in source.sheets if each.visible and each.filled)
    return f"文件里有几个有内容的工作表：{names}；一次只读一个"


DELIMITERS = ",\t;"


def delimiter_of(lines: Sequence[str], possible: str = DELIMITERS) -> str:
    """Return the mark between the cells of a text file, by its first lines.

    It is in the headings and in all rows, while other marks are in some cells: 52,5;60,1.
    """
    return max(
        possible,
        key=lambda mark: (
            sum(mark in line for line in lines),
            max(map(str.count, lines, repeat(mark))),
        ),
    )


def _csv_rows(content: bytes, name: str) -> Iterator[tuple[Cell, ...]]:
    text = _decoded(content, name)
    lines = re.split("\r\n|\n|\r", text, maxsplit=SOUGHT_IN)[:SOUGHT_IN]
    delimiter = delimiter_of(lines)
    width = max(line.count(delimiter) for line in lines)
    filled = [line for line in lines if line.strip()]
    for mark in () if width else "，|、":
        if len({line.count(mark) for line in filled}) == 1 and mark in filled[0]:
            message = f"{name}：各格之间是“{mark}”；请换成半角的逗号，或另存为 .xlsx"
            raise Unusable(message)
    if not width and all(re.search(r"\S {2,}\S", line) for line in filled):
        message = f"{name}：各格之间是空格；请换成半角的逗号，或另存为 .xlsx"
        raise Unusable(message)
    reason = ""
    number = 1
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            # Two stray quotation marks make one cell of all that is between them.
            if width and any("\n" in cell and cell.count(delimiter) >= width for cell in row):
                reason = UNPAIRED
                break
            yield tuple(row)
            number += 1
    except csv.Error as error:
        reason = "单元格过长" if "limit" in str(error) else UNPAIRED
    if reason:
        message = f"{name}：不是能读的 CSV，第 {number} 行：{reason}；请改好这一行再试"
        raise Unusable(message)


def _decoded(content: bytes, name: str) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or GB18030 as Chinese spreadsheets save it.

    A second mark, and the one that ended files on old systems, are no part of it.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    start = content[:LOOKED_AT]
    wrong = "不是 UTF-8，也不是 GB18030 编码"
    for encoding in encodings:
        if encoding == "gb18030" and any(word.encode("big5") in start for word in TRADITIONAL):
            wrong = "像是 Big5 编码"
            break
        try:
            return content.decode(encoding).lstrip("\ufeff").rstrip("\x1a")
        except UnicodeDecodeError:
            continue
    if start.count(0) * 10 > len(start):
        wrong = "像是没有 BOM 的 UTF-16 编码"
    message = f"{name}：{wrong}；请另存为“CSV UTF-8”"
    raise Unusable(message)


# --- XLSX -----------------------------------------------------------------------------------


@contextmanager
def _as_unusable(name: str) -> Iterator[None]:
    """Turn whatever a damaged file raises, deep inside zip and XML readers, into Unusable."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it does not support, such as themes: not needed here.
            warnings.simplefilter("ignore")
            yield
    except (Unusable, ImportError):
        raise
    except Exception as error:
        message = f"{name}：不是能读的 XLSX，文件可能已损坏；请用电子表格打开后另存为 .xlsx"
        raise Unusable(message) from error


def _open_workbook(content: bytes, name: str, wanted: str) -> Source:
    openpyxl = _openpyxl()
    with _as_unusable(name):
        _refuse_other_kinds(content, name)
        book = _opened(openpyxl, content, data_only=True)
        titles = tuple(
            Title(sheet.title, sheet.sheet_state == "visible", _is_filled(sheet))
            for sheet in book.worksheets
        )
        chosen = _chosen(titles, name, wanted)
        if chosen is None:
            return Source(sheets=titles, sheet=None)
        sheet = book[chosen]
        shape = _shape(content, sheet._worksheet_path)  # noqa: SLF001 - nothing else tells the part
        if shape.struck:
            # openpyxl tells the parts of a text in a cell only where it reads the whole sheet.
            row_by_row = shape.struck != INLINE
            book = _opened(openpyxl, content, row_by_row, data_only=True, rich_text=True)
            sheet = book[chosen]
        rows = _rows(sheet)
        if shape.hides_zeros:
            rows = (tuple([_unless_zero(cell) for cell in row]) for row in rows)
        if shape.has_formulas:
            rows = _with_formulas(rows, _rows(_opened(openpyxl, content, data_only=False)[chosen]))
        return Source(_guarded(rows, name), titles, chosen, shape)


def _chosen(titles: Sequence[Title], name: str, wanted: str) -> str | None:
    """Return the sheet to read: the wanted one, or the only one with something in it."""
    names = [title.name for title in titles]
    if wanted:
        if wanted not in names:
            message = f"{name}：没有工作表{shown(wanted)}；有：{'、'.join(map(shown, names))}"
            raise Unusable(message)
        return wanted
    filled = [t.name for t in titles if t.visible and t.filled and GUIDE not in t.name]
    if len(filled) > 1:
        return None
    return (filled or names)[0]


def _refuse_other_kinds(content: bytes, name: str) -> None:
    """Raise Unusable for other files in a zip archive, and where it unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part.filename: part.file_size for part in archive.infolist()}
        if sum(parts.values()) > BIGGEST:
            message = f"{name}：展开后过大；请拆成几个文件"
            raise Unusable(message)
        kind = ""
        if "mimetype" in parts:
            kind = "OpenDocument（.ods 等）文件"
        elif "xl/workbook.bin" in parts:
            kind = "二进制的 .xlsb 文件"
        elif "xl/workbook.xml" in parts and _STRICT in archive.read("xl/workbook.xml"):
            kind = "“Strict Open XML”格式的文件"
        elif not any(part.startswith("xl/") for part in parts):
            kind = "压缩包或别的文件，不是表格"
        if kind:
            message = f"{name}：是{kind}；请用电子表格另存为普通的“Excel 工作簿（.xlsx）”或 .csv"
            raise Unusable(message)


def _opened(openpyxl: Any, content: bytes, row_by_row: bool = True, **options: bool) -> Any:  # noqa: ANN401, FBT001, FBT002
    # Of some faults it prints a line, which would come before a result on standard output.
    with redirect_stdout(None):
        return openpyxl.load_workbook(io.BytesIO(content), read_only=row_by_row, **options)


def _is_filled(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl's
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    return any(not is_blank(cell) for row in rows for cell in row)


def _shape(content: bytes, path: str) -> Shape:
    """Return what a sheet has beside its cells, in one reading of its XML.

    openpyxl gives none of it where it reads row by row, and needs ten times the memory where it
    does not.
    """
    rows: set[int] = set()
    columns: set[int] = set()
    merged = []
    number = -1
    found = set()
    hides_zeros = False
    formats = set()
    for tag, attributes in _tags(content, path):
        found.add(tag)
        if tag == b"f" or tag in _STRUCK:
            continue
        given = {key: value.decode() for key, value in _ATTRIBUTE.findall(attributes)}
        # A row without height is not seen either.
        size = given.get(b"ht", given.get(b"width", "1"))
        is_hidden = given.get(b"hidden") in {"1", "true"} or float(size) == 0
        if tag == b"row":
            number = int(given[b"r"]) - 1 if b"r" in given else number + 1
            if is_hidden:
                rows.add(number)
        elif tag == b"col" and is_hidden:
            last = min(int(given[b"max"]), MOST_COLUMNS)
            columns |= set(range(int(given[b"min"]) - 1, last))
        elif tag == b"sheetView":
            hides_zeros = given.get(b"showZeros") in {"0", "false"}
        elif tag == b"mergeCell":
            merged.append(_area(given[b"ref"]))
        elif tag == b"cfRule" and b"dxfId" in given:
            formats.add(int(given[b"dxfId"]))
    return Shape(
        frozenset(rows),
        frozenset(columns),
        tuple(merged),
        b"f" in found,
        INLINE if found & _STRUCK else _where_shared_texts_are_struck(content),
        _remarks(content, path),
        hides_zeros,
        not formats.isdisjoint(_hiding(content)) if formats else False,
    )


def _where_shared_texts_are_struck(content: bytes) -> str:
    texts = [part for part in _parts(content) if part.lower().endswith("sharedstrings.xml")]
    return (
        SHARED if any(tag in _STRUCK for part in texts for tag, _ in _tags(content, part)) else ""
    )


def _hiding(content: bytes) -> set[int]:
    """Return which conditional formats of a workbook let a cell look empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = [name for name in archive.namelist() if name.lower().endswith("styles.xml")]
        found = [each for name in styles for each in _CONDITIONAL.findall(archive.read(name))]
    return {place for place, each in enumerate(found) if _LOOKS_EMPTY.search(each)}


def _remarks(content: bytes, path: str) -> tuple[str, ...]:
    """Return the cells of a sheet that somebody wrote a remark to."""
    folder, _, name = path.lstrip("/").rpartition("/")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        links = f"{folder}/_rels/{name}.rels"
        found = _REMARKS.findall(archive.read(links)) if links in archive.namelist() else []
        parts = [posixpath.normpath(f"/{folder}/{target.decode()}") for target in found]
        # One that begins with a slash is written from the beginning.
        parts = [each[each.rfind("/xl/") + 1 :] for each in parts]
        return tuple(
            place.decode() for part in parts for place in _REMARK_AT.findall(archive.read(part))
        )


def _parts(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def _tags(content: bytes, path: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the tags of a sheet that matter for its shape, with their attributes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path.lstrip("/")) as part:
        rest = b""
        while piece := part.read(1 << 20):
            # A tag is not cut in two: what follows the last "<" waits for the next piece.
            whole, mark, rest = (rest + piece).rpartition(b"<")
            rest = mark + rest
            yield from _TAG.findall(whole)
        yield from _TAG.findall(rest)


def _area(reference: str) -> tuple[int, int, int, int]:
    ends = [_PLACE.fullmatch(end) for end in reference.split(":")]
    if None in ends or len(ends) > 2:  # noqa: PLR2004 - an area has two ends
        raise ValueError(reference)
    places = [(int(end[2]) - 1, index_of(end[1])) for end in ends if end]
    (top, left), (bottom, right) = places[0], places[-1]
    return top, bottom, left, right


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl's
    if hasattr(sheet, "reset_dimensions"):
        # Some programs save a wrong size of the sheet.
        sheet.reset_dimensions()
    # Few workbooks have such fonts or formats, and asking every cell for its own takes long.
    book = sheet.parent
    is_plain = not (
        any(font.strike or _is_white(font.color) for font in book._fonts)  # noqa: SLF001
        or any(map(_HIDES_TEXT.fullmatch, book._number_formats))  # noqa: SLF001
    )
    for row in sheet.iter_rows():
        shown_ = map(_as_shown, row)
        yield tuple(shown_ if is_plain else map(_as_seen, row, shown_))


def _unless_zero(cell: Cell) -> Cell:
    return amount_units.EMPTY if cell == 0 and not isinstance(cell, bool) else cell


def _as_seen(cell: Any, value: Cell) -> Cell:  # noqa: ANN401 - openpyxl's cell
    """Return a value, or what no reader accepts where its cell is struck through or not seen."""
    if is_blank(value):
        return value
    if cell.font.strike:
        return f"~~{value}~~"
    # White headings may stand on what a table's style colours; numbers hardly do.
    if cell.data_type == "n":
        on_white = not cell.fill.fill_type or _is_white(cell.fill.fgColor)
        is_hidden = on_white and _is_white(cell.font.color)
    else:
        is_hidden = cell.data_type == "s" and _HIDES_TEXT.fullmatch(cell.number_format) is not None
    return HIDDEN if is_hidden else value


def _is_white(colour: Any) -> bool:  # noqa: ANN401 - openpyxl's colour
    return colour is not None and (
        (colour.type == "rgb" and colour.rgb in _WHITE)
        or (colour.type == "theme" and colour.theme == 0 and not colour.tint)
    )


def _marked(pieces: Iterable[Any]) -> str:
    """Return a text with marks around the pieces that are struck through or raised.

    A raised number, as of a footnote, is marked behind a digit alone: there it would be read as
    one more.
    """
    text = ""
    for piece in pieces:
        font = getattr(piece, "font", None)
        if font and font.strike:
            text += f"~~{piece.text}~~"
        elif font and font.vertAlign in {"superscript", "subscript"} and text[-1:].isdecimal():
            text += f"^{piece.text}^"
        else:
            text += str(piece)
    return text


def _with_formulas(
    values: Iterable[tuple[Any, ...]], formulas: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    for row, written in zip_longest(values, formulas, fillvalue=()):
        yield tuple(
            UNSAVED_FORMULA if value is None and _is_formula(formula) else value
            for value, formula in zip_longest(row, written)
        )


def _is_formula(written: object) -> bool:
    # Array formulas are objects of their own, not text.
    return written is not None and (not isinstance(written, str) or written.startswith("="))


def _guarded(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
    with _as_unusable(name):
        yield from rows


def _as_shown(cell: Any) -> Cell:  # noqa: ANN401 - openpyxl's cell
    """Return what a cell holds, as far as its format shows it.

    A spreadsheet saves a month as its 1st, and a day without a year in the year of the typing,
    although nobody meant that; and a unit may stand in the format alone.
    """
    value: Cell = cell.value
    kind = cell.data_type
    if isinstance(value, list):
        value = _marked(value)
    if isinstance(value, str):
        return _ESCAPED.sub(lambda each: chr(int(each[1], 16)), value) if "_x" in value else value
    if kind == "n" and isinstance(value, int | float):
        code = cell.number_format
        return value if code == "General" else amount_units.as_shown(value, code) or value
    if kind != "d" or not isinstance(value, date):
        return value
    return _day_as_shown(value, _LITERAL.sub("", cell.number_format).lower())


def _day_as_shown(value: date, code: str) -> Cell:
    has_clock = "h" in code or "s" in code
    if "y" in code:
        month = f"{value.month}月" if "m" in code and not has_clock else ""
        return value if "d" in code else f"{value.year}年{month}"
    if "d" in code:
        return f"{value.month}月{value.day}日"
    if has_clock:
        return f"{value:%H:%M}"
    return f"{value.month}月" if "m" in code else value


def _openpyxl() -> Any:  # noqa: ANN401 - the module
    try:
        import openpyxl  # noqa: PLC0415 - only XLSX files need it
    except ModuleNotFoundError as error:
        if error.name != "openpyxl":
            raise
        message = "读 XLSX 要先安装 openpyxl：python -m pip install openpyxl"
        raise Unusable(message) from None
    from openpyxl.styles import numbers  # noqa: PLC0415

    # The same numbers show the money of the place where the file is opened: here no dollars.
    money = {
        number: code.replace("$", "¥")
        for number, code in numbers.BUILTIN_FORMATS.items()
        if '"$"' in code
    }
    numbers.BUILTIN_FORMATS.update({**money, **CHINESE_FORMATS})
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


def csv_parts(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the same file in pieces, so that it is never in memory as a whole."""
    for number, part in enumerate(_pieces(rows)):
        yield csv_bytes(part, first=not number)


def _pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    waiting = iter(rows)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


FORMATS = ("csv", "xlsx")
"""What tables are written as, by their suffixes; each can be read again."""


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file atomically; Unusable where that fails."""
    temporary = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}")
    try:
        with temporary.open("xb") as file:
            file.writelines(parts)
        temporary.replace(path)
    except OSError as error:
        message = f"{path}：不能写入（{reason(error)}）"
        raise Unusable(message) from None
    finally:
        # Gone already where all went well; whatever else ends the work leaves nothing behind.
        with suppress(OSError):
            temporary.unlink()


def numbered(rows: Sequence[Sequence[Cell]], first: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows from ``first`` on with their numbers in a spreadsheet; no blank ones."""
    for number, row in enumerate(rows[first:], start=first + 1):
        if not all(map(is_blank, row)):
            yield number, row
