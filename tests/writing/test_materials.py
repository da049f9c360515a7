"""The bill of materials names what is shipped, and its page says the same."""

from __future__ import annotations

import re
from pathlib import Path

from building import site_build
from writing import materials

ROOT = Path(__file__).resolve().parents[2]


def test_every_library_that_the_build_copies_is_in_the_bill() -> None:
    copied = {source.split("/")[0] for source in site_build.LIBRARIES.values()}

    assert copied <= {part.name for part in materials.parts()}


def test_every_shipped_package_has_version_licence_and_hash() -> None:
    for part in materials.parts():
        assert re.match(r"\d+(\.\d+)+$", part.version), part
        assert part.licence in {"MIT", "MPL-2.0", "BSD-3-Clause", "PSF-2.0"}, part
        # CPython comes inside Pyodide, whose hash covers it.
        assert part.hashes or part.name == "CPython"


def test_the_bill_is_the_same_every_time_and_its_parts_hang_together() -> None:
    bill = materials.bill()

    assert bill == materials.bill()
    references = {component["bom-ref"] for component in bill["components"]}
    assert set(bill["dependencies"][0]["dependsOn"]) == references
    assert all(h["alg"] in {"SHA-256", "SHA-512"} for c in bill["components"] for h in c["hashes"])


def test_each_test_that_the_page_of_faults_names_exists() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    source = "".join(p.read_text("utf-8") for p in (ROOT / "tests" / "browser").rglob("*.py"))

    named = re.findall(r"\btest_\w+", page)
    assert len(named) > 20
    assert re.sub(r"<!--.*?-->", "", page).count("test_") == 0, "readers see no names of tests"
    assert [name for name in named if f"def {name}(" not in source] == []
