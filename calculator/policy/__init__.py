"""晋市政办〔2023〕39号 《晋城市支持专业镇高质量发展若干政策》 as rules, one module per article."""

from calculator.engine.policy import Policy
from calculator.policy import (
    article_01,
    article_02,
    article_03,
    article_04,
    article_05,
    article_06,
    article_07,
    article_08,
    article_09,
    article_10,
    article_11,
    article_12,
    article_13,
    article_14,
    article_15,
    article_16,
)
from calculator.policy.closing import CLOSING, HOTLINE, PREAMBLE
from calculator.policy.facts import FACTS
from calculator.policy.phrases import LAST_DAY, PUBLISHED, SIGNED
from calculator.policy.readings import EFFECTIVE_FROM_SIGNING, READINGS

_ARTICLES = (
    article_01,
    article_02,
    article_03,
    article_04,
    article_05,
    article_06,
    article_07,
    article_08,
    article_09,
    article_10,
    article_11,
    article_12,
    article_13,
    article_14,
    article_15,
    article_16,
)

OFFICIAL_URL = "https://xxgk.jcgov.gov.cn/jcsrmzf/zc/jszb/202311/t20231115_1886891.shtml"
PHONE = "2218792"

POLICY = Policy(
    number="晋市政办〔2023〕39号",
    title="晋城市支持专业镇高质量发展若干政策",
    articles=tuple((module.ARTICLE, module.MEASURES) for module in _ARTICLES),
    others=(PREAMBLE, CLOSING, HOTLINE),
    facts=FACTS,
    readings=READINGS,
    first_days=(SIGNED, PUBLISHED),
    first_day_reading=EFFECTIVE_FROM_SIGNING,
    last_day=LAST_DAY,
)
