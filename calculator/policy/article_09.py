"""第(九)条 实施品牌提升工程."""

from calculator.engine.rules.expression import none_of, pays
from calculator.engine.rules.facts import unless_read_so
from calculator.engine.rules.measure import Beyond, award, commitment
from calculator.engine.text import Article
from calculator.policy.closing import unless_displaced
from calculator.policy.facts import (
    CHINA_BRAND,
    GI_PROJECT_LISTED,
    GI_REGISTERED,
    JINCHENG_BRAND,
    OVERLAPS,
    SANJIN_BRAND,
    SHANXI_PREMIUM,
)
from calculator.policy.phrases import (
    NOT_AN_INDIVIDUAL,
    ORGANISATION,
    SOLE_TRADER_AS_ENTERPRISE,
    SOLE_TRADER_AS_ORGANISATION,
    enterprise,
    in_term,
    town_if_asked,
)
from calculator.policy.readings import BRAND_UPGRADE_FULL, GI_BOTH

ARTICLE = Article(
    9,
    "article-09",
    "第(九)条",
    "(九)实施品牌提升工程。",
    (
        "支持专业镇提升地域特色产业品牌,争创“国字号”行业品牌。",
        "优先支持专业镇优势和特色产业打造“山西精品”公用品牌。",
        "支持专业镇企业围绕特色产业和细分领域,打造一批质量优、竞争力强、附加值高的“拳头产品”,持续扩大高平潞绸、泽州铸造(铁器)、泽州山楂红酒、沁水蜂蜜等优势产品的市场占有率,打造晋城高质量发展的亮丽名片和金字招牌。",
        "对新获得国家地理标志(集体商标、证明商标、保护产品)的组织,一次性奖励3万元;对列入市级地理标志保护工程的项目给予10万元补助。",
        "对新入选“中华老字号”“三晋老字号”和“山西精品”“晋城老字号”的企业分别奖励20万元、10万元、10万元、5万元。",
        "鼓励利用各级媒体在重要时段、重要版面开展主导产业公用品牌和专业镇企业“拳头产品”宣传。",
    ),
    "〔责任单位:市商务局、市市场监管局、市文旅局、市农业农村局、市融媒体中心、市工信局、市财政局,各县(市、区)人民政府〕",
    chapter=3,
)

MUNICIPAL_GI_PROJECT = (
    NOT_AN_INDIVIDUAL.cite("项目", "申请主体是单位或经营者（项目单位）")
    & town_if_asked()
    & in_term(GI_PROJECT_LISTED, "列入市级地理标志保护工程的项目")
)
PAID_AS_A_PROJECT = (MUNICIPAL_GI_PROJECT & none_of(OVERLAPS.has("gi-protection-project"))).cite(
    "对列入市级地理标志保护工程的项目给予10万元补助", "列入市级地理标志保护工程，已给10万元"
)
NEW_CHINA_BRAND = in_term(CHINA_BRAND, "新入选“中华老字号”")
NEW_SANJIN_BRAND = in_term(SANJIN_BRAND, "“三晋老字号”")
NEW_SHANXI_PREMIUM = in_term(SHANXI_PREMIUM, "“山西精品”")
NEW_JINCHENG_BRAND = in_term(JINCHENG_BRAND, "“晋城老字号”")

BRANDS = (
    "对新入选“中华老字号”“三晋老字号”和“山西精品”“晋城老字号”的企业"
    "分别奖励20万元、10万元、10万元、5万元"
)
BRAND_OWNER = enterprise("企业") & town_if_asked()

