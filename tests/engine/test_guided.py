"""What was once wrong is read or refused; what an input reaches guides those that come after it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from proving import fragments, guided

if TYPE_CHECKING:
    from pathlib import Path


# Coverage watches by the same means; what is watched here is none of its business.
pytestmark = pytest.mark.uncounted


@pytest.mark.parametrize(
    ("name", "path"), list(guided.kept()), ids=lambda each: getattr(each, "name", "")
)
def test_what_was_once_wrong_is_read_or_refused(
    name: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or is of a kind that was: deep, endless, cut off, too far away, or a name of the language."""
    start = time.process_time()
    guided.TARGETS[name].read(path.read_bytes())
    assert time.process_time() - start < guided.SLOW
    # Where a command writes its result nothing else may stand.
    assert capsys.readouterr().out == ""


def test_every_target_has_something_kept_that_is_small() -> None:
    kept = list(guided.kept())

    assert {name for name, _ in kept} == set(guided.TARGETS)
    assert [path.name for _, path in kept if path.stat().st_size > 30_000] == []


def reader(data: bytes) -> None:
    """Fail behind three doors, each of which chance alone opens once in some hundred inputs."""
    if b"revenue_2024" not in data:
        return
    if b"2024-02-29" not in data:
        return
    if b"3000" in data:
        raise KeyError(data)


@pytest.fixture
def _locked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the reader above be a target, and its lines be watched."""
    monkeypatch.setattr(guided, "OURS", __file__)
    monkeypatch.setattr(guided, "FAULTS", tmp_path)
    begin = guided.TARGETS["documents"]
    target = guided.Target(reader, begin.watch, lambda: [b"x"])
    monkeypatch.setitem(guided.TARGETS, "locked", target)


@pytest.mark.slow
@pytest.mark.usefixtures("_locked")
def test_a_fault_behind_several_doors_is_found_and_kept(tmp_path: Path) -> None:
    with pytest.raises(KeyError) as raised:
        guided.run("locked", 60, 1)

    (place,) = tmp_path.iterdir()
    assert place.name in raised.value.__notes__[0]
    with pytest.raises(KeyError):
        reader(place.read_bytes())


@pytest.mark.slow
@pytest.mark.usefixtures("_locked")
def test_without_what_guides_it_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "OURS", "/nowhere")

    tried, led = guided.run("locked", 1, 1)

    assert tried > 1000
    assert led == 1


def test_who_watched_before_goes_on_watching() -> None:
    with guided.Steps() as outer:
        with guided.Steps():
            pass
        guided.TARGETS["documents"].read(b"{")

    assert outer.taken


def test_what_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "SLOW", 0.0)

    with pytest.raises(AssertionError, match="it takes"):
        guided.TARGETS["documents"].watch(guided.TARGETS["documents"].read, b"{")


def test_a_fragment_takes_other_ways_through_the_pages_decoder_than_another() -> None:
    known = {way for _ in range(3) for way in fragments.reached("article=2")}

    other = set(fragments.reached("x" * 7000)) - known
    assert [way for way in other if "/shared/link.js" in way]
    # What was computed once and for all is no way of a fragment's own.
    assert set(fragments.reached("article=2")) <= known
