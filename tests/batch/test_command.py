"""The command line where its surroundings are not what it is used to."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calculator import parser, streams, wire
from calculator.__main__ import main, run
from calculator.batch import screen
from calculator.engine import messages

if TYPE_CHECKING:
    from collections.abc import Iterator


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


class Full(io.RawIOBase):
    """A stream of a disk that is full."""

    def write(self, text: Any) -> int:
        """Refuse, until it leads elsewhere."""
        if not self.full:
            return len(text)
        raise OSError(errno.ENOSPC, "No space left on device")

    def writable(self) -> bool:
        """Say so."""
        return True

    def fileno(self) -> int:
        """Return a number of its own, which may lead nowhere afterwards."""
        return self.number

    number = -1
    full = True


@pytest.fixture
def full() -> Iterator[io.TextIOWrapper]:
    raw = Full()
    raw.number = os.open(os.devnull, os.O_WRONLY)
    stream = io.TextIOWrapper(io.BufferedWriter(raw, 1), write_through=True)
    yield stream
    raw.full = False
    stream.close()
    os.close(raw.number)


@pytest.mark.uncounted
def test_a_full_disk_is_told_in_one_line(
    full: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", full)
    assert main(["catalogue"]) == 1
    assert capsys.readouterr().err == "标准输出：不能写入（磁盘已满）\n"


class InParts(io.RawIOBase):
    """Standard output under PYTHONUNBUFFERED: a write may take only a part, and say how much."""

    def __init__(self) -> None:
        """Begin with nothing taken."""
        self.taken = bytearray()

    def write(self, text: Any) -> int:
        """Take the beginning."""
        self.taken += bytes(text[:4096])
        return min(len(text), 4096)

    def writable(self) -> bool:
        """Say so."""
        return True


def test_an_output_that_is_taken_in_parts_is_written_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue"]) == 0
    whole = capsys.readouterr().out
    raw = InParts()
    # What Python makes itself: without a buffer between the text and the stream.
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))  # type: ignore[type-var]
    assert main(["catalogue"]) == 0
    assert raw.taken.decode() == whole


def test_a_closed_output_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["sql"]) == 1
    assert capsys.readouterr().err == "标准输出：不能写入（已经关闭）\n"
    assert main(["template", "-o", str(tmp_path / "t.csv")]) == 0


def test_where_nobody_can_be_told_the_status_still_says_it(
    full: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in (full, None):
        monkeypatch.setattr(sys, "stderr", stream)
        assert main(["assess", "no such file"]) == 2
    assert not capsys.readouterr().out


def test_ctrl_c_ends_with_130_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    table = tmp_path / "firms.csv"
    table.write_text("企业规模\n小型\n", encoding="utf-8")
    monkeypatch.setattr(screen, "assessed", stop)
    monkeypatch.setattr(streams, "give_up", lambda: None)
    assert main(["screen", str(table), "-o", str(tmp_path / "out.csv")]) == 130
    assert "已停止" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["screen"], "还缺：table, -o/--output"),
        (["sql", "--what"], "不认识：--what"),
        (["screen", "a", "-o"], "-o/--output：后面还要写一个值"),
        (["schema", "what"], "which：没有 'what'；可用"),
        (["screen", "a", "-o", "b", "--ke", "c"], "可以是几个选项"),
        (["screen", "a", "-o", "b", "--force=1"], "--force：后面不写值"),
    ],
)
def test_wrong_words_are_told_in_chinese(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert not re.search(r"usage|error|argument", said)


def test_what_argparse_may_say_else_is_told_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser.Parser(prog="p").error("something new")
    assert capsys.readouterr().err == "something new（用法见 p --help）\n"


def test_the_help_of_a_size_names_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["size", "--help"])
    said = capsys.readouterr().out
    for word in ("用法：python", "industry", "staff", "revenue", "assets", "real_estate"):
        assert word in said
    assert "usage" not in said


def test_a_file_that_the_system_refuses_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, told in (
        (str(tmp_path), "是文件夹"),
        ("a\0b", "名称不能用"),
        ("none", "没有这个文件"),
    ):
        assert main(["assess", name]) == 2
        assert told in capsys.readouterr().err
    assert messages.reason(OSError(99_999, "strange")) == "系统错误 99999"


def test_the_program_ends_with_its_status_and_after_sigterm_as_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys, "argv", ["specialised-town", "--version"])
    try:
        with pytest.raises(SystemExit) as ended:
            run()
        assert ended.value.code == 0
        with pytest.raises(SystemExit) as told_to_end:
            signal.raise_signal(signal.SIGTERM)
        assert told_to_end.value.code == 143
    finally:
        signal.signal(signal.SIGTERM, before)
