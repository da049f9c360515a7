"""Asking sheets: after a result, what to ask which unit, as a letter.  Nothing is sent anywhere.

Four things are asked: how the authority reads the text, what else the text leaves open that the
applicant could not answer or that rules it out, how to apply for what the text grants, and what a
measure gives of which it states no amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from calculator.engine.assess import allowed_cells, assess, judge
from calculator.engine.phrases import day_in_words, in_words, quoted
from calculator.engine.rules.diagram import bounds, gained_by, restrict, variables, worlds
from calculator.engine.rules.expression import Cited
from calculator.engine.rules.facts import Fact
from calculator.engine.rules.ladder import FirstReached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.facts import Reading
    from calculator.engine.rules.measure import Measure
    from calculator.engine.rules.unknown import Unknown
    from calculator.engine.text import Article, Place
    from calculator.engine.unit import Unit

READING, QUESTION, CLAIM, UNPRICED = "reading", "question", "claim", "unpriced"
"""What an item is about: a reading, another open question, a measure with an amount or without."""

FEW = 2
"""How many measures are named where a reading affects more."""

TITLE = "问询单"
ENCLOSED = "附：所填情况"
UNOFFICIAL = "本单由非官方网站按条文整理，不是官方文书；测算不构成兑付承诺。"
NOT_YOURS = "如有不属于贵单位职责的，烦请告知应向哪个单位咨询。谢谢！"
SIGNED = ("咨询人", "联系电话", "日期")
TO_REPLY = "以下由答复单位填写"
REPLY = ("答复", "答复人", "日期")
BESIDES = "另外"
"""What begins the question about the term, which has no number."""


@dataclass(frozen=True)
class Open:
    """What is open in one measure for one applicant.

    ``doubts`` are the questions, by number, without which it would not be ruled out.
    """

    measure: str
    status: str
    missing: Collection[str]
    unsettled: Collection[str]
    doubts: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class Matter:
    """What the text leaves open beside its readings, as a letter asks it.

    ``number`` is that of the list of questions, ``unit`` the name of the unit to ask.  It is asked
    where one of ``facts`` could not be answered, and where it rules a measure out; ``if_so`` then
    begins what would follow.
    """

    number: str
    unit: str
    text: str
    facts: tuple[Fact, ...] = ()
    if_so: str = ""


@dataclass(frozen=True, eq=False)
class Item:
    """One question to a unit.

    ``about`` is the id of the reading or the measure, or the number of the question.
    """

    unit: str
    kind: str
    about: str
    text: str


@dataclass(frozen=True, eq=False)
class Asker:
    """Knows what can be asked about a policy."""

    policy: Policy
    units: Sequence[Unit]
    matters: Sequence[Matter]

    # --- What can be asked ------------------------------------------------------------------

    @cached_property
    def readings(self) -> dict[str, Item]:
        """What to ask, by reading."""
        return {
            reading.id: Item(
                self._unit(reading.ask).name,
                READING,
                reading.id,
                # A question that says it all is not repeated as its two answers.
                reading.question
                if reading.no == f"不{reading.yes}"
                else f"{reading.question}是{quoted(reading.yes)}，还是{quoted(reading.no)}？",
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
                else f"{quoted(measure.name)}怎样申报、给什么、给多少？",
            )
            for article, measures in self.policy.articles
            for measure in measures
            if measure.has_a_number or measure.kind == "Q"
        }

    @cached_property
    def questions(self) -> dict[str, Item]:
        """The item of each other question that the text leaves open, by its number."""
        return {
            matter.number: Item(self._unit(matter.unit).name, QUESTION, matter.number, matter.text)
            for matter in self.matters
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

    # --- Where the text says it ---------------------------------------------------------------

    def place(self, item: Item, measures: Sequence[str]) -> Place:
        """Return where the text says what an item is about, for these measures that it is for."""
        if item.kind == READING:
            return self._place_of_reading(self._readings[item.about], measures)
        if item.kind == QUESTION:
            facts = {fact.id for fact in self._matters[item.about].facts}
            for name in measures:
                at = self._asked_at(name, facts, ladders=True)
                if at is not None:
                    return at
        return self._own(measures[0])

    def _place_of_reading(self, reading: Reading, measures: Sequence[str]) -> Place:
        """Return the words that a reading is about, unless all measures have others for it.

        What stands outside of the articles is said of all measures.
        """
        words = self.policy.place_of_reading(reading)
        if words.article.number is None:
            return words
        for name in measures:
            at = self._asked_at(name, {reading.id})
            if at is None or _lies_in(at, words):
                return words
        return self._own(measures[0])

    def _own(self, measure: str) -> Place:
        provision = self._provisions[measure]
        return provision.article.find(provision.measure.quote)

    def _asked_at(
        self, measure: str, unknowns: Collection[str], *, ladders: bool = False
    ) -> Place | None:
        """Return the closest words of the text for the condition that asks for one of these.

        Of several it is the one that asks for least else.  With ``ladders``, the lines of a ladder
        are such words too.
        """
        found = [
            part
            for rule in self._provisions[measure].measure.rules
            for part in rule.walk()
            if isinstance(part, Cited) or (ladders and isinstance(part, FirstReached))
            if any(leaf.unknown.id in unknowns for leaf in part.leaves())
        ]
        closest = [
            part
            for part in found
            if not any(inner in found for inner in part.walk() if inner is not part)
        ]
        if not closest:
            return None
        part = min(closest, key=lambda part: len({leaf.unknown.id for leaf in part.leaves()}))
        quote = part.quote if isinstance(part, Cited) else part.lines
        return self.policy.place_of(quote, self._own(measure))

    @cached_property
    def _provisions(self) -> dict[str, Provision]:
        return {each.measure.id: each for each in self.policy.provisions}

    @cached_property
    def _readings(self) -> dict[str, Reading]:
        return {reading.id: reading for reading in self.policy.readings}

    @cached_property
    def _matters(self) -> dict[str, Matter]:
        return {matter.number: matter for matter in self.matters}

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
        for matter in self.matters:
            facts = {fact.id for fact in matter.facts}
            found[self.questions[matter.number]] = [
                each.measure
                for each in ripe
                if matter.number in each.doubts or not facts.isdisjoint(each.missing)
            ]
        for name, item in self.measures.items():
            needs_no_amount = item.kind == UNPRICED
            found[item] = [
                each.measure
                for each in ripe
                if each.measure == name and (needs_no_amount or each.status == "eligible")
            ]
        return {item: measures for item, measures in found.items() if measures}

    def _is_ripe(self, each: Open, unclear: Collection[str] | None) -> bool:
        if each.status == "ineligible":
            return bool(each.doubts)
        if unclear is not None:
            return set(each.missing) <= set(unclear)
        return each.measure in self._numbered or not each.missing

    @cached_property
    def _numbered(self) -> frozenset[str]:
        return frozenset(m.id for m in self.policy.claimable if m.has_a_number)

    def by_unit(self, items: Iterable[Item]) -> dict[str, list[Item]]:
        """Return items by the unit to ask, the units and the items of each in their own order."""
        rank = {unit.name: place for place, unit in enumerate(self.units)}
        known = (self.readings, self.questions, self.measures)
        order = {item: n for n, item in enumerate(item for of in known for item in of.values())}
        ordered = sorted(items, key=lambda item: (rank[item.unit], order[item]))
        return {name: list(group) for name, group in groupby(ordered, key=lambda item: item.unit)}

    def sheets(self, case: Case, unclear: Collection[str] | None = None) -> list[dict[str, Any]]:
        """Return a sheet for each unit to ask after the result of a case.

        ``unclear`` are the facts that the applicant could not answer; None stands for all that
        are missing.
        """
        found = _Found(self.policy, case, unclear or ())
        items = self.items(map(found.open, self.policy.provisions), unclear)
        return [
            self._sheet(name, {item: items[item] for item in own}, found)
            for name, own in self.by_unit(items).items()
        ]

    def _sheet(
        self, name: str, items: Mapping[Item, Sequence[str]], found: _Found
    ) -> dict[str, Any]:
        unit = self._unit(name)
        touched = {measure for measures in items.values() for measure in measures}
        facts = {
            fact
            for measure in self.policy.claimable
            if measure.id in touched
            for fact in measure.unknowns
        }
        below = "下面 " if len(items) > 1 else " "
        sheet = {
            "unit": unit.id,
            "title": TITLE,
            "to": f"{name}：",
            "subject": f"关于《{self.policy.title}》（{self.policy.number}）的咨询",
            "opening": f"您好！关于这份文件，有{below}{len(items)} 个问题想请教贵单位：",
            "items": [self._written(*pair, found) for pair in items.items()],
            "term": self._about_term(found.case.as_of, touched),
            "closing": NOT_YOURS,
            "enclosed": ENCLOSED,
            "answers": [
                fact.told_by_name(answer["text"])
                for fact in self.policy.facts
                for answer in found.result["answers"]
                if fact.id == answer["fact"] and fact.id in facts
            ],
            "signed": list(SIGNED),
            "to_reply": f"（{TO_REPLY}）",
            "reply": list(REPLY),
            "note": UNOFFICIAL,
        }
        numbers = [f"{number}." for number in range(1, len(items) + 1)]
        sheet["replies"] = [*numbers, *([f"{BESIDES}："] if sheet["term"] else [])]
        return {**sheet, "plain": as_text(sheet)}

    def _written(self, item: Item, measures: Sequence[str], found: _Found) -> dict[str, Any]:
        place = self.place(item, measures)
        return {
            "kind": item.kind,
            "about": item.about,
            "text": item.text,
            "worth": self._worth(item, measures, found),
            "article": place.article.name,
            "page": place.article.page,
            "sentence": place.sentence,
            "quote": place.quote,
        }

    def _worth(self, item: Item, measures: Sequence[str], found: _Found) -> str:
        """Say what depends on the answer to a question, or what a claim comes to."""
        if item.kind == READING:
            most = found.difference(self._readings[item.about])
            return most or self._concerns(measures)
        if item.kind == QUESTION:
            return self._if_so(self._matters[item.about], measures, found)
        if item.kind == UNPRICED:
            return "原文没有写明金额"
        claimed = found.measures[item.about]
        if claimed["price"] is not None and not claimed["price"]["low"]:
            # A lower limit of 0 would say nothing: the office knows what is not known here.
            missing = [each for each in self.policy.facts if each.id in claimed["missing"]]
            return f"还要知道{'、'.join(quoted(fact.label) for fact in missing)}"
        return f"按条文测算{_in_words(claimed)}"

    def _concerns(self, measures: Sequence[str]) -> str:
        names = [self.policy.names[name] for name in measures]
        more = f"等{len(names)}项" if len(names) > FEW else ""
        return f"关系到{'、'.join(map(quoted, names[:FEW]))}{more}"

    def _if_so(self, matter: Matter, measures: Sequence[str], found: _Found) -> str:
        """Say what would be paid if answers counted that do not count here; "" where all do."""
        would = {name: found.instead[name] for name in measures}
        paid = [
            f"{quoted(self.policy.names[name])}{_span(node.low, node.high)}"
            for name, nodes in would.items()
            if (node := nodes.get(matter.number))
        ]
        if paid:
            return f"{matter.if_so}，按条文测算{'、'.join(paid)}"
        is_in_doubt = any(matter.number in nodes for nodes in would.values())
        return self._concerns(measures) if is_in_doubt else ""

    def _about_term(self, as_of: date, measures: Collection[str]) -> str:
        """Return the question that the end of the term raises; "" before it.

        Where the applicant was not asked when, the office has to say what day counts.
        """
        if as_of <= self.policy.last_day:
            return ""
        claimed = [each for each in self.policy.claimable if each.id in measures]
        dated = {self._is_dated(each) for each in claimed if each.id in self.measures}
        last = day_in_words(self.policy.last_day)
        over = f"{BESIDES}，这份文件有效期至{last}，已届满。"
        if dated == {False}:
            return f"{over}上面的事项现在还受理吗？以什么时候发生的为准？"
        of_the_rest = "没有写日期的，以什么时候发生的为准？" if False in dated else ""
        return f"{over}有效期内发生的事项，现在还受理吗？{of_the_rest}"

    def _is_dated(self, measure: Measure) -> bool:
        """Return whether a measure asks on which day, or in which year, something happened."""
        facts = [fact for fact in self.policy.facts if fact.id in measure.unknowns]
        return any(fact.is_dated or fact.is_amount for fact in facts)


@dataclass(frozen=True, eq=False)
class _Found:
    """A case and all that was worked out for it; ``unclear`` could not be answered."""

    policy: Policy
    case: Case
    unclear: Collection[str]

    @cached_property
    def result(self) -> dict[str, Any]:
        """The result of the case."""
        return assess(self.policy, self.case)

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        """The results of the measures, by id."""
        return {each["id"]: each for each in self.result["measures"]}

    @cached_property
    def allowed(self) -> list[tuple[int, ...]]:
        """For each variable the cells that the case allows."""
        return allowed_cells(self.policy, self.case)

    @cached_property
    def _nothing_else(self) -> list[tuple[int, ...]]:
        """For each variable the cells that the case allows if what it leaves out did not happen.

        That is for what the applicant was not asked, or did not get to; what could not be answered
        stays open.
        """
        return [
            cells[:1] if self._may_be_nothing(variable.unknown) else cells
            for variable, cells in zip(self.policy.variables, self.allowed, strict=True)
        ]

    def difference(self, reading: Reading) -> str:
        """Say how much the total may differ between two answers to a reading; "" for nothing."""
        (variable,) = self.policy.variables_of[reading.id]
        paid = [restrict(node, self._nothing_else) for node in self.policy.groups]
        gained = gained_by(paid, variable.number)
        low, high = bounds(worlds(gained))
        if not (most := max(high, -low)):
            return ""
        facts = {fact.id for fact in self.policy.facts}
        asked = {n for node in gained for n in variables(node.support)}
        is_open = any(self.policy.variables[n].unknown.id in facts for n in asked)
        on_what = "没有答清的题都算上" if is_open else "按所填情况"
        return f"{on_what}，两种读法最多相差{in_words(most)}"

    @cached_property
    def instead(self) -> dict[str, dict[str, Node | None]]:
        """What each measure would pay, by the questions without which it is not ruled out.

        What was not answered is taken not to have happened: nobody is asked for it, since it
        changes nothing here.  None is for what pays nothing then.
        """
        found = {}
        for each in self.policy.provisions:
            possible = judge(self.policy, each, self.allowed).doubts
            paid = judge(self.policy, each, self._nothing_else).doubts if possible else {}
            found[each.measure.id] = {number: paid.get(number) for number in possible}
        return found

    def _may_be_nothing(self, unknown: Unknown) -> bool:
        is_open = unknown.id not in self.case.answers and unknown.id not in self.unclear
        return is_open and isinstance(unknown, Fact) and (unknown.is_dated or unknown.is_amount)

    def open(self, provision: Provision) -> Open:
        """Return what is open in a measure; where answers lead to some of it, only that."""
        each = self.measures[provision.measure.id]
        is_led = any(node for nodes in self.instead.values() for node in nodes.values())
        of = self.instead[each["id"]].items()
        own = [number for number, node in of if node or not is_led]
        return Open(each["id"], each["status"], each["missing"], each["unsettled"], own)


def _lies_in(place: Place, other: Place) -> bool:
    is_there = place.article is other.article
    return is_there and other.start <= place.start and place.end <= other.end


def _in_words(found: Mapping[str, Any]) -> str:
    """Return what a measure comes to: an amount, or a price that is the lower limit of another."""
    if found["amount"] is None:
        low, high = found["price"]["low"], found["price"]["high"]
        is_one = high in {low, None}
        return f"底价不低于{low}元/㎡" if is_one else f"底价下限{low}至{high}元/㎡"
    return _span(found["amount"]["low"], found["amount"]["high"])


def _span(low: int, high: int) -> str:
    return in_words(high) if low == high else f"{in_words(low)}至{in_words(high)}"


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
        ]
    lines += ["", sheet["term"]] if sheet["term"] else []
    lines += ["", sheet["closing"]]
    lines += ["", sheet["enclosed"], *(f"· {answer}" for answer in sheet["answers"])] * bool(
        sheet["answers"]
    )
    lines += ["", *(f"{word}：" for word in sheet["signed"])]
    answer, *by = (f"{word}：" for word in sheet["reply"])
    lines += ["", sheet["to_reply"], answer, *sheet["replies"], *by]
    return "\n".join([*lines, "", sheet["note"]])
