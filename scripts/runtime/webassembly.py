"""Take out of a WebAssembly module the functions that a program never calls.

Of Pyodide's 17,000 functions the engine calls some 2,600.  `watched` gives a module that notes
each function as it is called, `shortened` one in which the others are empty: they stop the
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
_IMPORT, _GLOBAL, _EXPORT, _CODE = 2, 6, 7, 10
_I32, _MUTABLE, _END = b"\x7f", b"\x01", b"\x0b"
_CONSTANT, _ZERO, _ONE, _SET_GLOBAL = 0x41, b"\x41\x00", b"\x41\x01", b"\x24"
_OF_GLOBAL = b"\x03"
_TRAP = b"\x00" + b"\x00" + _END
"""The body of an empty function: no variables, `unreachable`, the end."""

WATCH = "called "
"""What the exports of a watched module begin with; a function's number follows."""


def watched(module: bytes) -> bytes:
    """Return the module with one exported number a function, which its first call sets to 1."""
    sections = dict(_sections(module))
    count = len(list(_bodies(sections[_CODE])))
    first = _imported_globals(sections[_IMPORT]) + _number(sections[_GLOBAL], 0)[0]
    names = [f"{WATCH}{function}".encode() for function in range(count)]
    sections[_GLOBAL] = _extended(
        sections[_GLOBAL], [_I32 + _MUTABLE + _ZERO + _END for _ in range(count)]
    )
    sections[_EXPORT] = _extended(
        sections[_EXPORT],
        [_leb(len(name)) + name + _OF_GLOBAL + _leb(first + at) for at, name in enumerate(names)],
    )
    bodies = []
    for at, body in enumerate(_bodies(sections[_CODE])):
        start = _end_of_variables(body)
        bodies.append(body[:start] + _ONE + _SET_GLOBAL + _leb(first + at) + body[start:])
    sections[_CODE] = _code(bodies)
    return _module(sections)


def shortened(module: bytes, needed: Collection[int]) -> bytes:
    """Return the module with every function emptied but those of the given numbers."""
    sections = dict(_sections(module))
    sections[_CODE] = _code(
        [body if at in needed else _TRAP for at, body in enumerate(_bodies(sections[_CODE]))]
    )
    return _module(sections)


def exporting(module: bytes, names: Collection[str]) -> bytes:
    """Return the module with only those of its exports that are named."""
    sections = dict(_sections(module))
    exports = sections[_EXPORT]
    count, at = _number(exports, 0)
    kept = []
    for _ in range(count):
        start = at
        length, at = _number(exports, at)
        name = exports[at : at + length].decode()
        _, at = _number(exports, at + length + 1)
        if name in names:
            kept.append(exports[start:at])
    sections[_EXPORT] = _extended(_leb(0), kept)
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


def _end_of_variables(body: bytes) -> int:
    """Return where the instructions of a function begin."""
    groups, at = _number(body, 0)
    for _ in range(groups):
        _, at = _number(body, at)
        at += 1
    return at


def _imported_globals(imports: bytes) -> int:
    """Count the imported globals; globals of the module's own are numbered after them."""
    count, at = _number(imports, 0)
    found = 0
    for _ in range(count):
        for _ in ("module", "name"):
            length, at = _number(imports, at)
            at += length
        kind = imports[at]
        at += 1
        match kind:
            case 0:  # A function: its type.
                _, at = _number(imports, at)
            case 1:  # A table: what it holds, and its limits.
                at = _end_of_limits(imports, at + 1)
            case 2:  # A memory: its limits.
                at = _end_of_limits(imports, at)
            case 3:  # A global: its type, and whether it changes.
                at += 2
                found += 1
            case _:  # A tag: a zero, and its type.
                _, at = _number(imports, at + 1)
    return found


def _end_of_limits(content: bytes, at: int) -> int:
    has_most = content[at] & 1
    _, at = _number(content, at + 1)
    return _number(content, at)[1] if has_most else at


def _extended(content: bytes, entries: list[bytes]) -> bytes:
    """Return a list of the format with entries added at its end."""
    count, at = _number(content, 0)
    return _leb(count + len(entries)) + content[at:] + b"".join(entries)


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
