"""The command line: ``python -m calculator assess answers.json`` and its sisters.

Bad input ends with exit status 2, nothing on standard output, and every problem on standard error.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from calculator import __version__, streams, wire
from calculator.batch.command import add_commands
from calculator.engine.messages import reason
from calculator.parser import Parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

FAILED, BAD_INPUT, INTERRUPTED, ENDED = 1, 2, 130, 143


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, or 2 for bad input.

    It is 1 where standard output cannot be written, and 130 after Ctrl+C.
    """
    streams.prepare()
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
        streams.flush()
    except KeyboardInterrupt:
        streams.give_up()
        streams.tell("\n已停止，没有写出结果")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader closed the pipe, as `head` does: not an input error.
        streams.give_up()
        return 0
    except OSError as error:
        streams.give_up()
        streams.tell(f"标准输出：不能写入（{reason(error)}）")
        return FAILED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m calculator",
        description="按晋市政办〔2023〕39号测算奖补（非官方，以官方原文为准）。",
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")

    assess = commands.add_parser("assess", help="测算一份答卷，输出 JSON 结果")
    assess.add_argument("file", help="JSON 文件；- 表示标准输入")
    assess.add_argument(
        "--lines", action="store_true", help="每行一份答卷，按原顺序每行输出一个结果"
    )
    assess.set_defaults(run=_assess)

    catalogue = commands.add_parser("catalogue", help="输出全部措施、事实、解释问题和责任单位")
    catalogue.set_defaults(run=_catalogue)

    schema = commands.add_parser("schema", help="输出答卷或结果的 JSON Schema")
    schema.add_argument("which", choices=("input", "result"))
    schema.set_defaults(run=_schema)

    size = commands.add_parser(
        "size", help="按工信部联企业〔2011〕300号划分企业规模", description=_about_sizes()
    )
    size.add_argument("file", help="JSON 文件；- 表示标准输入")
    size.set_defaults(run=_size)

    add_commands(commands)
    return parser


def _assess(parsed: argparse.Namespace) -> int:
    try:
        content = _content(parsed.file)
        if parsed.lines:
            return _assess_lines(content)
        text = _decoded(content)
    except _UnusableError as error:
        return _refuse([str(error)])
    return _print_or_refuse(wire.assess(text))


def _assess_lines(content: bytes) -> int:
    status = 0
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        try:
            reply = wire.assess(_decoded(line))
        except _UnusableError as error:
            reply = json.dumps({"error": [str(error)]}, ensure_ascii=False)
        if reply.startswith('{"error"'):
            status = BAD_INPUT
        streams.say(f"{reply}\n")
    return status


def _catalogue(_: argparse.Namespace) -> int:
    return _print_or_refuse(wire.catalogue())


def _schema(parsed: argparse.Namespace) -> int:
    return _print_or_refuse(wire.schema(parsed.which))


def _size(parsed: argparse.Namespace) -> int:
    try:
        text = _decoded(_content(parsed.file))
    except _UnusableError as error:
        return _refuse([str(error)])
    return _print_or_refuse(wire.size(text))


def _about_sizes() -> str:
    """Say what a document of ``size`` holds."""
    from calculator.policy.size import INDUSTRIES  # noqa: PLC0415 - only this command needs it

    industries = "\n".join(f"    {each.id:<15} {each.label}" for each in INDUSTRIES)
    return f"""\
按工信部联企业〔2011〕300号划分企业规模。

JSON 文件是一个对象，例如 {{"industry": "industry", "staff": 300, "revenue": 20000000}}：
  industry  行业，必写，为下列之一
{industries}
  staff     从业人员（人）
  revenue   营业收入（元）
  assets    资产总额（元）
数字是不小于 0 的整数；不清楚的不写，或写 null。"""


class _UnusableError(Exception):
    """A file that cannot be read; its text says why."""


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        msg = f"{name}：不能读取（{reason(error)}）"
        raise _UnusableError(msg) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"文档：第 {error.start + 1} 个字节不是 UTF-8；请另存为 UTF-8 编码"
        raise _UnusableError(msg) from None


def _print_or_refuse(reply: str) -> int:
    value = json.loads(reply)
    if isinstance(value, dict) and "error" in value:
        return _refuse(value["error"])
    streams.say(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    return 0


def _refuse(problems: Iterable[str]) -> int:
    for problem in problems:
        streams.tell(problem)
    return BAD_INPUT


def run() -> None:
    """Be the program: do what the command line says, and end with its status."""
    # Told to end, it ends as after an error, so that no half-written file stays.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))
    sys.exit(main())


if __name__ == "__main__":
    run()
