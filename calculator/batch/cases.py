"""The cases that officials check and sign: docs/cases.csv, whose cells are read as tables are.

Each row says in words what an applicant is, what follows from it, and why.  Amounts and reasons
are written by hand: they are what is checked.  A row is signed as it stands, by a code of its
words.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from calculator.batch import screen, tables
from calculator.batch.parsing import cells, columns, grid
from calculator.engine.messages import nearest, shown
from calculator.engine.phrases import day_in_words, in_words
from calculator.engine.rules.facts import Choice, Event, Money, Reading, UnitPrice
from calculator.engine.rules.facts.texts import BadText, NoUnit, narrow, truth
from calculator.engine.state_words import VERDICTS
from calculator.engine.text import Misquoted
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from calculator.batch.parsing.grid import Cell
    from calculator.engine.rules.facts import Fact
    from calculator.engine.text import Article, Place

NAME = "cases.csv"
"""Its place under docs/."""

NUMBER, SITUATION, ANSWERS, READINGS = "编号", "情况", "答案", "读法"
COUNTED, LOW, HIGH, WHY = "算什么", "下限", "上限", "理由"
ARTICLE, QUOTE, CHECKED_BY, CHECKED_ON, CODE = "条款", "原文", "核对人", "核对日期", "核对码"
OPINION = "意见"
SUBSTANCE = (SITUATION, ANSWERS, READINGS, COUNTED, LOW, HIGH, WHY, ARTICLE, QUOTE)
"""What is signed: whatever of it changes, the signature no longer holds."""

COLUMNS = (NUMBER, *SUBSTANCE, CHECKED_BY, CHECKED_ON, CODE, OPINION)

TOTAL = "合计"
REST = "其余"
"""In the answers, all that is not named: 其余=没有 says that none of it happened."""

MET, FAILED = "符合", VERDICTS["no"]
NO_TOP = "没有上限"

_PAIRS = "“问题=答案”，几题之间用“；”隔开，问题照表单里的话写；其余都没有发生的，写“其余=没有”"
_WAYS = "“问题=读法”，几题之间用“；”隔开；还没有答复、两种都算的，不写"
_MONEY = "一个金额，如 100000、10万元；没有就写 0"
_PRICE = f"底价，如 84元/㎡；按条文不能计算的写“{FAILED}”，算不出上限的上限写“{NO_TOP}”"
_STATE = f"“{MET}”或“{FAILED}”：条文没有写明金额"
_DAY = "日期，如 2026-05-01"
_CODE_SIGNS, _CODE_LENGTH = "bcdfghjkmnpqrstvwxyz", 6
"""Letters alone: a spreadsheet makes a number of 12e456."""


class WrongCases(ValueError):  # noqa: N818 - it names the file
    """Rows that cannot be used; ``problems`` holds one line for each thing wrong in them."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Case:
    """One row: the words for readers, and ``document``, the answers as the calculator takes them.

    ``counted`` is the id of the measure that is worked out, or empty for the total; ``low`` and
    ``high`` are what the row says comes out, in words; ``sentence`` is the address of the quote;
    ``code`` is what a signature to the row as it stands has beside it.
    """

    row: int
    number: str
    situation: str
    answers: tuple[str, ...]
    readings: tuple[str, ...]
    document: Mapping[str, Mapping[str, Any]]
    counted: str
    counted_name: str
    low: str
    high: str
    why: str
    article: str
    page: str
    sentence: str
    quote: str
    checked_by: str
    checked_on: str
    code: str
    opinion: str

    def outcome(self, result: Mapping[str, Any]) -> tuple[str, str]:
        """Return what a result of the calculator has in the place of ``low`` and ``high``."""
        if not self.counted:
            return in_words(result["total"]["low"]), in_words(result["total"]["high"])
        found = next(each for each in result["measures"] if each["id"] == self.counted)
        if found["amount"] is not None:
            return in_words(found["amount"]["low"]), in_words(found["amount"]["high"])
        least, most = MET, MET
        if found["price"] is not None:
            least, most = (_price_in_words(found["price"][end]) for end in ("low", "high"))
        fails = found["status"]
        return (
            FAILED if fails != "eligible" else least,
            FAILED if fails == "ineligible" else most,
        )


def _price_in_words(yuan: float | None) -> str:
    return NO_TOP if yuan is None else f"{yuan}元/㎡"


