"""Standard output and standard error, also where they are closed or full."""

from __future__ import annotations

import errno
import io
import os
import sys


def prepare() -> None:
    """Let both be UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """Write a text to standard output; OSError where it is closed or full."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "closed")
    # Bytes, so that Windows adds nothing to the line breaks.
    rest = memoryview(text.encode("utf-8", "backslashreplace"))
    while rest:
        # With PYTHONUNBUFFERED, an interrupted write may have taken only a part.
        rest = rest[sys.stdout.buffer.write(rest) :]


def flush() -> None:
    """Write out what waits; OSError as above."""
    if sys.stdout is not None:
        sys.stdout.flush()


def tell(line: str, end: str = "\n") -> None:
    """Write a line to standard error; where that is closed or full, the line is dropped."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(line + end)
            sys.stderr.flush()
        except (OSError, ValueError):
            forget(sys.stderr.fileno())


def give_up() -> None:
    """Drop what waits for standard output, so that the end of the process is quiet."""
    if sys.stdout is not None:
        forget(sys.stdout.fileno())


def forget(stream: int) -> None:
    """Point a stream's file descriptor at the null device, so that nothing written to it fails."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
