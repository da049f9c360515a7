"""What stands in a cell of a table, as an answer to a question.

A cell that is blank or says 不清楚 is "not answered" (None) and is never taken for "no".  How the
answers of a kind are written, its class says: ``read_text`` in ``engine.rules.facts``.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from calculator.batch.parsing.grid import UNREADABLE
from calculator.engine.rules.facts.texts import BadText, NoUnit, narrow
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.batch.parsing.grid import Cell
    from calculator.engine.rules.facts import Fact, Reading

UNKNOWN = frozenset({"", "不清楚", "不知道", "未知", "不详", "待确认", "待定", "?", "null"})
NOTHING = frozenset(
    {"/", "\\", "-", "--", "---", "暂无", "无数据", "空", "n/a", "na", "nil", "none", "."}
)
"""Words that people put where there is nothing to say: nobody can tell whether they mean "no"."""

AS_NO, AS_UNKNOWN = "no", "unknown"
"""How a column's cells with such words may be taken, once somebody has said so."""

ABOUT_BLANKS = "；整列都这样写的，可以写明这一列算“没有”还是“不清楚”（命令行用 --blank）"


def text_of(cell: Cell) -> str:
    """Return a cell as plain text, narrow and without blanks at its ends."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _float_in_digits(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != cell.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    text = str(cell)
    return text if text in UNREADABLE else narrow(text).removeprefix("'").strip()


def _float_in_digits(number: float) -> str:
    if not isfinite(number):
        return str(number)
    # 15 digits are all that a spreadsheet keeps; what is behind them comes from adding up.
    return str(int(number)) if number.is_integer() else f"{Decimal(f'{number:.15g}'):f}"


def read_cell(
    asked: Fact | Reading,
    cell: Cell,
    unit: int | None = 1,
    members: Mapping[str, str] | None = None,
    blank: str = "",
) -> Any:  # noqa: ANN401 - a value of the fact's own kind
    """Return the value of a cell (see ``facts`` for the kinds), or None where it is not answered.

    ``unit`` is the unit of an amount that names none, as a number of 元, or None if it is not
    known; ``members`` are the labels of a set's members with their ids; ``blank`` says whether
    words such as 暂无 mean "no" or "not known".  Raises BadText with what is wrong and what is
    accepted.
    """
    text = text_of(cell)
    if text.lower() in UNKNOWN:
        return None
    if is_nothing(text) or text in asked.doubtful:
        if blank == AS_UNKNOWN:
            return None
        if blank != AS_NO or asked.nothing is None:
            accepts = f"{asked.accepts_text}{ABOUT_BLANKS}"
            raise BadText(text, "可以指没有，也可以指不清楚", accepts)
        text = asked.nothing
    if text in UNREADABLE:
        raise BadText(text, "不能用", UNREADABLE[text])
    if text.startswith("#") and text.rstrip("!?/").isupper():
        raise BadText(text, "是电子表格的错误值", asked.accepts_text)
    return asked.read_text(text, unit, members or {}, POLICY.last_day)


def lacks_unit(asked: Fact | Reading, cell: Cell) -> bool:
    """Return whether a cell holds an amount of which only its column can say the unit."""
    try:
        read_cell(asked, cell, None)
    except NoUnit:
        return True
    except BadText:
        return False
    return False


def is_nothing(text: str) -> bool:
    """Return whether a text says neither "no" nor "not known" but may mean either."""
    return text.lower().strip("()[]【】") in NOTHING
