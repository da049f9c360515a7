"""The smallest document that differs: what a difference does not need is taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Choice, Money, Set
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Document = dict[str, Any]
    Differ = Callable[[Sequence[Document]], Sequence[bool]]

_KINDS = {unknown.id: unknown for unknown in POLICY.unknowns}


def smallest(document: Document, differ: Differ) -> Document:
    """Return what is left of a document that differs when it must go on differing.

    Answers are left out; those that cannot be are replaced by the plainest of their kind.
    """
    for put in (lambda _: None, plainest):
        while True:
            changes = [
                (section, name, put(name))
                for section, given in document.items()
                for name, answer in given.items()
                if answer != put(name)
            ]
            single = differ([changed(document, [change]) for change in changes])
            able = [change for change, still in zip(changes, single, strict=True) if still]
            if not able:
                break
            together = [changed(document, able[:number]) for number in range(1, len(able) + 1)]
            document = [
                each for each, still in zip(together, differ(together), strict=True) if still
            ][-1]
    return document


def plainest(name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the plainest answer to a fact or a reading."""
    match _KINDS[name]:
        case Choice() as choice:
            return choice.ids()[0]
        case Set():
            return []
        case Money():
            return 0
    return False


def changed(document: Document, changes: Iterable[tuple[str, str, Any]]) -> Document:
    """Return a document with some answers replaced; None takes one out."""
    made = {section: dict(given) for section, given in document.items()}
    for section, name, answer in changes:
        if answer is None:
            del made[section][name]
        else:
            made[section][name] = answer
    return made
