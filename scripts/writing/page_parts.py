"""What the rules know, as Markdown for the pages: one pure function a marker.

A page holds `<!-- begin:NAME -->` … `<!-- end:NAME -->`; `fill` writes between the two
what `PARTS[NAME]` makes of the catalogue. Nothing here reads or writes files.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from calculator.engine.phrases import in_words
from writing import condition_words, policy_text

Record = Mapping[str, Any]

_MARKER = re.compile(r"(<!-- begin:([\w-]+) -->\n).*?(<!-- end:\2 -->)", re.DOTALL)
_OWN_TEXT = "text"  # The verbatim part of a text page carries markers too, but no rule writes it.


class PartError(ValueError):
    """A marker that nobody knows, or that stands on a page where it has no meaning."""


@dataclass(frozen=True)
class Site:
    """What the parts are made from: the catalogue, results for typical readers, and the pages."""

    catalogue: Record
    assess: Callable[[Record], Record]
    pages: Mapping[str, str]
    form: Callable[[Record], str]

    @cached_property
    def measures(self) -> dict[str, Record]:
        """The measures by id, in the order of the text."""
        return {measure["id"]: measure for measure in self.catalogue["measures"]}

    @cached_property
    def facts(self) -> dict[str, Record]:
        """The facts by id, in the order of the form."""
        return {fact["id"]: fact for fact in self.catalogue["facts"]}

    @cached_property
    def readings(self) -> dict[str, Record]:
        """The readings by id."""
        return {reading["id"]: reading for reading in self.catalogue["readings"]}

    @cached_property
    def articles(self) -> dict[int, Record]:
        """The articles by number."""
        return {article["number"]: article for article in self.catalogue["articles"]}

    @cached_property
    def units(self) -> dict[str, Record]:
        """The responsible units by id."""
        return {unit["id"]: unit for unit in self.catalogue["units"]}


def fill(page: str, name: str, site: Site) -> str:
    """Return the page with every part written anew; `name` is its path under docs/."""

    def written(found: re.Match[str]) -> str:
        part = found[2]
        if part == _OWN_TEXT:
            return found[0]
        one, _, of = part.rpartition("-")
        if one in PARTS_OF_ONE:
            body = PARTS_OF_ONE[one](site, name, of)
            return f"{found[1]}\n{body}\n\n{found[3]}"
        if part not in PARTS:
            known = policy_text.nearest(part, [*PARTS, *PARTS_OF_ONE])
            message = f"docs/{name}: 没有名为“{part}”的部分,最接近的是“{known}”"
            raise PartError(message)
        body = PARTS[part](site, name).strip("\n")
        return f"{found[1]}\n{body}\n\n{found[3]}"

    return _MARKER.sub(written, page)


# --- words ----------------------------------------------------------------------------------


def _up(name: str) -> str:
    """Return the way from a page to docs/, as Markdown links need it."""
    return "../" * name.count("/")


def _short(article: Record) -> str:
    """Return an article's name without its number's brackets and full stop."""
    return str(article["heading"].split(")", 1)[1].rstrip("。"))


def _article_link(article: Record, name: str, sentence: str = "") -> str:
    place = f"#{sentence}" if sentence else ""
    page = f"{_up(name)}policy/{article['page']}.md{place}"
    return f"[{article['name']}]({_relative(page, name)})"


def _relative(target: str, name: str) -> str:
    """Shorten `../policy/x.md` to `x.md` when the page itself stands in policy/."""
    folder = name.rpartition("/")[0]
    return target.removeprefix(f"../{folder}/") if folder else target


def _place(measure: Record, site: Site, name: str) -> str:
    article = site.articles[measure["article"]]
    return _article_link(article, name, measure["sentence"])


def _gives(measure: Record, site: Site) -> str:
    if measure["class"] == "G":
        return "无可申领事项"
    if measure["floor"]:
        return condition_words.floor_price(measure, site.catalogue)
    if measure["class"] == "C":
        return f"**{measure['gives']}**"
    words = f"“{measure['gives']}”" if measure["gives"] else ""
    if measure["class"] == "S":
        return f"服务或便利，不涉及金额{words and '：' + words}"
    return f"原文没有写金额{words and '：' + words}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row_headed(table: str) -> str:
    """Wrap a table whose first column heads its rows; the site's HTML makes it `th scope=row`."""
    return f'<div class="row-headed" markdown="1">\n\n{table}\n\n</div>'


