"""第(四)条 梯次培育潜力专业镇."""

from calculator.engine.rules.measure import commitment, support
from calculator.engine.text import Article
from calculator.policy.facts import APPLICANT, MUNICIPAL_TOWN, TOWN_READY

ARTICLE = Article(
    4,
    "article-04",
    "第(四)条",
    "(四)梯次培育潜力专业镇。",
    (
        "聚焦特色产业,推动先进制造业、消费品、中药材文旅康养、工艺美术等有一定发展基础和潜力的产业由小到大、由弱转强,对符合条件、培育成熟的纳入市级重点专业镇名单,并择优推荐列入省级专业镇名单。",
        "紧抓发达地区产业转移的机遇,布局培育特色轻工、酒店用品等领域专业镇,努力打造新的产业集聚区。",
    ),
    "〔责任单位:市工信局、市农业农村局、市中小企业发展促进中心、市城联社,各县(市、区)人民政府〕",
    chapter=1,
)

MEASURES = (
    support(
        "municipal-town-listing",
        row="4-1a",
        name="列入市级重点专业镇名单",
        quote="对符合条件、培育成熟的纳入市级重点专业镇名单",
        who=APPLICANT.is_("park").cite("专业镇", "申请主体是专业镇或园区的管理、运营单位"),
        condition=TOWN_READY.cite("符合条件、培育成熟"),
        gives="纳入市级重点专业镇名单",
        to="有一定发展基础和潜力的产业",
    ),
    support(
        "provincial-town-listing",
        row="4-1b",
        name="择优推荐列入省级专业镇名单",
        quote="择优推荐列入省级专业镇名单",
        who=APPLICANT.is_("park").cite("专业镇", "申请主体是专业镇或园区的管理、运营单位"),
        condition=MUNICIPAL_TOWN.cite("市级重点专业镇名单"),
        gives="择优推荐",
        to="市级重点专业镇",
    ),
    commitment(
        "4-2",
        name="布局特色轻工等领域专业镇",
        quote="布局培育特色轻工、酒店用品等领域专业镇",
        to="专业镇",
    ),
)