def normal(content: bytes) -> str:
    """Return the file as it is kept, however a spreadsheet has saved it: UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    rows = _rows(content)
    width = max(map(len, rows))
    for row in rows:
        if not all(map(grid.is_blank, row)):
            # A workbook's row ends with its last word.
            writer.writerow([_text(cell) for cell in row] + [""] * (width - len(row)))
    return "\ufeff" + out.getvalue()


def read(content: bytes) -> tuple[Case, ...]:
    """Return the cases of a file; raises WrongCases with everything that is wrong in it."""
    rows = _rows(content)
    places, problems = _places(rows[0])
    found = []
    if not problems:
        for number, cells_ in tables.numbered(rows, 1):
            row = _Row(number, cells_, places)
            case = row.case()
            problems += row.problems
            if case is not None:
                found.append(case)
    seen: dict[str, Case] = {}
    for case in found:
        before = seen.setdefault(case.number, case)
        if before is not case:
            problems.append(
                f"{NAME} 第 {case.row} 行“{NUMBER}”：{case.number} 与第 {before.row} 行相同；"
                "每一例用一个编号"
            )
    if problems:
        raise WrongCases(problems)
    return tuple(found)


def _rows(content: bytes) -> list[tuple[Cell, ...]]:
    try:
        return tables.read_table(content, NAME)
    except tables.Unusable as unusable:
        raise WrongCases([str(unusable)]) from None


def _places(headings: Sequence[Cell]) -> tuple[dict[str, int], list[str]]:
    """Return where each column stands, and what is wrong with the headings."""
    named = {_text(cell): place for place, cell in enumerate(headings) if not grid.is_blank(cell)}
    strange = [name for name in named if name not in COLUMNS]
    problems = [
        f"{NAME} 第 1 行：没有这一列“{name}”{nearest(name, COLUMNS)}；各列是 {'、'.join(COLUMNS)}"
        for name in strange
    ]
    missing = [name for name in COLUMNS if name not in named]
    if missing and not strange:
        problems.append(f"{NAME} 第 1 行：缺少“{'”“'.join(missing)}”")
    return named, problems


def _text(cell: Cell) -> str:
    """Return a cell's words as they were written, without the mark against formulas."""
    return cell.removeprefix("'").strip() if isinstance(cell, str) else cells.text_of(cell)


