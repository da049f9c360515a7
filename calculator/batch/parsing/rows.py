"""Which rows of a table are no applicant's, and which may be none.

What a row is follows from its words, from how little is in it, and from its amounts: a row whose
amounts are the sums of others is a total, whatever it is called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from math import isclose
from typing import TYPE_CHECKING

from calculator.batch.parsing import cells, columns, grid, proposals
from calculator.batch.parsing.grid import is_blank
from calculator.engine import phrases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from calculator.batch.parsing.columns import Heading
    from calculator.batch.parsing.grid import Cell

LABELS = 3
"""How many of a row's first filled cells are searched for 合计 and the like."""

TOTAL = re.compile(
    r"(?:.{0,8}(?:[合小总共]计|[合小總共]計|汇总|彙總)|平均值?|总和|總和|total|subtotal|sum)(?:数|金额)?"
    r"(?:[::]?\d*|\(.*\))",
    re.IGNORECASE,
)
STATISTIC = re.compile(
    r".{0,8}(?:累计|总额|總額|总数|總數|均值|平均数?|中位数|最[大小高低]值|余额|同期)(?:数|金额)?"
    r"|(?:同比|环比).*|增[长减]率?|增幅|全[市省县区国镇]|(?:全部|所有)(?:企业|单位)?|(?:企业|单位)?[户家]数"
    r"|共\d+[户家个行页条].*|[过承接转][前次上下]页"
)
"""What only the name of a row may be: in a remark it describes a firm."""

NOTE = re.compile(
    r"[^:]{1,8}:.*|(?:注|备注|附注|说明|填表人|制表人|审核人|复核人|经办人|负责人|填报单位)"
    r"|[—\-]*以下(?:为)?空白[—\-]*|※.*|行次|续表.*|.{0,6}(?:签字|签名|签章|盖章)",
    re.DOTALL,
)
"""A short word with a colon begins a note or a signature: no applicant is called so."""

SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)).*")
SAMPLE = re.compile(
    r"\(?(?:示例|样例|举例|范例|例如).*|[某×x*○]{1,3}(?:股份)?(?:有限)?(?:责任)?(?:公司|企业|单位|厂)",
    re.IGNORECASE,
)

EXAMPLE, REPEATED, ORDINALS = "示例行", "重复的列名", "栏次行"
TOTALS, NOTES, SECTIONS = "合计行", "说明行", "分组标题行"
SAMPLES, LIKE_ORDINALS, NAMELESS_SUM = "像是示例", "像是栏次行", "没有名称的合计行"
SUSPECT = (
    "[计計数數额額例某签章页]|汇总|彙總|平均|总和|總和|(?i:total|sum)|[:：]|^注|备注|说明|空白|人$|单位|※"
    "|累计|[均大小高低]值|余额|同期|[同环]比|^增|^全|^所有|^共[0-9]|^[户家]|续表|行次|^[（(×xX*○一二三四五六七八九十]"
)
"""What is in the name or the first cell of any row that is left out by its words."""

SURE = frozenset({EXAMPLE, REPEATED, ORDINALS})
"""Why rows are left out without asking: they hold nothing of an applicant."""

NAMELESS, SUM = "没有企业名称", "金额等于几行之和，像是合计"
ALIKE = "金额与上一行完全相同，像是合计"
LIKE_SECTION, LIKE_HEADING = "像是分组标题", "像是列名"
SEVERAL_FIRMS = "像是几家写在一格里"

NEAR = 1e-5
"""How far a total may be from the sum of its rows, in proportion: each may have been rounded."""

CODE = 15
"""Characters of the shortest code of a taxpayer: a total has none."""

TRIED, MUCH = 200, 1000
"""In how many rows it is looked for whether a column of numbers may be one of amounts, and from
how high an average on it may: smaller numbers are sums of each other by chance."""

_AMOUNT = re.compile(rf"[¥¥]?([\d,]+(?:\.\d+)?)({phrases.UNIT})?", re.ASCII | re.IGNORECASE)
LONG_NAME = "长于任何列名的一家企业的名称"
"""Used for a name where a table has none: no heading is as long."""

