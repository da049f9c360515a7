"""第(五)条 提升科研支持水平."""

from calculator.engine.rules.measure import commitment, support
from calculator.engine.text import Article
from calculator.policy.facts import APPLICANT, INNOVATION_PLATFORM
from calculator.policy.phrases import ENTERPRISE, in_town

ARTICLE = Article(
    5,
    "article-05",
    "第(五)条",
    "(五)提升科研支持水平。",
    (
        "聚焦专业镇主导产业共性需求,引导科研院所、高等院校聚焦铸造、陶瓷琉璃(珐华)、中药材等领域,重点攻克一批关键核心技术。",
        "支持高平生猪、阳城蚕桑等专业镇建设重点实验室、工程研究中心、技术创新中心、产业技术研究院、中试基地等各类科技创新平台,按照规定给予支持或奖励补助。",
    ),
    "〔责任单位:市科技局、市财政局、市教育局,各县(市、区)人民政府〕",
    chapter=2,
)

MEASURES = (
    commitment(
        "5-1",
        name="攻克关键核心技术",
        quote="引导科研院所、高等院校聚焦铸造、陶瓷琉璃(珐华)、中药材等领域,重点攻克一批关键核心技术",
        to="科研院所、高等院校",
    ),
    support(
        "innovation-platform",
        row="5-2",
        name="建设科技创新平台",
        quote="支持高平生猪、阳城蚕桑等专业镇建设重点实验室、工程研究中心、技术创新中心、产业技术研究院、中试基地等各类科技创新平台,按照规定给予支持或奖励补助",
        who=(ENTERPRISE | APPLICANT.is_("institute", "park", "association")).cite(
            "科技创新平台", "申请主体是企业、科研院所、园区或协会"
        )
        & in_town("专业镇"),
        condition=INNOVATION_PLATFORM.cite("建设重点实验室"),
        gives="按照规定给予支持或奖励补助",
        to="专业镇（平台建设单位）",
    ),
)
