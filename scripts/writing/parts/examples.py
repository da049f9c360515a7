"""The policy's worked examples, worked out by the engine.

The calculator's page lists them all; an article's page shows those that belong to it, and why.
"""

from html import escape
from typing import TYPE_CHECKING, Any

from calculator.engine.phrases import in_words, quoted
from calculator.engine.rules.facts import KINDS
from calculator.engine.rules.measure import NUMBERED
from writing.parts import common
from writing.parts.site import Record, Site

if TYPE_CHECKING:
    from calculator.policy.examples import Example


def examples(site: Site, name: str) -> str:
    """Return the list of all examples, as links that fill in the form of the same page."""
    del name
    return "\n".join(
        f'- <a href="#{escape(address(example, site))}">{_filled(example.title, example, site)}</a>'
        for example in site.examples
    )


def of_article(number: int, site: Site, name: str) -> list[str]:
    """Return the examples of an article: the case, what it gets there, and why."""
    return [_told(e, number, site, name) for e in site.examples if number in e.articles]


def address(example: "Example", site: Site) -> str:
    """Return the part of the calculator's address that holds an example, after its "#"."""
    parts = [
        f"{id_}={common.in_address(site.facts[id_], answer)}"
        for id_, answer in example.answers.items()
    ]
    denied = ",".join(_denied(example, site))
    return "&".join(
        [*parts, f"topics={','.join(example.topics)}", "overlaps=none", f"none={denied}"]
    )


def document(example: "Example", site: Site, **readings: bool) -> dict[str, Any]:
    """Return an example as the engine reads it."""
    denied = {
        fact["id"]: _denial(fact, site)
        for fact in site.catalogue["facts"]
        if fact["topic"] in _denied(example, site)
    }
    answers = {**{k: v for k, v in denied.items() if v is not None}, **example.answers}
    return {"answers": {**answers, "overlaps": []}, "readings": readings}


def _denied(example: "Example", site: Site) -> list[str]:
    """Return the topics of which nothing happened: all but who it is and what is opened."""
    asked = {
        fact["topic"] for fact in site.catalogue["facts"] if not KINDS[fact["kind"]].takes_away
    }
    first = site.catalogue["topics"][0]["id"]
    opened = {first, *example.topics}
    return [t["id"] for t in site.catalogue["topics"] if t["id"] in asked - opened]


def _denial(fact: Record, site: Site) -> bool | list[int] | None:
    """Return the answer that says "none of this", as the form has it; None where there is none."""
    if KINDS[fact["kind"]].has_no:
        return False
    if KINDS[fact["kind"]].is_amount:
        ladders = [ladder for m in fact["measures"] for ladder in site.measures[m]["ladders"]]
        lines = [tier["line"] for ladder in ladders for tier in ladder["tiers"]]
        return [0, min(lines) - 1] if lines else None
    return None


def _filled(words: str, example: "Example", site: Site) -> str:
    answers = site.assess(document(example, site))["answers"]
    return words.format(**{answer["fact"]: answer["text"] for answer in answers})


def _told(example: "Example", number: int, site: Site, name: str) -> str:
    result = site.assess(document(example, site))
    paid = [
        m
        for m in result["measures"]
        if m["article"] == number and m["class"] in NUMBERED and m["status"] != "ineligible"
    ]
    link = f"{common.up(name)}../calculator/#{escape(address(example, site))}"
    parts = [_filled(example.story, example, site) + "\n{ .case }"]
    for measure in paid:
        reasons = "\n".join(f"- {reason['text']}" for reason in measure["reasons"])
        parts.append(
            f"**{site.measures[measure['id']]['name']}：{_amount(measure)}**\n{{ .outcome }}"
        )
        if measure["payee"]:
            parts.append(f"{site.catalogue['payee_open']}：{measure['payee']['text']}")
        parts.append(f"为什么：\n\n{reasons}")
        parts += _ways(example, measure, site)
    parts.append(f'<a href="{link}">在计算器里打开</a>')
    told = "\n\n".join(parts)
    return f'<div class="example" markdown="1">\n\n{told}\n\n</div>'


def _amount(measure: Record) -> str:
    """Tell the result of a measure as the calculator does."""
    if measure["price"] is not None:
        price = measure["price"]
        return f"{measure['word']}，底价下限 {common.span(price['low'], price['high'])}元/㎡"
    if measure["amount"] is None:
        return str(measure["word"])
    low, high = in_words(measure["amount"]["low"]), in_words(measure["amount"]["high"])
    return f"{measure['word']}，{common.span(low, high)}"


def _ways(example: "Example", measure: Record, site: Site) -> list[str]:
    """Tell what each way of each open reading gives, for what the amount is a range."""
    lines = []
    for id_ in measure["unsettled"]:
        reading = site.readings[id_]
        given = [
            f"按{quoted(reading[key])}：{_amount(_again(example, measure, site, id_, way=way))}"
            for way, key in ((True, "true"), (False, "false"))
        ]
        lines.append(f"- {reading['question']}{'；'.join(given)}。问{reading['unit']}")
    return ["没有答复的读法，两种都算：\n\n" + "\n".join(lines)] if lines else []


def _again(example: "Example", measure: Record, site: Site, reading: str, *, way: bool) -> Record:
    result = site.assess(document(example, site, **{reading: way}))
    return next(m for m in result["measures"] if m["id"] == measure["id"])