_NAME = re.compile("名称|全称|name", re.IGNORECASE)
DASH = re.compile(r"[-—–―/\\.…·*_~、]+")
"""What people write where a name is missing."""

_SEVERAL = r".*(?:公司|厂|社)(?:[、,;/+]|和|及|与).+(?:公司|厂|社)"
"""The name of several firms: what else stands between two such words is a part of one name."""

_NOTHING = "|".join(map(re.escape, sorted(cells.NOTHING)))
NO_FIRM = (
    rf"(?:0|#.*|{DASH.pattern}|[(\[【〔]*(?:{_NOTHING})[)\]】〕]*|{columns.FIRM}"
    rf"|[(一二三四五六七八九十].*|{_SEVERAL})?"
)
"""What is all of the name, in small letters, of any row that has no firm's, several firms' or that
of a title."""

_HEAD_OF_NUMBER, _THOUSANDS, _ZEROS = (
    re.compile(pattern, re.ASCII) for pattern in (r"\d{1,3}", r"\d{3}", r"0\d\d")
)


# --- What the words of a row say ------------------------------------------------------------


def few_filled(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Return the first filled cells of a row with their places: a few, as most rows have many."""
    found = []
    for place, cell in enumerate(row):
        if not is_blank(cell):
            found.append((place, cell))
            if len(found) == LABELS:
                break
    return found


def label_of(cell: Cell) -> str:
    """Return a cell's text without any blank: people space out 小 计."""
    return "".join(cells.text_of(cell).split())


def left_out(row: Sequence[Cell], headings: Sequence[str]) -> str:
    """Return why a row is no applicant's by its words; empty where it may be one."""
    if grid.EXAMPLE in row:
        return EXAMPLE
    few = few_filled(row)
    labels = [label_of(cell) for _, cell in few if isinstance(cell, str)]
    if any(map(TOTAL.fullmatch, labels)):
        return TOTALS
    # A number before the name only counts the rows.
    name = next((label for label in labels if not label.isdecimal()), "")
    if STATISTIC.fullmatch(_bare(name)):
        return TOTALS
    if labels and (NOTE.fullmatch(labels[0]) or NOTE.fullmatch(_bare(name))):
        return NOTES
    if len(few) == 1 and SECTION.fullmatch(name):
        return SECTIONS
    is_heading = all(
        place < len(headings) and str(cell).strip() == headings[place] for place, cell in few
    )
    return REPEATED if is_heading else SAMPLES if SAMPLE.fullmatch(name) else ""


def _bare(label: str) -> str:
    """Return a label without brackets around all of it."""
    return label[1:-1] if label.startswith("(") and label.endswith(")") else label


def ordinals(row: Sequence[Cell]) -> str:
    """Return whether a row only numbers the columns, as printed forms do: 甲, 乙, 1, 2, 3."""
    texts = [text for cell in row if (text := cells.text_of(cell).strip("()"))]
    marks = [text for text in texts if text in {*"甲乙丙丁戊", "栏次"}]
    numbers = [text for text in texts if text not in marks]
    if not numbers or numbers != [str(n + 1) for n in range(len(numbers))]:
        return ""
    if len(numbers) >= LABELS or "栏次" in marks:
        return ORDINALS
    # A firm may be called 甲 in a table that was made to try something.
    return LIKE_ORDINALS if marks else ""


def is_header_again(row: Sequence[Cell], headings: Sequence[Heading]) -> bool:
    """Return whether a row has headings, though not those at the head of the table."""
    few = few_filled(row)
    # Most rows have a number among their first cells.
    if len(few) < 2 or any(  # noqa: PLR2004 - one cell heads nothing
        not isinstance(cell, str) or cell.isdecimal() for _, cell in few
    ):
        return False
    known = {text for each in headings for text in (each.text, *each.above) if text}

    def is_heading(cell: Cell) -> bool:
        text = str(cell).strip()
        return text in known or columns.is_carried(text) or columns.is_firm_name(text)

    if not is_heading(few[0][1]):
        return False
    rest = [str(cell).strip() for cell in row if not is_blank(cell)][1:]
    return all(map(is_heading, rest)) or any(
        columns.match(text) or proposals.is_amount(text) for text in rest
    )


def is_header_part(row: Sequence[Cell], headings: Sequence[Heading]) -> bool:
    """Return whether a row repeats one of the rows of the headings."""
    return all(
        is_blank(cell)
        or cell == grid.MERGED_ACROSS
        or (
            place < len(headings)
            and str(cell).strip() in {headings[place].text, *headings[place].above}
        )
        for place, cell in enumerate(row)
    )


# --- What the amounts and the names say -----------------------------------------------------


@dataclass
class Doubts:
    """Rows that may not be applicants: those with a single cell, and those with another reason.

    ``nameless_sums`` are certainly none; ``twice`` are the rows of each applicant that is listed
    more than once.
    """

    lone: list[int] = field(default_factory=list)
    unsure: dict[int, str] = field(default_factory=dict)
    nameless_sums: list[int] = field(default_factory=list)
    twice: list[list[int]] = field(default_factory=list)

    @property
    def others(self) -> set[int]:
        """The rows that may not be applicants, for any reason."""
        return {*self.lone, *self.unsure, *self.nameless_sums}


def doubts(
    rows: Sequence[tuple[int, Sequence[Cell]]],
    breaks: Collection[int],
    headings: Sequence[Heading],
) -> Doubts:
    """Return which rows may be no applicant's; ``breaks`` are the numbers of totals and titles."""
    name = columns.name_column(headings)
    code = columns.code_column(headings)
    lone = frozenset(number for number, row in rows if len(few_filled(row)) == 1)
    if sum(bool(each.text) for each in headings) <= 1 or len(lone) == len(rows):
        lone = frozenset()
    sums = _sums(rows, breaks, headings, code)
    labels = {} if name is None else {number: label_of(_at(row, name)) for number, row in rows}
    codes = {} if code is None else {number: label_of(_at(row, code)) for number, row in rows}
    found = decided([number for number, _ in rows], labels, sums, lone)
    found.twice = twice(found.others, labels, codes)
    return found


def decided(
    numbers: Iterable[int],
    labels: Mapping[int, str],
    sums: Mapping[int, str],
    lone: Collection[int],
) -> Doubts:
    """Return which of some rows may be no applicant's, by what is known of them.

    ``labels`` are their names, as far as these matter; ``sums`` are totals with the reason, and
    ``lone`` are rows with a single cell.
    """
    found = Doubts()
    for number in numbers:
        label = labels.get(number, LONG_NAME)
        is_nameless = is_no_name(label)
        if is_nameless and sums.get(number) == SUM:
            found.nameless_sums.append(number)
        elif number in lone:
            found.lone.append(number)
        elif is_nameless:
            found.unsure[number] = NAMELESS
        elif reason := sums.get(number) or like_no_firm(label):
            found.unsure[number] = reason
    return found


def _at(row: Sequence[Cell], index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else None


def like_no_firm(label: str) -> str:
    """Return why a name is more like a title's, or like that of several firms, than like one's."""
    if SECTION.fullmatch(label):
        return LIKE_SECTION
    if re.fullmatch(_SEVERAL, label):
        return SEVERAL_FIRMS
    is_short = len(label) < len(LONG_NAME)
    return LIKE_HEADING if is_short and columns.is_firm_name(label) else ""


def is_no_name(label: str) -> bool:
    """Return whether what stands in the place of a name is none."""
    # An error of a formula is no name, and 0 is what a formula shows for an empty cell.
    return (
        label in {"", "0"}
        or label[0] == "#"
        or cells.is_nothing(label)
        or DASH.fullmatch(label) is not None
    )


def twice(without: Collection[int], *keys: Mapping[int, str]) -> list[list[int]]:
    """Return the rows with the same name or the same code, together."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, labels in enumerate(keys):
        for number, label in labels.items():
            if label and number not in without:
                found[place, label.lower()].append(number)
    several = [each for each in found.values() if len(each) > 1]
    # A firm whose name and code are both there twice is named once.
    several.sort(key=lambda each: (-len(each), each))
    groups: list[list[int]] = []
    seen: set[int] = set()
    for each in several:
        if not seen.issuperset(each):
            groups.append(each)
            seen.update(each)
    return sorted(groups)


@dataclass
class _Sums:
    """The sums of some rows, and of how many, by column and altogether."""

    sums: list[float]
    counts: list[int]
    rows: int = 0

    @classmethod
    def of(cls, width: int) -> _Sums:
        """Begin with no row."""
        return cls([0.0] * width, [0] * width)

    def add(self, amounts: Sequence[float]) -> None:
        """Take in a row."""
        self.rows += 1
        for place, amount in enumerate(amounts):
            if amount:
                self.sums[place] += amount
                self.counts[place] += 1

    def are(self, amounts: Sequence[float], least: int = 2) -> bool:
        """Return whether all amounts of a row are these sums, one of ``least`` rows or more."""
        filled = [place for place, amount in enumerate(amounts) if amount]
        return any(self.counts[place] >= least for place in filled) and all(
            isclose(amounts[place], self.sums[place], rel_tol=NEAR) for place in filled
        )


def _sums(
    rows: Sequence[tuple[int, Sequence[Cell]]],
    breaks: Collection[int],
    headings: Sequence[Heading],
    code: int | None,
) -> dict[int, str]:
    """Return the rows whose amounts are the sums of others, each with the reason."""
    places = [each for each in headings if proposals.is_amount(each.text, each.above)]
    # Where no heading says where the amounts are, most columns of numbers must agree.
    groups = [places] if places else [[each] for each in headings if _may_be_amounts(each, rows)]
    found: dict[int, list[str]] = defaultdict(list)
    for group in groups:
        lines = (
            (
                number,
                [_amount(_at(row, each.index), each.unit or 1) for each in group],
                code is not None and len(label_of(_at(row, code))) >= CODE,
            )
            for number, row in rows
        )
        for number, reason in sums_in(lines, breaks, len(group), len(rows)).items():
            found[number].append(reason)
    return {
        number: reasons[0] for number, reasons in found.items() if len(reasons) * 2 > len(groups)
    }


def _may_be_amounts(heading: Heading, rows: Sequence[tuple[int, Sequence[Cell]]]) -> bool:
    text = heading.text
    if not text or columns.is_carried(text) or columns.match(text, heading.above):
        return False
    filled = [cell for _, row in rows[:TRIED] if not is_blank(cell := _at(row, heading.index))]
    amounts = [amount for cell in filled if (amount := _amount(cell, 1))]
    return len(amounts) * 2 > len(filled) and sum(amounts) > MUCH * len(amounts)


def sums_in(
    lines: Iterable[tuple[int, Sequence[float], bool]],
    breaks: Collection[int],
    width: int,
    count: int,
) -> dict[int, str]:
    """Return the rows with the sums of all rows above, of those since the last sum, or below.

    Each of the ``count`` lines is a row's number, its amounts, and whether it has the code of a
    firm; ``breaks`` are the numbers of totals and titles.  A row with several amounts that are all
    those of the only one above it may be a total too.
    """
    found: dict[int, str] = {}
    whole, since = _Sums.of(width), _Sums.of(width)
    firms: list[_Firm] = []
    ends = sorted(breaks, reverse=True)
    least = 1 if count == 2 else 2  # noqa: PLR2004 - a firm and its total
    for number, amounts, has_code in lines:
        while ends and ends[-1] < number:
            ends.pop()
            since = _Sums.of(width)
        reason = "" if has_code else SUM if whole.are(amounts) or since.are(amounts) else ""
        if not (reason or has_code) and since.rows == 1 and since.are(amounts, 1):
            same = sum(map(bool, amounts))
            reason = ALIKE if least <= same == sum(since.counts) else ""
        if reason:
            found[number] = reason
            since = _Sums.of(width)
            continue
        whole.add(amounts)
        since.add(amounts)
        if any(amounts):
            firms.append((number, amounts, has_code))
    return found or dict.fromkeys(_on_top(firms, width), SUM)


def begins_with_sum(top: Sequence[float], below: Iterable[Sequence[float]]) -> bool:
    """Return whether amounts are the sums of some of the next rows, beginning with the first."""
    sums = _Sums.of(len(top))
    for amounts in below:
        sums.add(amounts)
        if sums.are(top, 1):
            return True
        if any(part > whole * (1 + NEAR) for part, whole in zip(sums.sums, top, strict=True)):
            return False
    return False


_Firm = tuple[int, "Sequence[float]", bool]
"""A row's number, its amounts, and whether it has the code of a firm."""


def _on_top(rows: Sequence[_Firm], width: int) -> Iterator[int]:
    """Yield the rows that have the sums of those beneath, where all rows are in such parts."""
    for start in (0, 1):
        tops, is_sum = _parts(rows[start:], width)
        if is_sum and not start:
            yield from (rows[top][0] for top in tops)
            return
        above = _Sums.of(width)
        for top in tops:
            above.add(rows[top + start][1])
        if is_sum and above.are(rows[0][1]) and not rows[0][2]:
            yield rows[0][0]
            yield from (rows[top + 1][0] for top in tops)


def _parts(rows: Sequence[_Firm], width: int) -> tuple[list[int], bool]:
    """Return where parts begin that start with their sum, and whether they are all there is."""
    tops: list[int] = []
    place, has_several = 0, False
    while place < len(rows):
        if rows[place][2]:
            return [], False
        tops.append(place)
        below = _Sums.of(width)
        size = 0
        place += 1
        while place < len(rows) and not below.are(rows[tops[-1]][1], 1):
            below.add(rows[place][1])
            place += 1
            size += 1
        if not below.are(rows[tops[-1]][1], 1):
            return [], False
        has_several = has_several or size > 1
    return tops, has_several


def _amount(cell: Cell, unit: int) -> float:
    """Return an amount in 元, to compare it; 0 where a cell holds no single one."""
    if isinstance(cell, int | float):
        return float(cell) * unit
    if isinstance(cell, str) and cell.isdecimal():
        return float(cell) * unit
    found = _AMOUNT.fullmatch(cells.text_of(cell))
    if not found:
        return 0.0
    worth = phrases.yuan_in(found[2]) if found[2] else unit
    return float(found[1].replace(",", "") or 0) * (worth or unit)


# --- Two lists side by side -----------------------------------------------------------------


def second_list(headings: Sequence[Heading]) -> int | None:
    """Return the index of a second column of firms' names; None where there is none.

    Between it and the first stands a column of answers: these are two lists side by side.
    """
    first = columns.name_column(headings)
    has_answers = False
    for each in headings if first is not None else ():
        text = each.text
        if not text or each.index <= (first or 0):
            continue
        # DuckDB numbers headings that are there twice.
        if has_answers and _NAME.search(text) and columns.is_firm_name(re.sub(r"_\d+$", "", text)):
            return each.index
        has_answers = has_answers or not (columns.is_carried(text) or proposals.describes(text))
    return None


# --- Numbers that were cut in two -----------------------------------------------------------


def cut_in_two(
    rows: Sequence[tuple[int, Sequence[Cell]]], headings: Sequence[Heading]
) -> list[int]:
    """Return the rows of a CSV file in which 45,000 seems to have become two cells.

    A cell such as 000 behind an amount shows it; then 45 and 123 may be one as well.
    """
    places = [each.index for each in headings if proposals.is_amount(each.text, each.above)]

    def is_cut(row: Sequence[Cell], rest: re.Pattern[str]) -> bool:
        return any(
            _HEAD_OF_NUMBER.fullmatch(cells.text_of(_at(row, place)))
            and rest.fullmatch(cells.text_of(_at(row, place + 1)))
            for place in places
        )

    if not any(is_cut(row, _ZEROS) for _, row in rows):
        return []
    return [number for number, row in rows if is_cut(row, _THOUSANDS)]
