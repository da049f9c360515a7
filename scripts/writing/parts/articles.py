"""The written part below an article's text: worked examples, and the way to the calculator."""

from writing.parts import common, examples
from writing.parts.site import Site


def article_measures(site: Site, name: str) -> str:
    """Return the examples of an article, and a button that opens its questions."""
    article = common.article_of(name, site)
    own = [m for m in site.measures.values() if m["article"] == article["number"]]
    parts = examples.of_article(article["number"], site, name)
    if any(m["class"] != "G" for m in own):
        place = f"{common.up(name)}calculator.md#article={article['number']}"
        parts.append(f"[测算本条]({place}){{ .md-button .md-button--primary }}")
    return "\n\n".join(parts) or "这一条是政府的安排，没有可申领的事项，不用测算。"
