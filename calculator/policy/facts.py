"""The facts of this policy: what can be asked, in the order of the form.

Ids are public: links that people share contain them.  Amounts are whole 元, prices 元/㎡.
"""

from datetime import date

from calculator.engine.rules.facts import Choice, Event, Fact, Money, Set, UnitPrice, YesNo

TOPICS = {
    "who": "您是谁",
    "overlap": "其他政策",
    "revenue": "营收",
    "growth": "企业成长",
    "certification": "认证",
    "geographical_indication": "地理标志",
    "titles": "老字号与品牌",
    "culture_park": "文化园区",
    "technology": "科技与技术改造",
    "digital": "数字化",
    "standards": "标准",
    "finance": "融资上市",
    "market": "市场开拓",
    "talent": "人才",
    "land": "用地、用电与园区",
    "town": "专业镇申报",
    "services": "开办企业",
}
"""The topics of the form, in its order."""

# --- 您是谁 ---------------------------------------------------------------------------------

APPLICANT = Choice(
    "applicant",
    "您以什么身份申请",
    "who",
    "条文没有写要在晋城市，这里以在晋城市为前提，不另问。不确定时可以选几项。"
    "个体工商户与企业在条文中分开列举。",
    options=(
        ("enterprise", "企业"),
        ("cooperative", "农民专业合作社"),
        ("sole_trader", "个体工商户"),
        ("association", "行业协会、产业联盟、社会团体"),
        ("institute", "科研院所、高校等单位"),
        ("park", "专业镇或园区（基地）的管理、运营单位"),
        ("individual", "个人"),
    ),
    opening="申请主体是",
    also={
        "公司": ("enterprise",),
        "有限公司": ("enterprise",),
        "合作社": ("cooperative",),
        "个体户": ("sole_trader",),
        "协会": ("association",),
        "高校": ("institute",),
        "园区": ("park",),
        "自然人": ("individual",),
    },
)
IN_SPECIALISED_TOWN = YesNo(
    "in_specialised_town",
    "在列入市级或省级名单的专业镇内注册并经营",
    "who",
    "条文只写“专业镇”“专业镇企业”，这里从严问。名单由主管部门公布，并可能调整；"
    "拿不准时请选“不清楚”并询问市工信局。",
)
LEADING_INDUSTRY = YesNo(
    "leading_industry",
    "主营业务属于该专业镇的主导产业",
    "who",
    "例如泽州铸造专业镇的铸造企业。",
)
AGRICULTURAL = YesNo(
    "agricultural",
    "是涉农企业",
    "who",
    "条文没有定义“涉农企业”，请向市农业农村局确认。",
)
SIZE = Choice(
    "size",
    "企业规模",
    "who",
    "按《中小企业划型标准规定》（工信部联企业〔2011〕300号）划分。",
    options=(
        ("large", "大型"),
        ("medium", "中型"),
        ("small", "小型"),
        ("micro", "微型"),
    ),
    opening="企业规模是",
    also={
        **{
            f"{word}{tail}": (option,)
            for word, option in (
                ("大", "large"),
                ("中", "medium"),
                ("小", "small"),
                ("微", "micro"),
            )
            for tail in ("", "型企业")
        },
        "小微": ("small", "micro"),
        "小微企业": ("small", "micro"),
        "中小微企业": ("medium", "small", "micro"),
        "中小企业": ("medium", "small", "micro"),
    },
)

# --- 其他政策 -------------------------------------------------------------------------------

OVERLAPS = Set(
    "overlaps",
    "与我市其他同类优惠政策重复的事项",
    "overlap",
    "条文规定“与我市其他同类优惠政策重复的,按已有政策执行,不重复奖补”。省级、国家级奖励不在此列。"
    "还没有领到的算不算重复、县里的政策算不算，条文没有写，拿不准请选“不清楚”并询问市工信局。",
    formerly="已按我市其他同类优惠政策享受奖补的事项",
)

