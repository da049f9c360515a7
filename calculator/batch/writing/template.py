"""An empty table to fill in: the columns that decide amounts first, with lists to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.batch.parsing.grid import EXAMPLE
from calculator.batch.tables import csv_bytes
from calculator.batch.writing.workbook import Column, Sheet, Workbook
from calculator.engine.rules.expression import Cited
from calculator.engine.rules.facts import facts_of
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.batch.parsing.grid import Cell
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.facts import Fact

FILL_IN, EXPLAINED = "填写", "填写说明"

_CALLED = (
    Column("企业名称", 30, hint="企业的全称。示例行不参加测算，可以留着，也可以删掉。"),
    Column("统一社会信用代码", 24, "code", hint="可以不填；填了，结果里会带上。"),
)
"""What an applicant is called; the result repeats it."""

_EXPLANATION = (
    Column("列名", 40),
    Column("也可写作", 26),
    Column("可以填什么", 50),
    Column("说明", 44),
    Column("用在哪里", 36),
    Column("原文", 70),
)

_ABOUT_NAMES: list[Cell] = [
    _CALLED[0].heading,
    "单位名称、纳税人名称",
    "文字",
    (
        "蓝色列头的列决定金额，请先填；灰色列头的列只决定条文没有写明金额的措施，可以不填，也可以删掉。"
        f"名称写着“{EXAMPLE}”的那一行只是例子。"
    ),
]

_SHOWN: dict[str, Cell] = {
    "applicant": "企业",
    "in_specialised_town": "是",
    "leading_industry": "是",
    "size": "小型",
    "overlaps": "无",
    "peak_revenue_to_2022": 32_000,
    "revenue_2023": 38_000.5,
    "revenue_2024": 52_000,
    "revenue_2025": 56_000,
    "quality_certified": "2024-05-01",
}
"""What the example row says; everything else in it is 否, and prices are blank."""


def facts() -> list[Fact]:
    """Return the facts in the order of the columns: those on which an amount depends come first."""
    return sorted(POLICY.facts, key=lambda fact: not decides_an_amount(fact))


def decides_an_amount(fact: Fact) -> bool:
    """Return whether an amount that the text names depends on a fact."""
    return any(
        fact.id in provision.measure.unknowns
        for provision in POLICY.provisions
        if provision.worth is not None
    )


def heading_of(fact: Fact) -> str:
    """Return the heading of a fact's column, with the unit of its numbers."""
    return f"{fact.label}{fact.in_tables.typed_unit}"


def content(suffix: str) -> bytes:
    """Return the empty table in one of the ``FORMATS``, with an example in its first row."""
    return WRITERS[suffix]()


def _plain() -> bytes:
    """Return the table alone."""
    return csv_bytes([[column.heading for column in _columns()], _example()])


def _workbook() -> bytes:
    """Return the table, and a sheet that explains each column."""
    book = Workbook()
    sheet = book.begin(Sheet(FILL_IN, _columns(), held=1))
    sheet.add_example(_example())
    explained = book.begin(Sheet(EXPLAINED, _EXPLANATION, held=1))
    explained.add([_ABOUT_NAMES])
    explained.add(_explained(fact) for fact in facts())
    explained.add(
        [
            each.question,
            each.id,
            f"{each.accepts_text}。是：{each.yes}；否：{each.no}",
            f"{each.reply.source}；另作假设的才加这一列"
            if each.reply
            else f"须由{each.ask}答复；已有答复的才加这一列",
            None,
            each.quote or None,
        ]
        for each in POLICY.readings
    )
    return book.finished()


def _columns() -> tuple[Column, ...]:
    return (*_CALLED, *(_column(fact) for fact in facts()))


def _column(fact: Fact) -> Column:
    return Column(
        heading_of(fact),
        fact.in_tables.typed_width,
        # Not a format for days: people also type 否, or a month.
        "text",
        aside=not decides_an_amount(fact),
        choices=fact.offered,
        hint=f"可填：{fact.accepts_text}",
    )


def _example() -> list[Cell]:
    shown = [_SHOWN.get(fact.id, "否" if fact.has_no else None) for fact in facts()]
    return [EXAMPLE, None, *shown]


def _explained(fact: Fact) -> list[Cell]:
    asking = [each for each in POLICY.provisions if fact.id in each.measure.unknowns]
    # An amount first: that is why people fill in the column.
    first = next((each for each in asking if each.worth is not None), asking[0])
    used = [each.measure.name for each in asking]
    most = 3
    rest = f"等 {len(used)} 项" if len(used) > most else ""
    return [
        heading_of(fact),
        fact.id,
        fact.accepts_text,
        fact.explained or None,
        "、".join(dict.fromkeys([first.measure.name, *used[:most]])) + rest,
        _sentence(fact, first),
    ]


def _sentence(fact: Fact, provision: Provision) -> str:
    """Return the words of the text for which a fact is asked, and where they are."""
    measure = provision.measure
    cited = [
        part.quote
        for rule in measure.rules
        for part in rule.walk()
        if isinstance(part, Cited) and fact in facts_of(part)
    ]
    quote = measure.quote
    # A sentence elsewhere in the text, such as in its closing part, is the fact's own.
    elsewhere = [each for each in cited if each not in quote and "," in each]
    if elsewhere:
        quote = elsewhere[0]
    place = POLICY.place_of(quote, provision.place)
    return f"{place.article.name}：{quote}"


WRITERS: dict[str, Callable[[], bytes]] = {"csv": _plain, "xlsx": _workbook}
"""What makes the table, for each of the ``FORMATS``."""
