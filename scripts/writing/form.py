"""The calculator's form and its static tables, written from the catalogue.

``form`` is a pure function from the catalogue (see ``calculator.wire.catalogue``) to the text
that ``scripts/pages`` puts between the markers of ``docs/calculator.md``.  It knows kinds of facts
and classes of measures, but no fact and no measure by name: another policy's catalogue gives
another form.  What the page's scripts need of the catalogue stands in the page too, as JSON, so
that the form and the scripts cannot be out of step.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from calculator.engine.phrases import in_words, quoted
from calculator.engine.rules.facts import KINDS
from calculator.engine.rules.measure import NUMBERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ROOT = "../"
"""The path from the calculator's page to the top of the site."""

ROW_HEADED = ('<div class="row-headed" markdown="1">', "")
"""Before a table whose rows are headed by their first cell: on a phone each row is a block."""

NOTHING_TO_CLAIM = "G"

LONG_HELP = 24
"""A longer help is folded: on a phone it takes more than a line."""

WIDE_OPTION = 8
"""A longer option takes a line of its own on a phone; shorter ones stand in two columns."""

ARTICLE_KEYS = ["number", "name", "page", "heading"]
FACT_KEYS = ["id", "kind", "label", "topic", "options", "measures", "outside_term"]
MEASURE_KEYS = [
    *("id", "row", "article", "class", "name", "quote", "sentence", "gives", "times", "ladders"),
    "ask_first",
]
SECTION_KEYS = ["id", "label", "counted", "always"]
READING_KEYS = ["id", "question", "true", "false", "unit", "page", "sentence", "measures", "reply"]
"""What the page's scripts need of each kind of record."""


def form(catalogue: Mapping[str, Any]) -> str:
    """Return the form (HTML) and the tables of all that can be claimed (HTML and Markdown)."""
    return "\n".join([*_calculator(catalogue), "", *_tables(catalogue)]) + "\n"


# --- The form -------------------------------------------------------------------------------


def _calculator(catalogue: Mapping[str, Any]) -> Iterable[str]:
    first, *others = _sections(catalogue)
    last = [section for section in others if section["always"]]
    counted = [section for section in others if section["counted"] and section not in last]
    more = [section for section in others if not section["counted"] and section not in last]
    yield f'<div class="calc" id="calculator" data-root="{ROOT}">'
    # Before the rest of the page is there.
    yield f'<script type="module" async src="{ROOT}assets/calculator/engine/early.js"></script>'
    # Set before anything is drawn, so that nothing jumps; without scripts the whole form is shown.
    yield (
        "<script>document.documentElement.classList.add('calc-on');"
        "if(new URLSearchParams(location.search).has('embed'))"
        "document.documentElement.classList.add('calc-embed')</script>"
    )
    yield '<script type="application/json" id="calc-catalogue">'
    yield _data(catalogue)
    yield "</script>"
    yield (
        '<p class="calc-notice calc-unscripted"><span data-broken="测算的脚本没有载入，或者出了错，'
        '现在不能计算。已填的还在本页上；刷新本页可以再试。">测算需要浏览器运行脚本。'
        '现在没有脚本，不能计算。</span>全部措施和金额见<a href="#awards">下面的表</a>。</p>'
    )
    yield (
        '<p class="calc-notice calc-unprinted">打印的时候还没有测算结果，这里只有所填的情况。</p>'
    )
    yield '<div class="calc-columns">'
    yield '<form class="calc-form" id="calc-form" novalidate autocomplete="off">'
    yield '<div id="calc-messages"></div>'
    yield from _section(first, catalogue)
    yield from _part(counted, catalogue, "calc-chooser", "与您有关的事")
    for section in last:
        yield from _section(section, catalogue)
    if more:
        yield '<details class="calc-more" id="calc-more">'
        yield "<summary>可选：再看没有写金额的措施 <small></small></summary>"
        yield from _part(more, catalogue, "calc-chooser-more", "与您有关的事（没有写金额）")
        yield "</details>"
    yield '<div id="calc-folded"></div>'
    yield '<p class="calc-go">'
    yield '<button type="submit" class="calc-button calc-primary">看结果</button>'
    yield '<button type="button" class="calc-button" id="calc-next">下一题</button>'
    yield '<button type="button" class="calc-button" id="calc-clear">全部清空</button>'
    yield "</p>"
    yield "</form>"
    yield '<section class="calc-results" id="results" aria-labelledby="results-title">'
    yield '<h2 id="results-title" tabindex="-1">测算结果</h2>'
    yield '<div id="calc-shared"></div>'
    yield '<div id="calc-engine"></div>'
    yield '<div id="calc-output"></div>'
    yield '<div id="calc-paper"></div>'
    yield "</section>"
    yield "</div>"
    yield '<div class="calc-hidden" id="calc-live" role="status"></div>'
    yield '<div id="calc-bar"></div>'
    yield f'<script type="module" src="{ROOT}assets/calculator/main.js"></script>'
    yield "</div>"


