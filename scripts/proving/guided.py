"""Fuzzing that is guided by what an input reaches.

Inputs that came to a step of the code to which none had come before are kept, and others grow from
them.  For Python the interpreter itself tells the steps, from line to line, so that no package is
needed; for the page's decoder of links Node tells the ways through its functions.  What fails is
written to a file: once it is mended, the file goes to ``tests/files/fuzz``, and the tests try it
for ever.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from environment import ROOT

from calculator.policy.examples import EXAMPLES
from proving import changing, fragments, fuzzing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from pathlib import Path
    from types import CodeType, FrameType

KEPT = ROOT / "tests" / "files" / "fuzz"
"""Inputs that were once wrong, in a folder for each target."""

FAULTS = ROOT / "build" / "fuzz"
OURS = str(ROOT / "calculator")
SLOW = 3.0
"""Seconds of work after which an input is a fault: somebody waits for it."""

QUICK = 0.25
"""Seconds, watched, within which an input is to be done with for others to grow from it."""

RECENT = 50


class Steps:
    """The steps that the calculator takes while this is entered, from one line to the next."""

    def __init__(self) -> None:
        """Begin with none."""
        self.taken: set[tuple[CodeType, int, int]] = set()
        self._line = 0

    def __enter__(self) -> Self:
        """Begin to watch, in the place of whoever watches now."""
        self._before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the watching to whom it was before."""
        sys.settrace(self._before)

    def _call(self, frame: FrameType, _event: str, _given: object) -> Any:  # noqa: ANN401 - as Python wants it
        return self._step if frame.f_code.co_filename.startswith(OURS) else None

    def _step(self, frame: FrameType, event: str, _given: object) -> Any:  # noqa: ANN401
        if event == "line":
            line = frame.f_lineno
            self.taken.add((frame.f_code, self._line, line))
            self._line = line
        return self._step


def _by_python(read: Callable[[bytes], None], data: bytes) -> set[Hashable]:
    start = time.process_time()
    with Steps() as steps:
        read(data)
    if time.process_time() - start > SLOW:
        # Watching takes most of the time; without it an input may be quick enough.
        start = time.process_time()
        read(data)
        if (took := time.process_time() - start) > SLOW:
            message = f"it takes {took:.1f} s"
            raise AssertionError(message)
    return set(steps.taken)


def _by_node(read: Callable[[bytes], None], data: bytes) -> set[Hashable]:
    read(data)
    return set(fragments.reached(_text(data)))


def _text(data: bytes) -> str:
    """Return any bytes as text; what is no UTF-8 becomes half a character, which JSON can hold."""
    return data.decode("utf-8", "surrogateescape")


def _documents() -> list[bytes]:
    found = [{}, *({"as_of": "2024-12-01", "answers": dict(each.answers)} for each in EXAMPLES)]
    return [json.dumps(each).encode() for each in found]


def _links() -> list[bytes]:
    page = (ROOT / "docs" / "calculator.md").read_text(encoding="utf-8")
    links = re.findall(r'href="#([^"]*=[^"]*)"', page)
    return [link.replace("&amp;", "&").encode() for link in links]


def _tables() -> list[bytes]:
    places = (ROOT / "tests" / "files").glob("*.*")
    return [path.read_bytes() for path in sorted(places) if path.suffix in {".csv", ".xlsx"}]


@dataclass(frozen=True)
class Target:
    """A reader of bytes, what is known of an input's way through it, and inputs to begin with."""

    read: Callable[[bytes], None]
    watch: Callable[[Callable[[bytes], None], bytes], set[Hashable]]
    begin: Callable[[], list[bytes]]


def _table(data: bytes) -> None:
    fuzzing.try_table(data)
    fuzzing.try_page(data)


TARGETS = {
    "documents": Target(lambda data: fuzzing.try_document(_text(data)), _by_python, _documents),
    "fragments": Target(lambda data: fuzzing.try_link(_text(data)), _by_node, _links),
    "tables": Target(_table, _by_python, _tables),
}


def kept() -> Iterator[tuple[str, Path]]:
    """Return every input that was once wrong, with its target."""
    for name in TARGETS:
        for path in sorted((KEPT / name).glob("*")):
            yield name, path


def run(name: str, seconds: float, start: int) -> tuple[int, int]:
    """Try one target for so many seconds; return how many inputs, and how many led on.

    At a fault the input is written to a file, which the error names.
    """
    target, chance = TARGETS[name], random.Random(start)  # noqa: S311 - not for secrets
    end = time.monotonic() + seconds
    waiting = [*target.begin(), *(path.read_bytes() for of, path in kept() if of == name)]
    pool = list(waiting)
    seen: set[Hashable] = set()
    tried = 0
    while waiting or time.monotonic() < end:
        begins = bool(waiting)
        recent = chance.random() < 0.5  # noqa: PLR2004 - what was found last leads on most
        parent = chance.choice(pool[-RECENT:] if recent else pool)
        data = waiting.pop() if begins else changing.change(parent, pool, chance)
        tried += 1
        began = time.process_time()
        try:
            reached = target.watch(target.read, data)
        except Exception as error:
            FAULTS.mkdir(parents=True, exist_ok=True)
            place = FAULTS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
            place.write_bytes(data)
            error.add_note(f"The input is in {place} (seed {start}).")
            raise
        if not reached <= seen:
            seen |= reached
            if not begins and time.process_time() - began < QUICK:
                pool.append(data)
    return tried, len(pool)
