"""Asking sheets: after a result, what to ask which unit, as a letter.  Nothing is sent anywhere.

Four things are asked: how the authority reads the text, how to apply for what the text grants, what
a measure gives of which it states no amount, and what the authority judges that nobody else knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from calculator.engine.phrases import day_in_words, in_words, quoted
from calculator.engine.rules.expression import Cited
from calculator.engine.rules.facts import facts_of
from calculator.engine.rules.ladder import FirstReached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from calculator.engine.policy import Policy
    from calculator.engine.rules.facts import Fact
    from calculator.engine.rules.measure import Measure
    from calculator.engine.text import Article, Place
    from calculator.engine.unit import Unit

READING, CLAIM, UNPRICED, JUDGED = "reading", "claim", "unpriced", "judged"
"""What an item is about: a reading, a measure with an amount or without, or a condition."""

FEW = 2
"""How many measures are named where a reading affects more."""

TITLE = "问询单"
ENCLOSED = "附：所填情况"
UNOFFICIAL = "本单由非官方网站按条文整理，不是官方文书；测算不构成兑付承诺。"
NOT_YOURS = "如有不属贵单位职责的，烦请告知应问哪个单位。谢谢！"
REPLY = ("答复", "答复人", "日期")
SIGNED = ("咨询人", "联系电话", "日期")


@dataclass(frozen=True)
class Open:
    """What is open in one measure for one applicant."""

    measure: str
    status: str
    missing: Collection[str]
    unsettled: Collection[str]


@dataclass(frozen=True, eq=False)
class Item:
    """One question to a unit.

    ``about`` is the id of the reading, the measure or the fact that it is about; ``place`` is
    where the text says what it says of it.
    """

    unit: str
    kind: str
    about: str
    text: str
    place: Place


@dataclass(frozen=True, eq=False)
class Asker:
    """Knows what can be asked about a policy.

    ``judged`` are the facts that an authority judges, with the name of the unit to ask.
    """

    policy: Policy
    units: Sequence[Unit]
    judged: Mapping[str, str]

    # --- What can be asked ------------------------------------------------------------------

    @cached_property
    def readings(self) -> dict[str, Item]:
        """What to ask, by reading."""
        return {
            reading.id: Item(
                self._unit(reading.ask).name,
                READING,
                reading.id,
                f"{reading.question}是{quoted(reading.yes)}，还是{quoted(reading.no)}？",
                self.policy.place_of_reading(reading),
            )
            for reading in self.policy.readings
        }

    @cached_property
    def measures(self) -> dict[str, Item]:
        """The item of each measure that gives money, or a price; services are not asked about."""
        return {
            measure.id: Item(
                self._unit(self._asked_first(measure, article)).name,
                CLAIM if measure.has_a_number else UNPRICED,
                measure.id,
                f"{quoted(measure.name)}怎样申报？"
                if measure.has_a_number
                else f"{quoted(measure.name)}原文没有写明金额：怎样申报，给什么、给多少？",
                article.find(measure.quote),
            )
            for article, measures in self.policy.articles
            for measure in measures
            if measure.kind in {"C", "F", "Q"}
        }

    @cached_property
    def facts(self) -> dict[str, Item]:
        """The item of each fact that an authority judges."""
        return {
            fact.id: Item(
                self._unit(self.judged[fact.id]).name,
                JUDGED,
                fact.id,
                f"{quoted(fact.label)}由谁认定、怎样认定？",
                self._place_of(fact),
            )
            for fact in self.policy.facts
            if fact.id in self.judged
        }

    def _unit(self, name: str) -> Unit:
        return next(unit for unit in self.units if unit.is_called(name))

    def _asked_first(self, measure: Measure, article: Article) -> str:
        """Return whom of an article's units to ask.

        It is the one to ask about a reading of the same sentence, else the first of the article's.
        Where no amount is stated, what the measure names in so many words may tell better.
        """
        sentence = article.find(measure.quote).sentence
        of_readings = [
            reading.ask
            for reading in self.policy.readings
            if reading.article == article.number
            and self.policy.place_of_reading(reading).sentence == sentence
        ]
        named = asked_first(measure, article, self.units)
        return next(iter([*named, *of_readings, *article.units()]))

    def _place_of(self, fact: Fact) -> Place:
        """Return where the text first asks for a fact."""
        return next(
            self.policy.place_of(
                part.quote if isinstance(part, Cited) else part.lines, article.find(measure.quote)
            )
            for article, measures in self.policy.articles
            for measure in measures
            for rule in measure.rules
            for part in rule.walk()
            if isinstance(part, Cited | FirstReached) and fact in facts_of(part)
        )

    # --- What is to be asked ----------------------------------------------------------------

    def items(
        self, open_: Iterable[Open], unclear: Collection[str] | None = None
    ) -> dict[Item, list[str]]:
        """Return what is to be asked where this is open, with the measures that it is for.

        ``unclear`` are the facts that the applicant could not answer: a measure that waits for
        others is not asked about.  Without it, only those with an amount may wait for any.
        """
        found: dict[Item, list[str]] = {}
        ripe = [each for each in open_ if self._is_ripe(each, unclear)]
        for name, item in self.readings.items():
            found[item] = [each.measure for each in ripe if name in each.unsettled]
        for name, item in self.measures.items():
            needs_no_amount = item.kind == UNPRICED
            found[item] = [
                each.measure
                for each in ripe
                if each.measure == name and (needs_no_amount or each.status == "eligible")
            ]
        for name, item in self.facts.items():
            found[item] = [each.measure for each in ripe if name in each.missing]
        return {item: measures for item, measures in found.items() if measures}

    def _is_ripe(self, each: Open, unclear: Collection[str] | None) -> bool:
        if each.status == "ineligible":
            return False
        if unclear is not None:
            return set(each.missing) <= set(unclear)
        return each.measure in self._numbered or not each.missing

    @cached_property
    def _numbered(self) -> frozenset[str]:
        return frozenset(m.id for m in self.policy.claimable if m.has_a_number)

    def by_unit(self, items: Iterable[Item]) -> dict[str, list[Item]]:
        """Return items by the unit to ask, the units and the items of each in their own order."""
        rank = {unit.name: place for place, unit in enumerate(self.units)}
        known = (self.readings, self.measures, self.facts)
        order = {item: n for n, item in enumerate(item for of in known for item in of.values())}
        ordered = sorted(items, key=lambda item: (rank[item.unit], order[item]))
        return {name: list(group) for name, group in groupby(ordered, key=lambda item: item.unit)}

    def sheets(
        self, result: Mapping[str, Any], as_of: date, unclear: Collection[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return a sheet for each unit to ask after a result.

        ``unclear`` are the facts that the applicant could not answer; None stands for all that
        are missing.
        """
        open_ = [
            Open(each["id"], each["status"], each["missing"], each["unsettled"])
            for each in result["measures"]
        ]
        items = self.items(open_, unclear)
        return [
            self._sheet(name, {item: items[item] for item in own}, result, as_of)
            for name, own in self.by_unit(items).items()
        ]

    def _sheet(
        self,
        name: str,
        items: Mapping[Item, Collection[str]],
        result: Mapping[str, Any],
        as_of: date,
    ) -> dict[str, Any]:
        unit = self._unit(name)
        touched = {measure for measures in items.values() for measure in measures}
        facts = {
            fact
            for measure in self.policy.claimable
            if measure.id in touched
            for fact in measure.unknowns
        }
        sheet = {
            "unit": unit.id,
            "title": TITLE,
            "to": f"{name}：",
            "subject": f"关于《{self.policy.title}》（{self.policy.number}）的咨询",
            "opening": f"您好！关于这份文件，有下面 {len(items)} 个问题想请教贵单位：",
            "items": [
                {
                    "kind": item.kind,
                    "about": item.about,
                    "text": item.text,
                    "worth": self._worth(item, measures, result),
                    "article": item.place.article.name,
                    "page": item.place.article.page,
                    "sentence": item.place.sentence,
                    "quote": item.place.quote,
                }
                for item, measures in items.items()
            ],
            "term": self._about_term(as_of),
            "closing": NOT_YOURS,
            "enclosed": ENCLOSED,
            "answers": [
                fact.told_by_name(answer["text"])
                for fact in self.policy.facts
                for answer in result["answers"]
                if fact.id == answer["fact"] and fact.id in facts
            ],
            "reply": list(REPLY),
            "signed": list(SIGNED),
            "note": UNOFFICIAL,
        }
        return {**sheet, "plain": as_text(sheet)}

    def _worth(self, item: Item, measures: Collection[str], result: Mapping[str, Any]) -> str:
        """Say what hangs on the answer to a reading, or what a claim comes to; "" for all else."""
        if item.kind == CLAIM:
            found = next(each for each in result["measures"] if each["id"] == item.about)
            if found["price"] is not None and not found["price"]["low"]:
                # A lower limit of 0 would say nothing: the office knows what is not known here.
                missing = [each for each in self.policy.facts if each.id in found["missing"]]
                return f"还要知道{'、'.join(quoted(fact.label) for fact in missing)}"
            return f"按条文测算{_in_words(found)}"
        if item.kind != READING:
            return ""
        outcomes = next((each for each in result["readings"] if each["id"] == item.about), None)
        most = 0
        if outcomes is not None:
            yes, no = outcomes["true"], outcomes["false"]
            most = max(abs(yes[end] - no[end]) for end in ("low", "high"))
        if most:
            return f"两种读法下，金额最多相差{in_words(most)}"
        names = [self.policy.names[name] for name in measures]
        more = f"等{len(names)}项" if len(names) > FEW else ""
        return f"关系到{'、'.join(map(quoted, names[:FEW]))}{more}"

    def _about_term(self, as_of: date) -> str:
        """Return the question that the end of the term raises; "" before it."""
        if as_of <= self.policy.last_day:
            return ""
        last = day_in_words(self.policy.last_day)
        return f"另外，这份文件有效期至{last}，已届满。有效期内发生的事项，现在还受理吗？"


