"""The conditions of the measures without an amount (classes Q and S) a second time.

Like ``oracle``, from the text, the names of facts and the published readings, with plain ``if``,
and without anything of ``calculator``.  A measure either applies or does not; how much it gives
stands elsewhere.

Where the text leaves a corner open beyond the readings, what is published is taken:

* 专业镇 as the one that is listed (article 4) is whoever runs the town or a park.
* Article 5 names nobody who builds a platform: firms, institutes, associations, and the towns' and
  parks' operators may.  Nor does article 11 say who brings an exhibition into a town: whoever is
  no private person.
* An online shop may be older than the term; a title of 大师 or 传承人 for further study may be of
  any time, as the sentence names none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oracle import Answer, Facts, inside_term, is_enterprise

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_DAY = "2025-12-31"


def in_town(f: Facts) -> bool:
    """专业镇企业, 专业镇内."""
    return bool(f["in_specialised_town"])


def town_member(f: Facts) -> bool:
    """专业镇主导产业企业."""
    return is_enterprise(f) and in_town(f) and bool(f["leading_industry"])


def small(f: Facts) -> bool:
    """小微企业."""
    return is_enterprise(f) and f["size"] in ("small", "micro")


def small_or_medium(f: Facts) -> bool:
    """中小企业, 中小微企业."""
    return is_enterprise(f) and f["size"] in ("medium", "small", "micro")


def unit(f: Facts) -> bool:
    """单位."""
    if f["applicant"] == "individual":
        return False
    if f["applicant"] == "sole_trader":
        return bool(f["sole_traders_count"])
    return True


def town_if_asked(f: Facts) -> bool:
    """Whether articles 8 and 9 let the applicant in: they do not name 专业镇, the title does."""
    if f["town_members_only"]:
        return in_town(f)
    return True


def person(f: Facts) -> bool:
    """Whether the applicant is a private person."""
    return bool(f["applicant"] == "individual")


def ever(event: Answer) -> bool:
    """Whether something has happened, on whatever day."""
    return event is not False


def held(title: Answer, f: Facts) -> bool:
    """Whether a title counts for which the sentence has no 首次."""
    if f["held_titles_count"]:
        return title is not False and str(title) <= LAST_DAY
    return inside_term(title, f)


def scale_up(f: Facts) -> bool:
    # 支持小微企业上规升级
    return small(f) and inside_term(f["scaled_up"], f)


def specialised_sme(f: Facts) -> bool:
    # 对专业镇主导产业企业首次被认定为“专精特新”中小企业……的,按规定给予奖励
    return town_member(f) and inside_term(f["specialised_sme"], f)


def little_giant(f: Facts) -> bool:
    # ……国家级专精特新“小巨人”企业的,按规定给予奖励
    return town_member(f) and inside_term(f["little_giant"], f)


def agri_loan_interest(f: Facts) -> bool:
    # 对农业产业化重点龙头企业用于正常生产经营在计息期内所产生的贷款予以分档贴息
    if not is_enterprise(f) or not f["agri_leading_enterprise"]:
        return False
    return bool(f["operating_loan"])


def innovation_voucher(f: Facts) -> bool:
    # 支持科技型中小企业购买创新服务、开展技术合作
    return is_enterprise(f) and bool(f["tech_sme"]) and bool(f["buys_innovation_services"])


def high_tech_enterprise(f: Facts) -> bool:
    # 支持申报认定高新技术企业
    return is_enterprise(f) and inside_term(f["high_tech_application"], f)


def municipal_town_listing(f: Facts) -> bool:
    # 对符合条件、培育成熟的纳入市级重点专业镇名单
    return f["applicant"] == "park" and bool(f["town_ready"])


def provincial_town_listing(f: Facts) -> bool:
    # 并择优推荐列入省级专业镇名单
    return f["applicant"] == "park" and bool(f["municipal_town"])


def innovation_platform(f: Facts) -> bool:
    # 支持……专业镇建设重点实验室……等各类科技创新平台,按照规定给予支持或奖励补助
    if f["applicant"] not in ("institute", "park", "association") and not is_enterprise(f):
        return False
    return in_town(f) and bool(f["innovation_platform"])


def upgrading_project(f: Facts) -> bool:
    # 对专业镇企业产业基础再造……等领域重点项目,给予一定奖励
    return is_enterprise(f) and in_town(f) and bool(f["upgrading_project"])


def national_champion(f: Facts) -> bool:
    # 对首次获评国家级……制造业单项冠军企业(产品)的企业
    return is_enterprise(f) and inside_term(f["national_champion"], f)


def provincial_champion(f: Facts) -> bool:
    # ……省级制造业单项冠军企业(产品)的企业分别给予一次性奖励
    return is_enterprise(f) and inside_term(f["provincial_champion"], f)


def new_material_first_batch(f: Facts) -> bool:
    # 对符合我省保险补偿机制的重点新材料首批次产品,争取省级政策补贴
    return is_enterprise(f) and bool(f["new_material_first_batch"])


def digital_project(f: Facts) -> bool:
    # 对专业镇企业信息化改造、5G融合应用等项目,按项目软硬件投资予以奖励
    return is_enterprise(f) and in_town(f) and bool(f["digital_project"])


def digital_service(f: Facts) -> bool:
    # 为中小企业提供转型咨询……等一揽子数字化服务
    return small_or_medium(f)


def international_standard(f: Facts) -> bool:
    # 对主导或参与国际标准的单位
    return unit(f) and town_if_asked(f) and inside_term(f["international_standard"], f)


def domestic_standard(f: Facts) -> bool:
    # 对主导或参与国家标准、行业标准、地方标准制修订的单位
    return unit(f) and town_if_asked(f) and inside_term(f["domestic_standard"], f)


def quality_upgrade_action(f: Facts) -> bool:
    # 深入组织开展小微企业质量管理体系认证提升行动
    return small(f) and town_if_asked(f)


def loan_guarantee(f: Facts) -> bool:
    # 缓解专业镇内小微企业、个体工商户的融资难题
    if not in_town(f):
        return False
    return f["applicant"] == "sole_trader" or small(f)


def listing_reserve(f: Facts) -> bool:
    # 对有上市意愿的专业镇主导产业企业纳入上市后备企业资源库
    return town_member(f) and bool(f["listing_intent"])


def stock_listing(f: Facts) -> bool:
    # 对挂牌上市企业按照相关政策给予奖励
    return is_enterprise(f) and inside_term(f["stock_listed"], f)


def promotion_fairs(f: Facts) -> bool:
    # 组织专业镇企业积极参与特色产品推介会
    return is_enterprise(f) and in_town(f)


def exhibition_conference(f: Facts) -> bool:
    # 对专业镇围绕主导产业引进……展览和……会议的给予一定补助
    if person(f) or not in_town(f):
        return False
    return inside_term(f["exhibition_or_conference"], f)


def online_sales(f: Facts) -> bool:
    # 对在第三方电商平台开设网上商城……年网络销售额超过一定金额的协会或企业
    if f["applicant"] != "association" and not is_enterprise(f):
        return False
    shop = f["online_shop"]
    opened = shop is not False and str(shop) <= LAST_DAY
    return opened and bool(f["online_sales_enough"])


def high_level_talent(f: Facts) -> bool:
    # 对在专业镇工作的高层次人才
    return person(f) and bool(f["works_in_town"]) and bool(f["high_level_talent"])


def master_education(f: Facts) -> bool:
    # 支持工艺美术大师和非物质文化遗产代表性项目代表性传承人学历提升
    if not person(f) or not f["pursues_degree"]:
        return False
    titles = (
        "national_craft_master",
        "provincial_craft_master",
        "national_heritage_bearer",
        "provincial_heritage_bearer",
    )
    return bool(f["other_craft_title"]) or any(ever(f[title]) for title in titles)


def national_craft_master(f: Facts) -> bool:
    # 对首次获评中国工艺美术大师……的,给予一次性奖励
    return person(f) and inside_term(f["national_craft_master"], f)


def provincial_craft_master(f: Facts) -> bool:
    # ……山西省工艺美术大师的,给予一次性奖励
    return person(f) and inside_term(f["provincial_craft_master"], f)


def national_heritage_bearer(f: Facts) -> bool:
    # 获评国家级……非物质文化遗产代表性项目代表性传承人的,给予传习补贴
    return person(f) and held(f["national_heritage_bearer"], f)


def provincial_heritage_bearer(f: Facts) -> bool:
    # ……省级非物质文化遗产代表性项目代表性传承人的,给予传习补贴
    return person(f) and held(f["provincial_heritage_bearer"], f)


def skills_training(f: Facts) -> bool:
    # 鼓励专业镇企业……开展订单式、项目制、定向式培训,给予培训补贴
    return is_enterprise(f) and in_town(f) and bool(f["skills_training"])


def plot_ratio(f: Facts) -> bool:
    # 工业用地提高容积率不增收土地价款
    return not person(f) and bool(f["raises_plot_ratio"])


def power_market(f: Facts) -> bool:
    # 对专业镇内符合条件的企业
    return is_enterprise(f) and in_town(f) and bool(f["power_market_conditions"])


def bundled_eia(f: Facts) -> bool:
    # 探索专业镇园区内同一类型小微企业项目“打捆”开展环评审批
    return small(f) and bool(f["in_park"]) and bool(f["same_type_project"])


def free_bookkeeping(f: Facts) -> bool:
    # 免费为入驻专业镇的中小微企业提供代理记账服务
    return small_or_medium(f) and in_town(f)


def legal_service(f: Facts) -> bool:
    # 推动律师法律服务在护航企业健康成长中发挥作用
    return is_enterprise(f)


def paperless_tax(f: Facts) -> bool:
    # 推动专业镇企业进园入区……在园区内推行电子税务局手机版要素化无表集成申报
    return is_enterprise(f) and bool(f["in_park"])


def business_opening(f: Facts) -> bool:
    # 推行企业开办“一网通、一窗办、半日结、零成本”
    return bool(f["opens_business"])


def agency_service(_: Facts) -> bool:
    # 建立政务服务线上“全程网办”、线下“全代办”制度
    return True


CONDITIONS: dict[str, tuple[int, Callable[[Facts], bool]]] = {
    "scale-up": (3, scale_up),
    "specialised-sme": (3, specialised_sme),
    "little-giant": (3, little_giant),
    "agri-loan-interest": (3, agri_loan_interest),
    "innovation-voucher": (3, innovation_voucher),
    "high-tech-enterprise": (3, high_tech_enterprise),
    "municipal-town-listing": (4, municipal_town_listing),
    "provincial-town-listing": (4, provincial_town_listing),
    "innovation-platform": (5, innovation_platform),
    "upgrading-project": (6, upgrading_project),
    "national-champion": (6, national_champion),
    "provincial-champion": (6, provincial_champion),
    "new-material-first-batch": (6, new_material_first_batch),
    "digital-project": (7, digital_project),
    "digital-service": (7, digital_service),
    "international-standard": (8, international_standard),
    "domestic-standard": (8, domestic_standard),
    "quality-upgrade-action": (8, quality_upgrade_action),
    "loan-guarantee": (10, loan_guarantee),
    "listing-reserve": (10, listing_reserve),
    "stock-listing": (10, stock_listing),
    "promotion-fairs": (11, promotion_fairs),
    "exhibition-conference": (11, exhibition_conference),
    "online-sales": (11, online_sales),
    "high-level-talent": (12, high_level_talent),
    "master-education": (12, master_education),
    "national-craft-master": (12, national_craft_master),
    "provincial-craft-master": (12, provincial_craft_master),
    "national-heritage-bearer": (12, national_heritage_bearer),
    "provincial-heritage-bearer": (12, provincial_heritage_bearer),
    "skills-training": (12, skills_training),
    "plot-ratio": (13, plot_ratio),
    "power-market": (13, power_market),
    "bundled-eia": (13, bundled_eia),
    "free-bookkeeping": (15, free_bookkeeping),
    "legal-service": (15, legal_service),
    "paperless-tax": (16, paperless_tax),
    "business-opening": (16, business_opening),
    "agency-service": (16, agency_service),
}
"""For each measure without an amount its article, and whether it applies to a whole document."""
