"""Readers type what they would say, and the right page comes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from building import server
    from playwright.sync_api import Page
    from writing.parts.site import Site

QUERIES = {
    "老字号": "policy/article-09/",
    "中华老字号": "policy/article-09/",
    "三晋老字号": "policy/article-09/",
    "山西精品": "policy/article-09/",
    "地理标志": "policy/article-09/",
    "证明商标": "policy/article-09/",
    "贷款贴息": "policy/article-03/",
    "贴息": "policy/article-03/",
    "专精特新": "policy/article-03/",
    "小巨人": "policy/article-03/",
    "科技创新券": "policy/article-03/",
    "高新技术企业": "policy/article-03/",
    "高企": "policy/article-03/",
    "招商引资": "policy/article-03/",
    "龙头企业": "policy/article-03/",
    "5亿元": "policy/article-02/",
    "50亿元": "policy/article-02/",
    "营收": "policy/article-02/",
    "首次达到": "policy/article-02/",
    "达标奖励": "policy/article-02/",
    "专项资金": "policy/article-01/",
    "200亿级": "policy/article-01/",
    "潜力专业镇": "policy/article-04/",
    "重点实验室": "policy/article-05/",
    "中试基地": "policy/article-05/",
    "技术改造": "policy/article-06/",
    "技改": "policy/article-06/",
    "单项冠军": "policy/article-06/",
    "新材料": "policy/article-06/",
    "5G": "policy/article-07/",
    "工业互联网": "policy/article-07/",
    "数字化转型": "policy/article-07/",
    "团体标准": "policy/article-08/",
    "国际标准": "policy/article-08/",
    "质量管理体系": "policy/article-08/",
    "ISO9001": "policy/article-08/",
    "绿色体系认证": "policy/article-08/",
    "2万元": "policy/article-08/",
    "融资担保": "policy/article-10/",
    "反担保": "policy/article-10/",
    "上市奖励": "policy/article-10/",
    "特色产业保险": "policy/article-10/",
    "电商": "policy/article-11/",
    "网络销售额": "policy/article-11/",
    "网店": "policy/article-11/",
    "展会补贴": "policy/article-11/",
    "境外商标": "policy/article-11/",
    "工艺美术大师": "policy/article-12/",
    "非遗传承人": "policy/article-12/",
    "非遗": "policy/article-12/",
    "高层次人才": "policy/article-12/",
    "培训补贴": "policy/article-12/",
    "土地出让底价": "policy/article-13/",
    "容积率": "policy/article-13/",
    "环评": "policy/article-13/",
    "70%": "policy/article-13/",
    "文化产业示范园区": "policy/article-14/",
    "污水处理": "policy/article-14/",
    "代理记账": "policy/article-15/",
    "律师": "policy/article-15/",
    "电子税务局": "policy/article-16/",
    "企业开办": "policy/article-16/",
    "一网通": "policy/article-16/",
    "第九条": "policy/article-09/",
    "第(二)条": "policy/article-02/",
    "第12条": "policy/article-12/",
    "第十条": "policy/article-10/",
    "工信局": "units/industry/",
    "市工信局": "units/industry/",
    "晋城市工业和信息化局": "units/industry/",
    "财政局": "units/finance/",
    "发改委": "units/development-reform/",
    "市场监管局": "units/market-regulation/",
    "文旅局": "units/culture-tourism/",
    "人社局": "units/human-resources/",
    "税务局": "units/taxation/",
    "中小企业发展促进中心": "units/sme-centre/",
    "人民银行": "units/peoples-bank/",
    "大数据局": "units/big-data/",
    "县政府": "units/counties/",
    "涉农企业": "readers/agriculture/",
    "有效期": "policy/closing/",
    "咨询电话": "policy/closing/",
    "不重复奖补": "policy/closing/",
    "索引号": "policy/",
    "术语": "glossary/",
    "数据下载": "data/",
    "个人": "readers/individual/",
    "问与答": "questions/",
}
EVERYDAY = {
    "电费": "questions/#energy-bills",
    "招工": "questions/#hiring",
    "怎么申请": "questions/#how-to-apply",
    "怎么申请补贴？": "questions/#how-to-apply",
    "材料": "questions/#how-to-apply",
    "我是开饭店的": "questions/#trades",
    "我想开个超市": "questions/#trades",
    "民宿": "questions/#trades",
    "房租": "questions/#energy-bills",
    "水费能不能减": "questions/#energy-bills",
    "社保补贴": "questions/#hiring",
    "招不到工人": "questions/#hiring",
    "大学生": "questions/#hiring",
    "减税": "questions/#taxes",
    "买房": "questions/#living",
    "什么时候发钱": "questions/#when-paid",
    "到账": "questions/#when-paid",
    "个体户": "readers/sole-trader/",
    "我是个体户": "readers/sole-trader/",
    "工厂": "readers/enterprise/",
    "农民": "readers/agriculture/",
    "养猪有补贴吗": "readers/agriculture/",
    "合作社": "readers/organisation/",
    "手艺人": "readers/individual/",
    "园区": "readers/park/",
    "有什么补贴": "calculator/",
    "能拿多少钱？": "calculator/",
    "找谁": "units/",
    "过期了吗": "policy/closing/",
    "借钱": "policy/article-10/",
    "利息": "policy/article-03/",
    "买地": "policy/article-13/",
    "卖货": "policy/article-11/",
    "营业执照": "policy/article-16/",
    "做账": "policy/article-15/",
    "我们公司要买设备": "policy/article-06/",
    "营业额": "policy/article-02/",
    "官网": "about/",
    "名单": "batch/",
    "我是做铸造的": "policy/article-05/",
}
"""What people say in everyday words, and the page, or the place on it, that comes first."""

NO_SENSE = "霨龘麤"
GUESS = "霨地理标龘"
"""Of this only a part is anywhere."""


def first_place(page: Page, query: str) -> str | None:
    """Type a query as a reader does and return the first place found, or None."""
    box = page.locator(".md-search__input")
    meta = page.locator(".md-search-result__meta")
    box.fill("")
    expect(meta).to_contain_text("键入")
    box.fill(query)
    expect(meta).to_contain_text("符合条件")
    if "没有" in meta.inner_text():
        return None
    # The theme adds the words that it is to mark.
    found = page.locator(".md-search-result__item").first.locator(".md-search-result__link")
    found.first.wait_for(state="attached")
    addresses = found.evaluate_all("links => links.map((link) => link.href)")
    links = [re.sub(r"\?h=[^#]*", "", address) for address in addresses]
    return next((link for link in links if "#" in link), links[0])


SEARCH = """
async (queries) => {
  const { search } = JSON.parse(document.getElementById("__config").textContent);
  const worker = new Worker(new URL(search, location));
  const found = {};
  for (const query of queries) {
    const answer = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data.data);
      worker.onerror = () => reject(new Error("the search cannot be started"));
    });
    worker.postMessage({ type: 2, data: query });
    found[query] = (await answer).items[0]?.map(({ location }) => location) ?? [];
  }
  worker.terminate();
  return found;
}
"""
"""What the theme's box asks, and what it is answered: the first page, with its places."""


