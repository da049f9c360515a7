"""Every small change of a rule is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import mutation


@pytest.mark.parametrize("module", mutation.MODULES)
def test_every_mutant_of_a_rule_dies(module: str) -> None:
    results = mutation.run((module,))
    assert len(results) > 0
    alive = [
        f"{mutant.module}:{mutant.line} {mutant.kind} {mutant.change}"
        for mutant, death in results
        if death is None
    ]
    assert alive == []