# --- article pages --------------------------------------------------------------------------


def _article_of(name: str, site: Site) -> Record:
    for article in site.catalogue["articles"]:
        if name == f"policy/{article['page']}.md":
            return dict(article)
    message = f"docs/{name}: 这一部分只能放在条文页上"
    raise PartError(message)


def article_measures(site: Site, name: str) -> str:
    """Return one article's measures, its tiers, and the readings that wait for an answer."""
    article = _article_of(name, site)
    own = [m for m in site.measures.values() if m["article"] == article["number"]]
    rows = [
        (
            f"[{m['name']}](#{m['sentence']})",
            m["to"] or "原文没有写",
            "<br>".join(_conditions(m, site, name)),
            _gives(m, site),
            m["times"] or ("—" if m["class"] in "GS" else "原文没有写"),
            "[本条括号](#units)",
        )
        for m in own
    ]
    head = ("措施", "对象", "条件", "标准", "次数", "单位")
    parts = [_row_headed(_table(head, rows))]
    parts += [_ladders(m) for m in own if m["ladders"]]
    beyond = [f"- {m['name']}：{_beyond(m, name)}" for m in own if m["beyond"]]
    if beyond:
        parts.append(f"{site.catalogue['left_out']}：\n\n" + "\n".join(beyond))
    if any(m["class"] != "G" for m in own):
        place = f"{_up(name)}calculator.md#article={own[0]['article']}"
        parts.append(f"[测算本条]({place}){{ .md-button }}")
    readings = [
        r
        for r in site.catalogue["readings"]
        if r["article"] == article["number"] or set(r["measures"]) & {m["id"] for m in own}
    ]
    if readings:
        links = "\n".join(
            f"- {_question(r, name)}（{r['true']}；或{r['false']}。问{r['unit']}）"
            for r in readings
        )
        parts.append(f"会影响结果、要由主管部门答复的读法：\n\n{links}")
    return "\n\n".join(parts)


def _conditions(
    measure: Record, site: Site, name: str, unsettled: Container[str] | None = None
) -> list[str]:
    """Return the lines of what a measure asks; of the readings only those that are unsettled."""
    if measure["class"] == "G":
        return ["—"]

    def question(id_: str) -> str:
        known = unsettled is not None and id_ not in unsettled
        return "" if known else _question(site.readings[id_], name)

    return condition_words.lines(measure, question) or [condition_words.NOTHING]


def _question(reading: Record, name: str) -> str:
    return f"[{reading['question']}]({_reading_page(reading, name)})"


def _reading_page(reading: Record, name: str) -> str:
    return f"{_up(name)}readings.md#{_anchor(reading)}"


def _beyond(measure: Record, name: str) -> str:
    see = measure["beyond"]["see"]
    link = f"（[问与答]({_up(name)}questions.md#{see.lower()})）" if see else ""
    return f"{measure['beyond']['text']}{link}"


def _ladders(measure: Record) -> str:
    """Show a measure's ladders beside each other: they have the same awards at different lines."""
    ladders = measure["ladders"]
    rest = "其他：" if len(ladders) > 1 else ""
    whom = [(f"{words}：" if words else rest) + "首次达到" for words in measure["ladders_for"]]
    rows = [
        (*(in_words(step["line"]) for step in steps), f"**{in_words(steps[0]['award'])}**")
        for steps in zip(*(ladder["tiers"] for ladder in ladders), strict=True)
    ]
    several = "（各列标准不能相加）" if len(ladders) > 1 else ""
    return f"达标线与奖励{several}：\n\n{_table((*whom, '奖励'), rows)}"


def _anchor(reading: Record) -> str:
    return str(reading["id"]).replace("_", "-")


# --- unit pages -----------------------------------------------------------------------------


def _unit_of(name: str, site: Site) -> Record:
    unit = site.units.get(name.removeprefix("units/").removesuffix(".md"))
    if unit is None:
        message = f"docs/{name}: 这一部分只能放在责任单位页上"
        raise PartError(message)
    return unit


def unit_articles(site: Site, name: str) -> str:
    """Return the articles in whose bracket the unit stands."""
    unit = _unit_of(name, site)
    lines = []
    for number in unit["articles"]:
        article = site.articles[number]
        link = f"../policy/{article['page']}.md#units"
        lines.append(f"- [{article['name']} {_short(article)}]({link})")
    return f"共 {len(lines)} 条。\n\n" + "\n".join(lines)


