"""The one MkDocs hook: it holds the pages to the rules, and hands the theme the policy's dates.

What is done to the finished HTML is no business of MkDocs: `building/finishing.py` does it.
"""

import os
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.append(str(Path(__file__).resolve().parent.parent))

from writing import dates, policy_text, site_source
from writing.parts.site import PartError, Site


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop the build when pages and rules differ; pass the policy's dates to the theme."""
    config.site_url = (config.site_url or "/").rstrip("/") + "/"
    policy = _source(config).catalogue["policy"]
    day = dates.day_of_pages(os.environ)
    config.extra["checked"] = dates.CHECKED
    config.extra["policy"] = {
        "last_day": policy["last_day"],
        "built": day.isoformat(),
        "in_force": dates.in_force(policy["last_day"], day),
        "validity": policy["validity"],
    }
    return config


def on_pre_page(page: Page, **_: object) -> Page:
    """Say in the sitemap when the content was checked, not when the site was built."""
    page.update_date = dates.CHECKED.isoformat()
    return page


def _source(config: MkDocsConfig) -> Site:
    try:
        site = site_source.read(Path(config.docs_dir))
        site_source.check(site)
        stale = site_source.rewritten(site, Path(config.docs_dir))
    except (site_source.DisagreementError, PartError, policy_text.TextError) as error:
        message = f"页面与规则不一致：\n{error}"
        raise PluginError(message) from error
    if stale:
        message = f"这些页面与规则不同步，运行 scripts/pages 重写：{'、'.join(stale)}"
        raise PluginError(message)
    return site
