"""第(十六)条 提升政务服务质量."""

from calculator.engine.rules.expression import Always
from calculator.engine.rules.measure import commitment, service
from calculator.engine.text import Article
from calculator.policy.facts import IN_PARK, OPENS_BUSINESS
from calculator.policy.phrases import ENTERPRISE

ARTICLE = Article(
    16,
    "article-16",
    "第(十六)条",
    "(十六)提升政务服务质量。",
    (
        "聚焦打造“三无”“三可”营商环境,实施“五有套餐”,深化“多规合一”。",
        "推动专业镇企业进园入区,打造数字园区,在园区内推行电子税务局手机版要素化无表集成申报,探索“区块链+政务服务”应用。",
        "推行企业开办“一网通、一窗办、半日结、零成本”,建立政务服务线上“全程网办”、线下“全代办”制度。",
    ),
    "〔责任单位:市审批服务管理局、市规划和自然资源局、市商务局、市生态环境局、市税务局,各县(市、区)人民政府〕",
    chapter=6,
)

MEASURES = (
    commitment(
        "16-1",
        name="打造营商环境",
        quote="聚焦打造“三无”“三可”营商环境,实施“五有套餐”,深化“多规合一”",
    ),
    commitment(
        "16-2a",
        name="进园入区、数字园区",
        quote="推动专业镇企业进园入区,打造数字园区",
        to="专业镇企业",
    ),
    service(
        "paperless-tax",
        row="16-2b",
        name="电子税务局手机版无表集成申报",
        quote="在园区内推行电子税务局手机版要素化无表集成申报",
        who=ENTERPRISE.cite("申报", "申请主体是企业") & IN_PARK.cite("在园区内"),
        gives="电子税务局手机版要素化无表集成申报",
        to="园区内企业",
    ),
    commitment("16-2c", name="“区块链+政务服务”", quote="探索“区块链+政务服务”应用"),
    service(
        "business-opening",
        row="16-3a",
        name="企业开办“零成本”",
        quote="推行企业开办“一网通、一窗办、半日结、零成本”",
        who=OPENS_BUSINESS.cite("企业开办"),
        gives="“一网通、一窗办、半日结、零成本”",
        to="开办企业的人",
    ),
    service(
        "agency-service",
        row="16-3b",
        name="政务服务“全程网办”“全代办”",
        quote="建立政务服务线上“全程网办”、线下“全代办”制度",
        who=Always().cite("政务服务", "任何办事人都可以"),
        gives="线上“全程网办”、线下“全代办”",
        to="办事人",
    ),
)
