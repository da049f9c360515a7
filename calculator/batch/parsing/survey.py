"""What was read of a table: its headings with their units, its rows, and what is not clear in it.

Everything that a table says besides its cells is found out here, once, and is in a ``Read``: the
errors of the command line, the questions of the page and the counts that both show follow from it.
Nothing uncertain is decided here: it is an ``Ask``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calculator.batch import tables
from calculator.batch.parsing import amount_units, cells, columns, grid, proposals
from calculator.batch.parsing import rows as rows_
from calculator.batch.parsing.columns import Heading
from calculator.batch.parsing.grid import is_blank
from calculator.engine.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from calculator.batch.parsing.grid import Cell

HEADER_WITHIN = 10
"""How many rows are searched for the headings."""

SHORT = 60
"""Characters of a row that a message shows."""

FEW = 8
"""How many rows or places a message names."""

SAME = "名称或代码相同，像是同一家写了几次"

MOST_MERGED = 2_000_000
"""Cells that may be covered by merged ones; only a file made to do harm has more."""

IN, OUT, OK = "in", "out", "ok"


@dataclass(frozen=True)
class Left:
    """A row that was not taken for an applicant, with the reason and its first words."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True)
class Ask:
    """Something that only a person can decide: in words, with the answers that are possible.

    ``option`` is how the answer is given on the command line.
    """

    id: str
    text: str
    choices: tuple[tuple[str, str], ...]
    option: str


@dataclass
class Read:
    """What was read of a table; rows count from 0 here, and from 1 with ``number``.

    ``first`` and ``last`` are the rows of the headings.  ``rows`` are the applicants' with their
    numbers, those included that are hidden in the file or doubtful; ``groups`` are the numbers of
    such rows, by what is asked about them.
    """

    sheet: str
    first: int
    last: int
    headings: tuple[Heading, ...]
    rows: list[tuple[int, Sequence[Cell]]]
    left: list[Left] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    groups: dict[str, frozenset[int]] = field(default_factory=dict)

    def ask(
        self,
        about: Collection[object],
        id_: str,
        text: str,
        choices: tuple[tuple[str, str], ...],
        option: str,
    ) -> None:
        """Let something be decided, where there is anything that it is about."""
        if about:
            self.asks.append(Ask(id_, text, choices, option))

    def open(self, answers: Mapping[str, str]) -> list[Ask]:
        """Return what is still to be decided."""
        return [ask for ask in self.asks if answers.get(ask.id) not in dict(ask.choices)]

    def decided(self, answers: Mapping[str, str]) -> list[str]:
        """Return what was decided, in words."""
        return [
            f"{ask.text}：{dict(ask.choices)[answers[ask.id]]}"
            for ask in self.asks
            if answers.get(ask.id) in dict(ask.choices)
        ]

    def without(self, answers: Mapping[str, str]) -> frozenset[int]:
        """Return which rows are not worked out, as was decided about hidden and doubtful ones."""
        out = [numbers for name, numbers in self.groups.items() if answers.get(name) == OUT]
        return frozenset[int]().union(*out)

    def taken(self, answers: Mapping[str, str]) -> list[tuple[int, Sequence[Cell]]]:
        """Return the rows of the applicants, as was decided."""
        without = self.without(answers)
        return [row for row in self.rows if row[0] not in without] if without else self.rows


def read(
    rows: list[tuple[Cell, ...]],
    source: tables.Source,
    header: int = -1,
    wished: frozenset[int] = frozenset(),
) -> Read:
    """Return what a table says; ``header`` is the row of the headings, -1 where it is unknown.

    ``wished`` are the columns that are used though they may have no heading.
    """
    first, last = _head(rows, header)
    line, where = _stated(rows[:first])
    start = last + 1
    beneath = _units_row(rows, start)
    start += bool(beneath)
    width = max((len(row) for row in rows[first : last + 1]), default=0)
    wide = max(width, *(index + 1 for index in wished)) if wished else width
    headings = tuple(_headings(rows[first : last + 1], wide, beneath, (line, where), start))
    found = Read(source.sheet or "", first, last, headings, [])
    merged = _fill(rows, source.shape.merged, start, headings)
    _sort(found, tables.numbered(rows, start))
    found.problems += [*side_by_side(headings), *_lying(rows, headings, start)]
    found.problems += _mixed_units(found)
    _ask_hidden(found, source.shape)
    _ask_merged(found, merged)
    _doubt(found)
    _ask_beyond(found, width, wished, is_text=source.is_text)
    _ask_points(found)
    _tell(found, source)
    if not found.rows:
        found.problems.append("列名下面没有数据行")
    return found


