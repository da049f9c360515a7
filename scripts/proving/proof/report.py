"""The table of the proof: in plain text for who runs it, and as a part of a page for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.engine import phrases
from proving.proof import table
from proving.proof.text import PROVISIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from proving.proof.table import Proof

COLUMNS = {
    table.REGIONS: "情形",
    table.WAYS: "部分作答",
    table.NODES: "逐问收窄",
    table.DUCKDB: "DuckDB 行",
    table.SQLITE: "SQLite 行",
    table.ROWS: "有空格的行",
}
"""What is counted for each measure, with its heading for readers."""

OTHERS = {
    table.ANSWERS: "逐项读取的答案",
    table.TOTALS: "合计的部分作答",
    table.JSON: "以 JSON 走完全程的文档",
    table.PYODIDE: "在浏览器用的 WebAssembly 里逐字节比较的文档",
    table.RUNS: "另一份读法被问的次数",
}
"""What is counted for all together."""

ARGUED = "†"
"""Stands where there are too many ways to try them all."""


def counted(proof: Proof, way: str, measure: str) -> str:
    """Return a number of the table."""
    number = proof.counts.get(way, {}).get(measure)
    if number is not None:
        return f"{number:,}"
    return ARGUED if way == table.WAYS else "—"


def differing(proof: Proof, measure: str) -> int:
    """Return how many differences of a measure were found."""
    return sum(each.measure == measure for each in proof.differences)


def rows(proof: Proof) -> list[list[str]]:
    """Return the table's rows: measure, article, a number for each way, differences."""
    return [
        [
            measure,
            str(PROVISIONS[measure].article.number),
            *(counted(proof, way, measure) for way in COLUMNS),
            str(differing(proof, measure)),
        ]
        for measure in PROVISIONS
        if measure in proof.counts.get(table.REGIONS, {})
    ]


def as_text(proof: Proof) -> str:
    """Return the table in plain text."""
    lines = [["measure", "art.", *COLUMNS, "differences"], *rows(proof)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = [_aligned(line, widths) for line in lines]
    told.append("")
    for way in OTHERS:
        counts = proof.counts.get(way)
        if counts:
            told.append(f"{way}: {sum(counts.values()):,}")
    told.append(
        f"{ARGUED} too many to try all: by induction over the diagram's nodes, of which each is cut"
        " for every answer"
    )
    told += [str(each) for each in proof.differences]
    number = len(proof.differences)
    told.append(f"{number} difference{'s' * (number != 1)}")
    return "\n".join(told)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(line, widths, strict=True)
    return first[0].ljust(first[1]) + "".join(f"  {cell:>{width}}" for cell, width in rest)


NOT_PROVEN = (
    "另一份读法有没有读对原文。两份读法都由人写成，可能同样读错；这要靠读者对照原文，也靠主管部门的答复。",
    "条文留给主管部门决定的事。每一个待答复的读法，证明的是两种答复各自算对，不是哪一种对。",
    "说明文字、下一步提示和页面上的样子。它们另有测试，不在这张表里。",
    "Python、浏览器、数据库自身没有毛病。比较过的行和文档都在表里；其余的行靠它们照规矩办事。",
)
"""What the table does not prove, for readers."""

ARGUMENTS = {
    "情形": (
        "条文的金额线和日期线把每一个答案分成若干段，同一段里的答案没有区别。各段的所有组合都比较"
        "过：本站规则给的，与照原文另写的一份读法（`tests/oracle.py`、`tests/oracle_conditions.py"
        "`）给的，是不是一样。分段用的线，两边的都在内；另一份读法拿段去算，不拿例子去算，它若在"
        "某一段中间划线，线就会加进来。"
    ),
    "部分作答": (
        "有的题没有答，或者只答了范围。组合不太多的，全部比较最低、最高、还缺什么答案、还待什么答"
        f"复；标“{ARGUED}”的太多，由推理得出：规则画成一张逐问的图，收窄时每一问只看下一问，所以逐问收"
        "窄对了，整张图就对了；“逐问收窄”一列是每一问、每一种答法都试过的次数。"
    ),
    "合计": (
        "几项措施共用的答案（身份、是否在专业镇、几个待答复的读法）的所有作答都比较过，其余的题留空；"
        "每个读法选定一种答复的合计也比较过。其余的题也作了答的合计，由推理得出：共用的答案定"
        "下以后，各项互不相干，最低和最高分别相加。已由其他政策奖补的事项各管一项措施，不在共用之"
        "列。"
    ),
    "价格": ("土地出让底价是两条直线中较高的一条，只在两线相交处的两侧逐分比较，其余由直线得出。"),
    "数据库": (
        "没有空格的行，所有情形都由 DuckDB 算过；SQLite 算过图上的每一条路。有空格的行，组合不太"
        "多的全部算过，其余的抽样。"
    ),
}
"""What is shown how, for readers."""


def as_markdown(proof: Proof, day: date) -> str:
    """Return the table as a part of a page for readers, with what it does not prove."""
    headings = ["措施", *COLUMNS.values(), "不同"]
    number = len(proof.differences)
    found = f"{number}处不同" if number else "没有不同"
    lines = [
        f"{phrases.day_in_words(day)}算出，{found}。自己算一遍：`scripts/prove`。",
        "",
        "| " + " | ".join(headings) + " |",
        "|-|" + "-:|" * (len(headings) - 1),
    ]
    for measure, _, *numbers in rows(proof):
        provision = PROVISIONS[measure]
        place = f"policy/{provision.article.page}.md#{provision.place.sentence}"
        named = f"[{provision.measure.name}]({place})"
        lines.append("| " + " | ".join([named, *numbers]) + " |")
    lines.append("")
    for way, name in OTHERS.items():
        counts = proof.counts.get(way)
        if counts:
            lines.append(f"- {name}：{sum(counts.values()):,}")
    lines += ["", "### 怎么证明的", ""]
    lines += [f"- **{name}**：{argument}" for name, argument in ARGUMENTS.items()]
    lines += ["", "### 没有证明的", ""]
    lines += [f"- {each}" for each in NOT_PROVEN]
    return "\n".join(lines) + "\n"


BEGIN, END = "<!-- begin:proof -->", "<!-- end:proof -->"
"""Where a page for readers has the table."""


def write(page: Path, markdown: str) -> None:
    """Write the table into its place on a page; where the page has none, it becomes the page."""
    whole = page.read_text(encoding="utf-8") if page.exists() else ""
    before, found, rest = whole.partition(BEGIN)
    if found:
        _, _, after = rest.partition(END)
        markdown = f"{before}{BEGIN}\n\n{markdown}\n{END}{after}"
    page.write_text(markdown, encoding="utf-8")
