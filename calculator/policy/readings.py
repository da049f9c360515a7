"""Where the text can be read as saying two things: questions that only the authority can settle.

Each is asked like a fact; where it is not settled, the result covers both answers.
"""

from calculator.engine.rules.facts import Reading

EFFECTIVE_FROM_SIGNING = Reading(
    "effective_from_signing",
    question="“发布之日”是哪一天？",
    yes="成文日期2023年10月31日起施行",
    no="网页发布日期2023年11月15日起施行",
    ask="市工信局",
    article=0,
    quote="以上政策自发布之日起施行",
    see="A1",
)
COUNTS_2023_2025 = Reading(
    "counts_2023_2025",
    question="哪些年度的营收计入？",
    yes="2023年、2024年、2025年首次达到的都计入",
    no="只计入2024年，即全年在有效期内、期满前又报得出营收的唯一年度",
    ask="市工信局",
    article=2,
    quote="年营收规模首次达到",
    see="A5",
)
TIERS_CUMULATE = Reading(
    "tiers_cumulate",
    question="一年首次达到几档时怎么奖励？",
    yes="各档奖励相加",
    no="只按最高一档奖励",
    ask="市工信局",
    article=2,
    quote="一次性奖励10万元、20万元、30万元、50万元",
    see="A6",
)
LATER_TIER_FULL = Reading(
    "later_tier_full",
    question="以后年度又达到更高一档时怎么奖励？",
    yes="更高一档全额奖励",
    no="只按奖励最多的一年给，已得过的只补差额",
    ask="市工信局",
    article=2,
    quote="首次达到",
    see="A7",
)
CERTIFICATION_SMALL_ONLY = Reading(
    "certification_small_only",
    question="认证奖补是否只给小微企业？",
    yes="只给小型、微型企业",
    no="各种规模的企业都可以",
    ask="市市场监管局",
    article=8,
    quote="深入组织开展小微企业质量管理体系认证提升行动,对通过质量管理体系、绿色体系认证的企业给予2万元的奖补",
    see="A14",
)
CERTIFICATION_BOTH = Reading(
    "certification_both",
    question="两项认证要都通过吗？",
    yes="两项都要通过，合计奖补2万元",
    no="通过其中一项即可",
    ask="市市场监管局",
    article=8,
    quote="质量管理体系、绿色体系认证",
    see="A12",
)
CERTIFICATION_EACH = Reading(
    "certification_each",
    question="（一项即可时）两项都通过怎么奖补？",
    yes="每项2万元",
    no="一共2万元",
    ask="市市场监管局",
    article=8,
    quote="给予2万元的奖补",
    see="A13",
)
RENEWALS_COUNT = Reading(
    "renewals_count",
    question="有效期内换证、再认证也给奖补吗？",
    yes="换证、再认证也算",
    no="只有首次通过才算",
    ask="市市场监管局",
    article=8,
    quote="对通过质量管理体系、绿色体系认证的企业",
    see="A13",
)
GI_BOTH = Reading(
    "gi_both",
    question="3万元和10万元能否同时享受？",
    formerly="3万元和10万元能同时拿吗？",
    yes="两笔都给",
    no="已给10万元的，不再给3万元",
    ask="市市场监管局",
    article=9,
    quote="一次性奖励3万元;对列入市级地理标志保护工程的项目给予10万元补助",
    see="A19",
)
BRAND_UPGRADE_FULL = Reading(
    "brand_upgrade_full",
    question="新入选几个老字号称号时怎么奖励？",
    yes="每个称号都全额奖励",
    no="三种老字号中只奖励新入选的最高一种",
    ask="市商务局",
    article=9,
    quote="分别奖励20万元、10万元、10万元、5万元",
    see="A20",
)
PARK_UPGRADE_FULL = Reading(
    "park_upgrade_full",
    question="国家级、省级称号都获评时怎么奖励？",
    yes="两级都奖励",
    no="只奖励国家级",
    ask="市文旅局",
    article=14,
    quote="按照国家级30万元、省级10万元的标准给予奖励",
    see="A26",
)
HELD_PARKS_COUNT = Reading(
    "held_parks_count",
    question="有效期以前获评的“文化+”示范园区（基地）也奖励吗？",
    yes="也奖励，这一句写“获评为”，没有写“首次”“新”",
    no="只奖励有效期内获评的",
    ask="市文旅局",
    article=14,
    quote="获评为国家级文化产业示范园区",
    see="A3",
)
NATIONAL_BASE_COUNTS = Reading(
    "national_base_counts",
    question="国家级“基地”也按国家级奖励吗？",
    yes="也按国家级30万元奖励",
    no="不按国家级奖励，条文在省级后面写了“(基地)”，在国家级后面没有写",
    ask="市文旅局",
    article=14,
    quote="国家级文化产业示范园区、省级文化产业示范园区(基地)、文化出口基地等“文化+”的示范园区(基地)",
    see="A24",
)
TOWN_MEMBERS_ONLY = Reading(
    "town_members_only",
    question="第(八)(九)条是否也要求在专业镇内？",
    yes="要求，须在专业镇内注册并经营",
    no="不要求，这两条没有写，在晋城市即可",
    ask="市工信局",
    article=0,
    quote="晋城市支持专业镇高质量发展若干政策",
    see="A16",
)
COOPERATIVES_COUNT = Reading(
    "cooperatives_count",
    question="农民专业合作社算“企业”吗？",
    yes="算",
    no="不算",
    ask="市工信局",
    article=2,
    quote="专业镇主导产业企业",
    see="A32",
)
SOLE_TRADERS_COUNT = Reading(
    "sole_traders_count",
    question="个体工商户算“单位”吗？",
    yes="算",
    no="不算",
    ask="市市场监管局",
    article=8,
    quote="对主导或参与国际标准的单位",
    see="A36",
)
LAND_EITHER = Reading(
    "land_either",
    question="两类工业项目符合一类就行吗？",
    yes="符合其中一类即可",
    no="两类条件要同时符合",
    ask="市规划和自然资源局",
    article=13,
    quote="对经山西省人民政府确定的优先发展产业且用地集约的工业项目,以农、林、牧、渔业产品初加工为主的工业项目",
    see="A28",
)
HELD_TITLES_COUNT = Reading(
    "held_titles_count",
    question="有效期以前获评的传承人也给传习补贴吗？",
    yes="给，条文没有写“首次”",
    no="不给，须在有效期内获评",
    ask="市文旅局",
    article=12,
    quote="获评国家级、省级非物质文化遗产代表性项目代表性传承人的,给予传习补贴",
    see="A3",
)

READINGS = tuple(value for value in globals().values() if isinstance(value, Reading))
"""All readings, in the order above."""
