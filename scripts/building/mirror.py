"""Serve a built site by nginx with the configuration that docs/mirror.md recommends."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from environment import NGINX, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = ROOT / "docs" / "mirror.md"
_MIME_TYPES = Path("/etc/nginx/mime.types")
_MAIN = """
{user}worker_processes 1;
daemon off;
pid {work}/pid;
error_log {work}/error.log;
events {{ worker_connections 256; }}
http {{
    include {types};
    log_format bytes '$bytes_sent';
    access_log {work}/access.log bytes;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
{recommended}
}}
"""


@dataclass(frozen=True)
class Served:
    """A running nginx: `url` is the address of its root, `log` holds the size of each answer."""

    url: str
    log: Path

    def sizes(self) -> list[int]:
        """Return the size in bytes of each answer so far, headers included."""
        return [int(line) for line in self.log.read_text(encoding="ascii").split()]

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until nobody has asked for anything for so long."""
        count, since = -1, time.monotonic()
        while time.monotonic() - since < seconds:
            if len(self.sizes()) != count:
                count, since = len(self.sizes()), time.monotonic()
            time.sleep(0.2)


def find_nginx() -> str | None:
    """Return nginx and its list of types, where both are installed."""
    return NGINX.find() if _MIME_TYPES.exists() else None


def recommended() -> str:
    """Return the configuration that the guide shows."""
    found = re.search(
        r"^```nginx\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    if found is None:
        message = "docs/mirror.md shows no configuration of nginx"
        raise ValueError(message)
    return found[1]


@contextlib.contextmanager
def served(root: Path, work: Path, fresh_for: int = 600) -> Iterator[Served]:
    """Serve a folder on a free port of this machine; nginx keeps its own files in `work`.

    With ``fresh_for=0`` a browser asks whether a file has changed, as it does after ten minutes.
    """
    nginx = find_nginx()
    if nginx is None:
        message = "nginx is not installed"
        raise FileNotFoundError(message)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = recommended().replace("listen 8080", f"listen 127.0.0.1:{port}")
    configuration = configuration.replace("/srv/site", str(root))
    configuration = configuration.replace("max-age=600", f"max-age={fresh_for}")
    place = work / "nginx.conf"
    place.write_text(
        _MAIN.format(
            # Its workers would else be another user, who may not read the folders of root.
            user="user root;\n" if os.geteuid() == 0 else "",
            work=work,
            types=_MIME_TYPES,
            recommended=configuration,
        ),
        encoding="utf-8",
    )
    # The program is the system's, the configuration ours.
    process = subprocess.Popen([nginx, "-c", str(place)], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port, process)
        yield Served(f"http://127.0.0.1:{port}/", work / "access.log")
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    message = "nginx did not start; is the configuration in docs/mirror.md right?"
    raise RuntimeError(message)
