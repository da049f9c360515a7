"""Take out of a WebAssembly module the functions that a program never calls.

Of Pyodide's 17,000 functions the engine calls some 2,700.  The others are emptied: they stop the
program with a trap, which nothing in it can catch, so a shortened module gives the same answers
as the whole one, or none.  Functions keep their numbers, so nothing else changes.

Binaryen's wasm-split does more, loading the rest when it is called; it comes with no package of
the registries that this project uses, and the rest is so rarely needed that a second start with
the whole module serves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_HEADER = b"\0asm\x01\0\0\0"
_CODE = 10
_TRAP = b"\x00" + b"\x00" + b"\x0b"
"""The body of an empty function: no variables, `unreachable`, the end."""


def shortened(module: bytes, kept: Collection[int]) -> bytes:
    """Return the module with every function emptied but those of the given numbers."""
    sections = dict(_sections(module))
    sections[_CODE] = _code(
        [body if at in kept else _TRAP for at, body in enumerate(_bodies(sections[_CODE]))]
    )
    return _module(sections)


# --- The binary format: https://webassembly.github.io/spec/core/binary/modules.html ------------


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each section's kind and content, in order; a module has at most one of a kind."""
    if not module.startswith(_HEADER):
        message = "This is no WebAssembly module of version 1."
        raise ValueError(message)
    at = len(_HEADER)
    seen = set()
    while at < len(module):
        kind = module[at]
        if kind in seen:
            message = f"The module has two sections of the kind {kind}."
            raise ValueError(message)
        seen.add(kind)
        size, at = _number(module, at + 1)
        yield kind, module[at : at + size]
        at += size


def _module(sections: dict[int, bytes]) -> bytes:
    parts = (bytes([kind]) + _leb(len(content)) + content for kind, content in sections.items())
    return _HEADER + b"".join(parts)


def _bodies(code: bytes) -> Iterator[bytes]:
    count, at = _number(code, 0)
    for _ in range(count):
        size, at = _number(code, at)
        yield code[at : at + size]
        at += size


def _code(bodies: list[bytes]) -> bytes:
    return _leb(len(bodies)) + b"".join(_leb(len(body)) + body for body in bodies)


def _number(content: bytes, at: int) -> tuple[int, int]:
    """Return the whole number (LEB128) at a place, and the place after it."""
    number = shift = 0
    while True:
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
            return number, at


def _leb(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
