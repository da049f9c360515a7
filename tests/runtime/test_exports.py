"""Pyodide without what only other machine code asks it for has all that its scripts name."""

from __future__ import annotations

import json
import subprocess

import pytest
from environment import NODE_MODULES, find_node
from runtime import exports

MACHINE = (
    b"\0asm\x01\0\0\0"
    + bytes([1, 4, 1, 0x60, 0, 0])  # one type: nothing in, nothing out
    + bytes([3, 3, 2, 0, 0])  # two functions of that type
    + bytes([7, 13, 2, 3, *b"one", 0, 0, 3, *b"two", 0, 1])
    + bytes([10, 7, 2, 2, 0, 0x0B, 2, 0, 0x0B])
)
SCRIPT = (
    "var _one,_two,_three,memory;function assignWasmExports(wasmExports)"
    '{memory=Module["memory"]=keep=wasmExports["memory"];_one=Module["_one"]=wasmExports["one"];'
    '_two=Module["_two"]=wasmExports["two"];_three=Module["_three"]=wasmExports["three"].value>>>0}'
)
NAMES = """
WebAssembly.compile(require("fs").readFileSync(0)).then((module) =>
  console.log(JSON.stringify(WebAssembly.Module.exports(module).map(({ name }) => name))));
"""


def exported(machine: bytes) -> list[str]:
    """Return the names of what a module exports, as Node reads them."""
    names: list[str] = json.loads(
        subprocess.check_output([find_node(), "-e", NAMES], input=machine)
    )
    return names


@pytest.mark.parametrize(
    ("script", "other"),
    [
        ("use(_two)", ""),
        ("", "Module._two()"),
        ("", 'ccall("two")'),
        ('wasmExports["two"]=wrap(wasmExports["two"])', ""),
    ],
    ids=["by its variable", "by another script", "as a word", "as an export"],
)
def test_what_a_script_names_is_left_and_nothing_else(script: str, other: str) -> None:
    machine, left = exports.reduced(MACHINE, f"{SCRIPT}{script}", other)

    assert exported(machine) == ["two"]
    assert left == (
        'var _two,memory;function assignWasmExports(wasmExports){memory=Module["memory"]=keep='
        f'wasmExports["memory"];_two=Module["_two"]=wasmExports["two"];}}{script}'
    )


@pytest.mark.parametrize(
    "script", ["", SCRIPT.replace("_two,", ""), SCRIPT.replace("=wasmExports", "=others")]
)
def test_a_script_of_another_form_is_refused(script: str) -> None:
    with pytest.raises(ValueError, match="compare `assignWasmExports`"):
        exports.reduced(MACHINE, script)


def test_of_pyodide_little_is_left() -> None:
    pyodide = NODE_MODULES / "pyodide"
    machine = (pyodide / "pyodide.asm.wasm").read_bytes()
    loading, start = (
        (pyodide / name).read_text("utf-8") for name in ("pyodide.asm.mjs", "pyodide.mjs")
    )

    reduced, script = exports.reduced(machine, loading, start)

    assert 0 < len(exported(reduced)) < len(exported(machine)) / 20
    assert len(script) < len(loading) * 2 / 3
