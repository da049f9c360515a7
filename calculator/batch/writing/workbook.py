"""Writes an XLSX file row by row.

openpyxl reads people's files, since any program may have written them.  The files written here are
plain: a row of headings above numbers, days, booleans and texts, each column with one look.
Writing their XML directly takes a tenth of openpyxl's time, which ten thousand rows of a hundred
cells need in a browser.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

from calculator.batch.parsing.grid import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.batch.parsing.grid import Cell

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Look = Literal["text", "whole", "price", "day", "code"]
"""How the cells of a column look: wrapped text, 1,234, 1,234.50, 2024-05-01, text left as typed."""

_FORMATS: dict[Look, int] = {"text": 0, "whole": 3, "price": 4, "day": 14, "code": 49}
"""The looks with the numbers that spreadsheets give to their formats; 14 is replaced below."""

_DAY_FORMAT = 164
_HEAD, _ASIDE, _EXAMPLE = (len(_FORMATS) + 1 + more for more in range(3))
_STYLE = {look: number for number, look in enumerate(_FORMATS, start=1)}

_ALIGNED = '<alignment vertical="top" wrapText="1"/>'
_CENTRED = '<alignment vertical="center" wrapText="1"/>'
_LINE = '<{0} style="thin"><color rgb="FFBFBFBF"/></{0}>'


def _xf(number: int, font: int = 0, fill: int = 0, inside: str = _ALIGNED) -> str:
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="1" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"{inside}</xf>"
    )


def _fill(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
        '<bgColor indexed="64"/></patternFill></fill>'
    )


_LOOKS = [
    *[_xf(_DAY_FORMAT if look == "day" else number) for look, number in _FORMATS.items()],
    _xf(0, font=1, fill=2, inside=_CENTRED),
    _xf(0, font=1, fill=3, inside=_CENTRED),
    _xf(49, font=2),
]
_STYLES = (
    f'{_DECLARED}<styleSheet xmlns="{_MAIN}">'
    f'<numFmts count="1"><numFmt numFmtId="{_DAY_FORMAT}" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="等线"/></font>'
    '<font><b/><sz val="11"/><name val="等线"/></font>'
    '<font><i/><sz val="11"/><color rgb="FF595959"/><name val="等线"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill>'
    f'<fill><patternFill patternType="gray125"/></fill>{_fill("FFD9E2F3")}{_fill("FFEDEDED")}'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{''.join(_LINE.format(side) for side in ('left', 'right', 'top', 'bottom'))}"
    "<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_LOOKS) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    f'xfId="0"/>{"".join(_LOOKS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

_LONG = 100
"""Longer texts are mostly unique: they are not cached."""

_LINE_HEIGHT, _HIGHEST = 16, 400
"""Points of a line of text, and of the highest row that spreadsheets take."""

_HINT = 255
"""Characters that spreadsheets show of a column's hint."""

_FIRST_DAY = date(1899, 12, 30).toordinal()
"""The day from which spreadsheets count."""

FILLED_IN = 5000
"""The rows below the headings in which a sheet to fill in offers its lists."""


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes; a Chinese character is as wide as two others."""
    # In this encoding a character has as many bytes.
    wide = [len(line.encode("gb18030", "replace")) for line in text.split("\n")]
    return sum(-(-length // width) or 1 for length in wide)


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, its width in characters, and the look of its cells.

    The headings of columns ``aside`` have another colour.  ``choices`` are offered for each cell,
    and others can be typed; ``hint`` is shown beside the cell.
    """

    heading: Cell
    width: int = 12
    look: Look = "text"
    aside: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass
class Sheet:
    """A sheet that grows by rows; what is written so far is stored compressed."""

    title: str
    columns: tuple[Column, ...]
    held: int = 0
    """How many columns stay in sight, beside the headings, which always do."""

    height: int = 0
    """The height of each row in points; 0 makes each as high as its texts."""

    fits: bool = False
    """Whether it is printed as wide as a page."""

    number: int = 0
    """The rows that are written."""

    _parts: list[bytes] = field(default_factory=list)
    _packed: zlib._Compress = field(default_factory=lambda: zlib.compressobj(1))

    def __post_init__(self) -> None:
        """Write the headings."""
        self._starts = [letters(index) for index in range(len(self.columns))]
        self._looks = [f' s="{_STYLE[column.look]}"' for column in self.columns]
        heads = [f' s="{_ASIDE if column.aside else _HEAD}"' for column in self.columns]
        self._write(self._row([column.heading for column in self.columns], heads))

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows; their texts are written as they are."""
        # One by one: the text of all of them together may have hundreds of megabytes.
        for row in rows:
            self._write(self._row(row, self._looks, self.height))

    def add_example(self, row: Sequence[Cell]) -> None:
        """Add a row that shows how to fill in the others."""
        self._write(self._row(row, [f' s="{_EXAMPLE}"'] * len(self.columns)))

    def parts(self) -> Iterable[bytes]:
        """Yield the sheet's XML; nothing can be added after that."""
        self._parts.append(self._packed.flush())
        yield self._head().encode()
        unpacked = zlib.decompressobj()
        for part in self._parts:
            yield unpacked.decompress(part)
        yield self._tail().encode()

    @property
    def area(self) -> str:
        """The cells of the table, as formulas name them."""
        return f"$A$1:${letters(len(self.columns) - 1)}${self.number}"

    def _head(self) -> str:
        widths = "".join(
            f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1" '
            f'style="{_STYLE[column.look]}"/>'
            for number, column in enumerate(self.columns, start=1)
        )
        corner = f"{letters(self.held)}2"
        across = f'xSplit="{self.held}" ' if self.held else ""
        pane = "bottomRight" if self.held else "bottomLeft"
        fits = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if self.fits else ""
        return (
            f'{_DECLARED}<worksheet xmlns="{_MAIN}">{fits}<sheetViews><sheetView '
            f'workbookViewId="0"><pane {across}ySplit="1" topLeftCell="{corner}" '
            f'activePane="{pane}" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>"
        )

    def _tail(self) -> str:
        asked = "".join(
            _asked(letter, column)
            for letter, column in zip(self._starts, self.columns, strict=True)
            if column.choices or column.hint
        )
        count = asked.count("<dataValidation ")
        lists = f'<dataValidations count="{count}">{asked}</dataValidations>' if asked else ""
        fits = ' fitToHeight="0"' if self.fits else ""
        return (
            f'</sheetData><autoFilter ref="{self.area.replace("$", "")}"/>{lists}'
            f'<pageSetup paperSize="9" orientation="landscape"{fits}/></worksheet>'
        )

    def _row(self, row: Sequence[Cell], looks: Sequence[str], height: int = 0) -> str:
        self.number += 1
        number = self.number
        cells = "".join(
            [
                f'<c r="{letter}{number}"{look}{_rest(cell)}'
                for letter, look, cell in zip(self._starts, looks, row, strict=False)
                if cell is not None
            ]
        )
        height = height or self._height(row)
        return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'

    def _height(self, row: Sequence[Cell]) -> int:
        """Return the points in which all texts of a row are seen; not every program finds them."""
        texts = zip(row, self.columns, strict=False)
        lines = [_lines(cell, column.width) for cell, column in texts if isinstance(cell, str)]
        return min(_LINE_HEIGHT * max(lines, default=1), _HIGHEST)

    def _write(self, text: str) -> None:
        packed = self._packed.compress(text.encode("utf-8", "replace"))
        if packed:
            self._parts.append(packed)


