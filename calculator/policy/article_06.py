"""第(六)条 鼓励企业技术改造."""

from calculator.engine.rules.measure import support
from calculator.engine.text import Article
from calculator.policy.facts import (
    NATIONAL_CHAMPION,
    NEW_MATERIAL_FIRST_BATCH,
    PROVINCIAL_CHAMPION,
    UPGRADING_PROJECT,
)
from calculator.policy.phrases import ENTERPRISE, enterprise, in_term, in_town

ARTICLE = Article(
    6,
    "article-06",
    "第(六)条",
    "(六)鼓励企业技术改造。",
    (
        "对专业镇企业产业基础再造、智能制造示范、绿色制造推广、产业链锻长补短等领域重点项目,给予一定奖励。",
        "对首次获评国家级、省级制造业单项冠军企业(产品)的企业分别给予一次性奖励。",
        "对符合我省保险补偿机制的重点新材料首批次产品,争取省级政策补贴。",
    ),
    "〔责任单位:市工信局、市财政局,各县(市、区)人民政府〕",
    chapter=2,
)

CHAMPION = "对首次获评国家级、省级制造业单项冠军企业(产品)的企业分别给予一次性奖励"

MEASURES = (
    support(
        "upgrading-project",
        row="6-1",
        name="技术改造重点项目奖励",
        quote="对专业镇企业产业基础再造、智能制造示范、绿色制造推广、产业链锻长补短等领域重点项目,给予一定奖励",
        who=enterprise("企业") & in_town("专业镇"),
        condition=UPGRADING_PROJECT.cite(
            "产业基础再造、智能制造示范、绿色制造推广、产业链锻长补短等领域重点项目"
        ),
        gives="给予一定奖励",
        to="专业镇企业",
    ),
    support(
        "national-champion",
        row="6-2a",
        name="首次获评国家级制造业单项冠军",
        quote=CHAMPION,
        who=enterprise("企业分别"),
        condition=in_term(NATIONAL_CHAMPION, "首次获评国家级"),
        gives="给予一次性奖励",
        to="企业",
        times="一次性",
    ),
    support(
        "provincial-champion",
        row="6-2b",
        name="首次获评省级制造业单项冠军",
        quote=CHAMPION,
        who=enterprise("企业分别"),
        condition=in_term(PROVINCIAL_CHAMPION, "省级制造业单项冠军企业(产品)"),
        gives="给予一次性奖励",
        to="企业",
        times="一次性",
    ),
    support(
        "new-material-first-batch",
        row="6-3",
        name="重点新材料首批次产品",
        quote="对符合我省保险补偿机制的重点新材料首批次产品,争取省级政策补贴",
        who=ENTERPRISE.cite("重点新材料首批次产品", "申请主体是生产企业"),
        condition=NEW_MATERIAL_FIRST_BATCH.cite("符合我省保险补偿机制的重点新材料首批次产品"),
        gives="争取省级政策补贴",
        to="重点新材料首批次产品",
    ),
)
