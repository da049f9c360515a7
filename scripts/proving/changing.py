"""Changes of an input for a reader: bytes, and what JSON, XLSX files and numbers are made of."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from calculator.policy import POLICY

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

LONGEST = 10_000
"""Bytes of an input; what is longer tells no more and takes longer."""

_FACTS = POLICY.facts
_IDS = [
    *(fact.id for fact in _FACTS), *(reading.id for reading in POLICY.readings),
    *(measure.id for measure in POLICY.measures),
    *(option[0] for fact in _FACTS for option in getattr(fact, "options", ())),
]  # fmt: skip
_VALUES = (
    "true", "false", "null", "0", "-1", "1.5", "1e999", "-0", "84.125", "9007199254740993", "NaN",
    '"2024-02-29"', '"0000-01-01"', '"9999-12-31"', "[]", "{}", '"\\ud800"', "是", "否", "不清楚",
    "2亿", "3000万元至1亿元", "2024年5月6日", "2024/5", "5.6", "45000", "=1+1", "万元", "合计", "√",
)  # fmt: skip
_MARKS = (
    "\0", "\n", "\r\n", "\t", ",", ";", "|", '"', '""', "=", "&", "%", "%E5", "+", "\ufeff", "：",
    "（", "\u200b", "\u3000", "[", "]", "{", "}", "<", ">", '="', "_x000D_", 't="s"', 't="e"',
    'r="A1"', 'r="XFD1048576"', "<v>1</v>", "<f>1</f>", 's="1"', "yyyy", '0.00"万元"', "0%",
)  # fmt: skip
_WORDS = [
    word.encode("utf-8", "surrogatepass")
    for word in (*_IDS, *(fact.label for fact in _FACTS), *_VALUES, *_MARKS)
]
_NUMBERS = (b"0", b"1", b"-1", b"255", b"65536", b"2147483648", b"1e400", b"0.1", b"99999999999999")
_KEYS = [*_IDS, "as_of", "answers", "readings"]


def change(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return an input that grew from another one, by one change or a few."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = _once(data, others, chance)
    return data[:LONGEST]


def _once(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.9:  # noqa: PLR2004 - now and then its bytes
        return _in_archive(data, others, chance)
    if data.startswith(b"{") and chance.random() < 0.5:  # noqa: PLR2004
        try:
            return json.dumps(_in_json(json.loads(data), chance)).encode()
        except (ValueError, RecursionError):
            pass
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((0, 1, 1, 2, 4, 16, 256)))
    numbers = list(re.finditer(rb"\d+", data))
    if numbers and chance.random() < 0.2:  # noqa: PLR2004
        start, end = chance.choice(numbers).span()
        return data[:start] + chance.choice(_NUMBERS) + data[end:]
    other = chance.choice(others)
    at = chance.randrange(len(other) + 1)
    piece: bytes = chance.choice(
        (
            b"",
            chance.choice(_WORDS),
            chance.choice(_WORDS),
            bytes([chance.randrange(256)]),
            data[start:end] * chance.choice((2, 3, 50)),
            other[at : at + chance.choice((4, 32, 1024))],
        )
    )
    return data[:start] + piece + data[end:]


def _in_json(value: Any, chance: random.Random) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON with one of its values put in another's place."""
    if isinstance(value, dict) and value and chance.random() < 0.8:  # noqa: PLR2004 - mostly deeper
        key = chance.choice(list(value))
        return {**value, key: _in_json(value[key], chance)}
    if isinstance(value, dict):
        return {**value, chance.choice(_KEYS): _any_json(chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:  # noqa: PLR2004
        at = chance.randrange(len(value))
        return [*value[:at], _in_json(value[at], chance), *value[at + chance.randrange(2) :]]
    return _any_json(chance)


def _any_json(chance: random.Random) -> Any:  # noqa: ANN401
    choices: Sequence[Any] = (
        None, True, False, 0, -1, 1.5, 10**30, chance.randrange(10**10), "2024-02-29", "", [], {},
        chance.choice(_IDS), [chance.choice(_IDS)], {chance.choice(_KEYS): chance.choice(_IDS)},
        f"{chance.randrange(2020, 2030)}-{chance.randrange(14):02}-{chance.randrange(33):02}",
    )  # fmt: skip
    return chance.choice(choices)


def _in_archive(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return an archive with one of its parts changed, and its sums right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(list(parts))
    except Exception:  # noqa: BLE001 - what was changed before may break it in any way
        return data[: chance.randrange(len(data))]
    parts[name] = _once(parts[name], [*parts.values(), *others], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            # Always the same bytes: without a time of today.
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
