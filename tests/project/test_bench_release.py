"""The engine is measured beside the last release's, with the documents that both take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from measuring import bench_release

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = """
import json, time
def assess(text):
    end = time.process_time() + {seconds}
    while time.process_time() < end: pass
    return json.dumps({{"error": ["…"]}} if text in {refused} else {{}})
"""


def engine(folder: Path, seconds: float, *refused: str) -> Path:
    """Write an engine that takes so long, and refuses these documents."""
    (folder / "calculator").mkdir(parents=True)
    (folder / "calculator" / "__init__.py").touch()
    text = ENGINE.format(seconds=seconds, refused=refused)
    (folder / "calculator" / "wire.py").write_text(text, encoding="utf-8")
    return folder


def test_only_documents_that_both_take_are_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_release, "ROUNDS", 1)
    before = engine(tmp_path / "before", 0.01, "a", "a")
    now = engine(tmp_path / "now", 0.03, "b", "b")

    old, new, count = bench_release.compare(before, now, ["a", "b", "c", "d"])

    assert count == 2
    assert new > old * bench_release.BOUND
    assert old > 0.02


def test_engines_with_nothing_in_common_are_not_called_equal(tmp_path: Path) -> None:
    before = engine(tmp_path / "before", 0, "a", "b")
    now = engine(tmp_path / "now", 0)

    with pytest.raises(SystemExit, match="nothing can be compared"):
        bench_release.compare(before, now, ["a", "b"])


def test_an_engine_that_has_become_slow_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_release, "unpack", lambda *_: None)
    times = iter([(1.0, 1.4, 10), (1.0, 1.6, 10)])
    monkeypatch.setattr(bench_release, "compare", lambda *_: next(times))

    assert [bench_release.main([]), bench_release.main([])] == [0, 1]
    assert "1.60 times; the bound is 1.5." in capsys.readouterr().out


def test_a_revision_that_git_does_not_know_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="git knows no engine of nonsense"):
        bench_release.unpack("nonsense", tmp_path)
