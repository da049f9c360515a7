"""What the site ships of others' work: names, versions, licences and hashes, from the lock files.

``bill`` writes them down as a software bill of materials (CycloneDX 1.6), without a time stamp, so
that two builds of one commit give the same bytes; ``written`` is the table of the page of licences.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
import uuid
from dataclasses import dataclass
from importlib.metadata import metadata
from typing import TYPE_CHECKING, Any

from environment import NODE_MODULES, ROOT

from writing.parts import common

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from writing.parts.site import Site

FROM_NPM = {
    "pyodide": "浏览器里的 Python（测算页）",
    "lit-html": "结果的显示（测算页）",
    "uqr": "二维码（测算页）",
}
"""The npm packages of which files are shipped, and what for; the others only check and build."""

FROM_PYPI = {
    "mkdocs-material": "页面的版式、脚本和图标（全部页面）",
    "openpyxl": "读 XLSX 文件（批量测算页）",
    "et-xmlfile": "openpyxl 读写 XML 所用（批量测算页）",
}
"""The Python packages of which files are shipped, and what for."""


@dataclass(frozen=True)
class Part:
    """A shipped package: ``purl`` names it for machines, ``hashes`` are pairs of kind and hex."""

    name: str
    version: str
    licence: str
    use: str
    purl: str
    hashes: tuple[tuple[str, str], ...] = ()


def parts() -> list[Part]:
    """Return every shipped package, in the order of their names."""
    found = [*_npm_parts(), *_python_parts(), _interpreter()]
    return sorted(found, key=lambda part: part.name.lower())


def _npm_parts() -> Iterable[Part]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, use in FROM_NPM.items():
        entry = lock[f"node_modules/{name}"]
        kind, _, digest = entry["integrity"].partition("-")
        hashes = ((_spelled(kind), base64.b64decode(digest).hex()),)
        version = entry["version"]
        yield Part(name, version, entry["license"], use, f"pkg:npm/{name}@{version}", hashes)


def _python_parts() -> Iterable[Part]:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, use in FROM_PYPI.items():
        pin = re.search(rf"^{name}==(\S+)((?:[^\n]*\\\n\s+--hash=\S+)+)", pins, re.MULTILINE)
        if pin is None:
            message = f"requirements.txt does not pin {name}"
            raise ValueError(message)
        version = pin[1]
        hashes = tuple((_spelled(k), h) for k, h in re.findall(r"--hash=(\w+):(\w+)", pin[2]))
        fields = metadata(name)
        licence = fields["License-Expression" if "License-Expression" in fields else "License"]
        yield Part(name, version, licence, use, f"pkg:pypi/{name}@{version}", hashes)


def _interpreter() -> Part:
    """Return CPython: it comes inside Pyodide, whose lock file has the version."""
    lock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    version = lock["info"]["python"]
    use = "Python 解释器和标准库，在 Pyodide 之内（测算页）"
    return Part("CPython", version, "PSF-2.0", use, f"pkg:generic/cpython@{version}")


def _spelled(kind: str) -> str:
    return kind.upper().replace("SHA", "SHA-")


def bill() -> dict[str, Any]:
    """Return the bill of materials as CycloneDX has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components = [_component(part) for part in parts()]
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": project["name"], "dependsOn": [part["bom-ref"] for part in components]}
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [{"license": {"id": part.licence}}],
        "hashes": [{"alg": kind, "content": digest} for kind, digest in part.hashes],
    }


def write(place: Path) -> None:
    """Write the bill into a file."""
    text = json.dumps(bill(), ensure_ascii=False, indent=1) + "\n"
    place.write_text(text, encoding="utf-8")


def written(site: Site, name: str) -> str:
    """Return the parts as a Markdown table."""
    del site, name
    rows = [(part.name, part.version, part.licence, part.use) for part in parts()]
    return common.table(("组成部分", "版本", "许可证", "用途"), rows)
