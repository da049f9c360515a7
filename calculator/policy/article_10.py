"""第(十)条 优化融资服务保障."""

from calculator.engine.rules.measure import commitment, service, support
from calculator.engine.text import Article
from calculator.policy.facts import APPLICANT, LISTING_INTENT, STOCK_LISTED
from calculator.policy.phrases import (
    SMALL_OR_MICRO,
    enterprise,
    in_term,
    in_town,
    leading_industry,
)

ARTICLE = Article(
    10,
    "article-10",
    "第(十)条",
    "(十)优化融资服务保障。",
    (
        "强化银行与担保机构合作,推动银担“二八风险分担”机制全面落地,督促担保机构及时履行代偿义务,促进银行敢贷、愿贷、尽贷。",
        "鼓励融资担保机构创新开发针对专业镇的特色银担合作产品,引导取消反担保物要求,降低融资担保费率,扩大担保覆盖面,缓解专业镇内小微企业、个体工商户的融资难题。",
        "鼓励保险机构创新产品,围绕专业镇主导产业开发“特色产业保险”。",
        "对有上市意愿的专业镇主导产业企业纳入上市后备企业资源库,对挂牌上市企业按照相关政策给予奖励。",
    ),
    "〔责任单位:人行晋城市分行、市金融办、市财政局、市农业农村局、国家金融监督管理总局晋城监管分局、各县(市、区)人民政府〕",
    chapter=4,
)

MEASURES = (
    commitment(
        "10-1",
        name="银担风险分担机制",
        quote="推动银担“二八风险分担”机制全面落地",
        to="银行、担保机构",
    ),
    service(
        "loan-guarantee",
        row="10-2",
        name="特色银担合作产品",
        quote="引导取消反担保物要求,降低融资担保费率,扩大担保覆盖面,缓解专业镇内小微企业、个体工商户的融资难题",
        who=(
            (enterprise("企业") & SMALL_OR_MICRO.cite("小微企业"))
            | APPLICANT.is_("sole_trader").cite("个体工商户", "申请主体是个体工商户")
        ).cite("小微企业、个体工商户", "是小微企业或个体工商户")
        & in_town("专业镇内"),
        gives="取消反担保物要求,降低融资担保费率",
        to="专业镇内小微企业、个体工商户",
    ),
    commitment(
        "10-3",
        name="“特色产业保险”",
        quote="围绕专业镇主导产业开发“特色产业保险”",
        to="保险机构",
    ),
    service(
        "listing-reserve",
        row="10-4a",
        name="纳入上市后备企业资源库",
        quote="对有上市意愿的专业镇主导产业企业纳入上市后备企业资源库",
        who=enterprise("企业") & in_town("专业镇") & leading_industry("主导产业企业"),
        condition=LISTING_INTENT.cite("有上市意愿"),
        gives="纳入上市后备企业资源库",
        to="专业镇主导产业企业",
    ),
    support(
        "stock-listing",
        row="10-4b",
        name="挂牌上市奖励",
        quote="对挂牌上市企业按照相关政策给予奖励",
        who=enterprise("企业"),
        condition=in_term(STOCK_LISTED, "挂牌上市"),
        gives="按照相关政策给予奖励",
        to="挂牌上市企业",
    ),
)