# --- 营收 -----------------------------------------------------------------------------------

PEAK_REVENUE_TO_2022 = Money(
    "peak_revenue_to_2022",
    "2022年及以前最高的年营收",
    "revenue",
    "用来判断“首次达到”。填各年中最高的一年。",
)
REVENUE_2023 = Money("revenue_2023", "2023年营收", "revenue", until=date(2023, 12, 31))
REVENUE_2024 = Money("revenue_2024", "2024年营收", "revenue", until=date(2024, 12, 31))
REVENUE_2025 = Money("revenue_2025", "2025年营收", "revenue", until=date(2025, 12, 31))

# --- 企业成长 -------------------------------------------------------------------------------

SCALED_UP = Event(
    "scaled_up",
    "小微企业上规升级（成为规模以上企业）",
    "growth",
    formerly="小微企业上规升级（首次成为规模以上企业）",
)
SPECIALISED_SME = Event("specialised_sme", "首次被认定为“专精特新”中小企业", "growth")
LITTLE_GIANT = Event("little_giant", "首次被认定为国家级专精特新“小巨人”企业", "growth")
AGRI_LEADING_ENTERPRISE = YesNo(
    "agri_leading_enterprise", "是省级或市级农业产业化重点龙头企业", "growth"
)
OPERATING_LOAN = YesNo("operating_loan", "在计息期内有用于正常生产经营的贷款", "growth")

# --- 认证 -----------------------------------------------------------------------------------

QUALITY_CERTIFIED = Event(
    "quality_certified",
    "通过质量管理体系认证（首张证书）",
    "certification",
    "填首张证书的日期。有效期内换证、再认证的，另填“再次通过”一题。",
    formerly="首次通过质量管理体系认证",
)
QUALITY_RECERTIFIED = Event(
    "quality_recertified",
    "有效期内再次通过质量管理体系认证（换证、再认证）",
    "certification",
    "填政策有效期内新证书的日期。条文只写“通过”，再次通过算不算，要由主管部门答复。",
)
GREEN_CERTIFIED = Event(
    "green_certified",
    "通过绿色体系认证（首张证书）",
    "certification",
    "填首张证书的日期。有效期内换证、再认证的，另填“再次通过”一题。条文没有列明哪些认证属于“绿色体系”，请向市市场监管局确认。",
    formerly="首次通过绿色体系认证",
)
GREEN_RECERTIFIED = Event(
    "green_recertified",
    "有效期内再次通过绿色体系认证（换证、再认证）",
    "certification",
    "填政策有效期内新证书的日期。条文只写“通过”，再次通过算不算，要由主管部门答复。",
)

# --- 地理标志 -------------------------------------------------------------------------------

GI_REGISTERED = Event(
    "gi_registered",
    "新获得国家地理标志（集体商标、证明商标、保护产品）",
    "geographical_indication",
    formerly="新获得国家地理标志(集体商标、证明商标、保护产品)",
)
GI_PROJECT_LISTED = Event(
    "gi_project_listed", "项目列入市级地理标志保护工程", "geographical_indication"
)

# --- 老字号与品牌 ---------------------------------------------------------------------------

CHINA_BRAND = Event("china_brand", "新入选“中华老字号”", "titles")
SANJIN_BRAND = Event("sanjin_brand", "新入选“三晋老字号”", "titles")
SHANXI_PREMIUM = Event("shanxi_premium", "新入选“山西精品”", "titles")
JINCHENG_BRAND = Event("jincheng_brand", "新入选“晋城老字号”", "titles")

# --- 文化园区 -------------------------------------------------------------------------------