# --- Headings -------------------------------------------------------------------------------


def header_at(rows: Sequence[Sequence[Cell]]) -> int:
    """Return which of the first rows holds the headings: a title may be above it."""
    above: list[str] = []
    for number, row in enumerate(rows):
        texts = _texts(row)
        if any(text and columns.match(text) for text in texts):
            return number
        groups = zip(texts, [*above, *above[-1:] * len(texts)], strict=False)
        if any(text and group and columns.match(text, (group,)) for text, group in groups):
            return number
        above = _spread(texts)
    filled = [sum(isinstance(cell, str) and not is_blank(cell) for cell in row) for row in rows]
    return filled.index(max(filled)) if filled else 0


def _head(rows: Sequence[Sequence[Cell]], header: int) -> tuple[int, int]:
    """Return the first and the last row of the headings: groups may be above single ones."""
    start = header_at(rows[:HEADER_WITHIN]) if header < 0 else header
    last = start
    if start >= len(rows):
        return start, last
    if header < 0 and _continues(rows, start):
        last += 1
    above = rows[start - 1] if start else ()
    is_group = any(
        not is_blank(cell) and not amount_units.speaks(str(cell))
        for cell in list(above)[_first_filled(rows[start]) + 1 :]
    )
    return (start - 1 if is_group or _is_over(above) else start), last


def _is_over(above: Sequence[Cell]) -> bool:
    """Return whether the row above has headings too: several of them."""
    return sum(not is_blank(cell) for cell in above) > 1 and not any(
        amount_units.speaks(str(cell)) for cell in above if not is_blank(cell)
    )


def _continues(rows: Sequence[Sequence[Cell]], start: int) -> bool:
    """Return whether the row beneath has the headings of the groups' columns."""
    if start + 1 >= len(rows):
        return False
    above, beneath = _texts(rows[start]), rows[start + 1]
    places = [place for place, cell in enumerate(beneath) if not is_blank(cell)]
    own = [*above, *[""] * len(beneath)]
    grouped = [place for place in places if not own[place] or not own[place + 1]]
    return (
        bool(places)
        and grouped == places
        and any(not own[place] for place in places)
        and places[0] > _first_filled(rows[start])
        and all(
            _YEAR.fullmatch(text) or (isinstance(beneath[place], str) and not text.isdigit())
            for place in places
            for text in [str(beneath[place]).strip()]
        )
    )


_YEAR = re.compile(r"20\d\d年?")


def _first_filled(row: Sequence[Cell]) -> int:
    return next((place for place, cell in enumerate(row) if not is_blank(cell)), 0)


def _texts(row: Sequence[Cell]) -> list[str]:
    """Return a row's cells as the file has them."""
    return ["" if is_blank(cell) else str(cell).strip() for cell in row]


def _spread(texts: Sequence[str]) -> list[str]:
    """Return the headings of groups, each over all its columns."""
    found: list[str] = []
    for text in texts:
        found.append(text or (found[-1] if found else ""))
    return found


def _headings(
    rows: Sequence[Sequence[Cell]],
    width: int,
    beneath: Mapping[int, int],
    line: tuple[int | None, str],
    data_from: int,
) -> Iterator[Heading]:
    """Yield the headings with the units that they, their groups or a line above state."""
    lines = [[*_texts(row), *[""] * (width - len(row))] for row in rows]
    groups = [_spread(texts) for texts in lines[:-1]]
    for index in range(width):
        above = tuple(group[index] for group in groups if group[index])
        # A heading over two rows stands in the upper one.
        text = next((texts[index] for texts in reversed(lines) if texts[index]), "")
        unit, source = amount_units.parted(text)[1], columns.ITSELF
        if unit is None:
            over = [(amount_units.of_group(group), group) for group in above]
            unit, group = next((each for each in over if each[0]), (None, ""))
            source = f"列名上方的{shown(group)}"
        if unit is None and index in beneath:
            unit, source = beneath[index], f"第 {data_from} 行"
        if unit is None:
            unit, source = line
        yield Heading(index, text, above, unit, source if unit or source == line[1] else "")


