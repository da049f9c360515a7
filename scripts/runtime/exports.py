"""Take out of Pyodide what only other machine code would ask it for: nearly all of its exports.

Packages with machine code of their own may ask Pyodide's module for nearly any of its functions
while a program runs, so at each start its script gives every one of them a variable, a global and
a place in a table.  The engine uses no such package.  What the scripts themselves name is left.
"""

from __future__ import annotations

import re

from runtime import webassembly

_WORD = re.compile(r"[\w$]+")
_GIVEN = re.compile(
    r'(?P<variable>[\w$]+)=Module\["[\w$]+"\]=wasmExports\["(?P<name>[\w$]+)"\](?:\.value>>>0)?;?'
)
_DECLARED = re.compile(r"\bvar (?P<variables>[\w$]+(?:,[\w$]+)+);")


def reduced(machine: bytes, script: str, *others: str) -> tuple[bytes, str]:
    """Return Pyodide's module and the script that loads it, both without the exports not named.

    ``others`` are the scripts that run beside it.  Raises ValueError where the script gives names
    to exports in another way than is known here.
    """
    names = {given["variable"]: given["name"] for given in _GIVEN.finditer(script)}
    lists = (found["variables"] for found in _DECLARED.finditer(script))
    declared = next((found for found in lists if names.keys() <= set(found.split(","))), "")
    if not names or not declared:
        message = (
            "Pyodide's script names its exports in another way than scripts/runtime/exports.py "
            "knows; compare `assignWasmExports` in pyodide.asm.mjs."
        )
        raise ValueError(message)
    rest = _GIVEN.sub("", script.replace(declared, ""))
    words = {word for text in (rest, *others) for word in _WORD.findall(text)}
    unnamed = {variable for variable, name in names.items() if words.isdisjoint((variable, name))}

    left = ",".join(each for each in declared.split(",") if each not in unnamed)
    script = _GIVEN.sub(lambda given: "" if given["variable"] in unnamed else given[0], script)
    kept = words | {name for variable, name in names.items() if variable not in unnamed}
    return webassembly.exporting(machine, kept), script.replace(declared, left)
