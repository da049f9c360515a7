"""第(七)条 实施企业数字赋能."""

from calculator.engine.rules.measure import commitment, service, support
from calculator.engine.text import Article
from calculator.policy.facts import DIGITAL_PROJECT
from calculator.policy.phrases import SMALL_AND_MEDIUM, enterprise, in_town

ARTICLE = Article(
    7,
    "article-07",
    "第(七)条",
    "(七)实施企业数字赋能。",
    (
        "聚焦“两个转型”,优先支持专业镇加快布局5G、工业互联网等新型基础设施,开展“5G+”融合创新应用。",
        "对专业镇企业信息化改造、5G融合应用等项目,按项目软硬件投资予以奖励。",
        "支持专业镇建立数字化转型服务平台,为中小企业提供转型咨询、诊断评估、设备改造、软件应用等一揽子数字化服务,满足行业共性及企业个性需求。",
    ),
    "〔责任单位:市工信局、市农业农村局、市大数据应用局、市中小企业发展促进中心,各县(市、区)人民政府〕",
    chapter=2,
)

MEASURES = (
    commitment(
        "7-1",
        name="优先布局新型基础设施",
        quote="优先支持专业镇加快布局5G、工业互联网等新型基础设施",
        to="专业镇",
    ),
    support(
        "digital-project",
        row="7-2",
        name="信息化改造、5G融合应用项目奖励",
        quote="对专业镇企业信息化改造、5G融合应用等项目,按项目软硬件投资予以奖励",
        who=enterprise("企业") & in_town("专业镇"),
        condition=DIGITAL_PROJECT.cite("信息化改造、5G融合应用等项目"),
        gives="按项目软硬件投资予以奖励",
        to="专业镇企业",
    ),
    service(
        "digital-service",
        row="7-3",
        name="数字化转型一揽子服务",
        quote="支持专业镇建立数字化转型服务平台,为中小企业提供转型咨询、诊断评估、设备改造、软件应用等一揽子数字化服务",
        who=enterprise("企业") & SMALL_AND_MEDIUM.cite("中小企业"),
        gives="一揽子数字化服务",
        to="中小企业",
    ),
)
