"""The generated parts of pages about what the text leaves open: readings and questions."""

from collections.abc import Sequence

from calculator.engine.phrases import in_words, quoted
from writing.parts import common, replies
from writing.parts.site import PartError, Record, Site


def readings(site: Site, name: str) -> str:
    """Every reading: both answers to it, the place in the text, whom to ask, what it touches."""
    del name
    unit_ids = {s: u["id"] for u in site.catalogue["units"] for s in u["spellings"]}
    parts = []
    # What a reading touches must not outrank its own page in the search.
    for r in site.catalogue["readings"]:
        see = r["see"].lower()
        touched = "、".join(
            f"[{site.measures[m]['name']}](policy/article-{site.measures[m]['article']:02d}.md"
            f"#{site.measures[m]['sentence']})"
            for m in r["measures"]
        )
        reply = r["reply"]
        answered = (
            f"- 答复：按{quoted(replies.answer(r))}。{replies.source(reply)}\n" if reply else ""
        )
        parts.append(
            f"## {r['question']} {{ #{common.anchor(r)} }}\n\n{answered}"
            f"- 一种读法：{r['true']}\n- 另一种读法：{r['false']}\n"
            f"- 原文：[{quoted(r['quote'])}](policy/{r['page']}.md#{r['sentence']})\n"
            f"- 问谁：[{r['unit']}](units/{unit_ids[r['unit']]}.md)\n"
            f"- 相差：{_stake(r, site)}\n"
            f"- 影响：{touched}\n    {{: data-search-exclude }}\n"
            f"- 详见：[问与答](questions.md#{see})"
        )
    return "\n\n".join(parts)


def _stake(reading: Record, site: Site) -> str:
    """Say by how much one answer to a reading can pay an applicant more than the other."""
    answers = {"true": "前一种读法", "false": "后一种读法"}
    stake = reading["stake"]
    gains = [
        f"按{words}最多可多得{in_words(stake[key])}" for key, words in answers.items() if stake[key]
    ]
    if gains:
        return f"一个申请主体{'，有的情形下'.join(gains)}"
    touched = [site.measures[measure] for measure in reading["measures"]]
    priced = "、".join(measure["name"] for measure in touched if measure["floor"])
    if priced:
        wider = answers[_answer(reading, wider=True)]
        return f"不改变合计的金额；有的申请主体按{wider}才能计算{priced}"
    return "涉及的措施条文都没有写明金额，只影响是否符合"


def _answer(reading: Record, *, wider: bool) -> str:
    """Return the key of a reading's more generous answer, or of its stricter one."""
    return "true" if reading["wider"] == wider else "false"


def treatment(site: Site, name: str, number: str) -> str:
    """Return how the calculator treats a question, what an example gives, and whom to ask."""
    question = next((q for q in site.catalogue["questions"] if q["number"] == number.upper()), None)
    if question is None:
        message = f"docs/{name}: calculator/policy/open_questions.py 里没有 {number.upper()}"
        raise PartError(message)
    unit = next(u for u in site.catalogue["units"] if question["unit"] in u["spellings"])
    # Names of questions and amounts, which readers look for elsewhere.
    # Markdown takes an item's attributes on a line of their own only.
    readings_ = [r for r in site.catalogue["readings"] if r["see"] == question["number"]]
    points = [f"计算器怎么算：{_treatment_in_words(question, readings_, site)}"]
    beyond = [each for m in site.measures.values() for each in m["beyond"]]
    points += dict.fromkeys(
        f"{site.catalogue['left_out']}：{each['text']}"
        for each in beyond
        if each["see"] == question["number"]
    )
    points += [f"例：{_example_in_words(question, each, site)}" for each in question["examples"]]
    lines = [f"- {words}\n    {{: data-search-exclude }}" for words in points]
    unit_line = f"- 问谁：[{question['unit']}]({common.up(name)}units/{unit['id']}.md)"
    return "\n".join([*_both_answers(readings_), *lines, unit_line])


def _both_answers(readings_: Sequence[Record]) -> list[str]:
    """Return the stricter and the more generous answer, in the words of the readings."""
    pairs = [
        (f"从严：{r[_answer(r, wider=False)]}", f"从宽：{r[_answer(r, wider=True)]}")
        for r in readings_
    ]
    if len(readings_) == 1:
        return [f"- {answer}" for answer in pairs[0]]
    return [f"- {r['question']}{'；'.join(pair)}" for r, pair in zip(readings_, pairs, strict=True)]


def _treatment_in_words(question: Record, readings_: Sequence[Record], site: Site) -> str:
    if readings_:
        links = "、".join(f"[{r['question']}](readings.md#{common.anchor(r)})" for r in readings_)
        answered = "；".join(
            f"{r['reply']['source']}：{replies.answer(r)}" for r in readings_ if r["reply"]
        )
        if all(r["reply"] for r in readings_):
            return f"按答复算（{answered}）；可以切换（{links}）"
        if answered:
            links += f"；其中{answered}"
        span = "，给出范围" if any(any(r["stake"].values()) for r in readings_) else ""
        return f"两种都算{span}；可以切换（{links}）"
    if question["asked"]:
        labels = "、".join(quoted(site.facts[fact]["label"]) for fact in question["asked"])
        return f"由您回答：{labels}"
    return "只按从严的读法算" if question["strict"] else "不影响测算的金额"


def _example_in_words(question: Record, example: Record, site: Site) -> str:
    """Return an example in the engine's words, and what each answer to its reading gives."""

    def worked(**settled: bool) -> Record:
        readings_ = {**question["settled"], **settled}
        return site.assess({"answers": example["answers"], "readings": readings_})

    answers = "；".join(
        f"{site.facts[answer['fact']]['label']}：{answer['text']}"
        for answer in worked()["answers"]
        if answer["fact"] in example["told"]
    )
    settled = [
        f"{quoted(site.readings[id_]['question'])}按{quoted(site.readings[id_][str(value).lower()])}"
        for id_, value in question["settled"].items()
    ]
    if settled:
        answers += f"。其他读法：{'；'.join(settled)}"
    if example["reading"] is None:
        return f"{answers}。计算器{_outcome(example, worked(), site)}"
    reading = site.readings[example["reading"]]
    given = "；".join(
        f"按{quoted(reading[word])}{_outcome(example, worked(**{reading['id']: value}), site)}"
        for value, word in ((True, "true"), (False, "false"))
    )
    return f"{answers}。{given}"


def _outcome(example: Record, result: Record, site: Site) -> str:
    """Return what the calculator gives: the total, or the floor price where that is asked."""
    if not any(site.facts[fact]["kind"] == "unit_price" for fact in example["told"]):
        return f"算得 {_span(result['total'])}"
    measure = next(m for m in result["measures"] if m["class"] == "F")
    if measure["price"] is None:
        return f"没有底价（{measure['word']}）"
    return f"算得底价下限 {measure['price']['low']}元/㎡"


def _span(total: Record) -> str:
    return common.span(in_words(total["low"]), in_words(total["high"]))
