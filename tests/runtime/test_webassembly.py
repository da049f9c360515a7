"""A module without the functions that a program never calls does the rest as before."""

from __future__ import annotations

import json
import subprocess

import pytest
from environment import find_node
from runtime import webassembly

ONE_OR_TWO = (
    b"\0asm\x01\0\0\0"
    + bytes([1, 5, 1, 0x60, 0, 1, 0x7F])  # one type: nothing in, a number out
    + bytes([2, 8, 1, 1, 97, 1, 98, 3, 0x7F, 0])  # a global, imported: a.b
    + bytes([3, 3, 2, 0, 0])  # two functions of that type
    + bytes([6, 6, 1, 0x7F, 0, 0x41, 9, 0x0B])  # a global of its own
    + bytes([7, 13, 2, 3, *b"one", 0, 0, 3, *b"two", 0, 1])
    + bytes([10, 13, 2, 6, 1, 2, 0x7F, 0x41, 1, 0x0B, 4, 0, 0x41, 2, 0x0B])
)
RUN = """
const [code, ...names] = JSON.parse(process.argv[1]);
const { exports } = new WebAssembly.Instance(
  new WebAssembly.Module(Uint8Array.from(code)), { a: { b: 7 } });
const said = names.map((name) => {
  try { return exports[name](); } catch (error) { return error.message; }
});
const noted = ([name, { value }]) => name.startsWith("called ") && value;
const called = Object.entries(exports).filter(noted).map(([name]) => name);
console.log(JSON.stringify([said, called]));
"""


def run(module: bytes, *names: str) -> tuple[list[object], list[str]]:
    """Call a module's functions in Node; return what they said and which are noted as called."""
    words = json.dumps([list(module), *names])
    said, called = json.loads(subprocess.check_output([find_node(), "-e", RUN, words]))
    return said, called


def test_a_watched_module_notes_what_was_called_and_nothing_else() -> None:
    watched = webassembly.watched(ONE_OR_TWO)

    assert run(watched, "two") == ([2], ["called 1"])
    assert run(watched, "one", "two") == ([1, 2], ["called 0", "called 1"])
    assert run(watched) == ([], [])


def test_a_shortened_module_stops_at_what_was_taken_out() -> None:
    short = webassembly.shortened(ONE_OR_TWO, {1})

    assert run(short, "two", "one") == ([2, "unreachable"], [])
    assert len(short) < len(ONE_OR_TWO)


def test_a_module_that_keeps_all_is_the_same() -> None:
    assert webassembly.shortened(ONE_OR_TWO, {0, 1}) == ONE_OR_TWO


def test_what_is_no_module_is_refused() -> None:
    with pytest.raises(ValueError, match="no WebAssembly module"):
        webassembly.watched(b"PK\x03\x04")
