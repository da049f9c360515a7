"""The written part of an article's page."""

from calculator.engine.phrases import in_words
from writing.parts import common, replies
from writing.parts.site import PartError, Record, Site


def article_measures(site: Site, name: str) -> str:
    """Return one article's measures, its tiers, and the readings that wait for an answer."""
    article = _article_of(name, site)
    own = [m for m in site.measures.values() if m["article"] == article["number"]]
    rows = [
        (
            f"[{m['name']}](#{m['sentence']})",
            m["to"] or "原文没有写",
            "<br>".join(common.conditions(m, site, name)),
            common.gives(m, site),
            m["times"] or ("—" if m["class"] in "GS" else "原文没有写"),
            "[本条括号](#units)",
        )
        for m in own
    ]
    head = ("措施", "对象", "条件", "标准", "次数", "单位")
    parts = [common.row_headed(common.table(head, rows))]
    parts += [_ladders(m) for m in own if m["ladders"]]
    beyond = [f"- {m['name']}：{_beyond(each, name)}" for m in own for each in m["beyond"]]
    if beyond:
        parts.append(f"{site.catalogue['left_out']}：\n\n" + "\n".join(beyond))
    if any(m["class"] != "G" for m in own):
        place = f"{common.up(name)}calculator.md#article={own[0]['article']}"
        parts.append(f"[测算本条]({place}){{ .md-button }}")
    readings = [
        r
        for r in site.catalogue["readings"]
        if r["article"] == article["number"] or set(r["measures"]) & {m["id"] for m in own}
    ]
    if readings:
        links = "\n".join(
            f"- {common.reading_link(r, name)}（{r['true']}；或{r['false']}。问{r['unit']}）"
            for r in readings
            if not r["reply"]
        )
        if links:
            parts.append(f"会影响结果、要由主管部门答复的读法：\n\n{links}")
        answered = "\n".join(
            f"- {common.reading_link(r, name)}{replies.beside(r)}" for r in readings if r["reply"]
        )
        if answered:
            parts.append(f"主管部门已经答复的读法：\n\n{answered}")
    return "\n\n".join(parts)


def _article_of(name: str, site: Site) -> Record:
    for article in site.catalogue["articles"]:
        if name == f"policy/{article['page']}.md":
            return dict(article)
    message = f"docs/{name}: 这一部分只能放在条文页上"
    raise PartError(message)


def _beyond(beyond: Record, name: str) -> str:
    see = beyond["see"]
    link = f"（[问与答]({common.up(name)}questions.md#{see.lower()})）" if see else ""
    return f"{beyond['text']}{link}"


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
    return f"达标线与奖励{several}：\n\n{common.table((*whom, '奖励'), rows)}"
