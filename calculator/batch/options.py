"""What a person says on the command line about a table: its columns, units and doubtful rows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch.parsing import amount_units, cells, columns, grid, survey
from calculator.engine.messages import nearest, shown
from calculator.policy import POLICY

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from calculator.batch.parsing.grid import Cell

BLANKS = {"没有": cells.AS_NO, "不清楚": cells.AS_UNKNOWN}
UNITS = "、".join(amount_units.NAMES)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    several: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("--sheet", default="", metavar="名称", help="读哪一个工作表")
    parser.add_argument("--header", default="", metavar="行号", help="列名在第几行，缺省时自动找")
    parser.add_argument(
        "--unit",
        **several,
        metavar="[列名=]单位",
        help=f"没有写单位的金额按什么单位算（{UNITS}）；写列名时只管这一列",
    )
    parser.add_argument(
        "--map",
        **several,
        metavar="列名=问题",
        help="这一列对应哪个问题（问题原话或英文名称；keep 原样带到结果，leave 不用）；"
        "没有列名的写 C列；也可写一个 JSON 文件的名称",
    )
    parser.add_argument("--keep", **several, metavar="列名", help="原样带到结果中的列，可写多次")
    parser.add_argument(
        "--blank",
        **several,
        metavar="[列名=]没有|不清楚",
        help="“/”“-”“暂无”这样的格怎样算；写列名时只管这一列",
    )
    parser.add_argument("--hidden", choices=("in", "out"), help="隐藏的行：in 照样测算，out 不测算")
    parser.add_argument(
        "--doubtful",
        choices=("in", "out"),
        help="不一定是企业的行（没有名称、像合计、像标题、只有一格）：in 照样测算，out 不测算",
    )
    parser.add_argument(
        "--force", action="store_true", help="读表时要确认的都确实如此：合计行、合并的单元格等"
    )


def wishes(parsed: argparse.Namespace) -> columns.Wishes:
    """Return what was said about the columns; ValueError with every problem, one per line."""
    found = columns.Wishes(uses=dict.fromkeys(parsed.keep, columns.CARRY))
    problems: list[str] = []
    for text in parsed.map:
        if "=" not in text:
            _read_map(text, found, problems)
            continue
        name, _, use = text.rpartition("=")
        _use(name, use, found, problems)
    for text in parsed.unit:
        name, _, word = text.rpartition("=")
        _unit(name, word, found, problems)
    for text in parsed.blank:
        name, _, word = text.rpartition("=")
        if word not in BLANKS:
            problems.append(f"--blank {text}：应写作 [列名=]没有 或 [列名=]不清楚")
        elif name:
            found.blanks[name] = BLANKS[word]
        else:
            found.blank = BLANKS[word]
    if problems:
        raise ValueError("\n".join(problems))
    return found


def _use(name: str, use: str, found: columns.Wishes, problems: list[str]) -> None:
    if use in {columns.CARRY, columns.LEAVE} or columns.asked_by(use) is not None:
        found.uses[name] = use
        return
    known = [*(fact.id for fact in POLICY.facts), *(fact.label for fact in POLICY.facts)]
    problems.append(f"--map：没有问题{shown(use)}{nearest(use, known)}")


def _unit(name: str, word: str, found: columns.Wishes, problems: list[str]) -> None:
    unit = amount_units.read_unit(word)
    if unit is None:
        problems.append(f"--unit：{shown(word)} 不是金额的单位；可用 {UNITS}")
    elif name:
        found.units[name] = unit
    else:
        found.unit = unit


def _read_map(name: str, found: columns.Wishes, problems: list[str]) -> None:
    """Take in a file that says the same for several columns, by their headings."""
    try:
        given = json.loads(Path(name).read_text("utf-8-sig"))["columns"]
        for heading, use in given.items():
            if isinstance(use, str):
                _use(heading, use, found, problems)
                continue
            _use(heading, use["fact"], found, problems)
            if use.get("unit"):
                _unit(heading, use["unit"], found, problems)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        problems.append(
            f"--map {name}：应写作 列名=问题，或是一个 JSON 文件，如 "
            '{"columns": {"营业额": {"fact": "revenue_2024", "unit": "万元"}, "备注": "keep"}}'
        )


def answers(parsed: argparse.Namespace) -> dict[str, str]:
    """Return what was decided about a table."""
    found: dict[str, str] = {}
    if parsed.force:
        found = dict.fromkeys(("merged", "left", "beyond", "twice", "points"), survey.OK)
        found |= {"lone": survey.OUT}
    if parsed.doubtful:
        found |= dict.fromkeys(("lone", "unsure"), parsed.doubtful)
    return found | ({"hidden": parsed.hidden} if parsed.hidden else {})


def unanswered(
    found: survey.Read,
    given: Mapping[str, str],
    layout: columns.Layout,
    rows: Sequence[tuple[int, Sequence[Cell]]],
) -> list[str]:
    """Return what must be said before a table can be worked out, with the options for it."""
    problems = [f"{ask.text}；{ask.option}" for ask in found.open(given)]
    problems += survey.in_foreign_money(found.headings, layout)
    for column, count, example in survey.without_unit(found.headings, layout, rows):
        place = f"第 {found.last + 1} 行“{column.heading}”（{grid.letters(column.index)} 列）"
        problems.append(f"{place}：{count} 个金额{no_unit(example, column.heading)}")
    return problems


def no_unit(example: str, heading: str) -> str:
    """Say that amounts have no unit, and how to state it."""
    return f"没有写单位（如 {example}）；用 --unit 万元 写明，只管这一列时写 --unit {heading}=万元"


_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[\d,.]+%?")
"""A number that is no year."""


def guessed(found: survey.Read) -> str:
    """Say that the headings were looked for in vain, where the row that was taken has numbers."""
    if not any(_NUMBER.fullmatch(each.text) for each in found.headings):
        return ""
    return f"看不出列名在第几行（猜是第 {found.last + 1} 行，像数据）；用 --header 行号 写明"


def header(parsed: argparse.Namespace) -> int:
    """Return the row of the headings as it counts from 0, or -1; ValueError for what is none."""
    if not parsed.header:
        return -1
    if not re.fullmatch(r"[1-9]\d{0,6}", parsed.header, re.ASCII):
        message = f"--header {parsed.header}：应写作列名所在的行号，如 3"
        raise ValueError(message)
    return int(parsed.header) - 1


def doubtful(doubts: Sequence[str]) -> list[str]:
    """Return what must be confirmed of the amounts."""
    return [f"{doubt}确实如此就加 --force" for doubt in doubts]


def with_units(layout: columns.Layout) -> columns.Layout:
    """Return a layout in which every column has a unit, to look for the other problems at once."""
    known = tuple(replace(column, unit=column.unit or 1) for column in layout.answers)
    return columns.Layout(known, layout.carried)


def unitless(layout: columns.Layout) -> frozenset[str]:
    """Return the facts whose amounts have no unit yet, by their ids: of them nothing is doubted."""
    return frozenset(column.asked.id for column in layout.answers if column.unit is None)
