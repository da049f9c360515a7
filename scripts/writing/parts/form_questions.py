"""The written part of the page with all questions: what each asks, bears on and is worth."""

from calculator.engine.phrases import in_words
from writing.parts import common, replies
from writing.parts.site import Record, Site

FEW = 4
"""How many measures stand open in a list; more of them are folded away."""


def form_questions(site: Site, name: str) -> str:
    """Return every question of the form by topic, and behind them the readings."""
    facts = site.catalogue["facts"]
    paying = sum(bool(fact["worth"]) for fact in facts)
    parts = [f"共 {len(facts)} 题，其中 {paying} 题关系到合计的金额。"]
    for topic in site.catalogue["topics"]:
        own = [fact for fact in facts if fact["topic"] == topic["id"]]
        entries = "\n\n".join(_entry(fact, site, name) for fact in own)
        parts.append(f"## {topic['label']} {{ #topic-{_anchor(topic['id'])} }}\n\n{entries}")
    parts.append(_readings(site, name))
    return "\n\n".join(parts)


def _anchor(id_: str) -> str:
    return id_.replace("_", "-")


def _entry(fact: Record, site: Site, name: str) -> str:
    # What a question says stands in the form, where readers look for it.
    heading = f"### {fact['label']} {{ #{_anchor(fact['id'])} data-search-exclude }}"
    lines = [
        *([f"- 说明：{fact['help']}"] if fact["help"] else []),
        f"- 可以填：{_accepts(fact)}",
        f"- 值多少：{_worth(fact, site)}",
        f"- 关系到：{_measures(fact, site, name)}",
        f"- 在表格和接口里：`{fact['id']}`，类型 `{fact['kind']}`",
    ]
    return f"{heading}\n\n" + "\n".join(lines)


def _accepts(fact: Record) -> str:
    if fact["options"] is None:
        return str(fact["accepts_text"])
    return "；".join(f"{option['label']}（`{option['id']}`）" for option in fact["options"])


def _worth(fact: Record, site: Site) -> str:
    """Say what hangs on a question: an amount, a price, or only whether something applies."""
    touched = [site.measures[id_] for id_ in fact["measures"]]
    told = []
    if fact["worth"]:
        told.append(f"一个申请主体只改这一题，合计最多相差{in_words(fact['worth'])}")
    told += [f"关系到{each['name']}（元/㎡）" for each in touched if each["floor"]]
    return "；".join(told) or "不影响金额，只影响是否符合"


def _measures(fact: Record, site: Site, name: str) -> str:
    measures = [site.measures[id_] for id_ in fact["measures"]]
    links = "、".join(
        f"[{each['name']}]({common.up(name)}policy/{_page(each, site)}.md#{each['sentence']})"
        for each in measures
    )
    if len(measures) <= FEW:
        return links
    return f"<details><summary>共 {len(measures)} 项</summary>{links}</details>"


def _page(measure: Record, site: Site) -> str:
    return str(site.articles[measure["article"]]["page"])


def _readings(site: Site, name: str) -> str:
    """Return the readings, which have a page of their own, with what each is worth."""
    rows = []
    for reading in site.catalogue["readings"]:
        most = max(reading["stake"].values())
        worth = f"最多相差{in_words(most)}" if most else "不影响合计的金额"
        question = common.reading_link(reading, name) + replies.beside(reading)
        rows.append((question, reading["unit"], worth, f"`{reading['id']}`"))
    table = common.row_headed(common.table(("读法", "问谁", "值多少", "在表格和接口里"), rows))
    return f"## 待答复的读法 {{ #readings }}\n\n{table}"
