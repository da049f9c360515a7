"""The policy's text as it is in the Markdown pages, read back out of them.

A text page marks its verbatim part with `<!-- begin:text -->` and
`<!-- end:text -->`. Inside it there are only blocks of the source, each followed
by a line with its address (`{ #s2 .sentence }`), and the notes beside the sentences
between markers of their own; an article's name is the page's `#` heading. Taking the
notes, the addresses and the link targets away gives the source back, byte for byte,
blank lines included. Everything here is pure: text in, text out.
"""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

ARTICLES = 16
TEXT_PAGES = (
    "policy/index.md",
    *(f"policy/article-{number:02d}.md" for number in range(1, ARTICLES + 1)),
    "policy/closing.md",
)

_REGION = re.compile(r"<!-- begin:text -->\n\n(.*?)\n\n<!-- end:text -->", re.DOTALL)
_NOTE = re.compile(r"\n\n<!-- begin:(note-s\d+) -->.*?<!-- end:\1 -->", re.DOTALL)
_ADDRESS = re.compile(r"\n\{ #([\w-]+)[^}]*\}$")
_HEADING = re.compile(r"^# (.*) \{ #top \}$")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()]+)\)")
_UNIT_PAGE = re.compile(r"^\.\./units/([a-z-]+)\.md$")
# A sentence and the bracket run on from the heading or sentence before them: in the
# source the whole article is one line. Every other block begins a line of its own.
_RUNS_ON = re.compile(r"^(s\d+|units)$")
_RUN_ON_FROM = re.compile(r"^(article|s\d+)$")


@dataclass(frozen=True)
class Block:
    """One verbatim block: its address on the page, its Markdown, and the gap before it."""

    address: str
    markdown: str
    gap: str

    @property
    def text(self) -> str:
        """The words alone, links taken away."""
        return _LINK.sub(r"\1", self.markdown)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The links of the block in order: (words, unit id); the id is "" for any other target."""
        found = []
        for words, target in _LINK.findall(self.markdown):
            page = _UNIT_PAGE.match(target)
            found.append((words, page[1] if page else ""))
        return found


class TextError(ValueError):
    """A text page that cannot be read as verbatim blocks."""


def blocks(page: str, name: str) -> list[Block]:
    """Cut the verbatim part of a page into blocks; `name` is only used in errors."""
    region = _REGION.search(page)
    if region is None:
        message = f"{name}: no verbatim part between <!-- begin:text --> and <!-- end:text -->"
        raise TextError(message)
    found: list[Block] = []
    parts = re.split(r"(\n{2,})", _NOTE.sub("", region[1]))
    gaps = ["", *parts[1::2]]
    for gap, part in zip(gaps, parts[::2], strict=True):
        heading = _HEADING.match(part)
        address = _ADDRESS.search(part)
        if heading:
            inside = "article" if heading[1].startswith("(") else "top"
            found.append(Block(inside, heading[1], gap))
        elif address:
            found.append(Block(address[1], part[: address.start()], gap))
        else:
            message = f"{name}: this block of the text has no address: {part[:40]}"
            raise TextError(message)
    return found


def page_text(page: str, name: str) -> str:
    """Return the source's own characters that a text page holds."""
    words, before = "", ""
    for block in blocks(page, name):
        joined = _RUNS_ON.match(block.address) and _RUN_ON_FROM.match(before)
        words += block.text if joined else block.gap + block.text
        before = block.address
    return words


def joined(docs: Path) -> str:
    """Return the whole document: the text pages in order, a blank line between two."""
    pages = ((name, (docs / name).read_text(encoding="utf-8")) for name in TEXT_PAGES)
    return "\n\n".join(page_text(page, name) for name, page in pages)


def article_line(page: str, name: str) -> str:
    """Return the article's one line in the source, from "(" to "〕", without the chapter's name."""
    return "".join(block.text for block in blocks(page, name) if block.address != "chapter")


def bracket(page: str, name: str) -> Block:
    """Return the block of an article page that names the responsible units."""
    for block in blocks(page, name):
        if block.address == "units":
            return block
    message = f"{name}: the bracket with the responsible units is missing"
    raise TextError(message)


def first_difference(page: str, source: str, whose: str = "规则") -> str:
    """Say in Chinese where a page and its source part, with a few characters either side."""
    around = 12
    place = next(
        (at for at, (ours, theirs) in enumerate(zip(page, source, strict=False)) if ours != theirs),
        min(len(page), len(source)),
    )
    start = max(0, place - around)
    ours, theirs = page[start : place + around], source[start : place + around]
    return f"第 {place + 1} 个字起不同：页面“…{ours}…”，{whose}“…{theirs}…”"


def nearest(words: str, known: list[str]) -> str:
    """Return the known name most like `words`, for error messages."""
    found = difflib.get_close_matches(words, known, n=1, cutoff=0.0)
    return found[0] if found else ""


def nearest_sentence(quote: str, text: str) -> str:
    """Return the sentence of `text` most like `quote`, for error messages."""
    return nearest(quote, [part for part in re.split(r"(?<=[。〕])", text) if part])
