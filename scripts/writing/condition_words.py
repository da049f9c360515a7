"""What a measure asks, as short lines: the same on every page and in the files for machines.

Pure: a measure of the catalogue in, lines out; the list is made by `describing.conditions`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from calculator.engine.state_words import WAITING

Record = Mapping[str, Any]


def lines(measure: Record, question: Callable[[str], str]) -> list[str]:
    """Return one line for each kind of condition, each with its label.

    `question` writes the question of a reading that waits for an answer; "" leaves it out.
    """
    conditions = measure["conditions"]
    parts = [("须", _words(conditions["must"]))]
    parts += [("任一", _words(group)) for group in conditions["any"]]
    parts.append(("除外", _words(conditions["unless"])))
    questions = [question(each["reading"]) for each in conditions["waiting"]]
    parts.append((WAITING, [words for words in questions if words]))
    return [f"{label}：{'；'.join(words)}" for label, words in parts if words]


def floor_price(measure: Record, catalogue: Record) -> str:
    """Return how the lowest price of a class F measure is worked out."""
    labels = {fact["id"]: fact["label"] for fact in catalogue["facts"]}
    floor = measure["floor"]
    of, cost = labels[floor["of"]], labels[floor["but_not_below"]]
    return f"底价下限＝{of}的{floor['share']}，且不低于{cost}"


def plain(measure: Record, catalogue: Record) -> str:
    """Return the lines as one text without links."""
    questions = {reading["id"]: reading["question"] for reading in catalogue["readings"]}
    return "。".join(lines(measure, questions.__getitem__)) or NOTHING


NOTHING = "原文没有另写"


def _words(items: list[Record]) -> list[str]:
    return [str(item["text"]) for item in items]