def _counts(fact: Mapping[str, Any], catalogue: Mapping[str, Any]) -> bool:
    """Tell whether a fact bears on a measure with a number."""
    counted = {m["id"] for m in catalogue["measures"] if m["class"] in NUMBERED}
    return not counted.isdisjoint(fact["measures"])


def _topics(catalogue: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the topics that have a question, in the order of the form."""
    asked = {fact["topic"] for fact in catalogue["facts"]}
    return [topic for topic in catalogue["topics"] if topic["id"] in asked]


def _sections(catalogue: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the sections of the form: a topic, or its questions with and without a number apart.

    The first topic is asked of everybody, and so are sets of measures, which come last: an answer
    there can rule out every measure.
    """
    first, *others = _topics(catalogue)
    sections = []
    for topic in [first, *others]:
        facts = [fact for fact in catalogue["facts"] if fact["topic"] == topic["id"]]
        always = topic is first or all(KINDS[fact["kind"]].takes_away for fact in facts)
        counted = [fact for fact in facts if always or _counts(fact, catalogue)]
        rest = [fact for fact in facts if fact not in counted]
        common = {"topic": topic["id"], "always": always}
        if counted:
            sections.append({**topic, **common, "counted": True, "facts": counted})
        if rest:
            apart = {"id": f"{topic['id']}-more", "label": f"{topic['label']}：没有写金额的"}
            names = apart if counted else topic
            sections.append({**names, **common, "counted": False, "facts": rest})
    return sections


def _lowest_line(section: Mapping[str, Any], catalogue: Mapping[str, Any]) -> str | None:
    """Return the lowest threshold in words, if amounts of these facts are compared with lines.

    Amounts that all stay below it earn nothing, so that one button can answer for all of them.
    """
    lines = {
        measure["id"]: [tier["line"] for ladder in measure["ladders"] for tier in ladder["tiers"]]
        for measure in catalogue["measures"]
    }
    held = any(
        lines.get(measure)
        for fact in section["facts"]
        if KINDS[fact["kind"]].is_amount
        for measure in fact["measures"]
    )
    return in_words(min(line for each in lines.values() for line in each)) if held else None


def _first_day(catalogue: Mapping[str, Any]) -> str:
    """Return what has been replied to when the term begins, or that a reply is still to come."""
    asked = catalogue["policy"]["first_day_reading"]
    reading = next(each for each in catalogue["readings"] if each["id"] == asked)
    reply = reading["reply"]
    if reply is None:
        return "待主管部门答复"
    return f"{reply['source']}：{reading['true' if reply['value'] else 'false']}"


def _denial(topic: Mapping[str, Any], catalogue: Mapping[str, Any]) -> str | None:
    """Return the words that deny the amounts of a topic; None where it has none with lines."""
    facts = [fact for fact in catalogue["facts"] if fact["topic"] == topic["id"]]
    line = _lowest_line({"facts": facts}, catalogue)
    return line and f"各年{topic['label']}都不到{line}"


def _part(
    sections: list[dict[str, Any]], catalogue: Mapping[str, Any], name: str, title: str
) -> Iterable[str]:
    """Write a choice of sections, the sections, and the place of a button that denies the rest."""
    if not sections:
        return
    yield f'<fieldset class="calc-chooser" id="{name}" aria-describedby="{name}-help">'
    yield f"<legend>{title}</legend>"
    yield (
        f'<p class="calc-help" id="{name}-help">'
        "勾选后出现相应的问题。没有勾选的不会当作“没有”。</p>"
    )
    yield '<div class="calc-chips">'
    for section in sections:
        value = escape(section["id"])
        line = _lowest_line(section, catalogue)
        label = escape(section["label"])
        if line:
            label += f"（有一年达到<span data-line>{line}</span>）"
        yield (
            f'<label class="calc-chip"><input type="checkbox" value="{value}"'
            f' aria-controls="topic-{value}"><span>{label} <small></small></span></label>'
        )
    yield "</div>"
    yield "</fieldset>"
    for section in sections:
        yield from _section(section, catalogue)
    yield f'<div class="calc-rest" data-rest="{name}"></div>'


def _section(section: Mapping[str, Any], catalogue: Mapping[str, Any]) -> Iterable[str]:
    name = escape(section["id"])
    state = " data-open data-always" if section["always"] else ""
    yield (
        f'<section class="calc-topic" id="topic-{name}" data-topic="{name}"{state}'
        f' aria-labelledby="topic-{name}-title">'
    )
    yield f'<h3 id="topic-{name}-title" tabindex="-1">{escape(section["label"])}</h3>'
    if not section["always"]:
        yield f'<div class="calc-rest" data-none="{name}"></div>'
    for fact in section["facts"]:
        yield from _question(fact, catalogue)
    yield "</section>"


def _question(fact: Mapping[str, Any], catalogue: Mapping[str, Any]) -> Iterable[str]:
    """Write one question: a group of controls with its label, its help and a place for errors."""
    name, kind = escape(fact["id"]), fact["kind"]
    described = f"q-{name}-error" + (f" q-{name}-help" if fact["help"] else "")
    yield (
        f'<fieldset class="calc-question" id="q-{name}" data-fact="{name}" data-kind="{kind}"'
        f' aria-describedby="{described}">'
    )
    yield f"<legend>{escape(fact['label'])}</legend>"
    if fact["help"]:
        help_ = f'<p class="calc-help" id="q-{name}-help">{escape(fact["help"])}</p>'
        long = len(fact["help"]) > LONG_HELP
        yield (
            f'<details class="calc-why"><summary>说明</summary>{help_}</details>' if long else help_
        )
    yield from CONTROLS[kind](fact, catalogue)
    for helper in catalogue.get("helpers", ()):
        if helper["fact"] == fact["id"]:
            yield from HELPERS[helper["form"]](helper)
    yield f'<p class="calc-error" id="q-{name}-error" hidden></p>'
    yield f'<div class="calc-ask" id="q-{name}-ask"></div>'
    yield "</fieldset>"


def _list(helper: Mapping[str, Any]) -> Iterable[str]:
    """Write the list beside a question in which people may find what they cannot know by heart."""
    name = escape(helper["fact"])
    yield f'<details class="calc-why calc-helper" data-helper="{name}">'
    yield f"<summary>{escape(helper['title'])}</summary>"
    yield f'<p class="calc-help">{escape(helper["source"])}{escape(helper["note"])}</p>'
    yield f'<p><label for="help-{name}-list">{escape(helper["label"])}</label>'
    yield f'<select id="help-{name}-list">'
    yield '<option value="">请选择</option>'
    for option in helper["options"]:
        answer = json.dumps(option["answer"])
        yield (
            f"<option data-answer='{answer}' data-note=\"{escape(option['note'])}\">"
            f"{escape(option['label'])}</option>"
        )
    yield "</select></p>"
    yield '<p class="calc-help" role="status"></p>'
    yield "</details>"


def _figures(helper: Mapping[str, Any]) -> Iterable[str]:
    """Write the small form beside a question that works its answer out from figures."""
    name = escape(helper["fact"])
    yield f'<details class="calc-why calc-helper" data-helper="{name}">'
    yield "<summary>不知道？按行业和数字推算</summary>"
    place = f"{ROOT}questions/#{escape(helper['see'].lower())}"
    yield (
        f'<p class="calc-help">按{escape(helper["source"])}推算。{escape(helper["note"])}'
        f'见<a href="{place}">问与答</a>。</p>'
    )
    yield f'<p><label for="help-{name}-industry">所属行业</label>'
    yield f'<select id="help-{name}-industry" data-figure="industry">'
    yield '<option value="">请选择</option>'
    for industry in helper["industries"]:
        asks = " ".join(industry["asks"])
        yield (
            f'<option value="{escape(industry["id"])}" data-asks="{asks}">'
            f"{escape(industry['label'])}</option>"
        )
    yield "</select></p>"
    for field in helper["fields"]:
        key = escape(field["id"])
        yield (
            f'<p data-asked="{key}"><label for="help-{name}-{key}">{escape(field["label"])}'
            f"（{escape(field['unit'])}）</label>"
            f' <input type="text" inputmode="decimal" maxlength="20" id="help-{name}-{key}"'
            f' data-figure="{key}" data-scale="{field["scale"]}"></p>'
        )
    yield '<p class="calc-help" role="status"></p>'
    yield "</details>"


HELPERS = {"list": _list, "figures": _figures}
"""What writes a helper beside a question, by its form."""


def _option(kind: str, name: str, value: str, label: str) -> str:
    wide = " calc-wide" if len(label) > WIDE_OPTION else ""
    return (
        f'<label class="calc-option{wide}"><input type="{kind}" name="{escape(name)}"'
        f' value="{escape(value)}"><span>{escape(label)}</span></label>'
    )


def _unknown(name: str) -> str:
    return _option("radio", name, "?", "不清楚")


def _yes_no(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
    name = fact["id"]
    yield '<div class="calc-options calc-short">'
    yield _option("radio", name, "yes", "是")
    yield _option("radio", name, "no", "否")
    yield _unknown(name)
    yield "</div>"


def _choice(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
    name = fact["id"]
    short = max(len(option["label"]) for option in fact["options"]) <= len("四个汉字")
    yield f'<div class="calc-options{" calc-short" if short else ""}">'
    for option in fact["options"]:
        yield _option("radio", name, option["id"], option["label"])
    yield _unknown(name)
    yield "</div>"
    yield _switch(name, "several", "还不能确定，可选几种可能")


def _event(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
    name = escape(fact["id"])
    yield '<div class="calc-options calc-short">'
    yield _option("radio", name, "yes", "是")
    yield _option("radio", name, "no", "没有")
    yield _unknown(name)
    yield "</div>"
    yield (
        f'<p class="calc-date"><label for="q-{name}-date">发生的日期</label>'
        f' <input type="date" id="q-{name}-date" data-part="date" min="1900-01-01"'
        f' max="2100-12-31" aria-describedby="q-{name}-date-help">'
        f' <label>或只填年月、年份 <input type="text" inputmode="numeric" size="8" maxlength="9"'
        ' placeholder="2024-05" data-part="month"></label>'
        f' <span class="calc-help" id="q-{name}-date-help">'
        "以证书、公布文件的日期为准；都不清楚可以不填。</span></p>"
    )


def _set(fact: Mapping[str, Any], catalogue: Mapping[str, Any]) -> Iterable[str]:
    """Write a set; where it has no options of its own, the measures it bears on are its options."""
    name = fact["id"]
    names = {measure["id"]: measure["name"] for measure in catalogue["measures"]}
    options = fact["options"] or [
        {"id": measure, "label": names[measure]} for measure in fact["measures"]
    ]
    yield '<div class="calc-options calc-short">'
    yield _option("radio", name, "none", "没有")
    yield _option("radio", name, "some", "有")
    yield _unknown(name)
    yield "</div>"
    yield '<div class="calc-options calc-members" data-part="members">'
    for option in options:
        yield _option("checkbox", f"{name}-member", option["id"], option["label"])
    yield "</div>"


def _money(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
    yield from _amount(
        fact,
        '<select data-part="unit" aria-label="单位">'
        '<option value="4">万元</option><option value="8">亿元</option></select>',
    )


def _unit_price(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
    yield from _amount(fact, '<span class="calc-unit">元/㎡</span>')


def _amount(fact: Mapping[str, Any], unit: str) -> Iterable[str]:
    """Write an amount: one field, and a second one for those who only know a range."""
    name = escape(fact["id"])
    label = escape(fact["label"])
    yield '<div class="calc-amount">'
    yield _field(name, "low", label)
    yield '<span class="calc-high"><span aria-hidden="true">至</span>'
    yield _field(name, "high", f"{label}，上限") + "</span>"
    yield unit
    yield (
        f'<output class="calc-echo" id="q-{name}-echo" for="q-{name}-low q-{name}-high"></output>'
    )
    yield "</div>"
    yield '<div class="calc-switches">'
    yield _switch(name, "range", "只知道范围")
    yield _switch(name, "unknown", "不清楚")
    yield "</div>"


def _field(name: str, part: str, label: str) -> str:
    return (
        f'<input type="text" inputmode="decimal" enterkeyhint="next" maxlength="40"'
        f' id="q-{name}-{part}" data-part="{part}" aria-label="{label}"'
        f' aria-describedby="q-{name}-error q-{name}-echo">'
    )


def _switch(name: str, part: str, label: str) -> str:
    return (
        f'<label class="calc-switch"><input type="checkbox" data-part="{part}"'
        f' id="q-{escape(name)}-{part}"><span>{escape(label)}</span></label>'
    )


CONTROLS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[str]]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "money": _money,
    "unit_price": _unit_price,
    "event": _event,
    "set": _set,
}
"""What writes the controls of a question of each kind, from the fact and the catalogue."""


# --- What the scripts need ------------------------------------------------------------------


def _data(catalogue: Mapping[str, Any]) -> str:
    """Return what the page's scripts need of the catalogue, one record per line."""
    measures = [m for m in catalogue["measures"] if m["class"] != NOTHING_TO_CLAIM]
    units = {
        spelling: {"id": unit["id"], "name": unit["full_name"]}
        for unit in catalogue["units"]
        for spelling in unit["spellings"]
    }
    policy = catalogue["policy"]
    sections = _sections(catalogue)
    section_of = {fact["id"]: section["id"] for section in sections for fact in section["facts"]}
    parts = {
        "policy": [
            {
                **policy,
                **{key: catalogue[key] for key in ("left_out", "payee_open", "waiting")},
                "first_day": _first_day(catalogue),
            }
        ],
        "articles": [
            {key: article[key] for key in ARTICLE_KEYS} for article in catalogue["articles"]
        ],
        "topics": [{**topic, "denial": _denial(topic, catalogue)} for topic in _topics(catalogue)],
        "sections": [{key: section[key] for key in SECTION_KEYS} for section in sections],
        "groups": catalogue["groups"],
        "facts": [
            {**{key: fact[key] for key in FACT_KEYS}, "section": section_of[fact["id"]]}
            for fact in catalogue["facts"]
        ],
        "measures": [
            {
                **{key: measure[key] for key in MEASURE_KEYS},
                "counted": measure["class"] in NUMBERED,
            }
            for measure in measures
        ],
        "readings": [
            {key: reading[key] for key in READING_KEYS} for reading in catalogue["readings"]
        ],
        "units": [{"spelling": spelling, **unit} for spelling, unit in units.items()],
    }
    return "{" + ",\n".join(f'"{key}":{_lines(records)}' for key, records in parts.items()) + "}"


def _lines(records: Iterable[Any]) -> str:
    """Return a JSON array, one record per line; ``<`` is escaped, so no text can end the script."""
    written = (
        json.dumps(record, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        for record in records
    )
    return "[\n" + ",\n".join(written) + "\n]"


# --- The tables -----------------------------------------------------------------------------


def _tables(catalogue: Mapping[str, Any]) -> Iterable[str]:
    """Write what can be claimed, article by article, for reading without any script."""
    measures = [m for m in catalogue["measures"] if m["class"] != NOTHING_TO_CLAIM]
    counted = [m for m in measures if m["class"] in NUMBERED]
    uncounted = [m for m in measures if m["class"] not in NUMBERED]
    articles = {article["number"]: article for article in catalogue["articles"]}
    firsts: dict[int, str] = {}
    for measure in [*counted, *uncounted]:
        firsts.setdefault(measure["article"], measure["id"])

    def named(measure: Mapping[str, Any]) -> str:
        # The first of an article carries the address "#article=N".  Such an address opens the
        # calculator at that article's questions; without scripts it leads to this row.
        number = measure["article"]
        article = articles[number]
        anchor = f'<span id="article={number}"></span>' if firsts[number] == measure["id"] else ""
        place = f"policy/{article['page']}.md#{measure['sentence']}"
        return f"{anchor}[{measure['name']}]({place})<br>{article['name']}"

    yield "## 全部可申领的措施 { #awards }"
    yield ""
    yield "不用计算器也能查。金额按原文列出，条件和例外以原文为准。"
    yield ""
    # Open for those without scripts; the page's script closes it, since it is long.
    yield '<details class="calc-tables" markdown="1" open>'
    # As on all pages: what the text lists for several kinds of people counts as several.
    counts = catalogue["counts"]
    rest = counts["rows"] - counts["numbered"] - counts["announced"]
    told = f"写明金额或算法的 {counts['numbered']} 项，没有写金额的 {rest} 项"
    yield f"<summary>两张表：{told}</summary>"
    yield ""
    yield "### 条文写明金额或算法的 { #awards-amounts }"
    yield ""
    yield from ROW_HEADED
    yield "| 措施 | 给谁 | 给多少 |"
    yield "|-|-|-|"
    for measure in counted:
        yield f"| {named(measure)} | {measure['to'] or '见原文'} | {_gives(measure)} |"
    yield from ("", "</div>", "")
    yield "### 条文没有写明金额的 { #awards-others }"
    yield ""
    yield "金额由其他文件规定，或者只提供服务、便利，须询问责任单位。"
    yield ""
    yield from ROW_HEADED
    yield "| 措施 | 给谁 |"
    yield "|-|-|"
    for measure in uncounted:
        yield f"| {named(measure)} | {measure['to'] or '见原文'} |"
    yield from ("", "</div>", "", "</details>")


def _gives(measure: Mapping[str, Any]) -> str:
    """Say what a measure gives; tiers and formulas in the sentence itself, which says it best."""
    if measure["ladders"] or measure["class"] == "F" or not measure["gives"]:
        return quoted(measure["quote"])
    return str(measure["gives"]) + (f"（{measure['times']}）" if measure["times"] else "")
