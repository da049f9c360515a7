"""A short run of what scripts/fuzz does for longer, and the proof that it notices a fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase
from proving import fragments, fuzzing

from calculator import wire

# Coverage is left out: chance reaches no line that a test with a purpose does not.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", fuzzing.TARGETS)
def test_no_reader_fails_on_what_nobody_would_write(name: str) -> None:
    fuzzing.attempt(name)()


def test_a_reader_that_fails_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: str) -> str:
        if "readings" in document:
            raise KeyError
        return '{"error": ["…"]}'

    monkeypatch.setattr(wire, "assess", broken)

    with pytest.raises(KeyError):
        fuzzing.attempt("documents", phases=[Phase.generate])()


def test_a_total_the_wrong_way_round_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "assess", lambda _: '{"total": {"low": 2, "high": 1}}')

    with pytest.raises(AssertionError, match="cannot be"):
        fuzzing.attempt("documents", phases=[Phase.generate])()


def test_a_link_that_the_engine_would_refuse_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = fragments.decoded

    def careless(fragment: str) -> dict[str, Any]:
        found = real(fragment)
        if found["problems"]:
            found["state"]["answers"]["nonsense"] = True
        return found

    monkeypatch.setattr(fragments, "decoded", careless)

    with pytest.raises(AssertionError, match="nonsense"):
        fuzzing.attempt("fragments", phases=[Phase.generate])()
