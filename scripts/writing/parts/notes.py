"""The note beside each sentence of an article: our explanation, its measures, what it leaves open.

An explanation is written by hand, under `plain` in the head of the article's page; all else comes
from the rules. What the text leaves open is told once on a page: where it first matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from calculator.engine.phrases import in_words
from writing.parts import common, questions, replies
from writing.parts.site import PartError, Record, Site


@dataclass
class Doubts:
    """What one sentence leaves open."""

    readings: list[Record] = field(default_factory=list)
    questions: list[Record] = field(default_factory=list)
    told_elsewhere: dict[str, list[Record]] = field(default_factory=dict)
    """The readings that another sentence's note tells, by that sentence."""

    def __len__(self) -> int:
        """Return how many things are open, wherever on the page they are told."""
        told = [self.readings, *self.told_elsewhere.values()]
        return len(self.questions) + sum(not r["reply"] for some in told for r in some)


def note(site: Site, name: str, sentence: str) -> str:
    """Return the note of one sentence."""
    article = common.article_of(name, site)
    measures = [
        m
        for m in site.measures.values()
        if m["article"] == article["number"] and m["sentence"] == sentence
    ]
    plain = explanations(site, name)
    doubts = _doubts(article, site)[sentence]
    # The whole explanation used to stand at an address of its own.
    first = "#plain " if sentence == next(iter(plain), None) else ""
    own = [f"**非官方解读** {plain[sentence]}\n{{ {first}.plain }}"] if sentence in plain else []
    parts = [*own, *(_measure(m, site, name) for m in measures), *_open(doubts, name)]
    body = "\n\n".join(parts)
    return (
        f'<details class="beside" id="note-{sentence}" markdown="1">\n'
        f"<summary>{_summary(sentence, measures, doubts)}</summary>\n\n{body}\n\n</details>"
    )


def explanations(site: Site, name: str) -> Mapping[str, str]:
    """Return the explanations of an article's sentences, by sentence."""
    article = common.article_of(name, site)
    _, head, _ = site.pages[name].split("---\n", 2)
    plain: dict[str, str] = yaml.safe_load(head).get("plain", {})
    known = [sentence["id"] for sentence in article["sentences"]]
    for sentence in plain:
        if sentence not in known:
            message = f"docs/{name}: “plain”里的 {sentence} 不是本条的句子，只有 {'、'.join(known)}"
            raise PartError(message)
    return plain


def _summary(sentence: str, measures: Sequence[Record], doubts: Doubts) -> str:
    claimable = sum(m["class"] != "G" for m in measures)
    marks = [f"<b>措施 {claimable} 项</b>" if claimable else "<i>政府的安排</i>"]
    if len(doubts):
        marks.append(f"<em>没有写明 {len(doubts)} 处</em>")
    return " ".join([f"<span>第{sentence.removeprefix('s')}句</span>", *marks])


IN_SHORT = {"F": "可以算底价", "Q": "没有写金额", "S": "服务或便利"}
"""What stands beside the name of a measure that states no amount, by class."""


# --- Measures -------------------------------------------------------------------------------


def _measure(measure: Record, site: Site, name: str) -> str:
    gives = common.gives(measure, site)
    if measure["class"] == "G":
        return f"{measure['name']}：{gives}\n{{ .measure }}"
    times = measure["times"] or ("" if measure["class"] == "S" else "次数原文没有写")
    whom = f"对象：{measure['to'] or '原文没有写'}"
    lines = ["；".join(words for words in (whom, times) if words)]
    lines += common.conditions(measure, site, name, unsettled=())
    lines += [f"{site.catalogue['left_out']}：{_beyond(each, name)}" for each in measure["beyond"]]
    if measure["payee"]:
        lines.append(f"{site.catalogue['payee_open']}：{_beyond(measure['payee'], name)}")
    parts = [] if measure["class"] == "C" else [gives]
    if measure["ladders"]:
        parts.append(_ladders(measure))
    parts.append("\n".join(f"- {line}" for line in lines))
    short = IN_SHORT.get(measure["class"], measure["gives"])
    summary = f"<strong>{measure['name']}</strong> <span>{short}</span>"
    return _folded(summary, "\n\n".join(parts), "measure")