def unit_measures(site: Site, name: str) -> str:
    """Return the measures of those articles, what can be claimed first, commitments last."""
    unit = _unit_of(name, site)
    own = [site.measures[id_] for id_ in unit["measures"]]
    groups = (
        ("写明了数字或算法", "CF"),
        ("可能符合，金额另行规定或没有写", "Q"),
        ("服务或便利", "S"),
        ("政府的安排，无可申领事项", "G"),
    )
    parts = []
    for words, classes in groups:
        chosen = [m for m in own if m["class"] in classes]
        if chosen:
            lines = "\n".join(_with_conditions(m, site, name) for m in chosen)
            parts.append(f"{words}（{len(chosen)} 项）：\n\n{lines}")
    return "\n\n".join(parts)


def _with_conditions(measure: Record, site: Site, name: str) -> str:
    lines = [f"- {measure['name']}（{_place(measure, site, name)}）"]
    if measure["class"] != "G":
        lines += [f"    - {line}" for line in _conditions(measure, site, name)]
    return "\n".join(lines)


def unit_readings(site: Site, name: str) -> str:
    """Return the questions that the unit is to be asked."""
    unit = _unit_of(name, site)
    own = [r for r in site.catalogue["readings"] if r["unit"] in unit["spellings"]]
    if not own:
        return "计算器里没有要由它答复的读法。"
    return "\n".join(f"- [{r['question']}](../readings.md#{_anchor(r)})" for r in own)


def units_table(site: Site, name: str) -> str:
    """All units with full name and articles."""
    rows = []
    for unit in site.catalogue["units"]:
        links = " ".join(
            _article_link(site.articles[n], name).replace("第(", "(").replace(")条", ")")
            for n in unit["articles"]
        )
        rows.append((f"[{unit['name']}]({unit['id']}.md)", str(len(unit["articles"])), links))
    return _row_headed(_table(("单位（原文写法）", "条数", "条文"), rows))


def matrix(site: Site, name: str) -> str:
    """Units × articles."""
    articles = site.catalogue["articles"]
    head = (
        "单位",
        *(_article_link(a, name).replace("第(", "").replace(")条", "") for a in articles),
    )
    rows = [
        (
            f"[{unit['name']}]({unit['id']}.md)",
            *("●" if a["number"] in unit["articles"] else " " for a in articles),
        )
        for unit in site.catalogue["units"]
    ]
    total = sum(len(unit["articles"]) for unit in site.catalogue["units"])
    table = _row_headed(_table(head, rows))
    return f'<div class="matrix" markdown="1">\n\n{table}\n\n</div>\n\n合计 {total} 处联系。'


# --- pages across the articles --------------------------------------------------------------


def awards(site: Site, name: str) -> str:
    """Return the amounts that the text states, with links."""
    rows = [
        (m["name"], m["to"], _gives(m, site), m["times"] or "原文没有写", _place(m, site, name))
        for m in site.measures.values()
        if m["class"] in "CF"
    ]
    return _row_headed(_table(("措施", "对象", "标准", "次数", "原文"), rows))


@dataclass(frozen=True)
class Reader:
    """Whom a page is for: kinds of applicant, and what else is known of them."""

    kinds: tuple[str, ...]
    known: Record = field(default_factory=dict)


READERS = {
    "enterprise": Reader(("enterprise",)),
    "agriculture": Reader(("enterprise",), {"agricultural": True}),
    "sole-trader": Reader(("sole_trader",)),
    "organisation": Reader(("association", "institute", "cooperative")),
    "park": Reader(("park",)),
    "individual": Reader(("individual",)),
}
"""The pages for readers; what the rules do not exclude for one of its kinds is shown there."""


