"""schema.org descriptions (JSON-LD) of the pages. Pure: catalogue and addresses in, records out."""

import json
from collections.abc import Mapping
from typing import Any

from writing import condition_words

Record = Mapping[str, Any]
_SCHEMA = "https://schema.org"


def of_page(
    address: str, site_url: str, catalogue: Record, *, in_force: bool
) -> dict[str, Any] | None:
    """Return what a machine should know about the page at an address below the site's, or None.

    `in_force` is the state on the day of the build; the dates beside it let a reader judge anew.
    """
    articles = {article["page"]: article for article in catalogue["articles"]}
    units = {unit["id"]: unit for unit in catalogue["units"]}
    match address.strip("/").split("/"):
        case [""]:
            return _graph(_website(site_url))
        case ["calculator"]:
            return _graph(_application(site_url))
        case ["policy"] | ["policy", "whole" | "closing"]:
            return _graph(_policy(site_url, catalogue, in_force=in_force))
        case ["policy", page] if page in articles:
            article = articles[page]
            services = [
                _service(m, site_url, catalogue)
                for m in catalogue["measures"]
                if m["article"] == article["number"] and m["class"] != "G"
            ]
            return _graph(
                _article(article, site_url, catalogue, in_force=in_force),
                *services,
                _crumbs(site_url, ("读政策", "policy/"), (article["name"], address)),
            )
        case ["units", page] if page in units:
            return _graph(
                _organisation(units[page], site_url, catalogue),
                _crumbs(site_url, ("找单位", "units/"), (units[page]["name"], address)),
            )
    return None


def put_into(html: str, record: Record | None) -> str:
    """Return the page with the record at the end of its head; without one, as it is."""
    if record is None:
        return html
    # No text may end the element that it is in.
    text = json.dumps(record, sort_keys=True).replace("<", "\\u003c")
    element = f'<script type="application/ld+json">{text}</script>\n  '
    return html.replace("</head>", f"{element}</head>", 1)


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


def _website(site_url: str) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": site_url,
        "url": site_url,
        "name": "晋城专业镇政策",
        "inLanguage": "zh-CN",
    }


def _application(site_url: str) -> dict[str, Any]:
    return {
        "@type": "WebApplication",
        "@id": f"{site_url}calculator/",
        "name": "晋城专业镇政策测算",
        "applicationCategory": "GovernmentApplication",
        "operatingSystem": "任何浏览器",
        "isAccessibleForFree": True,
        "inLanguage": "zh-CN",
        "about": {"@id": f"{site_url}policy/"},
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
