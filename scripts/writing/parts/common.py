"""What parts have in common: links, tables, and what a measure gives and asks."""

from collections.abc import Container, Sequence

from calculator.engine.phrases import quoted
from calculator.engine.rules.facts import KINDS
from writing import condition_words
from writing.parts import replies
from writing.parts.site import PartError, Record, Site


def up(name: str) -> str:
    """Return the path from a page to docs/, as Markdown links need it."""
    return "../" * name.count("/")


def short(article: Record) -> str:
    """Return an article's name without its number's brackets and full stop."""
    return str(article["heading"].split(")", 1)[1].rstrip("。"))


def article_of(name: str, site: Site) -> Record:
    """Return the article whose page this is."""
    for article in site.catalogue["articles"]:
        if name == f"policy/{article['page']}.md":
            return dict(article)
    message = f"docs/{name}: 这一部分只能放在条文页上"
    raise PartError(message)


def article_link(article: Record, name: str, sentence: str = "") -> str:
    """Return an article's name as a link to its page, or to one of its sentences."""
    place = f"#{sentence}" if sentence else ""
    page = f"{up(name)}policy/{article['page']}.md{place}"
    return f"[{article['name']}]({_relative(page, name)})"


def _relative(target: str, name: str) -> str:
    """Shorten `../policy/x.md` to `x.md` when the page itself is in policy/."""
    folder = name.rpartition("/")[0]
    return target.removeprefix(f"../{folder}/") if folder else target


def place(measure: Record, site: Site, name: str) -> str:
    """Return a link to the sentence that a measure comes from."""
    article = site.articles[measure["article"]]
    return article_link(article, name, measure["sentence"])


def gives(measure: Record, site: Site) -> str:
    """Return what a measure gives, as far as the text says it."""
    if measure["class"] == "G":
        return "无可申领事项"
    if measure["floor"]:
        return condition_words.floor_price(measure, site.catalogue)
    if measure["class"] == "C":
        return f"**{measure['gives']}**"
    words = quoted(measure["gives"]) if measure["gives"] else ""
    if measure["class"] == "S":
        return f"服务或便利，不涉及金额{words and '：' + words}"
    return f"原文没有写金额{words and '：' + words}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def row_headed(table: str) -> str:
    """Wrap a table whose first column heads its rows; the site's HTML makes it `th scope=row`."""
    return f'<div class="row-headed" markdown="1">\n\n{table}\n\n</div>'


def conditions(
    measure: Record, site: Site, name: str, unsettled: Container[str] | None = None
) -> list[str]:
    """Return the lines of what a measure asks; of the readings only those that are unsettled."""
    if measure["class"] == "G":
        return ["—"]

    def question(id_: str) -> str:
        reading = site.readings[id_]
        known = unsettled is not None and id_ not in unsettled
        return "" if known else reading_link(reading, name) + replies.beside(reading)

    replied = {id_ for id_, reading in site.readings.items() if reading["reply"]}
    return condition_words.lines(measure, question, replied) or [condition_words.NOTHING]


def reading_link(reading: Record, name: str) -> str:
    """Return a reading's question as a link to its two answers."""
    return f"[{reading['question']}]({reading_page(reading, name)})"


def reading_page(reading: Record, name: str) -> str:
    """Return the address of a reading, as seen from a page."""
    return f"{up(name)}readings.md#{anchor(reading)}"


def anchor(reading: Record) -> str:
    """Return the anchor of a reading on its page."""
    return str(reading["id"]).replace("_", "-")


def span(low: object, high: object) -> str:
    """Return what lies between two ends, in words."""
    return f"{low}" if low == high else f"{low}至{high}"


def in_address(fact: Record, answer: object) -> str:
    """Return an answer as the calculator's address holds it."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        # A span has two ends; what is chosen from a list is named one by one.
        mark = "," if fact["options"] or KINDS[fact["kind"]].takes_away else ".."
        return mark.join(map(str, answer)) or "none"
    return str(answer)
