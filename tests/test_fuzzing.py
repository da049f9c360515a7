"""A short run of what scripts/fuzz does for longer, and the proof that it notices a fault."""

from __future__ import annotations

import fuzzing
import pytest

from calculator import wire


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
        fuzzing.attempt("documents")()


def test_a_total_the_wrong_way_round_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "assess", lambda _: '{"total": {"low": 2, "high": 1}}')

    with pytest.raises(AssertionError, match="cannot be"):
        fuzzing.attempt("documents")()