def _units_row(rows: Sequence[Sequence[Cell]], number: int) -> dict[int, int]:
    """Return the units of a row that has nothing else, by column."""
    row = rows[number] if number < len(rows) else ()
    found: dict[int, int] = {}
    for index, cell in enumerate(row):
        text = cells.text_of(cell)
        unit = amount_units.read_unit(text.strip("()[]【】"))
        if unit:
            found[index] = unit
        elif text.strip("-—/") and not amount_units.is_of_no_amount(text):
            return {}
    return found


def _stated(rows: Sequence[Sequence[Cell]]) -> tuple[int | None, str]:
    """Return the unit that the lines above the headings state, and where.

    None too where any of them says something else of a unit, such as an exception; where that is
    foreign money, the line is returned all the same.
    """
    found = {
        amount_units.stated(text): f"第 {number} 行{shown(text)}"
        for number, row in enumerate(rows, start=1)
        for text in _texts(row)
        if amount_units.speaks(text) or amount_units.stated(text)
    }
    if len(found) == 1:
        return next(iter(found.items()))
    return None, next(filter(amount_units.foreign, found.values()), "")


def side_by_side(headings: Sequence[Heading]) -> list[str]:
    """Return what is wrong where a second list of firms is beside the first."""
    second = rows_.second_list(headings)
    if second is None:
        return []
    first = columns.name_column(headings)
    places = f"{grid.letters(first or 0)}、{grid.letters(second)}"
    return [f"有两列企业名称（{places}）：并排的两张表请上下接成一张，或分成两个文件"]


def _lying(rows: Sequence[Sequence[Cell]], headings: Sequence[Heading], start: int) -> list[str]:
    """Return what is wrong where the questions stand beneath each other, and the firms beside."""
    place = _first_filled([each.text for each in headings])
    if any(
        proposals.is_amount(each.text) or columns.match(each.text, each.above)
        for each in headings[place + 1 :]
    ):
        return []
    texts = [_texts(row)[place] for row in rows[: start + HEADER_WITHIN] if len(row) > place]
    asked = {text for text in texts if text and (columns.match(text) or proposals.is_amount(text))}
    if len(asked) < 2:  # noqa: PLR2004 - one may be a title
        return []
    return ["每一列像是一家企业，问题排在第一列；请转置，改成每行一家、每列一个问题"]


def _mixed_units(found: Read) -> list[str]:
    """Return what is wrong where a column says for each row in which unit its amounts are."""
    return [
        problem
        for each in found.headings
        if (problem := mixed_units(found.headings, each.index, _first_words(found, each.index)))
    ]


def _first_words(found: Read, index: int) -> set[str]:
    """Return the words of a column up to the first that is no unit; none where it begins blank."""
    words: set[str] = set()
    for place, (_, row) in enumerate(found.rows):
        cell = row[index] if index < len(row) else None
        if not is_blank(cell):
            words.add(word := cells.text_of(cell))
            if amount_units.read_unit(word) is None:
                break
        elif place >= rows_.TRIED and not words:
            break
    return words


def mixed_units(headings: Sequence[Heading], index: int, words: Collection[str]) -> str:
    """Return what is wrong where a column, which holds these words, has the units of its rows."""
    units = {amount_units.read_unit(word) for word in words}
    if not units or None in units:
        return ""
    stated = {each.unit for each in headings if each.unit}
    if len(units) == 1 and stated <= units:
        return ""
    listed = "、".join(sorted(map(shown, words)))
    return (
        f"{grid.letters(index)} 列写着每一行的单位（{listed}），不只一种，或与列名里的不同；"
        "请先把金额换算成一种单位"
    )


# --- Rows -----------------------------------------------------------------------------------


