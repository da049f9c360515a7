"""Reads a document of answers and reports every problem at once, with what is accepted instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.case import Case
from calculator.engine.messages import Unreadable, nearest, shown
from calculator.engine.rules.facts import read_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from calculator.engine.policy import Policy

FEW = 20
"""How many names an error message lists."""

KEYS = ("as_of", "answers", "readings")


class Invalid(ValueError):  # noqa: N818 - it names the document
    """A document that cannot be used; ``problems`` holds one line for each thing wrong in it."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(problems))
        self.problems = problems


def read_case(policy: Policy, document: Any, today: date) -> Case:  # noqa: ANN401 - any JSON
    """Return the case that a document describes; ``today`` serves where it names no ``as_of``.

    What an authority has replied to a reading by then holds where the document says nothing else.
    Raises Invalid with every problem at once.
    """
    if not isinstance(document, dict):
        message = f'文档：{shown(document)} 不是 JSON 对象；应写作 {{"answers": {{…}}}}'
        raise Invalid([message])
    problems = _unknown("", document, KEYS)
    as_of = document.get("as_of")
    day = today if as_of is None else read_day(as_of)
    if day is None:
        problems.append(f"as_of：{shown(as_of)} 不是日期；应写作“YYYY-MM-DD”")
    answers = _answers(policy, _section(document, "answers", problems), problems)
    readings = _readings(policy, _section(document, "readings", problems), problems)
    if problems:
        raise Invalid(problems)
    day = day or today
    return Case(answers, {**policy.settled_on(day), **readings}, day)


def _section(document: dict[str, Any], name: str, problems: list[str]) -> dict[str, Any]:
    section = document.get(name)
    if section is None:
        return {}
    if not isinstance(section, dict):
        problems.append(f"{name}：{shown(section)} 不是 JSON 对象；应写作 {{…}}")
        return {}
    return section


def _unknown(where: str, given: Iterable[str], known: Iterable[str]) -> list[str]:
    known = list(known)
    # A long list of names is unreadable on one line; the catalogue has it.
    names = "、".join(known) if len(known) <= FEW else "见 python -m calculator catalogue"
    return [
        f"{where}{shown(name)[1:-1]}：没有这个名称{nearest(name, known)}；可用的名称：{names}"
        for name in given
        if name not in known
    ]


def _answers(policy: Policy, section: dict[str, Any], problems: list[str]) -> dict[str, Any]:
    facts = {fact.id: fact for fact in policy.facts}
    problems += _unknown("answers.", section, facts)
    read = {}
    for name, answer in section.items():
        fact = facts.get(name)
        if fact is None or answer is None:
            continue
        try:
            value = fact.read(answer)
        except Unreadable as wrong:
            problems.append(f"answers.{name}：{wrong}；可填 {fact.accepts}")
            continue
        problems += [
            f"answers.{name}：没有措施 {shown(member)}{nearest(member, policy.names)}；"
            f"可填 {fact.accepts}"
            for member in fact.strangers(value, policy.names)
        ]
        read[name] = value
    return read


def _readings(policy: Policy, section: dict[str, Any], problems: list[str]) -> dict[str, bool]:
    known = [reading.id for reading in policy.readings]
    problems += _unknown("readings.", section, known)
    read = {}
    for name, answer in section.items():
        if name not in known or answer is None:
            continue
        if not isinstance(answer, bool):
            problems.append(f"readings.{name}：{shown(answer)} 不能用；可填 true 或 false")
            continue
        read[name] = answer
    return read
