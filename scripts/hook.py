"""The one MkDocs hook: it reads, asks pure functions, and hands over what they return."""

import datetime as dt
import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.append(str(Path(__file__).resolve().parent.parent))

from building import content_security, html_mends
from writing import downloads, linked_data, policy_text, search_words, site_source
from writing.parts.site import PartError, Site


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop the build when pages and rules differ; tell the theme the policy's dates."""
    config.site_url = (config.site_url or "/").rstrip("/") + "/"
    site = _source(config)
    policy = site.catalogue["policy"]
    today = max(build_day(), config.extra["checked"])
    config.extra["policy"] = {
        "last_day": policy["last_day"],
        "built": today.isoformat(),
        "in_force": today <= dt.date.fromisoformat(policy["last_day"]),
        "validity": policy["validity"],
    }
    config.extra["site_source"] = site
    return config


def on_pre_page(page: Page, config: MkDocsConfig, **_: object) -> Page:
    """Say in the sitemap when the content was checked, not when the site was built."""
    page.update_date = str(config.extra["checked"])
    return page


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Give each page its JSON-LD; the Markdown stays as it is."""
    record = linked_data.of_page(
        page.file.src_uri,
        config.site_url or "",
        config.extra["site_source"].catalogue,
        in_force=config.extra["policy"]["in_force"],
    )
    if record:
        page.meta["linked_data"] = record
    return markdown


def on_post_page(output: str, **_: object) -> str:
    """Mend the page's HTML, then say what it may load and run."""
    return content_security.secured(html_mends.mended(output))


def on_post_template(output_content: str, template_name: str, **_: object) -> str:
    """Do the same for 404.html, which is a template and no page."""
    if not template_name.endswith(".html"):
        return output_content
    return content_security.secured(html_mends.mended(output_content))


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files for machines."""
    from calculator import wire  # noqa: PLC0415 - on_config has made it importable

    index = Path(config.site_dir) / "search" / "search_index.json"
    empty, sections = search_words.divided(index.read_text(encoding="utf-8"))
    index.write_text(empty, encoding="utf-8")
    (Path(config.site_dir) / "assets/site/search-sections.json").write_text(
        sections, encoding="utf-8"
    )
    site = config.extra["site_source"]
    made = downloads.files(site.pages, site.catalogue, config.site_url or "/", wire.schema)
    for path, text in made.items():
        target = Path(config.site_dir) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        if target.suffix == ".xml":
            ET.fromstring(text)  # noqa: S314 - our own text; it must be well-formed before it leaves the house


def build_day() -> dt.date:
    """Return the day of the build: SOURCE_DATE_EPOCH where set, so that builds can be repeated.

    The pages take it or the day of their last check, whichever is later: that day has come for
    certain, so an old time stamp cannot make an ended policy look alive.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.now(dt.UTC)
    return (dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else now).date()


def _source(config: MkDocsConfig) -> Site:
    try:
        site = site_source.read(Path(config.docs_dir))
        site_source.check(site)
        stale = site_source.rewritten(site)
    except (site_source.DisagreementError, PartError, policy_text.TextError) as error:
        message = f"页面与规则不一致：\n{error}"
        raise PluginError(message) from error
    if stale:
        message = f"这些页面与规则不同步，运行 scripts/pages 重写：{'、'.join(stale)}"
        raise PluginError(message)
    return site
