"""The written parts of the units' pages."""

from collections.abc import Iterator, Sequence

from calculator.engine.rules.measure import NUMBERED
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
    """Return the measures of those articles, what can be claimed first, commitments last.

    What several measures have in common is said once, and so is each question about the text.
    """
    own = _measures_of(name, site)
    groups = (
        ("写明了数字或算法", NUMBERED, "amounts"),
        (GROUPS["possible"], "Q", "ask"),
        ("服务或便利", "S", "services"),
        ("政府的安排，无可申领事项", "G", "announced"),
    )
    parts = []
    for words, classes, anchor in groups:
        chosen = [m for m in own if m["class"] in classes]
        if chosen:
            parts.append(f"### {words}（{len(chosen)} 项） {{ #{anchor} }}")
            parts += _with_conditions(chosen, site, name)
    doubts = [r for r in _readings_on(own, site) if not _is_for(r, name, site)]
    if doubts:
        lines = "\n".join(f"- {_question(r, own, name, whom=r['unit'])}" for r in doubts)
        parts.append(f"### 等别的单位答复、也关系到这些措施的问题 {{ #doubts }}\n\n{lines}")
    return "\n\n".join(parts)


def _measures_of(name: str, site: Site) -> list[Record]:
    return [site.measures[id_] for id_ in _unit_of(name, site)["measures"]]


def _with_conditions(measures: Sequence[Record], site: Site, name: str) -> Iterator[str]:
    """Write measures with what each asks, and before them what all of them ask."""
    asked = [
        [] if m["class"] == "G" else common.conditions(m, site, name, unsettled=())
        for m in measures
    ]
    shared = [line for line in asked[0] if len(asked) > 1 and all(line in each for each in asked)]
    for line in shared:
        label, _, words = line.partition("：")
        yield f"{label}（各项都一样）：{words}"
    lines = []
    for measure, own in zip(measures, asked, strict=True):
        lines.append(f"- {measure['name']}（{common.place(measure, site, name)}）")
        lines += [f"    - {line}" for line in own if line not in shared]
    yield "\n".join(lines)


def _readings_on(measures: Sequence[Record], site: Site) -> list[Record]:
    asked = {each["reading"] for m in measures for each in _waiting(m)}
    return [r for r in site.catalogue["readings"] if r["id"] in asked]


def _waiting(measure: Record) -> list[Record]:
    return list(measure["conditions"]["waiting"]) if measure["conditions"] else []


def _is_for(reading: Record, name: str, site: Site) -> bool:
    return reading["unit"] in _unit_of(name, site)["spellings"]


def _question(reading: Record, measures: Sequence[Record], name: str, whom: str = "") -> str:
    """Write a question with the measures of this page on which it bears; ``whom`` is asked."""
    touched = [m["name"] for m in measures if reading["id"] in [w["reading"] for w in _waiting(m)]]
    asked = f"问{whom}；" if whom else ""
    on = f"<br>{asked}关系到：{'、'.join(touched)}" if touched else ""
    return f"{common.reading_link(reading, name)}{replies.beside(reading)}{on}"


def unit_readings(site: Site, name: str) -> str:
    """Return the questions that the unit is to be asked."""
    measures = _measures_of(name, site)
    own = [r for r in site.catalogue["readings"] if _is_for(r, name, site)]
    if not own:
        return "计算器里没有要由它答复的读法。"
    return "\n".join(f"- {_question(r, measures, name)}" for r in own)


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
