"""What a measure asks, as short lines: the same on every page and in the files for machines.

Pure: a measure of the catalogue in, lines out; the list is made by `describing.conditions`.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any

from calculator.engine.state_words import REPLIED, WAITING
from writing.parts import replies

Record = Mapping[str, Any]


def lines(
    measure: Record, question: Callable[[str], str], replied: Container[str] = ()
) -> list[str]:
    """Return one line for each kind of condition, each with its label.

    `question` writes the question of a reading that waits for an answer, or that the authority has
    `replied` to; "" leaves it out.
    """
    conditions = measure["conditions"]
    parts = [("须", _words(conditions["must"]))]
    parts += [("任一", _words(group)) for group in conditions["any"]]
    parts.append(("除外", _words(conditions["unless"])))
    questions = {each["reading"]: question(each["reading"]) for each in conditions["waiting"]}
    answered = {id_: words for id_, words in questions.items() if id_ in replied}
    parts.append((REPLIED, [words for words in answered.values() if words]))
    open_ = [words for id_, words in questions.items() if words and id_ not in answered]
    parts.append((WAITING, open_))
    return [f"{label}：{'；'.join(words)}" for label, words in parts if words]


def floor_price(measure: Record, catalogue: Record) -> str:
    """Return how the lowest price of a class F measure is worked out."""
    labels = {fact["id"]: fact["label"] for fact in catalogue["facts"]}
    floor = measure["floor"]
    of, cost = labels[floor["of"]], labels[floor["but_not_below"]]
    return f"底价下限＝{of}的{floor['share']}，且不低于{cost}"


def plain(measure: Record, catalogue: Record) -> str:
    """Return the lines as one text without links."""
    questions = {
        reading["id"]: reading["question"] + replies.beside(reading)
        for reading in catalogue["readings"]
    }
    replied = {reading["id"] for reading in catalogue["readings"] if reading["reply"]}
    return "。".join(lines(measure, questions.__getitem__, replied)) or NOTHING


NOTHING = "原文没有另写"


def _words(items: list[Record]) -> list[str]:
    return [str(item["text"]) for item in items]
