"""argparse in Chinese: its titles, its usage and what it says of wrong words."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NoReturn

from calculator import streams

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD_INPUT = 2

_WORDS = (
    (r"the following arguments are required: (.*)", r"还缺：\1"),
    (r"unrecognized arguments: (.*)", r"不认识：\1"),
    (r"argument (.*?): expected (?:one|at least one) argument", r"\1：后面还要写一个值"),
    (r"argument (.*?): invalid choice: (.*?) \((?:choose from|maybe you meant) (.*)\)",
     r"\1：没有 \2；可用 \3"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1：后面不写值，多了 \2"),
    (r"ambiguous option: (.*?) could match (.*)", r"\1：可以是几个选项，请写全：\2"),
)  # fmt: skip
"""What argparse says in English, and the same in Chinese."""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Writes help in Chinese; lines of a description stay as they are."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with the word for usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese."""

    def __init__(self, **given: object) -> None:
        """Set the titles, and a help option of its own."""
        super().__init__(**{"formatter_class": Formatter, **given}, add_help=False)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "要写的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and end with exit status 2."""
        for pattern, words in _WORDS:
            found = re.fullmatch(pattern, message)
            if found:
                message = found.expand(words)
                break
        streams.tell(f"{message}（用法见 {self.prog} --help）")
        raise SystemExit(BAD_INPUT)