MEASURES = (
    commitment("9-1", name="争创“国字号”行业品牌", quote="争创“国字号”行业品牌", to="专业镇"),
    commitment(
        "9-2",
        name="优先打造“山西精品”公用品牌",
        quote="优先支持专业镇优势和特色产业打造“山西精品”公用品牌",
        to="专业镇",
    ),
    commitment(
        "9-3",
        name="扩大优势产品的市场占有率",
        quote="持续扩大高平潞绸、泽州铸造(铁器)、泽州山楂红酒、沁水蜂蜜等优势产品的市场占有率",
        to="专业镇企业",
    ),
    unless_displaced(
        award(
            "geographical-indication",
            row="9-4a",
            name="新获得国家地理标志奖励",
            quote="对新获得国家地理标志(集体商标、证明商标、保护产品)的组织,一次性奖励3万元",
            who=ORGANISATION.cite("组织", "申请主体是组织") & town_if_asked(),
            condition=in_term(GI_REGISTERED, "新获得国家地理标志(集体商标、证明商标、保护产品)")
            & unless_read_so(GI_BOTH, none_of(PAID_AS_A_PROJECT)).cite(
                "对列入市级地理标志保护工程的项目给予10万元补助",
                "没有按保护工程另得10万元（如两笔不能都给）",
            ),
            pays=pays("3万元"),
            gives="奖励3万元",
            to="组织",
            times="一次性",
            beyond=(
                Beyond(
                    "同一申请人新获得几件地理标志的，条文没有写明是否按件计；这里只算一次。", "A17"
                ),
                SOLE_TRADER_AS_ORGANISATION,
            ),
        )
    ),
    unless_displaced(
        award(
            "gi-protection-project",
            row="9-4b",
            name="市级地理标志保护工程补助",
            quote="对列入市级地理标志保护工程的项目给予10万元补助",
            who=MUNICIPAL_GI_PROJECT,
            pays=pays("10万元"),
            gives="给予10万元补助",
            to="项目",
            beyond=(
                Beyond(
                    "同一申请人有几个项目列入的，条文没有写明是否按项目计；这里只算一次。", None
                ),
            ),
        )
    ),
    unless_displaced(
        award(
            "china-brand",
            row="9-5a",
            name="新入选“中华老字号”奖励",
            quote=BRANDS,
            who=BRAND_OWNER,
            condition=NEW_CHINA_BRAND,
            pays=pays("20万元"),
            to="企业",
            beyond=(SOLE_TRADER_AS_ENTERPRISE,),
        )
    ),
    unless_displaced(
        award(
            "sanjin-brand",
            row="9-5b",
            name="新入选“三晋老字号”奖励",
            quote=BRANDS,
            who=BRAND_OWNER,
            condition=NEW_SANJIN_BRAND
            & unless_read_so(BRAND_UPGRADE_FULL, none_of(NEW_CHINA_BRAND)).cite(
                "分别奖励", "没有被更高的老字号称号取代"
            ),
            pays=pays("10万元"),
            to="企业",
            beyond=(SOLE_TRADER_AS_ENTERPRISE,),
        )
    ),
    unless_displaced(
        award(
            "shanxi-premium",
            row="9-5c",
            name="新入选“山西精品”奖励",
            quote=BRANDS,
            who=BRAND_OWNER,
            condition=NEW_SHANXI_PREMIUM,
            pays=pays("10万元"),
            to="企业",
            beyond=(
                Beyond(
                    "几个产品新入选“山西精品”的，条文没有写明按企业还是按产品计；这里只算一次。",
                    "A21",
                ),
                SOLE_TRADER_AS_ENTERPRISE,
            ),
        )
    ),
    unless_displaced(
        award(
            "jincheng-brand",
            row="9-5d",
            name="新入选“晋城老字号”奖励",
            quote=BRANDS,
            who=BRAND_OWNER,
            condition=NEW_JINCHENG_BRAND
            & unless_read_so(BRAND_UPGRADE_FULL, none_of(NEW_CHINA_BRAND, NEW_SANJIN_BRAND)).cite(
                "分别奖励", "没有被更高的老字号称号取代"
            ),
            pays=pays("5万元"),
            to="企业",
            beyond=(SOLE_TRADER_AS_ENTERPRISE,),
        )
    ),
    commitment(
        "9-6",
        name="媒体宣传公用品牌和“拳头产品”",
        quote="鼓励利用各级媒体在重要时段、重要版面开展主导产业公用品牌和专业镇企业“拳头产品”宣传",
        to="专业镇及企业",
    ),
)
