"""Lets authorities have replied to readings of the real policy, or not, while a test runs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import callers

from calculator.batch import screen
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calculator.engine.rules.facts import Reading
    from calculator.engine.rules.replies import Settled


def _forget() -> None:
    """Empty whatever remembers a reply."""
    POLICY.__dict__.pop("_replies", None)
    callers.catalogue.cache_clear()
    screen._assessor.cache_clear()  # noqa: SLF001 - no other way to forget
    for provision in POLICY.provisions:
        provision.judgements.clear()


@contextmanager
def on_record(replies: Mapping[Reading, Settled | None]) -> Iterator[None]:
    """Give readings these replies, or none, for a while."""
    before = {reading: reading.reply for reading in replies}
    try:
        for reading, reply in replies.items():
            reading.__dict__["reply"] = reply
        _forget()
        yield
    finally:
        for reading, reply in before.items():
            reading.__dict__["reply"] = reply
        _forget()