def reader_measures(site: Site, name: str) -> str:
    """Return what the rules leave open for the kinds of reader that a page is for."""
    reader = READERS.get(name.removeprefix("readers/").removesuffix(".md"))
    if reader is None:
        message = f"docs/{name}: 没有这一类读者,只有 {'、'.join(READERS)}"
        raise PartError(message)
    found = [_open_to(kind, reader, site, name) for kind in reader.kinds]
    several = len(found) > 1
    head = ("措施", *(["给谁"] if several else []), "条件", "标准", "原文")
    parts = []
    for words, classes, anchor in (
        ("写明了数字或算法的", "CF", "amounts"),
        ("可能符合，金额要问的", "Q", "ask"),
        ("服务和便利", "S", "services"),
    ):
        rows = []
        for id_, measure in site.measures.items():
            whom = [kinds[id_] for kinds in found if id_ in kinds]
            if whom and measure["class"] in classes:
                unsettled = {reading for _, readings_ in whom for reading in readings_}
                conditions = _conditions(measure, site, name, unsettled)
                names = ["<br>".join(label for label, _ in whom)] if several else []
                cells = (
                    "<br>".join(conditions),
                    _gives(measure, site),
                    _place(measure, site, name),
                )
                rows.append((measure["name"], *names, *cells))
        if rows:
            table = _row_headed(_table(head, rows))
            parts.append(f"## {words}（{len(rows)} 项） {{ #{anchor} }}\n\n{table}")
    return "\n\n".join(parts)


def _open_to(
    kind: str, reader: Reader, site: Site, name: str
) -> dict[str, tuple[str, Sequence[str]]]:
    """Return for each measure that one kind of reader may get its label and the open readings.

    Where one way of reading the text shuts the kind out, the label links the question.
    """
    labels = {option["id"]: option["label"] for option in site.facts["applicant"]["options"]}

    def judged(settled: Record) -> dict[str, Record]:
        document = {"answers": {**reader.known, "applicant": kind}, "readings": settled}
        return {measure["id"]: measure for measure in site.assess(document)["measures"]}

    ways = [
        (r, judged({r["id"]: way})) for r in site.catalogue["readings"] for way in (True, False)
    ]
    found = {}
    for id_, measure in judged({}).items():
        if measure["status"] != "ineligible":
            waits = [r for r, result in ways if result[id_]["status"] == "ineligible"]
            links = "、".join(f"[待答复]({_reading_page(r, name)})" for r in waits)
            label = labels[kind] + (f"（{links}）" if links else "")
            found[id_] = (label, measure["unsettled"])
    return found


def readings(site: Site, name: str) -> str:
    """Every reading: both ways, the place in the text, whom to ask, what it touches."""
    del name
    unit_ids = {s: u["id"] for u in site.catalogue["units"] for s in u["spellings"]}
    parts = []
    for r in site.catalogue["readings"]:
        see = r["see"].lower()
        touched = "、".join(
            f"[{site.measures[m]['name']}](policy/article-{site.measures[m]['article']:02d}.md"
            f"#{site.measures[m]['sentence']})"
            for m in r["measures"]
        )
        parts.append(
            f"## {r['question']} {{ #{_anchor(r)} }}\n\n"
            f"- 一种读法：{r['true']}\n- 另一种读法：{r['false']}\n"
            f"- 原文：[“{r['quote']}”](policy/{r['page']}.md#{r['sentence']})\n"
            f"- 问谁：[{r['unit']}](units/{unit_ids[r['unit']]}.md)\n"
            f"- 相差：{_stake(r['stake'])}\n"
            f"- 影响：{touched}\n- 详见：[问与答](questions.md#{see})"
        )
    return "\n\n".join(parts)


def _stake(stake: Record) -> str:
    """Say by how much one way of reading can pay an applicant more than the other."""
    ways = {"true": "前一种读法", "false": "后一种读法"}
    told = [f"按{way}最多可多得{in_words(stake[key])}" for key, way in ways.items() if stake[key]]
    if not told:
        return "不改变可以计算的金额，只影响是否适用"
    return f"一个申请主体{'，有的情形下'.join(told)}"


def ledger(site: Site, name: str) -> str:
    """Every sentence with the measures that encode it, or why none does."""
    del name
    parts: list[str] = []
    heading = None
    rows: list[tuple[str, ...]] = []

    def close() -> None:
        if heading is not None:
            parts.append(f"## {heading}\n\n" + _table(("句", "原文", "对应的措施"), rows))

    for line in site.catalogue["ledger"]["sentences"]:
        words = f"{_page_name(line, site)} {{ #{line['page']} }}"
        if words != heading:
            close()
            heading, rows = words, []
        told = "；".join(
            f"{site.measures[m]['name']}（{site.measures[m]['class']}）" for m in line["measures"]
        )
        address = _address(line, site)
        link = f"[{address.removeprefix('s')}](policy/{line['page']}.md#{address})"
        rows.append((link, line["text"], told or f"无：{line['why']}"))
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
        return f"{article['name']} {_short(article)}"
    return {"index": "前言", "closing": "施行与咨询"}[line["page"]]