@dataclass
class _Row:
    """A row that is being read, and what was found to be wrong in it."""

    number: int
    cells: Sequence[Cell]
    places: Mapping[str, int]
    problems: list[str] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return what is written in a column."""
        place = self.places[column]
        return _text(self.cells[place]) if place < len(self.cells) else ""

    def _wrong(self, column: str, what: object) -> None:
        where = f"{grid.letters(self.places[column])}{self.number}"
        self.problems.append(f"{NAME} 第 {self.number} 行“{column}”（{where}）：{what}")

    def _tried(self, column: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - as read
        try:
            return read(self.text(column))
        except (BadText, Misquoted) as bad:
            self._wrong(column, bad)
            return None

    def case(self) -> Case | None:
        """Return the case; None where something in it is wrong."""
        for column in (NUMBER, SITUATION, ANSWERS, WHY, ARTICLE, QUOTE):
            if not self.text(column):
                self._wrong(column, "没有写")
        answers = self._pairs(ANSWERS, _PAIRS, _answer)
        readings = self._pairs(READINGS, _WAYS, _reading)
        counted = self._tried(COUNTED, _counted)
        outcome = None if counted is None else _outcome_of(counted)
        ends = [] if outcome is None else [self._tried(end, outcome.read) for end in (LOW, HIGH)]
        if all(isinstance(end, int) for end in ends) and ends != sorted(ends):
            self._wrong(HIGH, f"比“{LOW}”小")
        article = self._tried(ARTICLE, _passage) if self.text(ARTICLE) else None
        place = None
        if article is not None and self.text(QUOTE):
            place = self._tried(QUOTE, lambda quote: _found(quote, article))
        day = self._tried(CHECKED_ON, _day)
        if bool(self.text(CHECKED_BY)) != bool(self.text(CHECKED_ON)):
            self._wrong(CHECKED_BY, f"“{CHECKED_BY}”和“{CHECKED_ON}”要一起写")
        code = self._code()
        self._check_code(code)
        if self.problems or article is None or place is None or outcome is None:
            return None
        low, high = (outcome.in_words(end) for end in ends)
        return Case(
            row=self.number,
            number=self.text(NUMBER),
            situation=self.text(SITUATION),
            answers=_parts(self.text(ANSWERS)),
            readings=_parts(self.text(READINGS)),
            document={"answers": answers, "readings": readings},
            counted=counted,
            counted_name=POLICY.names.get(counted, TOTAL),
            low=low,
            high=high,
            why=self.text(WHY),
            article=article.name,
            page=article.page,
            sentence=place.sentence,
            quote=self.text(QUOTE),
            checked_by=self.text(CHECKED_BY),
            checked_on=day,
            code=code,
            opinion=self.text(OPINION),
        )

    def _code(self) -> str:
        """Return a short print of what is signed, however a spreadsheet has spaced it."""
        words = ["".join(self.text(column).split()) for column in SUBSTANCE]
        digest = hashlib.sha256("\n".join(words).encode()).digest()
        return "".join(_CODE_SIGNS[byte % len(_CODE_SIGNS)] for byte in digest[:_CODE_LENGTH])

    def _check_code(self, code: str) -> None:
        """Find a signature without its code, and one to a row that has changed since."""
        given = self.text(CODE).lower()
        signed = self.text(CHECKED_BY) or self.text(CHECKED_ON)
        if not signed and given:
            self._wrong(CODE, f"没有签名的行不写；签名时写“{CHECKED_BY}”“{CHECKED_ON}”和 {code}")
        elif signed and not given:
            self._wrong(CODE, f"没有写；核对人看的就是现在这一行的，写 {code}")
        elif signed and given != code:
            self._wrong(
                CODE,
                f"{shown(given)} 不是现在这一行的：签名以后这一行改过，签名不再算数。请删去"
                f"“{CHECKED_BY}”“{CHECKED_ON}”“{CODE}”；重新核对、签名的，写 {code}",
            )

    def _pairs(
        self, column: str, accepts: str, read: Callable[[str, str], tuple[str, Any]]
    ) -> dict[str, Any]:
        """Return what a cell of several pairs says, by the ids of what is asked."""
        found: dict[str, Any] = {}
        rest = False
        for part in _parts(narrow(self.text(column))):
            name, mark, word = part.partition("=" if "=" in part else ":")
            try:
                if not mark or "=" in word:
                    wrong = "有几个等号" if mark else "没有等号"
                    raise BadText(part, wrong, accepts)  # noqa: TRY301 - told as the others
                if name.strip() == REST and read is _answer:
                    rest = _none_of_the_rest(word.strip())
                    continue
                key, value = read(name.strip(), word.strip())
                if key in found:
                    raise BadText(name, "写了两次", accepts)  # noqa: TRY301 - told as the others
                found[key] = value
            except BadText as bad:
                self._wrong(column, bad)
        if rest:
            found = {**_nothing_happened(), **found}
        return found


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;；\n]+", text) if part.strip())


def _answer(name: str, word: str) -> tuple[str, Any]:
    labels = [fact.label for fact in POLICY.facts]
    fact = _asked(name, _PAIRS, labels, columns.other_names())
    if isinstance(fact, Reading):
        raise BadText(name, f"是读法，请写在“{READINGS}”一列", _PAIRS)
    try:
        value = cells.read_cell(fact, word, None, screen.members())
    except NoUnit:
        raise BadText(word, "没有写单位", "带单位的金额，如 5.2亿元") from None
    except BadText as bad:
        raise _otherwise(bad, _without_blanks(bad.accepts)) from None
    if value is None:
        raise BadText(name, "没有写答案", _without_blanks(fact.accepts_text))
    return fact.id, _as_json(fact, value)


def _otherwise(bad: BadText, accepts: str) -> BadText:
    """Return the same complaint with what is accepted here."""
    return BadText("", bad.brief, accepts)


def _without_blanks(accepts: str) -> str:
    """Return what an answer may be: several stand in one cell, so none is blank or parted by ；."""
    return accepts.replace("不清楚就留空", "不清楚的，整题不写").replace("用“；”隔开", "用“、”隔开")


def _reading(name: str, word: str) -> tuple[str, bool]:
    reading = _asked(name, _WAYS, [reading.question for reading in POLICY.readings])
    if not isinstance(reading, Reading):
        raise BadText(name, f"不是读法，请写在“{ANSWERS}”一列", _WAYS)
    ways = {True: narrow(reading.yes), False: narrow(reading.no)}
    meant = [way for way, words in ways.items() if word and words.startswith(word)]
    if len(meant) != 1:
        raise BadText(word, "不能用", f"“{reading.yes}”或“{reading.no}”")
    return reading.id, meant[0]


def _asked(
    name: str, accepts: str, known: list[str], others: Mapping[str, str] | None = None
) -> Fact | Reading:
    asked = columns.asked_by(name)
    if asked is None:
        raise BadText(name, f"不是表单里的问题{nearest(name, known, others)}", accepts)
    return asked


def _none_of_the_rest(word: str) -> bool:
    if truth(word) is not False:
        raise BadText(word, "不能用", f"“{REST}=没有”")
    return True


def _nothing_happened() -> dict[str, Any]:
    """Return the answers that say of everything that it did not happen, where one can say so."""
    return {
        fact.id: [] if fact.takes_away else False
        for fact in POLICY.facts
        if fact.has_no or fact.takes_away
    }


def _as_json(fact: Fact, value: object) -> object:
    """Return an answer's value as a document has it."""
    if isinstance(value, frozenset):
        several = sorted(value)
        return several[0] if isinstance(fact, Choice) and len(several) == 1 else several
    if isinstance(value, tuple):
        low, high = (_as_json(fact, end) for end in value)
        return low if low == high else [low, high]
    if isinstance(value, date):
        return value.isoformat()
    return _in_yuan(value) if isinstance(fact, UnitPrice) and isinstance(value, int) else value


