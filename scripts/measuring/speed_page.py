"""The decision record that keeps what ``scripts/bench`` measured."""

from __future__ import annotations

import datetime as dt
import os

from environment import ROOT

PAGE = ROOT / "docs" / "decisions" / "0008-speed.md"


def write(part: str, table: str) -> None:
    """Put a table between the markers of its part, with the day on which it was measured."""
    begin, end = f"<!-- bench {part} -->", f"<!-- end of bench {part} -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    day = dt.datetime.now(tz=dt.UTC).date()
    note = f"Measured on {day}, {os.cpu_count()} cores that other programs used too."
    PAGE.write_text(f"{before}{begin}\n{note}\n\n{table}\n{end}{after}", encoding="utf-8")
