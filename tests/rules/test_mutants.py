"""Every small change of a rule is noticed."""

from __future__ import annotations

import pytest
from proving import mutation

# Coverage is left out: what changed rules reach says nothing of the rules, and takes long.
pytestmark = [pytest.mark.slow, pytest.mark.no_cover]


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