def _words(row: Sequence[Cell]) -> str:
    """Return a row's first words, for people to know it again."""
    return " | ".join([cells.text_of(cell) for _, cell in rows_.few_filled(row)])[:SHORT]


def _sort(found: Read, rows: Iterable[tuple[int, Sequence[Cell]]]) -> None:
    """Tell the rows of applicants from others by their words."""
    names = [each.text for each in found.headings]
    for number, row in rows:
        is_first = not found.rows and not found.left
        if not leave_out(found, number, row, names, is_first=is_first):
            found.rows.append((number, row))


def leave_out(
    found: Read, number: int, row: Sequence[Cell], names: Sequence[str], *, is_first: bool
) -> bool:
    """Note a row that is no applicant's by its words, with the reason; return whether it is so."""
    reason = rows_.left_out(row, names)
    if is_first and not reason:
        reason = rows_.ordinals(row)
    if not reason and rows_.is_header_again(row, found.headings):
        reason = rows_.REPEATED
        if not rows_.is_header_part(row, found.headings):
            found.problems.append(
                f"第 {number} 行又是表头，与第 {found.last + 1} 行不同；"
                "请分成两张表，或把各列的次序和单位改成一样"
            )
    if reason:
        found.left.append(Left(number, reason, _words(row)))
    return bool(reason)


def _doubt(found: Read) -> None:
    """Find the rows that may be no applicant's, and those that are there twice."""
    doubts = rows_.doubts(found.rows, {left.number for left in found.left}, found.headings)
    ask_about(found, doubts, dict(found.rows))
    sums = frozenset(doubts.nameless_sums)
    found.rows = [row for row in found.rows if row[0] not in sums]


def ask_about(found: Read, doubts: rows_.Doubts, texts: Mapping[int, Sequence[Cell]]) -> None:
    """Ask about rows that may be no applicant's, and about rows that are left out by their words.

    ``texts`` are the rows, by number.
    """
    found.left += [
        Left(number, rows_.NAMELESS_SUM, _words(texts[number])) for number in doubts.nameless_sums
    ]
    found.left.sort(key=lambda left: left.number)
    found.groups |= {"lone": frozenset(doubts.lone), "unsure": frozenset(doubts.unsure)}
    listed = [f"第 {number} 行{shown(_words(texts[number]))}" for number in doubts.lone]
    found.ask(
        doubts.lone,
        "lone",
        f"{some(listed)}只有一格有内容，多半不是企业",
        ((OUT, "不测算"), (IN, "照样测算")),
        "加 --force 不测算，或用 --doubtful in 照样测算",
    )
    listed = [
        f"第 {number} 行{shown(_words(texts[number]))}（{reason}）"
        for number, reason in doubts.unsure.items()
    ]
    found.ask(
        doubts.unsure,
        "unsure",
        f"{some(listed)}不一定是企业",
        ((IN, "照样测算"), (OUT, "不测算")),
        "用 --doubtful in 照样测算，或 --doubtful out 不测算",
    )
    listed = [
        f"第 {'、'.join(map(str, numbers[:FEW]))} 行{shown(_words(texts[numbers[0]]))}"
        for numbers in doubts.twice
    ]
    found.ask(
        doubts.twice,
        "twice",
        f"{some(listed)}{SAME}，每一行都将测算",
        ((OK, "每一行都测算"),),
        "确实如此就加 --force，否则先删去多余的行",
    )
    _ask_left(found)