NATIONAL_CULTURE_PARK = Event(
    "national_culture_park",
    "获评国家级“文化+”示范园区或基地",
    "culture_park",
    "国家文化出口基地也填在这里：条文单独列出了文化出口基地。只取得创建资格的，没有答复前请选“不清楚”。",
    formerly="获评国家级“文化+”示范园区（基地）",
)
NATIONAL_TITLE_IS_BASE = YesNo(
    "national_title_is_base",
    "获评的国家级“文化+”称号是“基地”",
    "culture_park",
    "称号叫“园区”的选“否”，叫“基地”的选“是”，例如国家文化产业示范基地。条文在省级后面写了“(基地)”，"
    "在国家级后面没有写，算不算要由主管部门答复。国家文化出口基地在条文里单独列出，请选“否”。",
    formerly="这个国家级称号是“基地”",
)
PROVINCIAL_CULTURE_PARK = Event(
    "provincial_culture_park",
    "获评省级“文化+”示范园区（基地）",
    "culture_park",
    "只列为创建单位的，没有答复前请选“不清楚”。",
)

# --- 科技与技术改造 -------------------------------------------------------------------------

TECH_SME = YesNo("tech_sme", "是科技型中小企业", "technology")
BUYS_INNOVATION_SERVICES = YesNo(
    "buys_innovation_services", "购买创新服务或开展技术合作", "technology"
)
HIGH_TECH_APPLICATION = Event(
    "high_tech_application", "申报认定高新技术企业", "technology", "填申报的日期。"
)
INNOVATION_PLATFORM = YesNo(
    "innovation_platform",
    "有效期内建设科技创新平台",
    "technology",
    "重点实验室、工程研究中心、技术创新中心、产业技术研究院、中试基地等。",
    formerly="建设科技创新平台",
)
UPGRADING_PROJECT = YesNo(
    "upgrading_project",
    "有效期内有技术改造重点项目",
    "technology",
    "产业基础再造、智能制造示范、绿色制造推广、产业链锻长补短等领域。",
    formerly="有技术改造重点项目",
)
NATIONAL_CHAMPION = Event(
    "national_champion", "首次获评国家级制造业单项冠军企业（产品）", "technology"
)
PROVINCIAL_CHAMPION = Event(
    "provincial_champion", "首次获评省级制造业单项冠军企业（产品）", "technology"
)
NEW_MATERIAL_FIRST_BATCH = YesNo(
    "new_material_first_batch",
    "有效期内有符合我省保险补偿机制的重点新材料首批次产品",
    "technology",
    formerly="有符合我省保险补偿机制的重点新材料首批次产品",
)

# --- 数字化 ---------------------------------------------------------------------------------

DIGITAL_PROJECT = YesNo(
    "digital_project",
    "有效期内有信息化改造、5G融合应用等项目",
    "digital",
    formerly="有信息化改造、5G融合应用等项目",
)

# --- 标准 -----------------------------------------------------------------------------------

WHEN_PUBLISHED = "填标准发布的日期。条文没有写按立项还是按发布算，拿不准请问市市场监管局。"
INTERNATIONAL_STANDARD = Event(
    "international_standard", "主导或参与国际标准", "standards", WHEN_PUBLISHED
)
DOMESTIC_STANDARD = Event(
    "domestic_standard",
    "主导或参与国家标准、行业标准、地方标准制修订",
    "standards",
    WHEN_PUBLISHED,
)

# --- 融资上市 -------------------------------------------------------------------------------

LISTING_INTENT = YesNo("listing_intent", "有上市意愿", "finance")
STOCK_LISTED = Event("stock_listed", "挂牌或上市", "finance")

# --- 市场开拓 -------------------------------------------------------------------------------

EXHIBITION_OR_CONFERENCE = Event(
    "exhibition_or_conference",
    "围绕主导产业引进展览或会议",
    "market",
    "填举办的日期。国际性、全国性、行业性市场化运作的展览，国际性、全国性会议。",
)
ONLINE_SHOP = Event(
    "online_shop",
    "在第三方电商平台开设网上商城，销售专业镇品牌商品",
    "market",
    "填开设的日期。有效期以前开设的也填：条文看的是年网络销售额。",
    formerly="在第三方电商平台开设网上商城,销售专业镇品牌商品",
)
ONLINE_SALES_ENOUGH = YesNo(
    "online_sales_enough",
    "年网络销售额超过主管部门规定的金额",
    "market",
    "看政策有效期内的年度。条文只说“一定金额”，没有写明数额，须询问主管部门。",
)

