"""The files for machines: text, Markdown, JSON, Akoma Ntoso, feed, robots and llms.txt.

One pure function, `files`, from the pages and the catalogue to `{path in the site: text}`.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from calculator.engine.rules.measure import NUMBERED
from calculator.policy import search_places
from writing import condition_words, policy_text, search_index

Record = Mapping[str, Any]

_AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_WORK = "/akn/cn-1405/act/2023-10-31/39"
_CHANGE = re.compile(
    r"^## (\d{4}-\d{2}-\d{2}) (.+?) \{ #([\w-]+) \}\n\n(.*?)(?=^## |^<!-- |\Z)",
    re.MULTILINE | re.DOTALL,
)
_MEASURE_KEYS = (
    *("id", "row", "class", "name", "quote", "sentence", "to", "gives", "times", "beyond", "payee"),
    "conditions",
)
"""What an article's file has of its measures."""
_NOTICE = "非官方整理，以官方原文为准"


def files(
    pages: Mapping[str, str], catalogue: Record, site_url: str, schema: Callable[[str], str]
) -> dict[str, str]:
    """Return the files for machines, by path, as text.

    `pages` maps paths under docs/ to Markdown; `schema` gives the engine's JSON Schemas by name.
    """
    articles = catalogue["articles"]
    made = {
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n",
        "llms.txt": _llms(catalogue, site_url),
        "feed.xml": feed(pages["changes.md"], site_url),
        "assets/site/search-aliases.js": _aliases(catalogue),
        "data/policy.txt": _whole(pages),
        "data/policy.md": _head(catalogue)
        + "\n\n".join(["# " + catalogue["policy"]["title"], *_parts(catalogue)])
        + "\n",
        "data/policy.json": _json(_document(catalogue, site_url)),
        "data/policy.akn.xml": akoma_ntoso(catalogue, articles, "policy"),
        "data/catalogue.json": _json(catalogue),
        "data/input.schema.json": schema("input"),
        "data/result.schema.json": schema("result"),
        "data/measures.csv": _csv(_measures(catalogue, site_url)),
        "data/units.csv": _csv(_units(catalogue)),
        "data/unit-links.csv": _csv(_unit_links(catalogue)),
    }
    for article in articles:
        path = f"data/{article['page']}"
        made[f"{path}.md"] = _head(catalogue) + _markdown(article) + "\n"
        made[f"{path}.json"] = _json(_article(article, catalogue, site_url))
        made[f"{path}.akn.xml"] = akoma_ntoso(catalogue, [article], article["page"])
    return made


