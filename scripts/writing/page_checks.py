"""Do the pages and the rules say the same? Pure: pages and catalogue in, complaints out.

Each complaint is one Chinese line that names the article, what is wrong, and the
nearest thing that would be right.
"""

from collections.abc import Mapping
from typing import Any

from writing import policy_text

Record = Mapping[str, Any]


def complaints(pages: Mapping[str, str], catalogue: Record) -> list[str]:
    """Return everything in which text pages and catalogue disagree; [] when they agree.

    `pages` maps paths under docs/ to Markdown.
    """
    found: list[str] = []
    texts: dict[int, str] = {}
    for article in catalogue["articles"]:
        name = f"policy/{article['page']}.md"
        try:
            texts[article["number"]] = policy_text.article_line(pages[name], name)
            found += _units(policy_text.bracket(pages[name], name), article, catalogue)
        except policy_text.TextError as error:
            found.append(f"{article['name']}：{error}")
            continue
        if texts[article["number"]] != article["text"]:
            apart = policy_text.first_difference(texts[article["number"]], article["text"])
            found.append(f"{article['name']}（docs/{name}）与规则里的原文不一致：{apart}")
    found += _others(pages, catalogue)
    return found + _quotes(catalogue, texts)


def _others(pages: Mapping[str, str], catalogue: Record) -> list[str]:
    """Check the sentences of the preamble and of the closing provisions."""
    found = []
    for other in catalogue["others"]:
        name = f"policy/{other['page']}.md"
        own = [block.text for block in policy_text.blocks(pages[name], name)]
        for sentence in other["sentences"]:
            if sentence["text"] not in own:
                near = policy_text.nearest(sentence["text"], own)
                apart = policy_text.first_difference(near, sentence["text"])
                found.append(f"{other['name']}（docs/{name}）与规则里的原文不一致：{apart}")
    return found


def _units(block: policy_text.Block, article: Record, catalogue: Record) -> list[str]:
    """Check one bracket: only known names, each linked to its own page, in the rules' order."""
    known = {spelling: unit["id"] for unit in catalogue["units"] for spelling in unit["spellings"]}
    found = []
    for words, unit in block.links:
        if words not in known:
            near = policy_text.nearest(words, list(known))
            found.append(f"{article['name']}：不认识的责任单位“{words}”，最接近的是“{near}”")
        elif known[words] != unit:
            page = f"units/{known[words]}.md"
            found.append(f"{article['name']}：“{words}”应链接到 {page}，现在是“{unit}”")
    rest = block.markdown
    for words, unit in block.links:
        rest = rest.replace(f"[{words}](../units/{unit}.md)", "", 1)
    for words in rest.strip("〔〕").removeprefix("责任单位:").replace(",", "、").split("、"):
        if words:
            near = policy_text.nearest(words, list(known))
            found.append(f"{article['name']}：括号里的“{words}”没有链接，最接近的单位是“{near}”")
    ids = [unit for _, unit in block.links]
    if not found and ids != list(article["units"]):
        found.append(f"{article['name']}：括号里的单位与规则不同：{ids} / {article['units']}")
    return found


def _quotes(catalogue: Record, texts: Mapping[int, str]) -> list[str]:
    """Look up every quote of a measure or reading where it says it is."""
    found = []
    names = {article["number"]: article["name"] for article in catalogue["articles"]}
    for record in (*catalogue["measures"], *catalogue["readings"]):
        text = texts.get(record["article"])
        if text is None:
            continue  # A quote outside the articles, or an article already complained of.
        if text[record["start"] : record["end"]] != record["quote"]:
            near = policy_text.nearest_sentence(record["quote"], text)
            found.append(
                f"{names[record['article']]}：规则 {record['id']} 的引文“{record['quote']}”"
                f"不在条文页中，最接近的是“{near}”"
            )
    return found
