"""Find words in the site's own texts that are not the policy's, or not the ones used elsewhere.

The verbatim text is left alone: it says what it says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS: dict[str, str] = {
    r"主管(?:单位|机关)": "主管部门",
    r"责任(?:部门|机关)": "责任单位",
    r"(?:镇|专业)村镇|专业化镇": "专业镇",
    r"老子号|老字毫": "老字号",
    r"地理标识|地标产品": "地理标志",
    r"(?<!》)第[一二三四五六七八九十]+条(?!命令)": "第(…)条，如原文",
    r"奖励?金(?!额)": "奖励",
    r"小微型企业|微小企业": "小微企业",
    r"规上企业": "规模以上企业",
    r"高新企业": "高新技术企业",
    r"专精特新企业": "“专精特新”企业，如原文",
    r"其它": "其他",
    r"做为": "作为",
    r"截止到?(?:\d|今)": "截至",
    r"登陆(?!舰)": "登录",
    r"帐(?:户|号|目)": "账",
    r"点击": "点",
    r"你": "您",
    r"[\u4e00-\u9fff],[\u4e00-\u9fff]": "全角逗号",
}
"""What is not to be written, and what is written instead."""

_WRITTEN = re.compile(r"<!-- begin:([\w-]+) -->.*?<!-- end:\1 -->", re.DOTALL)
"""What is the document's own text, or written from the rules, which quote it."""

_CODE = re.compile(r"^```.*?^```|^    .*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def complaints(name: str, text: str) -> Iterator[str]:
    """Yield each wrong word of a page or a script, with its line and the right one."""
    if name.endswith(".md"):
        for pattern in (_WRITTEN, _CODE):
            text = pattern.sub(lambda found: "\n" * found[0].count("\n"), text)
    for wrong, right in WORDS.items():
        for found in re.finditer(wrong, text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{name}:{line}: “{found[0]}” → {right}"


def sources() -> Iterator[Path]:
    """Yield every file in which readers find words of ours in Chinese."""
    docs = ROOT / "docs"
    records = docs / "decisions"
    yield from (path for path in sorted(docs.rglob("*.md")) if records not in path.parents)
    # The search knows words that people type, which need not be ours.
    yield from (path for path in sorted(docs.rglob("*.js")) if path.name != "search-worker.js")
    yield from sorted((docs / "theme").rglob("*.html"))
