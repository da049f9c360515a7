"""schema.org descriptions (JSON-LD) of the pages. Pure: catalogue and addresses in, records out."""

from collections.abc import Mapping
from typing import Any

from writing import condition_words

Record = Mapping[str, Any]
_SCHEMA = "https://schema.org"


def of_page(
    name: str, site_url: str, catalogue: Record, *, in_force: bool
) -> dict[str, Any] | None:
    """Return what a machine should know about the page `name` (a path under docs/), or None.

    `in_force` is the state on the day of the build; the dates beside it let a reader judge anew.
    """
    folder, _, file = name.rpartition("/")
    stem = file.removesuffix(".md")
    if folder == "policy" and stem in {"index", "whole", "closing"}:
        return _graph(_policy(site_url, catalogue, in_force=in_force))
    if folder == "policy":
        for article in catalogue["articles"]:
            if article["page"] == stem:
                services = [
                    _service(m, site_url, catalogue)
                    for m in catalogue["measures"]
                    if m["article"] == article["number"] and m["class"] != "G"
                ]
                return _graph(
                    _article(article, site_url, catalogue, in_force=in_force),
                    *services,
                    _crumbs(site_url, ("读政策", "policy/"), (article["name"], f"policy/{stem}/")),
                )
    if folder == "units":
        for unit in catalogue["units"]:
            if unit["id"] == stem:
                return _graph(
                    _organisation(unit, site_url, catalogue),
                    _crumbs(site_url, ("找单位", "units/"), (unit["name"], f"units/{stem}/")),
                )
    if name == "calculator.md":
        return _graph(
            {
                "@type": "WebApplication",
                "@id": f"{site_url}calculator/",
                "name": "晋城专业镇政策测算",
                "applicationCategory": "GovernmentApplication",
                "operatingSystem": "任何浏览器",
                "isAccessibleForFree": True,
                "inLanguage": "zh-CN",
                "about": {"@id": f"{site_url}policy/"},
            }
        )
    if name == "index.md":
        return _graph(
            {
                "@type": "WebSite",
                "@id": site_url,
                "url": site_url,
                "name": "晋城专业镇政策",
                "inLanguage": "zh-CN",
            }
        )
    return None


def _graph(*records: dict[str, Any]) -> dict[str, Any]:
    return {"@context": _SCHEMA, "@graph": list(records)}


def _common(catalogue: Record, *, in_force: bool) -> dict[str, Any]:
    policy = catalogue["policy"]
    return {
        "@type": "Legislation",
        "legislationType": "规范性文件",
        "inLanguage": "zh-CN",
        "legislationDate": policy["signed"],
        "datePublished": policy["published"],
        "temporalCoverage": f"{policy['published']}/{policy['last_day']}",
        "expires": policy["last_day"],
        "legislationLegalForce": f"{_SCHEMA}/{'InForce' if in_force else 'NotInForce'}",
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": "晋城市人民政府办公室"},
        "legislationJurisdiction": {"@type": "AdministrativeArea", "name": "晋城市"},
        "isBasedOn": policy["official_url"],
        "isAccessibleForFree": True,
    }


def _policy(site_url: str, catalogue: Record, *, in_force: bool) -> dict[str, Any]:
    policy = catalogue["policy"]
    files = (
        ("application/akn+xml", "policy.akn.xml"),
        ("application/json", "policy.json"),
        ("text/markdown", "policy.md"),
    )
    return {
        **_common(catalogue, in_force=in_force),
        "@id": f"{site_url}policy/",
        "url": f"{site_url}policy/",
        "name": policy["title"],
        "legislationIdentifier": policy["number"],
        "hasPart": [{"@id": f"{site_url}policy/{a['page']}/"} for a in catalogue["articles"]],
        "encoding": [
            {
                "@type": "LegislationObject",
                "contentUrl": f"{site_url}data/{file}",
                "encodingFormat": kind,
                "legislationLegalValue": f"{_SCHEMA}/UnofficialLegalValue",
            }
            for kind, file in files
        ],
    }


def _article(
    article: Record, site_url: str, catalogue: Record, *, in_force: bool
) -> dict[str, Any]:
    page = f"{site_url}policy/{article['page']}/"
    return {
        **_common(catalogue, in_force=in_force),
        "@id": page,
        "url": page,
        "name": f"{article['name']} {article['heading'].split(')', 1)[1].rstrip('。')}",
        "legislationIdentifier": f"{catalogue['policy']['number']}{article['name']}",
        "isPartOf": {"@id": f"{site_url}policy/"},
        "legislationResponsible": [
            {"@id": f"{site_url}units/{unit}/"} for unit in article["units"]
        ],
        "hasPart": [
            {"@type": "Legislation", "@id": f"{page}#{sentence['id']}"}
            for sentence in article["sentences"]
        ],
    }


def _service(measure: Record, site_url: str, catalogue: Record) -> dict[str, Any]:
    ids = {name: unit["id"] for unit in catalogue["units"] for name in unit["spellings"]}
    page = f"{site_url}policy/article-{measure['article']:02d}/"
    return {
        "@type": "GovernmentService",
        "@id": f"{page}#{measure['id']}",
        "name": measure["name"],
        "description": measure["quote"],
        "audience": {"@type": "Audience", "audienceType": measure["to"]},
        "termsOfService": condition_words.plain(measure, catalogue),
        "isRelatedTo": {"@id": page},
        "provider": [{"@id": f"{site_url}units/{ids[name]}/"} for name in measure["units"]],
        "areaServed": {"@type": "AdministrativeArea", "name": "晋城市"},
    }


def _organisation(unit: Record, site_url: str, catalogue: Record) -> dict[str, Any]:
    page = f"{site_url}units/{unit['id']}/"
    pages = {a["number"]: a["page"] for a in catalogue["articles"]}
    return {
        "@type": "GovernmentOrganization",
        "@id": page,
        "name": unit["full_name"],
        "alternateName": list(unit["spellings"]),
        "subjectOf": [{"@id": f"{site_url}policy/{pages[n]}/"} for n in unit["articles"]],
    }


def _crumbs(site_url: str, *steps: tuple[str, str]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": words, "item": site_url + path}
            for at, (words, path) in enumerate((("首页", ""), *steps), 1)
        ],
    }
