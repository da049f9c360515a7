"""第(三)条 培优壮大市场主体."""

from calculator.engine.rules.measure import commitment, support
from calculator.engine.text import Article
from calculator.policy.facts import (
    AGRI_LEADING_ENTERPRISE,
    BUYS_INNOVATION_SERVICES,
    HIGH_TECH_APPLICATION,
    LITTLE_GIANT,
    OPERATING_LOAN,
    SCALED_UP,
    SPECIALISED_SME,
    TECH_SME,
)
from calculator.policy.phrases import SMALL_OR_MICRO, enterprise, in_term, in_town, leading_industry

ARTICLE = Article(
    3,
    "article-03",
    "第(三)条",
    "(三)培优壮大市场主体。",
    (
        "支持专业镇主导产业龙头企业围绕产业链上下游、关联领域进行强强联合、兼并收购。",
        "支持小微企业上规升级,对专业镇主导产业企业首次被认定为“专精特新”中小企业、国家级专精特新“小巨人”企业的,按规定给予奖励。",
        "持续实施省、市级农业龙头企业贷款贴息政策,对农业产业化重点龙头企业用于正常生产经营在计息期内所产生的贷款予以分档贴息。",
        "通过科技创新券的方式,支持科技型中小企业购买创新服务、开展技术合作,支持申报认定高新技术企业,促进专业镇高新技术企业倍增。",
        "围绕高质量完成全年招商引资目标任务,营造“走出去”“引进来”的浓厚氛围,全力招项目、促投资,以商招商、以企招商,吸引更多市场主体在专业镇投资兴业。",
    ),
    "〔责任单位:市工信局、市农业农村局、市科技局、市财政局、市中小企业发展促进中心、市投资促进中心,各县(市、区)人民政府〕",
    chapter=1,
)

RECOGNISED = (
    "对专业镇主导产业企业首次被认定为“专精特新”中小企业、"
    "国家级专精特新“小巨人”企业的,按规定给予奖励"
)

MEASURES = (
    commitment(
        "3-1",
        name="支持龙头企业联合兼并",
        quote="支持专业镇主导产业龙头企业围绕产业链上下游、关联领域进行强强联合、兼并收购",
        to="龙头企业",
    ),
    support(
        "scale-up",
        row="3-2a",
        name="小微企业上规升级",
        quote="支持小微企业上规升级",
        who=enterprise("企业") & SMALL_OR_MICRO.cite("小微企业"),
        condition=in_term(SCALED_UP, "上规升级"),
        gives="支持",
        to="小微企业",
    ),
    support(
        "specialised-sme",
        row="3-2b",
        name="首次认定“专精特新”中小企业",
        quote=RECOGNISED,
        who=enterprise("企业") & in_town("专业镇") & leading_industry("主导产业企业"),
        condition=in_term(SPECIALISED_SME, "首次被认定为“专精特新”中小企业"),
        gives="按规定给予奖励",
        to="专业镇主导产业企业",
    ),
    support(
        "little-giant",
        row="3-2c",
        name="首次认定专精特新“小巨人”企业",
        quote=RECOGNISED,
        who=enterprise("企业") & in_town("专业镇") & leading_industry("主导产业企业"),
        condition=in_term(LITTLE_GIANT, "国家级专精特新“小巨人”企业"),
        gives="按规定给予奖励",
        to="专业镇主导产业企业",
    ),
    support(
        "agri-loan-interest",
        row="3-3",
        name="农业龙头企业贷款贴息",
        quote="持续实施省、市级农业龙头企业贷款贴息政策,对农业产业化重点龙头企业用于正常生产经营在计息期内所产生的贷款予以分档贴息",
        who=enterprise("企业") & AGRI_LEADING_ENTERPRISE.cite("农业产业化重点龙头企业"),
        condition=OPERATING_LOAN.cite("用于正常生产经营在计息期内所产生的贷款"),
        gives="分档贴息",
        to="农业产业化重点龙头企业",
        times="持续实施",
    ),
    support(
        "innovation-voucher",
        row="3-4a",
        name="科技创新券",
        quote="通过科技创新券的方式,支持科技型中小企业购买创新服务、开展技术合作",
        who=enterprise("企业") & TECH_SME.cite("科技型中小企业"),
        condition=BUYS_INNOVATION_SERVICES.cite("购买创新服务、开展技术合作"),
        gives="科技创新券",
        to="科技型中小企业",
    ),
    support(
        "high-tech-enterprise",
        row="3-4b",
        name="申报认定高新技术企业",
        quote="支持申报认定高新技术企业",
        who=enterprise("企业"),
        condition=in_term(HIGH_TECH_APPLICATION, "申报认定高新技术企业"),
        gives="支持",
        to="企业",
    ),
    commitment(
        "3-5", name="吸引市场主体投资兴业", quote="吸引更多市场主体在专业镇投资兴业", to="投资者"
    ),
)
