"""The built site works from any folder of a plain web server, as the guide to mirrors says."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import engine_folder, mirror
from conftest import not_tried
from environment import NGINX
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ANSWERS = "#applicant=enterprise&in_specialised_town=yes"
FRAME = """
([address, sandbox]) => {
  const frame = document.createElement("iframe");
  if (sandbox) frame.sandbox = sandbox;
  frame.src = address;
  document.body.replaceChildren(frame);
}
"""


class Silent(SimpleHTTPRequestHandler):
    """The handler of `python3 -m http.server`, without its lines on the terminal."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def unpacked(built_site: Path) -> Iterator[Path]:
    """Copy the site into a folder of a folder; return what a server has as its root.

    It has a place of its own: pytest's folders are closed to the user that nginx works as.
    """
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        shutil.copytree(built_site, root / "any" / "folder")
        yield root


FEW_KINDS = {
    "": "application/octet-stream", ".css": "text/css", ".html": "text/html",
    ".js": "application/javascript", ".json": "application/json", ".png": "image/png",
    ".svg": "image/svg+xml",
}  # fmt: skip


class Old(Silent):
    """A server that has never heard of WebAssembly, nor of `.mjs`."""

    extensions_map = FEW_KINDS


@contextlib.contextmanager
def serving(folder: Path, kind: type[Silent] = Silent) -> Iterator[str]:
    handler = partial(kind, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def plain(unpacked: Path) -> Iterator[str]:
    """Serve with `python3 -m http.server`'s own handler; return the site's address."""
    with serving(unpacked) as url:
        yield url + "any/folder/"


@pytest.fixture
def old(unpacked: Path) -> Iterator[str]:
    """Serve by a server that knows few kinds of files; return the site's address."""
    with serving(unpacked, Old) as url:
        yield url + "any/folder/"


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve somebody else's page from another origin."""
    folder = tmp_path_factory.mktemp("elsewhere")
    # Without an icon of its own the browser would look for one, in vain.
    page = '<!doctype html><title>x</title><link rel="icon" href="data:,"><body>'
    (folder / "index.html").write_text(page, encoding="utf-8")
    with serving(folder) as url:
        yield url


@pytest.fixture
def nginx(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve by nginx with the guide's configuration; return the site's address."""
    if not mirror.find_nginx():
        not_tried(NGINX)
    with mirror.served(unpacked, tmp_path_factory.mktemp("nginx")) as served:
        yield served.url + "any/folder/"


@pytest.mark.parametrize("kind", ["plain", "old", "nginx"])
def test_pages_search_and_calculator_work_from_any_folder(
    page: Page, errors: list[str], kind: str, request: pytest.FixtureRequest
) -> None:
    url: str = request.getfixturevalue(kind)
    page.goto(url)
    page.get_by_role("link", name="读政策", exact=True).first.click()
    expect(page).to_have_url(re.compile(re.escape(url) + "policy/"))
    page.goto(url + "?q=中华老字号")
    page.locator(".md-search-result__item").first.wait_for(state="attached")
    page.goto(url + "calculator/" + ANSWERS)

    page.locator(".calc-total").wait_for()
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    assert errors == []


def test_nginx_lets_only_the_calculator_made_for_it_be_framed(
    page: Page, errors: list[str], nginx: str, elsewhere: str
) -> None:
    page.goto(elsewhere)

    page.evaluate(FRAME, [nginx + "calculator/?embed", ""])
    expect(page.frame_locator("iframe").locator("#q-applicant")).to_be_visible()
    assert errors == []
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.evaluate(FRAME, [nginx + "policy/", ""])


@pytest.mark.parametrize("address", ["", "policy/article-02/?embed", "calculator/", "about/"])
def test_without_headers_a_framed_page_shows_only_the_way_to_itself(
    page: Page, plain: str, elsewhere: str, address: str
) -> None:
    page.goto(elsewhere)

    page.evaluate(FRAME, [plain + address, ""])

    frame = page.frame_locator("iframe")
    way_out = frame.get_by_role("link", name="打开原来的页面")
    expect(way_out).to_be_visible()
    expect(frame.locator("h1")).to_be_hidden()
    way_out.click()
    expect(page).to_have_url(plain + address)
    expect(page.locator("h1").first).to_be_visible()


def test_in_a_sandbox_too_a_framed_page_shows_only_the_way_to_itself(
    page: Page, plain: str, elsewhere: str
) -> None:
    """There no style and no module comes, as the page counts as a stranger to its own site."""
    page.goto(elsewhere)

    page.evaluate(FRAME, [plain + "policy/", "allow-scripts"])

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="打开原来的页面")).to_be_visible()
    expect(frame.locator("h1")).to_be_hidden()


def test_in_a_sandbox_the_calculator_says_that_it_cannot_compute(
    page: Page, plain: str, elsewhere: str
) -> None:
    page.goto(elsewhere)

    page.evaluate(FRAME, [plain + "calculator/?embed", "allow-scripts"])

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("alert")).to_contain_text("现在不能计算")
    expect(frame.locator("#awards")).to_be_visible()


def test_without_headers_the_calculator_made_for_it_stands_in_a_frame(
    page: Page, plain: str, elsewhere: str
) -> None:
    page.goto(elsewhere)

    page.evaluate(FRAME, [plain + "calculator/?embed" + ANSWERS, ""])

    frame = page.frame_locator("iframe")
    expect(frame.locator('input[name="applicant"][value="enterprise"]')).to_be_checked()
    frame.locator(".calc-total").wait_for()


@pytest.mark.parametrize(
    ("address", "header", "words"),
    [
        ("", "Content-Security-Policy", "frame-ancestors 'none'"),
        ("calculator/", "Content-Security-Policy", "frame-ancestors 'none'"),
        ("calculator/?embed", "Content-Security-Policy", "frame-ancestors *"),
        ("ENGINE/worker.js", "Content-Security-Policy", "default-src 'self'"),
        ("ENGINE/worker.js", "Content-Type", "/javascript"),
        ("ENGINE/manifest.json", "Cache-Control", "immutable"),
        ("assets/site/site.js", "Cache-Control", "max-age=600"),
        ("assets/site/site.css", "X-Content-Type-Options", "nosniff"),
    ],
)
def test_nginx_sends_the_recommended_headers(
    built_site: Path, nginx: str, address: str, header: str, words: str
) -> None:
    engine = engine_folder.find(built_site).relative_to(built_site).as_posix()
    address = address.replace("ENGINE", engine)
    with urllib.request.urlopen(nginx + address) as answer:  # noqa: S310 - on this machine
        assert words in answer.headers[header]


def test_the_guides_command_serves_a_folder(built_site: Path) -> None:
    command = re.search(
        r"^python3 (-m http\.server .*)$", mirror.GUIDE.read_text("utf-8"), re.MULTILINE
    )
    assert command
    words = command[1].replace(" site ", f" {built_site} ").replace("8080", "0").split()
    process = subprocess.Popen(
        [sys.executable, "-u", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        said = re.search(r"port (\d+)", process.stdout.readline())
        assert said
        with urllib.request.urlopen(f"http://127.0.0.1:{said[1]}/") as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        process.wait(10)
        process.stdout and process.stdout.close()