def _fill(
    rows: list[tuple[Cell, ...]],
    merged: Iterable[tuple[int, int, int, int]],
    start: int,
    headings: Sequence[Heading],
) -> list[str]:
    """Fill cells merged down with their value, mark those merged across; return the places."""
    found = []
    covered = 0
    # Of what describes an applicant it does not matter how many columns it has.
    marks = [
        grid.MERGED_ACROSS if each.text and not columns.is_carried(each.text) else None
        for each in headings
    ]
    for top, bottom, left, right in merged:
        last, end = min(bottom, len(rows) - 1), min(right, len(headings) - 1)
        first = max(top, start)
        if last < first or end < left or (last == first and end == left):
            continue
        covered += (last - first + 1) * (end - left + 1)
        if covered > MOST_MERGED:
            message = "合并的单元格过多；请取消合并后再试"
            raise tables.Unusable(message)
        value = rows[top][left] if left < len(rows[top]) else None
        down = last > first
        for number in range(first, last + 1):
            row = [*rows[number], *[None] * (end + 1 - len(rows[number]))]
            others = [*row[:left], *row[end + 1 :]]
            row[left] = value
            # A title of a part has a whole row.
            if value is not None and (down or not all(map(is_blank, others))):
                row[left + 1 : end + 1] = marks[left + 1 : end + 1]
            rows[number] = tuple(row)
        if down and value is not None:
            found.append(f"{grid.letters(left)}{first + 1}:{grid.letters(end)}{last + 1}")
    return found


# --- What only a person can decide ----------------------------------------------------------


def some(items: Sequence[object]) -> str:
    """Return a few of many things, and how many there are."""
    listed = "、".join(map(str, items[:FEW]))
    return f"{listed}等 {len(items)} " if len(items) > FEW else f"{listed} "


def _ask_hidden(found: Read, shape: tables.Shape) -> None:
    numbers = [number for number, _ in found.rows if number - 1 in shape.hidden_rows]
    found.groups["hidden"] = frozenset(numbers)
    found.ask(
        numbers,
        "hidden",
        f"第 {some(numbers)}行在表里是隐藏的（多半是筛选过），共 {len(numbers)} 行",
        ((IN, "照样测算"), (OUT, "不测算")),
        "用 --hidden in 照样测算，或 --hidden out 不测算",
    )


def _ask_merged(found: Read, places: Sequence[str]) -> None:
    found.ask(
        places,
        "merged",
        f"{some(places)}处是上下合并的单元格，将按每一行都是这个内容算",
        ((OK, "每一行都是这个内容"),),
        "确实如此就加 --force",
    )


def _ask_left(found: Read) -> None:
    doubtful = [left for left in found.left if left.reason not in rows_.SURE]
    listed = [f"第 {left.number} 行{shown(left.text)}（{left.reason}）" for left in doubtful]
    found.ask(
        doubtful,
        "left",
        f"{some(listed)}不是企业，将不参加测算",
        ((OK, "这些行不是企业"),),
        "确实如此就加 --force",
    )


def _ask_beyond(found: Read, width: int, wished: frozenset[int], *, is_text: bool) -> None:
    """Ask about cells under no heading; of a CSV file, refuse rows that are longer than others."""
    before = len(found.problems)
    named = wished | {each.index for each in found.headings if each.text}
    lengths = {len(row) for _, row in found.rows}
    for number, row in found.rows if is_text else ():
        extra = row[width:]
        if extra and (len(lengths) > 1 or not all(map(is_blank, extra))):
            found.problems.append(
                f"第 {number} 行有 {len(row)} 格，列名只有 {width} 格："
                "多半是数字或文字里的分隔符没有加引号；请改好这一行"
            )
    cut = rows_.cut_in_two(found.rows, found.headings) if is_text else []
    if cut:
        found.problems.append(
            f"第 {some(cut)}行里像 45,000 这样带逗号的数没有加引号，分成了两格；请改好这些行"
        )
    if len(found.problems) > before:
        return
    longest = max(lengths, default=0)
    unnamed = [index for index in range(longest) if index not in named]
    places = [
        f"{grid.letters(index)}{number}"
        for number, row in found.rows
        for index in unnamed
        if index < len(row) and not is_blank(row[index])
    ]
    found.ask(
        places,
        "beyond",
        f"{some(places)}处有内容，但那一列没有列名，将不读",
        ((OK, "不读这些格"),),
        "确实不用读就加 --force，否则先写上列名",
    )


def _ask_points(found: Read) -> None:
    doubtful = []
    for each in found.headings:
        if not proposals.is_amount(each.text, each.above):
            continue
        column = [row[each.index] for _, row in found.rows if each.index < len(row)]
        filled = [cell for cell in column if not is_blank(cell)]
        if len(filled) > 1 and all(
            isinstance(cell, str) and re.fullmatch(POINTS, cell.strip()) for cell in filled
        ):
            doubtful.append((each, str(filled[0])))
    ask_points(found, doubtful)