def first_places(page: Page, queries: Iterable[str]) -> dict[str, str | None]:
    """Return for each query the first place found, below the site's address, or None."""
    found: dict[str, list[str]] = page.evaluate(SEARCH, list(queries))
    return {
        query: next((place for place in places if "#" in place), places[0] if places else None)
        for query, places in found.items()
    }


@pytest.fixture
def searching(shared_site: server.Site, page: Page) -> Page:
    page.goto(shared_site.url + "about/")
    page.locator(".md-search__input").click()
    return page


def test_the_box_shows_first_what_was_found_first(
    shared_site: server.Site, searching: Page
) -> None:
    queries = [*list(QUERIES)[::12], *list(EVERYDAY)[::8], NO_SENSE]
    shown = {query: first_place(searching, query) for query in queries}
    found = first_places(searching, queries)
    assert shown == {query: place and shared_site.url + place for query, place in found.items()}


def test_at_least_95_in_100_queries_find_their_page_first_and_none_finds_nothing(
    searching: Page,
) -> None:
    assert len(QUERIES) >= 60
    found = first_places(searching, QUERIES)
    answers = {query: (place or "").split("#")[0] for query, place in found.items()}
    wrong = {q: (answers[q], wanted) for q, wanted in QUERIES.items() if answers[q] != wanted}
    assert None not in found.values()
    assert len(wrong) <= len(QUERIES) * 0.05, wrong


def test_words_of_everyday_life_lead_to_the_place_that_answers(searching: Page) -> None:
    wrong = {}
    for query, found in first_places(searching, EVERYDAY).items():
        place, wanted = found or "", EVERYDAY[query]
        if place != wanted and not ("#" not in wanted and place.split("#")[0] == wanted):
            wrong[query] = (place, wanted)
    assert wrong == {}


def test_the_name_of_a_measure_leads_to_its_article_and_not_to_a_list(
    searching: Page, source: Site
) -> None:
    wanted = {
        measure["name"]: f"policy/article-{measure['article']:02d}/"
        for measure in source.measures.values()
        if measure["class"] != "G"
    }
    found = first_places(searching, wanted)
    wrong = {
        name: place for name, place in found.items() if not (place or "").startswith(wanted[name])
    }
    assert wrong == {}


def test_a_query_without_any_answer_says_so_and_shows_ways_on(
    shared_site: server.Site, searching: Page
) -> None:
    assert first_place(searching, NO_SENSE) is None
    ways = searching.locator(".search-ways")
    expect(ways).to_be_visible()
    expect(ways.get_by_role("link", name="2218792")).to_have_attribute("href", "tel:+863562218792")
    # Below what was found they say nothing true, and before a query neither.
    for query, shown in {"山西精品": False, "我是开饭店的": False, GUESS: True, "": False}.items():
        searching.locator(".md-search__input").fill(query)
        expect(ways).to_be_visible(visible=shown)
        if query:
            expect(searching.locator(".md-search-result__item").first).to_be_visible()
    assert first_place(searching, NO_SENSE) is None
    ways.get_by_role("link", name="原文没有写的事").click()
    searching.wait_for_url(f"{shared_site.url}questions/#not-written")


def test_text_that_comes_without_keys_is_searched_too(searching: Page) -> None:
    """Handwriting, voice and paste put text in the box without a key going up."""
    searching.locator(".md-search__input").focus()
    searching.keyboard.insert_text("容积率")
    searching.locator(".md-search-result__link").first.wait_for()
    assert "article-13" in (
        searching.locator(".md-search-result__link").first.get_attribute("href") or ""
    )


GARBAGE = """
(garbage) => {
  for (const name of ["__palette", "__tabs", "__search", "__announce", "__consent"])
    for (const storage of [localStorage, sessionStorage])
      storage.setItem(`${__md_scope.pathname}.${name}`, garbage);
}
"""


@pytest.mark.parametrize("garbage", ["{garbage", "1", '"x"', '{"color": 1}', "[]"])
def test_garbage_in_what_the_theme_stores_does_not_stop_the_search(
    page: Page, own_site: server.Site, garbage: str
) -> None:
    page.goto(own_site.url)
    page.evaluate(GARBAGE, garbage)

    page.goto(own_site.url + "?q=老字号")

    page.locator(".md-search-result__item").first.wait_for(state="attached")
