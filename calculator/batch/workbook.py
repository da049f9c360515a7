"""Writes an XLSX file row by row.

openpyxl reads people's files, since any program may have written them.  The files written here are
plain: numbers, booleans and texts under a bold row of headings.  Writing their XML directly takes
a tenth of openpyxl's time, which ten thousand rows of a hundred cells need in a browser.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from math import isfinite
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape

from calculator.batch.grid import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.batch.grid import Cell

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_SHEET = (
    f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_STYLES = (
    f'{_DECLARED}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_BOLD = ' s="1"'
_LONG = 100
"""Longer texts are mostly unique: they are not cached."""


class Workbook:
    """Incremental XLSX writer: ``begin`` each sheet, ``add`` its rows, then call ``finished``."""

    def __init__(self) -> None:
        """Begin with no sheet."""
        self._file = io.BytesIO()
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._titles: list[str] = []
        self._number = 0
        self._sheet: IO[bytes] | None = None
        self._letters: list[str] = []

    def begin(self, title: str) -> None:
        """Begin a sheet; its first row will be the headings."""
        self._end()
        self._titles.append(title)
        self._number = 0
        part = _entry(f"xl/worksheets/sheet{len(self._titles)}.xml")
        self._sheet = self._archive.open(part, "w")
        self._write(_SHEET)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows to the sheet that was begun last; their texts are written as they are."""
        self._write("".join([self._row(row) for row in rows]))

    def finished(self) -> bytes:
        """Return the file; nothing can be added after that."""
        self._end()
        kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
        names = [f"sheet{number + 1}" for number in range(len(self._titles))]
        kinds |= {f"xl/worksheets/{name}.xml": "worksheet" for name in names}
        overrides = "".join(
            f'<Override PartName="/{part}" ContentType="{_CONTENT}.{kind}+xml"/>'
            for part, kind in kinds.items()
        )
        sheets = "".join(
            f'<sheet name="{escape(title)}" sheetId="{number}" r:id="r{number}"/>'
            for number, title in enumerate(self._titles, start=1)
        )
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
            f"<workbookView/></bookViews><sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _relations(
                [*relations, ("styles", "styles", "styles.xml")]
            ),
        }
        for part, text in parts.items():
            self._archive.writestr(_entry(part), _DECLARED + text)
        self._archive.writestr(_entry("xl/styles.xml"), _STYLES)
        self._archive.close()
        return self._file.getvalue()

    def _row(self, row: Sequence[Cell]) -> str:
        while len(self._letters) < len(row):
            self._letters.append(letters(len(self._letters)))
        self._number += 1
        number = self._number
        style = _BOLD if number == 1 else ""
        cells = "".join(
            [
                f'<c r="{letter}{number}"{style}{self._rest(cell)}'
                for letter, cell in zip(self._letters, row, strict=False)
                if cell is not None
            ]
        )
        return f'<row r="{number}">{cells}</row>'

    def _rest(self, cell: Cell) -> str:
        """Return the XML of a cell behind its reference; most cells hold the same few words."""
        if isinstance(cell, bool):
            return f' t="b"><v>{int(cell)}</v></c>'
        if isinstance(cell, int) or (isinstance(cell, float) and isfinite(cell)):
            return f"><v>{cell!r}</v></c>"
        text = str(cell)
        return _long_text(text) if len(text) > _LONG else _text(text)

    def _write(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet.write(text.encode("utf-8", "replace"))

    def _end(self) -> None:
        self._write("</sheetData></worksheet>")
        if self._sheet is not None:
            self._sheet.close()
        self._sheet = None


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
