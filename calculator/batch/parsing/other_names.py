"""What facts are called in tables beside the words of their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "applicant": ("申请主体", "申请主体类型", "申报主体", "主体类型", "市场主体类型", "主体类别"),
    "in_specialised_town": ("专业镇企业", "在专业镇内", "在专业镇", "入驻专业镇", "专业镇内企业"),
    "leading_industry": ("主导产业", "主导产业企业", "专业镇主导产业企业", "属于主导产业"),
    "agricultural": ("涉农", "涉农企业", "农业企业"),
    "size": ("规模", "企业划型", "划型", "规模类型", "企业规模类型", "单位规模", "大中小微"),
    "scaled_up": ("上规", "升规", "规上", "规上企业", "规模以上", "规模以上企业", "上规升级",
                  "小升规", "入规", "规上工业企业"),
    "specialised_sme": ("专精特新", "专精特新企业", "专精特新中小企业", "省级专精特新",
                        "省级专精特新中小企业"),
    "little_giant": ("小巨人", "小巨人企业", "专精特新小巨人", "国家级专精特新小巨人",
                     "专精特新小巨人企业"),
    "agri_leading_enterprise": ("龙头企业", "农业龙头企业", "农业产业化龙头企业",
                                "农业产业化重点龙头企业"),
    "operating_loan": ("生产经营贷款", "经营贷款", "流动资金贷款", "有贷款"),
    "quality_certified": ("质量管理体系认证", "质量管理体系", "质量体系认证", "iso9001",
                          "iso9001认证", "质量认证"),
    "green_certified": ("绿色体系认证", "绿色认证"),
    "gi_registered": ("地理标志", "国家地理标志"),
    "china_brand": ("中华老字号",),
    "sanjin_brand": ("三晋老字号",),
    "shanxi_premium": ("山西精品",),
    "jincheng_brand": ("晋城老字号",),
    "tech_sme": ("科技型中小企业", "科技型中小", "科小"),
    "stock_listed": ("上市", "挂牌", "挂牌上市", "上市挂牌", "上市公司"),
    "international_standard": ("国际标准",),
    "listing_intent": ("上市意愿",),
    "high_level_talent": ("高层次人才",),
    "in_park": ("在园区", "园区内企业", "入园企业", "在园区内"),
}  # fmt: skip
"""Other names of facts, without what goes around them: 是否… and …认定时间."""