class Workbook:
    """An XLSX file: its sheets in their order, to which rows are added in any order."""

    def __init__(self) -> None:
        """Begin with no sheet."""
        self.sheets: list[Sheet] = []

    def begin(self, sheet: Sheet) -> Sheet:
        """Put a sheet behind the others, and return it."""
        self.sheets.append(sheet)
        return sheet

    def finished(self) -> bytes:
        """Return the file; nothing can be added after that."""
        kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
        names = [f"sheet{number + 1}" for number in range(len(self.sheets))]
        kinds |= {f"xl/worksheets/{name}.xml": "worksheet" for name in names}
        overrides = "".join(
            f'<Override PartName="/{part}" ContentType="{_CONTENT}.{kind}+xml"/>'
            for part, kind in kinds.items()
        )
        sheets = "".join(
            f'<sheet name="{escape(sheet.title)}" sheetId="{number}" r:id="r{number}"/>'
            for number, sheet in enumerate(self.sheets, start=1)
        )
        defined = "".join(_defined(number, sheet) for number, sheet in enumerate(self.sheets))
        relations = [
            (f"r{number}", "worksheet", f"worksheets/{name}.xml")
            for number, name in enumerate(names, start=1)
        ]
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
            "_rels/.rels": _relations([("r1", "officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><bookViews>'
            f"<workbookView/></bookViews><sheets>{sheets}</sheets>"
            f"<definedNames>{defined}</definedNames></workbook>",
            "xl/_rels/workbook.xml.rels": _relations(
                [*relations, ("styles", "styles", "styles.xml")]
            ),
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for part, text in parts.items():
                archive.writestr(_entry(part), _DECLARED + text)
            archive.writestr(_entry("xl/styles.xml"), _STYLES)
            for name, sheet in zip(names, self.sheets, strict=True):
                with archive.open(_entry(f"xl/worksheets/{name}.xml"), "w") as entry:
                    for piece in sheet.parts():
                        entry.write(piece)
        return file.getvalue()


def _defined(number: int, sheet: Sheet) -> str:
    """Return the names by which spreadsheets know a sheet's filter and its pages' headings."""
    title = "'" + sheet.title.replace("'", "''") + "'!"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        f"{escape(title)}{sheet.area}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"{escape(title)}$1:$1</definedName>"
    )


def _asked(letter: str, column: Column) -> str:
    """Return what is offered and said at the cells of a column that is to be filled in."""
    listed = quoteattr(",".join(column.choices))[1:-1]
    hint = column.hint if len(column.hint) <= _HINT else column.hint[: _HINT - 1] + "…"
    kind = ' type="list" allowBlank="1"' if column.choices else ""
    inside = f'<formula1>"{listed}"</formula1>' if column.choices else ""
    shown = f' showInputMessage="1" prompt={quoteattr(hint)}' if hint else ""
    return (
        f'<dataValidation{kind}{shown} sqref="{letter}2:{letter}{FILLED_IN}">'
        f"{inside}</dataValidation>"
    )


def _rest(cell: Cell) -> str:
    """Return the XML of a cell behind its reference; most cells hold the same few words."""
    if isinstance(cell, bool):
        return f' t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int) or (isinstance(cell, float) and isfinite(cell)):
        return f"><v>{cell!r}</v></c>"
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"><v>{cell.toordinal() - _FIRST_DAY}</v></c>"
    text = str(cell)
    return _long_text(text) if len(text) > _LONG else _text(text)


def _long_text(text: str) -> str:
    words = escape(text.replace("\r\n", "\n").replace("\r", "\n"))
    return f' t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


_text = lru_cache(maxsize=5000)(_long_text)


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a part of the archive with a fixed time stamp."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
