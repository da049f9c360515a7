"""The written parts of pages across the articles: amounts, ledger, the whole text, files."""

from writing import policy_text
from writing.parts import common
from writing.parts.site import Record, Site


def awards(site: Site, name: str) -> str:
    """Return the amounts that the text states, with links."""
    rows = [
        (
            m["name"],
            m["to"],
            common.gives(m, site),
            m["times"] or "原文没有写",
            common.place(m, site, name),
        )
        for m in site.measures.values()
        if m["class"] in "CF"
    ]
    return common.row_headed(common.table(("措施", "对象", "标准", "次数", "原文"), rows))


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