def _beyond(beyond: Record, name: str) -> str:
    see = beyond["see"]
    link = f"（[问与答]({common.up(name)}questions.md#{see.lower()})）" if see else ""
    return f"{beyond['text']}{link}"


def _ladders(measure: Record) -> str:
    """Show a measure's ladders beside each other: they have the same awards at different lines."""
    ladders = measure["ladders"]
    rest = "其他" if len(ladders) > 1 else "首次达到"
    whom = [words or rest for words in measure["ladders_for"]]
    rows = [
        (f"**{in_words(steps[0]['award'])}**", *(in_words(step["line"]) for step in steps))
        for steps in zip(*(ladder["tiers"] for ladder in ladders), strict=True)
    ]
    several = "首次达到（各列标准不能相加）：\n\n" if len(ladders) > 1 else ""
    table = common.table(("奖励", *whom), rows)
    return several + table


# --- What is open ---------------------------------------------------------------------------


def _doubts(article: Record, site: Site) -> dict[str, Doubts]:
    """Return what each sentence leaves open; what several do is told at the first."""
    found = {sentence["id"]: Doubts() for sentence in article["sentences"]}
    own = [m for m in site.measures.values() if m["article"] == article["number"]]
    for reading in site.catalogue["readings"]:
        touched = [s for s in found if _touches(reading["measures"], s, own)]
        quoted = reading["article"] == article["number"] and reading["sentence"] in touched
        told_at = reading["sentence"] if quoted else next(iter(touched), None)
        for sentence in touched:
            if sentence == told_at:
                found[sentence].readings.append(reading)
            else:
                found[sentence].told_elsewhere.setdefault(str(told_at), []).append(reading)
    for question in questions.without_reading(site):
        place = _place(question, article, own)
        if place and not _is_told_beside_amount(question, own):
            found[place].questions.append(question)
    return found


def _touches(measures: Sequence[str], sentence: str, own: Sequence[Record]) -> bool:
    return any(m["id"] in measures and m["sentence"] == sentence for m in own)


def _place(question: Record, article: Record, own: Sequence[Record]) -> str | None:
    """Return the sentence of an article to which a question without a reading belongs.

    That of the first measure that asks what the question is about. A question of this article that
    names no fact belongs to the first sentence with something to claim.
    """
    is_ours = question["article"] == article["number"]
    claimable = [m for m in own if m["class"] != "G"]
    asked = set(question["asked"])
    if asked:
        enough = any if is_ours else all
        claimable = [m for m in claimable if enough(fact in m["facts"] for fact in asked)]
    elif not is_ours:
        return None
    return next((str(m["sentence"]) for m in claimable), None)


def _is_told_beside_amount(question: Record, own: Sequence[Record]) -> bool:
    """Say whether a measure's note names the question among what its amount leaves out."""
    return any(each["see"] == question["number"] for m in own for each in m["beyond"])


def _open(doubts: Doubts, name: str) -> list[str]:
    up = common.up(name)
    lines = [
        f"- {common.reading_link(r, name)}<br>{r['true']}；或{r['false']}。问{r['unit']}"
        for r in doubts.readings
        if not r["reply"]
    ]
    lines += [
        f"- [{q['heading']}]({up}questions.md#{q['number'].lower()})<br>问{q['unit']}"
        for q in doubts.questions
    ]
    for sentence, told in doubts.told_elsewhere.items():
        place = f"[第{sentence.removeprefix('s')}句](#note-{sentence})"
        words = "、".join(reading["question"] for reading in told if not reading["reply"])
        lines += [f"- 另见{place}：{words}"] if words else []
    answered = [
        f"- {common.reading_link(r, name)}<br>{r['reply']['source']}：{replies.answer(r)}"
        for r in doubts.readings
        if r["reply"]
    ]
    parts = [("没有写明，要问的", lines), ("主管部门已经答复的", answered)]
    return [_folded(f"<b>{words}</b>", "\n".join(told)) for words, told in parts if told]


def _folded(summary: str, told: str, kind: str = "") -> str:
    """Return what a margin has no room for; on a phone, where the whole note folds, it is open."""
    return (
        f'<details class="{f"more {kind}".strip()}" open markdown="1">\n'
        f"<summary>{summary}</summary>\n\n"
        f'<div data-search-exclude markdown="1">\n\n{told}\n\n</div>\n\n</details>'
    )
