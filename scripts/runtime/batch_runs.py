"""Sample calls that together use all of Python that the page for many applicants uses.

They are run once while the site is built, to record which modules the page needs.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Call = tuple[str, list[Any]]

HEADINGS = ["企业名称", "企业规模", "2024年营收(万元)", "首次通过质量管理体系认证", "另一列"]
ROWS: list[list[Any]] = [
    ["甲公司", "小微企业", "1,234.5", "2024年5月1日", "=1+1"],
    ["乙公司", "巨型", "五亿", "2024-02-30", ""],
    ["丙公司", "大型", "4亿至5亿", "是", "备注"],
]


def calls() -> Iterator[Call]:
    """Yield functions of `calculator.batch.page` with their arguments, in order."""
    from calculator.batch import tables  # noqa: PLC0415 - whoever only asks for names needs no rules

    yield "describe", []
    for suffix in tables.FORMATS:
        yield "template", [suffix]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEADINGS, *ROWS])
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        yield from _file(text.encode(encoding), "firms.csv")
    yield from _file(_workbook(), "firms.xlsx")
    for broken in (b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0old", b"a,b\n\x81\xff", b""):
        yield "open_file", [{"hex": broken.hex()}, "broken.xlsx"]
        yield "more", [100]


def _file(content: bytes, name: str) -> Iterator[Call]:
    yield "open_file", [{"hex": content.hex()}, name]
    yield "choose_sheet", [""]
    for _ in range(2):
        yield "more", [100]
    yield "headings", [-1]
    yield "headings", [0]
    uses = ["keep", "size", "revenue_2024", "quality_certified", "keep"]
    columns = [
        {"index": index, "heading": heading, "use": use, "unit": 1}
        for index, (heading, use) in enumerate(zip(HEADINGS, uses, strict=True))
    ]
    layout = {
        "columns": columns,
        "readings": {"tiers_cumulate": True},
        "answers": {"merged": "ok", "left": "ok", "hidden": "in"},
        "as_of": "2024-12-01",
    }
    yield "lay_out", [json.dumps(layout)]
    yield "check", [100]
    yield "preview", []
    yield "problems_file", []
    yield "assess", [100]
    for order, status in (("", ""), ("high", "undetermined"), ("name", "problem")):
        asked = {
            "order": order,
            "measure": -1,
            "status": status,
            "words": "",
            "start": 0,
            "count": 9,
        }
        yield "view", [json.dumps(asked)]
        yield "sums", [json.dumps(asked)]
    for place in range(3):
        yield "details", [place]
    for wish in (None, asked):
        yield "write", [json.dumps(wish)]
        yield "csv_part", [0, 100]
    yield "xlsx_part", [0, 100]
    yield "xlsx_end", []
    yield "forget_results", []


def _workbook() -> bytes:
    """Return a file with what spreadsheets save beside plain cells: dates, formulas, styles."""
    import openpyxl  # noqa: PLC0415 - this module is loaded before anything is installed
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    sheet.append(["丁公司", "中型", 5.2e8, dt.date(2024, 5, 1), "=SUM(C2:C4)"])
    sheet.append(["戊公司", "中型", 520_000_000, dt.datetime(2024, 5, 1, 8), True])  # noqa: DTZ001
    sheet["A1"].font = Font(bold=True)
    sheet["A2"].comment = Comment("批注", "作者")
    sheet.add_data_validation(DataValidation(type="list", formula1='"是,否"'))
    sheet.append(["合计", None, "=SUM(C2:C6)"])
    sheet.merge_cells("B5:B6")
    sheet.row_dimensions[4].hidden = True
    sheet["C6"].number_format = '#,##0"元"'
    book.create_sheet("第二页")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
