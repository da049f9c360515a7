"""What authorities have replied, in the words of every page that tells of a reading."""

from datetime import date

from calculator.engine.phrases import day_in_words, quoted
from writing.parts.site import Record, Site


def answer(reading: Record) -> str:
    """Return in the reading's words what the authority has answered; "" while it has not."""
    reply = reading["reply"]
    return str(reading[str(reply["value"]).lower()]) if reply else ""


def beside(reading: Record) -> str:
    """Return what stands behind a reading's question where it is answered."""
    reply = reading["reply"]
    return f"（{reply['source']}：{answer(reading)}）" if reply else ""


def source(reply: Record) -> str:
    """Return who replied when and in which document, with a link where there is one."""
    document = f"[{reply['document']}]({reply['link']})" if reply["link"] else reply["document"]
    since = (
        f"，自{day_in_words(date.fromisoformat(reply['since']))}起"
        if reply["since"] != reply["on"]
        else ""
    )
    return f"{reply['source']}（{document}）{since}：{reply['says']}"


def changes(site: Site, name: str) -> str:
    """Return every reply as an entry of the record of changes, the newest first."""
    del name
    entries = []
    for reading in site.catalogue["readings"]:
        if reply := reading["reply"]:
            anchor = reading["id"].replace("_", "-")
            question = f"[{reading['question']}](readings.md#{anchor})"
            words = f"- {question}按{quoted(answer(reading))}算。{source(reply)}"
            entries.append((reply["on"], reply["by"], anchor, words))
    for fact in site.catalogue["facts"]:
        for number, reply in enumerate(fact["replies"], 1):
            anchor = f"{fact['id'].replace('_', '-')}-{number}"
            words = f"- {quoted(fact['label'])}：{source(reply)}"
            entries.append((reply["on"], reply["by"], anchor, words))
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return "\n\n".join(
        f"## {day} {by}答复 {{ #reply-{anchor} }}\n\n{words}" for day, by, anchor, words in entries
    )