# --- 人才 -----------------------------------------------------------------------------------

WORKS_IN_TOWN = YesNo("works_in_town", "在专业镇工作", "talent")
HIGH_LEVEL_TALENT = YesNo("high_level_talent", "是高层次人才", "talent")
NATIONAL_CRAFT_MASTER = Event("national_craft_master", "首次获评中国工艺美术大师", "talent")
PROVINCIAL_CRAFT_MASTER = Event("provincial_craft_master", "首次获评山西省工艺美术大师", "talent")
NATIONAL_HERITAGE_BEARER = Event(
    "national_heritage_bearer", "获评国家级非物质文化遗产代表性项目代表性传承人", "talent"
)
PROVINCIAL_HERITAGE_BEARER = Event(
    "provincial_heritage_bearer", "获评省级非物质文化遗产代表性项目代表性传承人", "talent"
)
OTHER_CRAFT_TITLE = YesNo(
    "other_craft_title",
    "是其他级别的工艺美术大师或非遗代表性项目代表性传承人",
    "talent",
    "例如市级、县级。只用于学历提升：那一句没有写级别。",
)
PURSUES_DEGREE = YesNo("pursues_degree", "正在或准备提升学历", "talent")
SKILLS_TRAINING = YesNo(
    "skills_training",
    "有效期内依托院校为在岗职工开展职业技能提升培训",
    "talent",
    "普通高校、职业院校和技工院校等，订单式、项目制、定向式培训。",
    formerly="依托院校为在岗职工开展职业技能提升培训",
)

# --- 用地、用电与园区 -----------------------------------------------------------------------

LAND_PRIORITY = YesNo("land_priority", "是省政府确定的优先发展产业且用地集约的工业项目", "land")
LAND_PRIMARY_PROCESSING = YesNo(
    "land_primary_processing", "是以农、林、牧、渔业产品初加工为主的工业项目", "land"
)
LAND_STANDARD_PRICE = UnitPrice(
    "land_standard_price",
    "所在地土地等别对应的最低价标准",
    "land",
    "见《全国工业用地出让最低价标准》，单位：元/㎡。晋城各地的土地等别待核实，请向自然资源部门查询。",
)
LAND_COST_PRICE = UnitPrice(
    "land_cost_price", "实际各项成本费用之和", "land", "折合每平方米，单位：元/㎡。"
)
RAISES_PLOT_RATIO = YesNo("raises_plot_ratio", "工业用地提高容积率", "land")
POWER_MARKET_CONDITIONS = YesNo(
    "power_market_conditions",
    "符合省里战略性新兴产业电力市场交易的申报条件",
    "land",
    "条件见省里的工作方案，本条文没有写明。",
)
IN_PARK = YesNo("in_park", "在专业镇园区内", "land")
SAME_TYPE_PROJECT = YesNo("same_type_project", "与园区内其他小微企业项目属同一类型", "land")

# --- 专业镇申报 -----------------------------------------------------------------------------

TOWN_READY = YesNo(
    "town_ready",
    "所在产业符合市级重点专业镇的条件、培育成熟",
    "town",
    "条件在条文中没有写明，由主管部门认定。",
)
MUNICIPAL_TOWN = YesNo("municipal_town", "所在专业镇已列入市级重点专业镇名单", "town")

# --- 开办企业 -------------------------------------------------------------------------------

OPENS_BUSINESS = YesNo("opens_business", "正在或准备开办企业", "services")

FACTS: tuple[Fact, ...] = tuple(value for value in globals().values() if isinstance(value, Fact))
"""All facts in the order above, which is the order of the form."""
