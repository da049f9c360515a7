"""Every small change of a rule is noticed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import mutation
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _unmeasured() -> Iterator[None]:
    """Leave coverage out: what changed rules reach says nothing of the rules, and takes long."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


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
