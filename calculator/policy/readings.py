"""Where the text can be read in two ways: questions that only the authority can settle.

Each is a fact like any other; not given, the result spans both ways.  ``see`` is the number of the
question in the list of ambiguities.
"""

from calculator.engine.expression import Reading

EFFECTIVE_FROM_SIGNING = Reading(
    "effective_from_signing",
    "“发布之日”是哪一天？",
    "成文日期2023年10月31日起施行",
    "网页发布日期2023年11月15日起施行",
    "市工信局",
    0,
    "以上政策自发布之日起施行",
    "A1",
)
COUNTS_2023_2025 = Reading(
    "counts_2023_2025",
    "哪些年度的营收计入？",
    "2023年、2024年、2025年首次达到的都计入",
    "只计入2024年，即唯一完整处在有效期内的年度",
    "市工信局",
    2,
    "年营收规模首次达到",
    "A5",
)
TIERS_CUMULATE = Reading(
    "tiers_cumulate",
    "一年首次达到几档时怎么奖励？",
    "各档奖励相加",
    "只按最高一档奖励",
    "市工信局",
    2,
    "一次性奖励10万元、20万元、30万元、50万元",
    "A6",
)
LATER_TIER_FULL = Reading(
    "later_tier_full",
    "以后年度又达到更高一档时怎么奖励？",
    "更高一档全额奖励",
    "各计入年度合计不超过奖励最多的一年",
    "市工信局",
    2,
    "首次达到",
    "A7",
)
CERTIFICATION_SMALL_ONLY = Reading(
    "certification_small_only",
    "认证奖补是否只给小微企业？",
    "只给小型、微型企业",
    "各种规模的企业都可以",
    "市市场监管局",
    8,
    "深入组织开展小微企业质量管理体系认证提升行动,对通过质量管理体系、绿色体系认证的企业给予2万元的奖补",
    "A14",
)
CERTIFICATION_BOTH = Reading(
    "certification_both",
    "两项认证要都通过吗？",
    "两项都要通过，合计奖补2万元",
    "通过其中一项即可",
    "市市场监管局",
    8,
    "质量管理体系、绿色体系认证",
    "A12",
)
CERTIFICATION_EACH = Reading(
    "certification_each",
    "（一项即可时）两项都通过怎么奖补？",
    "每项2万元",
    "一共2万元",
    "市市场监管局",
    8,
    "给予2万元的奖补",
    "A13",
)
RENEWALS_COUNT = Reading(
    "renewals_count",
    "有效期内换证、再认证也给奖补吗？",
    "换证、再认证也算",
    "只有首次通过才算",
    "市市场监管局",
    8,
    "对通过质量管理体系、绿色体系认证的企业",
    "A13",
)
GI_BOTH = Reading(
    "gi_both",
    "3万元和10万元能同时拿吗？",
    "两笔都给",
    "已给10万元的，不再给3万元",
    "市市场监管局",
    9,
    "一次性奖励3万元;对列入市级地理标志保护工程的项目给予10万元补助",
    "A19",
)
BRAND_UPGRADE_FULL = Reading(
    "brand_upgrade_full",
    "新入选几个老字号称号时怎么奖励？",
    "每个称号都全额奖励",
    "三种老字号中只奖励新入选的最高一种",
    "市商务局",
    9,
    "分别奖励20万元、10万元、10万元、5万元",
    "A20",
)
PARK_UPGRADE_FULL = Reading(
    "park_upgrade_full",
    "国家级、省级称号都获评时怎么奖励？",
    "两级都奖励",
    "只奖励国家级",
    "市文旅局",
    14,
    "按照国家级30万元、省级10万元的标准给予奖励",
    "A26",
)
HELD_PARKS_COUNT = Reading(
    "held_parks_count",
    "有效期以前获评的“文化+”示范园区（基地）也奖励吗？",
    "也奖励，这一句写“获评为”，没有写“首次”“新”",
    "只奖励有效期内获评的",
    "市文旅局",
    14,
    "获评为国家级文化产业示范园区",
    "A3",
)
NATIONAL_BASE_COUNTS = Reading(
    "national_base_counts",
    "国家级“基地”也按国家级奖励吗？",
    "也按国家级30万元奖励",
    "不按国家级奖励，条文在省级后面写了“(基地)”，在国家级后面没有写",
    "市文旅局",
    14,
    "国家级文化产业示范园区、省级文化产业示范园区(基地)、文化出口基地等“文化+”的示范园区(基地)",
    "A24",
)
TOWN_MEMBERS_ONLY = Reading(
    "town_members_only",
    "第(八)(九)条是否也要求在专业镇内？",
    "要求，须在专业镇内注册并经营",
    "不要求，这两条没有写，在晋城市即可",
    "市工信局",
    0,
    "晋城市支持专业镇高质量发展若干政策",
    "A16",
)
COOPERATIVES_COUNT = Reading(
    "cooperatives_count",
    "农民专业合作社算“企业”吗？",
    "算",
    "不算",
    "市工信局",
    2,
    "专业镇主导产业企业",
    "A32",
)
SOLE_TRADERS_COUNT = Reading(
    "sole_traders_count",
    "个体工商户算“单位”吗？",
    "算",
    "不算",
    "市市场监管局",
    8,
    "对主导或参与国际标准的单位",
    "A36",
)
LAND_EITHER = Reading(
    "land_either",
    "两类工业项目符合一类就行吗？",
    "符合其中一类即可",
    "两类条件要同时符合",
    "市规划和自然资源局",
    13,
    "对经山西省人民政府确定的优先发展产业且用地集约的工业项目,以农、林、牧、渔业产品初加工为主的工业项目",
    "A28",
)
HELD_TITLES_COUNT = Reading(
    "held_titles_count",
    "有效期以前获评的传承人也给传习补贴吗？",
    "给，条文没有写“首次”",
    "不给，须在有效期内获评",
    "市文旅局",
    12,
    "获评国家级、省级非物质文化遗产代表性项目代表性传承人的,给予传习补贴",
    "A3",
)

READINGS = tuple(value for value in globals().values() if isinstance(value, Reading))
"""All readings, in the order above."""