def ask_points(found: Read, columns_: Sequence[tuple[Heading, str]]) -> None:
    """Ask about columns where all amounts are like 50.000, with a point in the place of a comma."""
    doubtful = [
        f"{grid.letters(each.index)} 列（如 {example}）"
        for each, example in columns_
        if proposals.is_amount(each.text, each.above) and each.unit != amount_units.HIGHEST
    ]
    found.ask(
        doubtful,
        "points",
        f"{some(doubtful)}的金额，“.”后面都正好有三位，像是用“.”分隔千位，将当作小数点",
        ((OK, "是小数点"),),
        "确实如此就加 --force，否则先删去“.”",
    )


POINTS = r"[0-9]{1,3}\.[0-9]{3}"


def _tell(found: Read, source: tables.Source) -> None:
    hidden = [
        each.text or grid.letters(each.index)
        for each in found.headings
        if each.index in source.shape.hidden_columns and each.text
    ]
    if hidden:
        found.notes.append(f"这些列在表里是隐藏的，也读了：{some(hidden).strip()}")
    if source.shape.may_hide:
        found.notes.append("有条件格式会把一些格的内容藏起来；藏起来的也读了")
    if source.shape.remarks:
        found.notes.append(f"这些格有批注，批注没有读：{some(source.shape.remarks).strip()}")
    others = [each.name for each in source.sheets if each.filled and each.name != source.sheet]
    if others:
        found.notes.append(f"没有读的工作表：{some(others).strip()}")
    tell_left(found)


def tell_left(found: Read) -> None:
    """Tell which rows are left out without asking."""
    sure = [left for left in found.left if left.reason in rows_.SURE]
    found.notes += [f"第 {left.number} 行不参加测算：{left.reason}" for left in sure[:FEW]]


def summary(found: Read, taken: Sequence[tuple[int, Sequence[Cell]]], bad: int = 0) -> str:
    """Say in one sentence what was read; ``bad`` of the rows taken have problems."""
    sheet = f"工作表{shown(found.sheet)}：" if found.sheet else ""
    left = f"，{len(found.left)} 行不是企业" if found.left else ""
    out = frozenset(number for number, _ in found.rows) - frozenset(number for number, _ in taken)
    hidden = len(out & found.groups["hidden"])
    texts = [
        f"，{count} 行{what}"
        for count, what in (
            (bad, "有问题没有测算"),
            (hidden, "隐藏的不测算"),
            (len(out) - hidden, "存疑的不测算"),
        )
        if count
    ]
    read = f"列名在第 {found.last + 1} 行，{len(taken) - bad} 行参加测算"
    return f"{sheet}{read}{left}{''.join(texts)}"


def in_foreign_money(headings: Sequence[Heading], layout: columns.Layout) -> list[str]:
    """Return what is wrong with columns of amounts whose headings name foreign money."""
    return [
        f"{grid.letters(column.index)} 列{shown(column.heading)}：表里写的是{money}，"
        "请换算成人民币再填"
        for column in layout.answers
        if column.asked.is_amount and (money := headings[column.index].foreign)
    ]


def without_unit(
    headings: Sequence[Heading],
    layout: columns.Layout,
    rows: Iterable[tuple[int, Sequence[Cell]]],
) -> list[tuple[columns.Column, int, str]]:
    """Return the columns of amounts in 元 that nobody stated a unit for, though amounts need one.

    With each comes how many amounts do, and the first of them.
    """
    doubtful = [
        column
        for column in layout.answers
        if column.asked.is_amount and column.unit is None and not headings[column.index].foreign
    ]
    found: dict[int, list[str]] = {column.index: [] for column in doubtful}
    for _, row in rows:
        for column in doubtful:
            cell = row[column.index] if column.index < len(row) else None
            if not is_blank(cell) and cells.lacks_unit(column.asked, cell):
                found[column.index].append(cells.text_of(cell))
    return [
        (column, len(found[column.index]), found[column.index][0])
        for column in doubtful
        if found[column.index]
    ]
