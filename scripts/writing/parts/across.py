"""The written parts of pages across the articles: amounts, ledger, the whole text, files."""

from calculator.engine.phrases import in_words
from calculator.engine.rules.measure import NUMBERED
from writing import policy_text
from writing.parts import common
from writing.parts.site import Record, Site


def awards(site: Site, name: str) -> str:
    """Return the amounts that the text states, for the home page: tiers first, then all others."""
    numbered = [m for m in site.measures.values() if m["class"] in NUMBERED]
    parts = [_tiers(m, site, name) for m in numbered if m["ladders"]]
    lines = [_award(m, site, name) for m in numbered if not m["ladders"]]
    parts.append(f"### 其他写明了数字的 {{ #other-awards }}\n\n{_listed('amounts', lines)}")
    return "\n\n".join(parts)


def _tiers(measure: Record, site: Site, name: str) -> str:
    """Return one tile for each tier: the award, and from which amount on for whom."""
    year = site.facts[measure["ladders"][0]["years"][0]]
    topic = next(t["label"] for t in site.catalogue["topics"] if t["id"] == year["topic"])
    first, *others = sorted(
        zip(measure["ladders_for"], measure["ladders"], strict=True), key=lambda each: bool(each[0])
    )
    lines = []
    for number, step in enumerate(first[1]["tiers"]):
        also = "".join(
            f"<br>{words}满 {in_words(ladder['tiers'][number]['line'])}" for words, ladder in others
        )
        lines.append(f"- **{in_words(step['award'])}**<br>满 {in_words(step['line'])}{also}")
    told = "，".join(words for words in (measure["to"], measure["times"]) if words)
    return (
        f"### {measure['name']} {{ #{measure['id']} }}\n\n"
        f"年{topic}首次达到下面的数额。对象：{told}。{common.place(measure, site, name)}\n\n"
        f"{_listed('tiers', lines)}"
    )


def _award(measure: Record, site: Site, name: str) -> str:
    """Return one line: the amount, what it is for, to whom, and where it stands."""
    if measure["floor"]:
        amount, what = measure["floor"]["share"], f"<br>{common.gives(measure, site)}"
    else:
        amount, what = in_words(measure["yuan"][0]), ""
    times = f"，{measure['times']}" if measure["times"] else ""
    place = common.place(measure, site, name)
    return f"- **{amount}** {measure['name']}<br>对象：{measure['to']}{times}。{place}{what}"


def _listed(kind: str, lines: list[str]) -> str:
    items = "\n".join(lines)
    return f'<div class="{kind}" markdown="1">\n\n{items}\n\n</div>'


def classes(site: Site, name: str) -> str:
    """How many measures there are of each class."""
    del name
    rows = [
        (words, letter, str(sum(m["class"] == letter for m in site.measures.values())))
        for letter, words in site.catalogue["classes"].items()
    ]
    return common.table(("类别", "代号", "项数"), rows)


def ledger(site: Site, name: str) -> str:
    """Every sentence with the measures that encode it, or why none does."""
    del name
    parts: list[str] = []
    heading = None
    rows: list[tuple[str, ...]] = []

    def close() -> None:
        if heading is not None:
            parts.append(f"## {heading}\n\n" + common.table(("句", "原文", "对应的措施"), rows))

    for line in site.catalogue["ledger"]["sentences"]:
        words = f"{_page_name(line, site)} {{ #{line['page']} }}"
        if words != heading:
            close()
            heading, rows = words, []
        measures = "；".join(
            f"{site.measures[m]['name']}（{site.measures[m]['class']}）" for m in line["measures"]
        )
        address = _address(line, site)
        link = f"[{address.removeprefix('s')}](policy/{line['page']}.md#{address})"
        rows.append((link, line["text"], measures or f"无：{line['why']}"))
    close()
    return "\n\n".join(parts)


def _address(line: Record, site: Site) -> str:
    """Return the sentence's address on its page; outside the articles the words tell which."""
    if line["article"] is not None:
        return str(line["sentence"])
    name = f"policy/{line['page']}.md"
    found = (
        b.address for b in policy_text.blocks(site.pages[name], name) if b.text == line["text"]
    )
    return next(found, "top")


def _page_name(line: Record, site: Site) -> str:
    if line["article"] is not None:
        article = site.articles[line["article"]]
        return f"{article['name']} {common.short(article)}"
    return {"index": "前言", "closing": "施行与咨询"}[line["page"]]


def whole_text(site: Site, name: str) -> str:
    """Return the whole document for one page, made from the text pages themselves."""
    del name
    parts = []
    for page in policy_text.TEXT_PAGES:
        key = page.removeprefix("policy/").removesuffix(".md")
        run = [_whole_block(block, key) for block in policy_text.blocks(site.pages[page], page)]
        parts.append("\n\n".join(part for part in run if part))
    return "\n\n".join(parts)


def _whole_block(block: policy_text.Block, key: str) -> str:
    words = block.markdown
    if block.address == "metadata":
        return ""  # The page's frame shows the number and dates; the block is on the preamble.
    if block.address == "chapter":
        return f"## {words} {{ #{key}-chapter }}"
    if block.address == "article":
        return f"### [{words}]({key}.md) {{ #{key} }}"
    styles = {
        "top": ".notice-title",
        "issuer": ".signature",
        "signed": ".signature",
        "public": ".signature",
        "title": ".policy-title",
        "issued": ".lines",
        "units": ".bracket",
    }
    return f"{words}\n{{ #{key}-{block.address} {styles.get(block.address, '.sentence')} }}"


def downloads(site: Site, name: str) -> str:
    """Return the files for machines, as addresses below the site's root."""
    del name
    whole = (
        ("纯文本", "policy.txt"),
        ("Markdown", "policy.md"),
        ("JSON", "policy.json"),
        ("Akoma Ntoso", "policy.akn.xml"),
        ("规则目录 JSON", "catalogue.json"),
        ("输入的 JSON Schema", "input.schema.json"),
        ("结果的 JSON Schema", "result.schema.json"),
        ("措施表 CSV", "measures.csv"),
        ("单位表 CSV", "units.csv"),
        ("单位与条文的对应 CSV", "unit-links.csv"),
    )
    lines = "\n".join(f'<li><a href="{file}">{words}（{file}）</a></li>' for words, file in whole)
    rows = "\n".join(
        f'<tr><th scope="row">{a["name"]} {common.short(a)}</th>'
        + "".join(
            f'<td><a href="{a["page"]}.{end}" aria-label="{a["name"]} {end}">{end}</a></td>'
            for end in ("md", "json", "akn.xml")
        )
        + "</tr>"
        for a in site.catalogue["articles"]
    )
    # Raw HTML: MkDocs looks for the targets of Markdown links in docs/, and these come later.
    return (
        f'<ul>\n{lines}\n<li><a href="../feed.xml">更新记录订阅（feed.xml）</a></li>\n'
        '<li><a href="../llms.txt">llms.txt</a></li>\n</ul>\n\n'
        '<table>\n<caption>各条单独下载</caption>\n<thead><tr><th scope="col">条</th>'
        '<th scope="col">Markdown</th><th scope="col">JSON</th><th scope="col">Akoma Ntoso</th>'
        "</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def form(site: Site, name: str) -> str:
    """Return the calculator's form as plain HTML, so that it is there before any script runs."""
    del name
    return site.form(site.catalogue)