def _in_words(found: Mapping[str, Any]) -> str:
    """Return what a measure comes to: an amount, or a price that is the lower limit of another."""
    if found["amount"] is None:
        low, high = found["price"]["low"], found["price"]["high"]
        is_one = high in {low, None}
        return f"底价不低于{low}元/㎡" if is_one else f"底价下限{low}至{high}元/㎡"
    low, high = (in_words(found["amount"][end]) for end in ("low", "high"))
    return low if low == high else f"{low}至{high}"


def asked_first(measure: Measure, article: Article, units: Iterable[Unit]) -> list[str]:
    """Return the names of the units whose task a measure names in so many words.

    A bracket lists units, but not who does what; 人才 and the like are named by many measures.  It
    matters where the text states no amount.
    """
    if measure.has_a_number or not measure.is_claimable:
        return []
    words = measure.name + measure.quote
    tasks = {
        name: re.split("[、；]", unit.role)
        for name in article.units()
        for unit in units
        if unit.is_called(name)
    }
    return [
        name
        for name, named in tasks.items()
        if any(len(task) >= len("工艺美术") and task in words for task in named)
    ]


def as_text(sheet: Mapping[str, Any]) -> str:
    """Return a sheet as plain text, to be pasted into a message."""
    lines = [f"{sheet['title']}：{sheet['subject']}", "", sheet["to"], sheet["opening"]]
    for number, item in enumerate(sheet["items"], 1):
        worth = f"（{item['worth']}）" if item["worth"] else ""
        lines += [
            "",
            f"{number}. {item['text']}{worth}",
            f"原文：{item['article']}{quoted(item['quote'])}",
            f"{sheet['reply'][0]}：",
        ]
    lines += ["", sheet["term"], f"{sheet['reply'][0]}："] if sheet["term"] else []
    lines += ["", sheet["closing"], "", *(f"{word}：" for word in sheet["reply"][1:])]
    lines += ["", sheet["enclosed"], *(f"· {answer}" for answer in sheet["answers"])] * bool(
        sheet["answers"]
    )
    lines += ["", *(f"{word}：" for word in sheet["signed"])]
    return "\n".join([*lines, "", sheet["note"]])
