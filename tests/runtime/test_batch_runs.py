"""The library of the page for many applicants is made from all that the page asks of Python."""

from __future__ import annotations

import re
from pathlib import Path

from runtime import batch_runs

from calculator.batch import tables

SESSION = (
    Path(__file__).parents[2] / "docs" / "assets" / "calculator" / "batch" / "table_session.js"
)


def test_each_question_of_the_page_is_among_the_recorded_calls() -> None:
    script = SESSION.read_text(encoding="utf-8")
    asked = set(re.findall(r'(?:#ask\(|end: )"(\w+)"', script))
    # The parts of a file are asked for by its suffix.
    asked |= {f"{suffix}_part" for suffix in tables.FORMATS}

    assert len(asked) > 10
    assert asked <= {name for name, _ in batch_runs.calls()}
