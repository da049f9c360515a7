"""The command line where its surroundings are not what it is used to."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from calculator import wire
from calculator.__main__ import main


def saved(folder: Path, content: bytes) -> str:
    path = folder / "document.json"
    path.write_bytes(content)
    return str(path)


def test_a_reader_that_has_seen_enough_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with io.TextIOWrapper(os.fdopen(writing, "wb")) as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)
        assert main(["catalogue"]) == 0
        # What is still to be written goes nowhere, so the end of the process is quiet too.
        assert os.fstat(writing).st_rdev == Path(os.devnull).stat().st_rdev


def test_problems_are_told_where_standard_error_is_no_terminal_s_stream(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stderr", told)
    assert main(["assess", saved(tmp_path, b"[]")]) == 2
    assert told.getvalue().count("\n") == 1


@pytest.mark.parametrize("which", ["input", "result"])
def test_each_schema_is_one_json_document(
    which: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["schema", which]) == 0
    assert json.loads(capsysbinary.readouterr().out) == json.loads(wire.schema(which))


def test_the_size_of_a_firm_is_worked_out_from_a_file(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    document = b'{"industry": "industry", "staff": 300, "revenue": 20000000}'
    assert main(["size", saved(tmp_path, document)]) == 0
    assert json.loads(capsysbinary.readouterr().out)["size"] == "medium"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "不是 UTF-8"), (b'{"industry": "steel"}', "industry"), (b"{", "不是 JSON")],
)
def test_a_size_that_cannot_be_worked_out_is_refused_with_status_2(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["size", saved(tmp_path, content)]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert words in captured.err