def classes(site: Site, name: str) -> str:
    """How many measures there are of each class."""
    del name
    rows = [
        (words, letter, str(sum(m["class"] == letter for m in site.measures.values())))
        for letter, words in site.catalogue["classes"].items()
    ]
    return _table(("类别", "代号", "项数"), rows)


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
        return ""  # The page's frame shows the number and dates; the block stands on the preamble.
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
    )
    lines = "\n".join(f'<li><a href="{file}">{words}（{file}）</a></li>' for words, file in whole)
    rows = "\n".join(
        f'<tr><th scope="row">{a["name"]} {_short(a)}</th>'
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
    """Return the calculator's form as plain HTML, so that it stands before any script runs."""
    del name
    return site.form(site.catalogue)


def treatment(site: Site, name: str, number: str) -> str:
    """Return how the calculator treats a question, what an example gives, and whom to ask."""
    question = next((q for q in site.catalogue["questions"] if q["number"] == number.upper()), None)
    if question is None:
        message = f"docs/{name}: calculator/policy/questions.py 里没有 {number.upper()}"
        raise PartError(message)
    unit = next(u for u in site.catalogue["units"] if question["unit"] in u["spellings"])
    # Names of questions and amounts, which readers look for elsewhere.
    # Markdown takes an item's attributes on a line of their own only.
    told = [f"计算器怎么算：{_treatment_in_words(question, site)}"]
    told += [f"例：{_example_in_words(question, each, site)}" for each in question["examples"]]
    lines = [f"- {words}\n    {{: data-search-exclude }}" for words in told]
    return "\n".join([*lines, f"- 问谁：[{question['unit']}]({_up(name)}units/{unit['id']}.md)"])


def _treatment_in_words(question: Record, site: Site) -> str:
    readings_ = [r for r in site.catalogue["readings"] if r["see"] == question["number"]]
    if readings_:
        links = "、".join(f"[{r['question']}](readings.md#{_anchor(r)})" for r in readings_)
        return f"两种都算，给出范围；可以切换（{links}）"
    if question["asked"]:
        labels = "、".join(f"“{site.facts[fact]['label']}”" for fact in question["asked"])
        return f"由您回答：{labels}"
    return "只按从严的读法算" if question["strict"] else "不影响测算的金额"


def _example_in_words(question: Record, example: Record, site: Site) -> str:
    """Tell the answers of an example in the engine's words, and what each way gives."""

    def worked(**way: bool) -> Record:
        readings_ = {**question["settled"], **way}
        return site.assess({"answers": example["answers"], "readings": readings_})

    told = "；".join(
        f"{site.facts[answer['fact']]['label']}：{answer['text']}"
        for answer in worked()["answers"]
        if answer["fact"] in example["told"]
    )
    reading = next((r for r in site.catalogue["readings"] if r["id"] == question["reading"]), None)
    if reading is None:
        return f"{told}。计算器{_outcome(example, worked(), site)}"
    given = "；".join(
        f"按“{reading[word]}”{_outcome(example, worked(**{reading['id']: way}), site)}"
        for way, word in ((True, "true"), (False, "false"))
    )
    return f"{told}。{given}"


def _outcome(example: Record, result: Record, site: Site) -> str:
    """Tell what the calculator gives: the total, or the floor price where that is asked."""
    if not any(site.facts[fact]["kind"] == "unit_price" for fact in example["told"]):
        return f"算得 {_span(result['total'])}"
    measure = next(m for m in result["measures"] if m["class"] == "F")
    if measure["price"] is None:
        return f"没有底价（{measure['word']}）"
    return f"算得底价下限 {measure['price']['low']}元/㎡"


def _span(total: Record) -> str:
    low, high = in_words(total["low"]), in_words(total["high"])
    return low if low == high else f"{low}至{high}"


PARTS: dict[str, Callable[[Site, str], str]] = {
    "measures": article_measures,
    "unit-articles": unit_articles,
    "unit-measures": unit_measures,
    "unit-readings": unit_readings,
    "units": units_table,
    "matrix": matrix,
    "awards": awards,
    "reader-measures": reader_measures,
    "readings": readings,
    "ledger": ledger,
    "classes": classes,
    "whole-text": whole_text,
    "downloads": downloads,
    "form": form,
}

PARTS_OF_ONE: dict[str, Callable[[Site, str, str], str]] = {"treatment": treatment}
"""Parts for one thing, which the marker names behind a hyphen."""
