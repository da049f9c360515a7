"""Every small change of a rule is noticed, by the regions in which it answers otherwise."""

from __future__ import annotations

import pytest
from proving import mutation

# Coverage is left out: what changed rules reach says nothing of the rules.
pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("module", mutation.MODULES)
def test_the_rules_as_they_are_live(module: str) -> None:
    """So what kills a mutant is its change."""
    unchanged = mutation.Mutant(module, "none", 0, "", mutation.source_of(module))

    assert mutation.cause_of_death(unchanged) is None


def test_a_change_that_answers_nobody_otherwise_lives() -> None:
    """Such a mutant is equivalent, and told by its name."""
    source = mutation.source_of("article_08")
    swapped = source.replace("given(QUALITY & GREEN, pays", "given(GREEN & QUALITY, pays")
    assert swapped != source

    assert mutation.cause_of_death(mutation.Mutant("article_08", "order", 0, "", swapped)) is None