def _in_yuan(hundredths: int) -> float:
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


def _counted(text: str) -> str:
    if text == TOTAL:
        return ""
    found = screen.members().get(narrow(text))
    if found is None:
        names = [TOTAL, *POLICY.names.values()]
        raise BadText(text, f"不是措施的名称{nearest(text, names)}", f"“{TOTAL}”或措施的名称")
    return found


_SUM = Money("sum", LOW, "")
_FLOOR = UnitPrice("floor", LOW, "")
_SIGNED_ON = Event("signed_on", CHECKED_ON, "")


@dataclass(frozen=True)
class _Outcome:
    """How what comes out is written: an amount, a price that may not exist, or just a state."""

    asked: Fact | None
    states: tuple[str, ...]
    accepts: str

    def read(self, text: str) -> int | str:
        """Return the amount in 元, the price in 分/㎡, or the state."""
        if text in self.states:
            return text
        if self.asked is None or not text:
            raise BadText(text, "不能用" if text else "没有写", self.accepts)
        try:
            value = cells.read_cell(self.asked, text, 1, blank=cells.AS_NO)
        except BadText as bad:
            raise _otherwise(bad, self.accepts) from None
        if value is None or value[0] != value[1]:
            raise BadText(text, "不是一个数；下限、上限各写一个", self.accepts)
        return int(value[0])

    def in_words(self, end: int | str) -> str:
        """Return what was read, in words."""
        if isinstance(end, str):
            return end
        return in_words(end) if self.asked is _SUM else _price_in_words(_in_yuan(end))


_AMOUNT = _Outcome(_SUM, (), _MONEY)
_OUTCOMES = {"C": _AMOUNT, "F": _Outcome(_FLOOR, (FAILED, NO_TOP), _PRICE)}
_STATE_ONLY = _Outcome(None, (MET, FAILED), _STATE)


def _outcome_of(counted: str) -> _Outcome:
    kinds = {measure.id: measure.kind for measure in POLICY.claimable}
    return _OUTCOMES.get(kinds.get(counted, "C"), _STATE_ONLY)


def _passage(text: str) -> Article:
    written = columns.plain(text).removeprefix("第").removesuffix("条")
    for passage in POLICY.passages:
        name = columns.plain(passage.name).removeprefix("第").removesuffix("条")
        if written in {name, str(passage.number)}:
            return passage
    names = [passage.name for passage in POLICY.passages]
    raise BadText(text, f"不是条款{nearest(text, names)}", "条款的名称，如 第(二)条")


def _found(quote: str, article: Article) -> Place:
    """Return where a quote is in its article; where it is in another one, that is told."""
    elsewhere = [passage.name for passage in POLICY.passages if quote in passage.text]
    if elsewhere and quote not in article.text:
        raise BadText(quote, f"在{'、'.join(elsewhere)}，不在{article.name}", "这一条里的一段原话")
    return article.find(quote)


def _day(text: str) -> str:
    """Return the day in words; "" where none is written."""
    if not text:
        return ""
    try:
        value = cells.read_cell(_SIGNED_ON, text)
    except BadText as bad:
        raise _otherwise(bad, _DAY) from None
    if not isinstance(value, date):
        raise BadText(text, "不是一天", _DAY)
    return day_in_words(value)