def _csv(rows: list[list[object]]) -> str:
    """Write a table; the mark at its start tells spreadsheets that it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return "\ufeff" + out.getvalue()


def _measures(catalogue: Record, site_url: str) -> list[list[object]]:
    """Return one row per measure: what it is, for whom, what it gives, and where it is."""
    pages = {article["number"]: article["page"] for article in catalogue["articles"]}
    keys = ("id", "row", "article", "class", "name", "to", "gives", "times", "quote")
    rows: list[list[object]] = [[*keys, "lowest_yuan", "highest_yuan", "url"]]
    for each in catalogue["measures"]:
        amounts = each["yuan"]
        rows.append(
            [
                *("、".join(v) if isinstance(v, list | tuple) else v for v in map(each.get, keys)),
                *((min(amounts), max(amounts)) if amounts else ("", "")),
                f"{site_url}policy/{pages[each['article']]}/#{each['sentence']}",
            ]
        )
    return rows


def _units(catalogue: Record) -> list[list[object]]:
    keys = list(catalogue["units"][0])
    return [
        keys,
        *(
            ["、".join(map(str, v)) if isinstance(v, list | tuple) else v for v in map(u.get, keys)]
            for u in catalogue["units"]
        ),
    ]


def _unit_links(catalogue: Record) -> list[list[object]]:
    """Return one row for each unit that an article names as responsible."""
    return [
        ["unit", "article", "page"],
        *(
            [unit, article["number"], article["page"]]
            for article in catalogue["articles"]
            for unit in article["units"]
        ),
    ]


def _json(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _whole(pages: Mapping[str, str]) -> str:
    return (
        "\n\n".join(policy_text.page_text(pages[name], name) for name in policy_text.TEXT_PAGES)
        + "\n"
    )


def _head(catalogue: Record) -> str:
    policy = catalogue["policy"]
    return (
        f"> {_NOTICE}：{policy['official_url']}\n"
        f"> {policy['number']}，有效期至 {policy['last_day']}\n\n"
    )


def _aliases(catalogue: Record) -> str:
    return (
        f"self.SEARCH_ALIASES = {_json(search_index.aliases(catalogue))};\n"
        f"self.SEARCH_PLACES = {_json(search_places.SEARCH_PLACES)};\n"
    )


def _markdown(article: Record) -> str:
    lines = [
        f"## {article['heading']}" if article["number"] else "",
        *(s["text"] for s in article["sentences"]),
        article["bracket"],
    ]
    return "\n\n".join(line for line in lines if line)


def _parts(catalogue: Record) -> list[str]:
    parts = [_markdown(other) for other in catalogue["others"] if other["page"] == "index"]
    for number, chapter in enumerate(catalogue["chapters"], 1):
        parts.append(f"# {chapter}")
        parts += [_markdown(a) for a in catalogue["articles"] if a["chapter"] == number]
    closing = [_markdown(other) for other in catalogue["others"] if other["page"] == "closing"]
    return parts + closing


def _article(article: Record, catalogue: Record, site_url: str) -> dict[str, Any]:
    page = f"{site_url}policy/{article['page']}/"
    return {
        "number": article["number"],
        "citation": f"{catalogue['policy']['number']}{article['name']}",
        "url": page,
        "chapter": catalogue["chapters"][article["chapter"] - 1],
        "heading": article["heading"],
        "text": article["text"],
        "sentences": [{**s, "url": f"{page}#{s['id']}"} for s in article["sentences"]],
        "bracket": article["bracket"],
        "units": list(article["units"]),
        "measures": [
            {key: measure[key] for key in _MEASURE_KEYS}
            for measure in catalogue["measures"]
            if measure["article"] == article["number"]
        ],
    }


def _document(catalogue: Record, site_url: str) -> dict[str, Any]:
    return {
        "notice": _NOTICE,
        **catalogue["policy"],
        "url": f"{site_url}policy/",
        "chapters": list(catalogue["chapters"]),
        "others": list(catalogue["others"]),
        "articles": [_article(a, catalogue, site_url) for a in catalogue["articles"]],
    }


# --- Akoma Ntoso ----------------------------------------------------------------------------


def akoma_ntoso(catalogue: Record, articles: list[Record], file: str) -> str:
    """Return the articles as Akoma Ntoso 3.0, an `act` with chapters, articles and sentences."""
    ET.register_namespace("", _AKN)
    policy = catalogue["policy"]
    root = ET.Element(f"{{{_AKN}}}akomaNtoso")
    act = _sub(root, "act", name="policy", contains="originalVersion")
    _meta(act, catalogue, file)
    preface = _sub(act, "preface")
    title = _sub(preface, "longTitle")
    paragraph = _sub(title, "p")
    _sub(paragraph, "docTitle").text = policy["title"]
    paragraph = _sub(preface, "p")
    _sub(paragraph, "docNumber").text = policy["number"]
    whole = file == "policy"
    if whole:
        preamble = _sub(act, "preamble")
        for other in catalogue["others"]:
            if other["page"] == "index":
                for sentence in other["sentences"]:
                    _sub(preamble, "p", eId=f"preamble__{sentence['id']}").text = sentence["text"]
    body = _sub(act, "body")
    for number, words in enumerate(catalogue["chapters"], 1):
        own = [article for article in articles if article["chapter"] == number]
        if own:
            mark, name = words.split("、", 1)
            chapter = _sub(body, "chapter", eId=f"chp_{number}")
            _sub(chapter, "num").text = f"{mark}、"
            _sub(chapter, "heading").text = name
            for article in own:
                _akn_article(chapter, article)
    if whole:
        _akn_closing(act, catalogue)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _sub(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_AKN}}}{tag}", attributes)


def _meta(act: ET.Element, catalogue: Record, file: str) -> None:
    policy = catalogue["policy"]
    meta = _sub(act, "meta")
    identification = _sub(meta, "identification", source="#site")
    levels = (
        ("FRBRWork", f"{_WORK}/!main", _WORK, policy["signed"], "#issuer"),
        (
            "FRBRExpression",
            f"{_WORK}/zho@{policy['published']}/!main",
            f"{_WORK}/zho@{policy['published']}",
            policy["published"],
            "#issuer",
        ),
        (
            "FRBRManifestation",
            f"{_WORK}/zho@{policy['published']}/!main.xml",
            f"{_WORK}/zho@{policy['published']}/{file}.akn.xml",
            policy["published"],
            "#site",
        ),
    )
    for tag, this, uri, day, author in levels:
        level = _sub(identification, tag)
        _sub(level, "FRBRthis", value=this)
        _sub(level, "FRBRuri", value=uri)
        _sub(level, "FRBRdate", date=day, name="signed" if tag == "FRBRWork" else "published")
        _sub(level, "FRBRauthor", href=author)
        if tag == "FRBRWork":
            _sub(level, "FRBRcountry", value="cn")
            _sub(level, "FRBRnumber", value=policy["number"])
        if tag == "FRBRExpression":
            _sub(level, "FRBRlanguage", language="zho")
    publication = {
        "date": policy["published"],
        "name": "website",
        "showAs": "晋城市人民政府网站",
        "number": policy["number"],
    }
    _sub(meta, "publication", **publication)
    lifecycle = _sub(meta, "lifecycle", source="#site")
    _sub(
        lifecycle,
        "eventRef",
        eId="e1",
        date=policy["published"],
        type="generation",
        source="#official",
    )
    _sub(
        lifecycle, "eventRef", eId="e2", date=policy["last_day"], type="repeal", source="#official"
    )
    references = _sub(meta, "references", source="#site")
    _sub(references, "original", eId="official", href=policy["official_url"], showAs="官方原文")
    _sub(
        references,
        "TLCOrganization",
        eId="issuer",
        href="/akn/ontology/organization/cn-1405/office",
        showAs="晋城市人民政府办公室",
    )
    _sub(
        references,
        "TLCOrganization",
        eId="site",
        href="/akn/ontology/organization/site",
        showAs=_NOTICE,
    )
    for unit in catalogue["units"]:
        _sub(
            references,
            "TLCOrganization",
            eId=f"unit_{unit['id']}",
            href=f"/akn/ontology/organization/cn-1405/{unit['id']}",
            showAs=unit["name"],
        )


def _akn_article(chapter: ET.Element, article: Record) -> None:
    name = f"art_{article['number']}"
    node = _sub(chapter, "article", eId=name)
    mark, heading = article["heading"].split(")", 1)
    _sub(node, "num").text = mark + ")"
    _sub(node, "heading").text = heading
    for sentence in article["sentences"]:
        part = _sub(node, "paragraph", eId=f"{name}__{sentence['id']}")
        _sub(_sub(part, "content"), "p").text = sentence["text"]
    part = _sub(node, "paragraph", eId=f"{name}__units")
    _sub(_sub(part, "content"), "p").text = article["bracket"]


def _akn_closing(act: ET.Element, catalogue: Record) -> None:
    conclusions = _sub(act, "conclusions")
    closing = [s for o in catalogue["others"] if o["page"] == "closing" for s in o["sentences"]]
    for at, sentence in enumerate(closing, 1):
        _sub(conclusions, "p", eId=f"closing__s{at}").text = sentence["text"]


# --- words for machines ---------------------------------------------------------------------


def feed(changes: str, site_url: str) -> str:
    """Return the entries of the record of changes as an Atom feed."""
    atom = "http://www.w3.org/2005/Atom"
    ET.register_namespace("", atom)
    root = ET.Element(f"{{{atom}}}feed")

    def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
        node = ET.SubElement(parent, f"{{{atom}}}{tag}", attributes)
        node.text = text
        return node

    entries = _CHANGE.findall(changes)
    add(root, "title", "晋城专业镇政策：更新记录")
    add(root, "id", f"{site_url}feed.xml")
    add(root, "link", rel="self", href=f"{site_url}feed.xml")
    add(root, "link", href=f"{site_url}changes/")
    add(root, "updated", f"{max(day for day, *_ in entries)}T00:00:00Z")
    add(add(root, "author"), "name", "晋城专业镇政策（非官方整理）")
    for day, title, anchor, words in entries:
        entry = add(root, "entry")
        add(entry, "title", title)
        add(entry, "id", f"{site_url}changes/#{anchor}")
        add(entry, "link", href=f"{site_url}changes/#{anchor}")
        add(entry, "updated", f"{day}T00:00:00Z")
        add(entry, "content", words.strip(), type="text")
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _gives(measure: Record, catalogue: Record) -> str:
    # Alone, “70%” would read as a discount.
    if measure["floor"]:
        return condition_words.floor_price(measure, catalogue)
    return str(measure["gives"])


def _llms(catalogue: Record, site_url: str) -> str:
    policy, counts = catalogue["policy"], catalogue["counts"]
    names = {a["number"]: a["name"] for a in catalogue["articles"]}
    articles = "\n".join(
        f"- [{a['name']} {a['heading'].split(')', 1)[1]}]({site_url}data/{a['page']}.md)"
        for a in catalogue["articles"]
    )
    amounts = "\n".join(
        f"- {m['name']}：{_gives(m, catalogue)}（{names[m['article']]}，{m['to']}）。"
        f"{condition_words.plain(m, catalogue)}"
        for m in catalogue["measures"]
        if m["class"] in NUMBERED
    )
    return (
        f"# 《{policy['title']}》（{policy['number']}）\n\n"
        f"> {_NOTICE}：{policy['official_url']}。{policy['validity']['over']['sentence']}"
        f"按对象分开数的 {counts['rows']} 项措施里只有 {counts['numbered']} 项写明了数字或算法；"
        "其余原文没有金额，不要推测。\n\n"
        f"## 全文\n\n- [纯文本]({site_url}data/policy.txt)\n"
        f"- [Markdown]({site_url}data/policy.md)\n"
        f"- [JSON]({site_url}data/policy.json)\n- [规则目录]({site_url}data/catalogue.json)\n\n"
        f"## 写明的数字\n\n{amounts}\n\n## 各条\n\n{articles}\n"
    )
