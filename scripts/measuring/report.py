"""The pages that hold what ``scripts/bench`` measured, each table between markers of its own."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

START = ROOT / "docs" / "decisions" / "0005-start.md"
KEYS = ROOT / "docs" / "decisions" / "0015-keys.md"
APPLICANTS = ROOT / "docs" / "decisions" / "0010-many-applicants.md"
SPEED = ROOT / "docs" / "decisions" / "0008-speed.md"


def get(page: Path, part: str) -> str:
    """Return the table between the markers of its part."""
    _, rest = page.read_text(encoding="utf-8").split(f"<!-- bench {part} -->")
    return rest.split(f"<!-- end of bench {part} -->")[0].strip("\n")


def put(page: Path, part: str, table: str) -> None:
    """Put a table between the markers of its part."""
    begin, end = f"<!-- bench {part} -->", f"<!-- end of bench {part} -->"
    before, rest = page.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n{table}\n{end}{after}", encoding="utf-8")


def dated(table: str) -> str:
    """Return a table with the day on which it was measured, and on what."""
    day = dt.datetime.now(tz=dt.UTC).date()
    return f"Measured on {day}, {os.cpu_count()} cores that other programs used too.\n\n{table}"
