"""第(十二)条 加大人才服务力度."""

from calculator.engine.rules.expression import Condition
from calculator.engine.rules.facts import Event
from calculator.engine.rules.measure import commitment, support
from calculator.engine.text import Article
from calculator.policy.facts import (
    APPLICANT,
    HIGH_LEVEL_TALENT,
    NATIONAL_CRAFT_MASTER,
    NATIONAL_HERITAGE_BEARER,
    OTHER_CRAFT_TITLE,
    PROVINCIAL_CRAFT_MASTER,
    PROVINCIAL_HERITAGE_BEARER,
    PURSUES_DEGREE,
    SKILLS_TRAINING,
    WORKS_IN_TOWN,
)
from calculator.policy.phrases import awarded_by_the_last_day, enterprise, in_term, in_town
from calculator.policy.readings import HELD_TITLES_COUNT

ARTICLE = Article(
    12,
    "article-12",
    "第(十二)条",
    "(十二)加大人才服务力度。",
    (
        "聚焦专业镇特色产业,培育引进一批能够引领专业镇产业规模化集群化发展的一流企业家人才队伍。",
        "对在专业镇工作的高层次人才,按照相关人才政策给予支持。",
        "支持工艺美术大师和非物质文化遗产代表性项目代表性传承人学历提升。",
        "对首次获评中国工艺美术大师、山西省工艺美术大师的,给予一次性奖励;获评国家级、省级非物质文化遗产代表性项目代表性传承人的,给予传习补贴。",
        "鼓励专业镇企业根据需要全面实施在岗职工职业技能提升培训,依托普通高校、职业院校和技工院校等,开展订单式、项目制、定向式培训,给予培训补贴。",
        "鼓励专业镇建设就业创业平台,创建创业孵化示范基地和创业示范园区。",
    ),
    "〔责任单位:市委组织部、市人社局、市教育局、市文旅局、市城联社、市财政局,各县(市、区)人民政府〕",
    chapter=5,
)

CRAFT_MASTERS = "对首次获评中国工艺美术大师、山西省工艺美术大师的,给予一次性奖励"
HERITAGE_BEARERS = "获评国家级、省级非物质文化遗产代表性项目代表性传承人的,给予传习补贴"


def _person(quote: str) -> Condition:
    """Return the condition that the applicant is a natural person."""
    return APPLICANT.is_("individual").cite(quote, "申请主体是个人")


def _bearer(event: Event, quote: str) -> Condition:
    """Return "获评" inside the term, or before it where titles already held count as well.

    The sentence has no 首次, unlike the one on craft masters before it.
    """
    return awarded_by_the_last_day(event, HELD_TITLES_COUNT, quote)


MEASURES = (
    commitment(
        "12-1",
        name="培育引进企业家人才队伍",
        quote="培育引进一批能够引领专业镇产业规模化集群化发展的一流企业家人才队伍",
        to="企业家",
    ),
    support(
        "high-level-talent",
        row="12-2",
        name="高层次人才支持",
        quote="对在专业镇工作的高层次人才,按照相关人才政策给予支持",
        who=_person("高层次人才") & HIGH_LEVEL_TALENT.cite("高层次人才"),
        condition=WORKS_IN_TOWN.cite("在专业镇工作"),
        gives="按照相关人才政策给予支持",
        to="高层次人才",
    ),
    support(
        "master-education",
        row="12-3",
        name="大师和传承人学历提升",
        quote="支持工艺美术大师和非物质文化遗产代表性项目代表性传承人学历提升",
        who=_person("工艺美术大师和非物质文化遗产代表性项目代表性传承人")
        & (
            NATIONAL_CRAFT_MASTER.happened()
            | PROVINCIAL_CRAFT_MASTER.happened()
            | NATIONAL_HERITAGE_BEARER.happened()
            | PROVINCIAL_HERITAGE_BEARER.happened()
            | OTHER_CRAFT_TITLE
        ).cite(
            "工艺美术大师和非物质文化遗产代表性项目代表性传承人", "是工艺美术大师或代表性传承人"
        ),
        condition=PURSUES_DEGREE.cite("学历提升"),
        gives="支持",
        to="工艺美术大师和非物质文化遗产代表性项目代表性传承人",
    ),
    support(
        "national-craft-master",
        row="12-4a",
        name="首次获评中国工艺美术大师",
        quote=CRAFT_MASTERS,
        who=_person("工艺美术大师"),
        condition=in_term(NATIONAL_CRAFT_MASTER, "首次获评中国工艺美术大师"),
        gives="给予一次性奖励",
        to="中国工艺美术大师",
        times="一次性",
    ),
    support(
        "provincial-craft-master",
        row="12-4b",
        name="首次获评山西省工艺美术大师",
        quote=CRAFT_MASTERS,
        who=_person("工艺美术大师"),
        condition=in_term(PROVINCIAL_CRAFT_MASTER, "山西省工艺美术大师"),
        gives="给予一次性奖励",
        to="山西省工艺美术大师",
        times="一次性",
    ),
    support(
        "national-heritage-bearer",
        row="12-4c",
        name="国家级非遗代表性传承人传习补贴",
        quote=HERITAGE_BEARERS,
        who=_person("代表性传承人"),
        condition=_bearer(NATIONAL_HERITAGE_BEARER, "获评国家级"),
        gives="给予传习补贴",
        to="国家级代表性传承人",
    ),
    support(
        "provincial-heritage-bearer",
        row="12-4d",
        name="省级非遗代表性传承人传习补贴",
        quote=HERITAGE_BEARERS,
        who=_person("代表性传承人"),
        condition=_bearer(PROVINCIAL_HERITAGE_BEARER, "省级非物质文化遗产代表性项目代表性传承人"),
        gives="给予传习补贴",
        to="省级代表性传承人",
    ),
    support(
        "skills-training",
        row="12-5",
        name="职业技能提升培训补贴",
        quote="鼓励专业镇企业根据需要全面实施在岗职工职业技能提升培训,依托普通高校、职业院校和技工院校等,开展订单式、项目制、定向式培训,给予培训补贴",
        who=enterprise("企业") & in_town("专业镇"),
        condition=SKILLS_TRAINING.cite("在岗职工职业技能提升培训"),
        gives="给予培训补贴",
        to="专业镇企业",
    ),
    commitment(
        "12-6",
        name="建设就业创业平台",
        quote="鼓励专业镇建设就业创业平台,创建创业孵化示范基地和创业示范园区",
        to="专业镇、园区",
    ),
)
