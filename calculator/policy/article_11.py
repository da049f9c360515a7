"""第(十一)条 积极拓展营销市场."""

from calculator.engine.rules.measure import commitment, service, support
from calculator.engine.text import Article
from calculator.policy.facts import (
    APPLICANT,
    EXHIBITION_OR_CONFERENCE,
    ONLINE_SALES_ENOUGH,
    ONLINE_SHOP,
)
from calculator.policy.phrases import (
    ENTERPRISE,
    NOT_AN_INDIVIDUAL,
    by_the_last_day,
    enterprise,
    in_term,
    in_town,
)

ARTICLE = Article(
    11,
    "article-11",
    "第(十一)条",
    "(十一)积极拓展营销市场。",
    (
        "组织专业镇企业积极参与特色产品推介会,宣传推介晋城优势产品。",
        "支持专业镇围绕主导产业举办全市性、行业性的产品推介、互采互购。",
        "鼓励和支持专业镇主导产业相关产品开拓国内国际市场。",
        "对专业镇围绕主导产业引进国际性、全国性、行业性市场化运作的展览和国际性、全国性会议的给予一定补助。",
        "支持专业镇围绕主导产业建立专业市场、电子商务平台等,线上线下推广营销。",
        "对在第三方电商平台开设网上商城,销售专业镇品牌商品年网络销售额超过一定金额的协会或企业,给予适当奖励。",
        "支持专业镇特色产业企业开展境外商标注册、国际认证和专利申请,不断提高国际化经营能力。",
        "着力培育乡村新产业新业态,鼓励涉农企业抱团参加省外境外展会。",
    ),
    "〔责任单位:市工信局、市商务局、市市场监管局、市农业农村局、市财政局,各县(市、区)人民政府〕",
    chapter=4,
)

MEASURES = (
    service(
        "promotion-fairs",
        row="11-1",
        name="参加特色产品推介会",
        quote="组织专业镇企业积极参与特色产品推介会",
        who=enterprise("企业") & in_town("专业镇"),
        gives="特色产品推介会",
        to="专业镇企业",
    ),
    commitment(
        "11-2",
        name="举办产品推介、互采互购",
        quote="支持专业镇围绕主导产业举办全市性、行业性的产品推介、互采互购",
        to="专业镇",
    ),
    commitment(
        "11-3",
        name="开拓国内国际市场",
        quote="鼓励和支持专业镇主导产业相关产品开拓国内国际市场",
        to="企业",
    ),
    support(
        "exhibition-conference",
        row="11-4",
        name="引进展览和会议补助",
        quote="对专业镇围绕主导产业引进国际性、全国性、行业性市场化运作的展览和国际性、全国性会议的给予一定补助",
        who=NOT_AN_INDIVIDUAL.cite("专业镇", "申请主体不是个人（条文只写“专业镇”，没有写由谁申请）")
        & in_town("专业镇"),
        condition=in_term(
            EXHIBITION_OR_CONFERENCE,
            "引进国际性、全国性、行业性市场化运作的展览和国际性、全国性会议",
        ),
        gives="给予一定补助",
        to="专业镇",
    ),
    commitment(
        "11-5",
        name="建立专业市场、电子商务平台",
        quote="支持专业镇围绕主导产业建立专业市场、电子商务平台等,线上线下推广营销",
        to="专业镇",
    ),
    support(
        "online-sales",
        row="11-6",
        name="网络销售奖励",
        quote="对在第三方电商平台开设网上商城,销售专业镇品牌商品年网络销售额超过一定金额的协会或企业,给予适当奖励",
        who=(APPLICANT.is_("association") | ENTERPRISE).cite(
            "协会或企业", "申请主体是协会或企业（没有写产业联盟、其他社会团体算不算协会，要问）"
        ),
        condition=by_the_last_day(ONLINE_SHOP, "在第三方电商平台开设网上商城,销售专业镇品牌商品")
        & ONLINE_SALES_ENOUGH.cite("年网络销售额超过一定金额"),
        gives="给予适当奖励",
        to="协会或企业",
    ),
    commitment(
        "11-7",
        name="境外商标注册、国际认证和专利申请",
        quote="支持专业镇特色产业企业开展境外商标注册、国际认证和专利申请",
        to="专业镇特色产业企业",
    ),
    commitment(
        "11-8",
        name="抱团参加省外境外展会",
        quote="鼓励涉农企业抱团参加省外境外展会",
        to="涉农企业",
    ),
)
