"""The engines that the benchmarks compare with know all that class C asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracle import PARTS, PRICED

PEERS = Path(__file__).resolve().parent.parent.parent / "scripts" / "proving" / "peers"
ASKED = sorted(
    {
        name
        for part in PARTS
        if PRICED not in part.measures
        for name in (*part.facts, *part.readings)
    }
    - {"applicant", "overlaps", "revenue_2023", "revenue_2024", "revenue_2025"}
)


@pytest.mark.parametrize("name", ASKED)
def test_each_fact_and_reading_of_an_amount_is_known_to_the_peers(name: str) -> None:
    openfisca = (PEERS / "openfisca_rules.py").read_text(encoding="utf-8")
    publicodes = "".join(
        (PEERS / file).read_text(encoding="utf-8")
        for file in ("rules.publicodes.yaml", "by_publicodes.mjs")
    )
    assert f'"{name}"' in openfisca
    assert name.replace("_", " ") in publicodes or f"'{name}'" in publicodes
