"""The written parts of the units' pages."""

from calculator.engine.state_words import GROUPS
from writing.parts import common, replies
from writing.parts.site import PartError, Record, Site


def unit_articles(site: Site, name: str) -> str:
    """Return the articles in whose bracket the unit is."""
    unit = _unit_of(name, site)
    lines = []
    for number in unit["articles"]:
        article = site.articles[number]
        link = f"../policy/{article['page']}.md#units"
        lines.append(f"- [{article['name']} {common.short(article)}]({link})")
    return f"共 {len(lines)} 条。\n\n" + "\n".join(lines)


def _unit_of(name: str, site: Site) -> Record:
    unit = site.units.get(name.removeprefix("units/").removesuffix(".md"))
    if unit is None:
        message = f"docs/{name}: 这一部分只能放在责任单位页上"
        raise PartError(message)
    return unit


def unit_measures(site: Site, name: str) -> str:
    """Return the measures of those articles, what can be claimed first, commitments last."""
    unit = _unit_of(name, site)
    own = [site.measures[id_] for id_ in unit["measures"]]
    groups = (
        ("写明了数字或算法", "CF", "amounts"),
        (GROUPS["possible"], "Q", "ask"),
        ("服务或便利", "S", "services"),
        ("政府的安排，无可申领事项", "G", "announced"),
    )
    parts = []
    for words, classes, anchor in groups:
        chosen = [m for m in own if m["class"] in classes]
        if chosen:
            lines = "\n".join(_with_conditions(m, site, name) for m in chosen)
            parts.append(f"### {words}（{len(chosen)} 项） {{ #{anchor} }}\n\n{lines}")
    return "\n\n".join(parts)


def _with_conditions(measure: Record, site: Site, name: str) -> str:
    lines = [f"- {measure['name']}（{common.place(measure, site, name)}）"]
    if measure["class"] != "G":
        lines += [f"    - {line}" for line in common.conditions(measure, site, name)]
    return "\n".join(lines)


def unit_readings(site: Site, name: str) -> str:
    """Return the questions that the unit is to be asked."""
    unit = _unit_of(name, site)
    own = [r for r in site.catalogue["readings"] if r["unit"] in unit["spellings"]]
    if not own:
        return "计算器里没有要由它答复的读法。"
    return "\n".join(
        f"- [{r['question']}](../readings.md#{common.anchor(r)}){replies.beside(r)}" for r in own
    )


def units_table(site: Site, name: str) -> str:
    """Return all units with their articles."""
    rows = []
    for unit in site.catalogue["units"]:
        links = " ".join(
            common.article_link(site.articles[n], name).replace("第(", "(").replace(")条", ")")
            for n in unit["articles"]
        )
        rows.append((f"[{unit['name']}]({unit['id']}.md)", str(len(unit["articles"])), links))
    return common.row_headed(common.table(("单位（原文写法）", "条数", "条文"), rows))


def matrix(site: Site, name: str) -> str:
    """Units × articles."""
    articles = site.catalogue["articles"]
    head = (
        "单位",
        *(common.article_link(a, name).replace("第(", "").replace(")条", "") for a in articles),
    )
    rows = [
        (
            f"[{unit['name']}]({unit['id']}.md)",
            *("●" if a["number"] in unit["articles"] else " " for a in articles),
        )
        for unit in site.catalogue["units"]
    ]
    total = sum(len(unit["articles"]) for unit in site.catalogue["units"])
    table = common.row_headed(common.table(head, rows))
    return f'<div class="matrix" markdown="1">\n\n{table}\n\n</div>\n\n合计 {total} 处联系。'
