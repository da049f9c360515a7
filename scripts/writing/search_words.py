"""What readers type for what the text says: synonyms for the site's search."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

_LONGEST = 2000
"""Characters of one section that are searched; no sentence of the text is longer."""

SPOKEN = {
    "非遗": ["非物质文化遗产"],
    "电商": ["电子商务", "电商"],
    "网店": ["网上商城"],
    "淘宝": ["第三方电商平台"],
    "直播带货": ["第三方电商平台"],
    "市监局": ["市市场监管局"],
    "工信委": ["市工信局"],
    "经信": ["市工信局"],
    "发改委": ["市发展改革委"],
    "发改局": ["市发展改革委"],
    "国土局": ["市规划和自然资源局"],
    "自然资源局": ["市规划和自然资源局"],
    "规划局": ["市规划和自然资源局"],
    "环保局": ["市生态环境局"],
    "中小企业局": ["市中小企业发展促进中心"],
    "人民银行": ["人行晋城市分行"],
    "央行": ["人行晋城市分行"],
    "银保监": ["国家金融监督管理总局晋城监管分局"],
    "金融监管局": ["国家金融监督管理总局晋城监管分局"],
    "组织部": ["市委组织部"],
    "城管": ["市城市管理局"],
    "行政审批": ["市审批服务管理局"],
    "政务大厅": ["市审批服务管理局"],
    "招商局": ["市投资促进中心"],
    "地税": ["市税务局"],
    "县政府": ["各县市、区人民政府"],
    "区政府": ["各县市、区人民政府"],
    "iso9001": ["质量管理体系"],
    "质量认证": ["质量管理体系"],
    "体系认证": ["绿色体系认证"],
    "高企": ["高新技术企业"],
    "升规": ["上规升级"],
    "规上": ["上规升级"],
    "规上企业": ["上规升级"],
    "地标": ["地理标志"],
    "新三板": ["挂牌上市"],
    "39号": ["发文字号"],
    "技改": ["技术改造"],
    "数字化": ["数字化转型", "数字赋能"],
    "记账": ["代理记账"],
    "环评": ["环评"],
    "地价": ["土地出让底价"],
    "土地价格": ["土地出让底价"],
    "拿地": ["土地出让底价"],
    "ipo": ["挂牌上市"],
    "上市奖励": ["挂牌上市"],
    "传承人": ["代表性传承人"],
    "工艺大师": ["工艺美术大师"],
    "开公司": ["企业开办"],
    "注册公司": ["企业开办"],
    "展会补贴": ["展览"],
    "展会": ["展览", "展会"],
    "贴息": ["贷款贴息", "贴息"],
    "补助": ["补助", "奖补"],
    "过期": ["有效期"],
    "到期": ["有效期"],
    "电话": ["咨询电话"],
    "联系方式": ["咨询电话"],
    "重复享受": ["不重复奖补"],
    "叠加": ["不重复奖补"],
    "合作社": ["合作社"],
    "律师": ["律师"],
    "担保": ["担保"],
}
"""Spoken word → words of the text. A page is found by either."""


def aliases(catalogue: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return all synonyms: units' full names for their names in the text, then the spoken ones."""
    found: dict[str, list[str]] = {}
    for unit in catalogue["units"]:
        for name in (unit["full_name"], *unit["spellings"][1:]):
            if name != unit["name"]:
                found[name.lower()] = [unit["name"]]
    return {**found, **SPOKEN}


_TAG = re.compile(r"<[^>]+>")
_REPEATED = frozenset(
    {"measures", "open", "related", "cite", "articles", "readings", "ask", "amounts", "services"}
)
"""Sections that repeat, by links or in tables, what other pages say: finding them helps nobody."""


def divided(index: str) -> tuple[str, str]:
    """Return an empty index for the theme, and the sections for our own search worker.

    The theme loads its index on every page; ours waits for the first query. The sections come
    without what is repeated, without tags and without the calculator's form: they rank better.
    """
    record = json.loads(index)
    kept = []
    for entry in record["docs"]:
        page, _, anchor = entry["location"].partition("#")
        if anchor in _REPEATED or (page == "calculator/" and anchor):
            continue
        words = " ".join(html.unescape(_TAG.sub(" ", entry["text"])).split())
        kept.append({**entry, "text": html.escape(words[:_LONGEST], quote=False)})
    return _compact({**record, "docs": []}), _compact(kept)


def _compact(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
