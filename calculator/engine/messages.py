"""Parts of error messages: the value that is wrong, and the nearest name that is known."""

from __future__ import annotations

import errno
import json
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 60
"""How many characters of a value an error message shows."""


def nearest(name: object, known: Iterable[str], others: Mapping[str, str] | None = None) -> str:
    """Return words for the known name closest to ``name``, or an empty text.

    ``others`` are further names that people use, each with the known one that it stands for.
    """
    if not isinstance(name, str):
        return ""
    others = others or {}
    close = get_close_matches(name[:80], [*known, *others], n=1, cutoff=0.5)
    return f"，最接近的名称是 {others.get(close[0], close[0])}" if close else ""


def shown(value: object) -> str:
    """Return a value as JSON writes it, texts in Chinese marks; short, and safe to print."""
    if isinstance(value, Decimal):
        text = str(value)
    elif isinstance(value, int) and abs(value) >= 10**LONGEST:
        text = "一个过大的数"
    else:
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except RecursionError:
            text = "嵌套过深的值"
    if isinstance(value, str):
        text = f"“{text[1:-1]}”"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称过长",
    errno.EFBIG: "文件过大",
    errno.EBADF: "已经关闭",
    errno.EPIPE: "对方已经关闭",
}


def reason(error: OSError | ValueError) -> str:
    """Say in words why the system refused a file."""
    number = getattr(error, "errno", None)
    if number is None:
        return "名称不能用"
    return REASONS.get(number, f"系统错误 {number}")


class Unreadable(ValueError):  # noqa: N818 - it names the answer, as the messages do
    """An answer that cannot be read; its text says what is wrong."""

    def __init__(self, answer: object, known: Iterable[str] = ()) -> None:
        """Say that ``answer`` cannot be used, with the nearest of the ``known`` names."""
        super().__init__(f"{shown(answer)} 不能用{nearest(answer, known)}")
