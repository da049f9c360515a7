"""Serve a built site on this machine as a project's pages are served.

Under a sub-path, with gzip for the types that such hosts compress, with ten minutes of caching
and an ETag, and with 404.html for what is missing.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import socket
import threading
import time
from collections import Counter
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_CHUNK = 8192
_LONGEST = 256
"""Bytes that a part of a path cannot have."""
_SWAPPED_WITHIN = 2
"""How many seconds a new build may take to come into the place of the old one."""
_COMPRESSED = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".xml"}

Found = TypeVar("Found")


class Site(ThreadingHTTPServer):
    """A server on 127.0.0.1 for one folder; `url` is the address of its front page."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path, path: str = "/", port: int = 0) -> None:
        """Serve a folder under a path; port 0 takes any free one."""
        self.folder = folder.resolve()
        self.path = "/" + path.strip("/") + "/" if path.strip("/") else "/"
        self.changed: dict[str, Callable[[bytes], bytes | None]] = {}
        """Files to serve changed or beside the site's own, by their path; None: a missing one."""
        self.requests: list[str] = []
        self.sent: Counter[str] = Counter()
        """Bytes of the answers so far, as they went over the line, by the path asked for."""
        self.line: Line | None = None
        """How fast to serve; None for as fast as possible."""
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """Return the address of the front page, with a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}{self.path}"

    def start(self) -> Site:
        """Serve in a thread of its own until `stop`."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving, and hang up on browsers that leave their connections open."""
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def is_inside(self, file: Path) -> bool:
        """Return whether a path is inside the folder."""
        return file.is_relative_to(self.folder)

    def content(self, file: Path) -> bytes | None:
        """Return what a file of the folder holds; None where there is no such file."""

        def read() -> bytes | None:
            try:
                return file.read_bytes()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                return None

        return self.while_in_place(read) if self.is_inside(file) else None

    def while_in_place(self, look: Callable[[], Found]) -> Found:
        """Return what a look into the folder finds, and look again where a new build came between.

        A folder that is gone for longer is gone for good.
        """
        until = time.monotonic() + _SWAPPED_WITHIN
        while True:
            before = self._identity()
            found = look()
            if found or time.monotonic() > until or (before and before == self._identity()):
                return found
            time.sleep(0.002)

    def _identity(self) -> int | None:
        try:
            return self.folder.stat().st_ino
        except FileNotFoundError:
            return None

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base's
        """Remember the connection, so that `stop` can end it."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the base's
        """Forget the connection; the other side has ended it."""
        self._connections.discard(request)
        super().shutdown_request(request)


class Line:
    """A line of limited speed, shared by all that goes over it at the same time."""

    def __init__(self, bits_per_second: float, delay: float) -> None:
        """Take the speed, and in seconds the time from a request to the first byte back."""
        self.delay = delay
        self._speed = bits_per_second / 8
        self._free = 0.0
        self._lock = threading.Lock()

    def carry(self, length: int) -> None:
        """Wait for as long as so many bytes need."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + length / self._speed
            wait = self._free - time.monotonic()
        time.sleep(max(0.0, wait))


def _is_possible(name: str) -> bool:
    """Return whether a file can have a name: some make the system refuse to look."""
    return "\0" not in name and all(len(part.encode()) < _LONGEST for part in name.split("/"))


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"
    # An answer leaves as a whole: its second part would wait till the first has been confirmed.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a file, a redirection to a folder's address, or the page for 404."""
        path = unquote(urlsplit(self.path).path)
        # Whoever types only the host and the port means the site.
        if path in {"/", self.server.path.rstrip("/")} and path != self.server.path:
            self._redirect(self.server.path)
            return
        name = path.removeprefix(self.server.path) if path.startswith(self.server.path) else None
        if name is not None and _is_possible(name):
            self.server.requests.append(name)
            file = (self.server.folder / name).resolve()
            if self.server.while_in_place(file.is_dir) and self.server.is_inside(file):
                if not path.endswith("/"):
                    self._redirect(path + "/")
                    return
                file /= "index.html"
            body = self.server.content(file)
            if change := self.server.changed.get(name):
                body = change(body or b"")
            if body is not None:
                self._send(HTTPStatus.OK, file.suffix, body)
                return
        missing = self.server.content(self.server.folder / "404.html")
        self._send(HTTPStatus.NOT_FOUND, ".html", missing or b"404")

    do_HEAD = do_GET  # noqa: N815 - the base class looks for this name

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, suffix: str, body: bytes) -> None:
        tag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        if status == HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            return
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
        if suffix in _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = _compressed(body)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        if status == HTTPStatus.OK:
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._write(body)

    def _write(self, body: bytes) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.sent[path.removeprefix(self.server.path)] += len(body)
        line = self.server.line
        if not line:
            self.wfile.write(body)
            return
        time.sleep(line.delay)
        for start in range(0, len(body), _CHUNK):
            chunk = body[start : start + _CHUNK]
            line.carry(len(chunk))
            self.wfile.write(chunk)
            self.wfile.flush()

    def handle_one_request(self) -> None:
        """Answer one request; a browser that hangs up in the middle of it is no error."""
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing; the program that serves decides what to print."""


@cache
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
