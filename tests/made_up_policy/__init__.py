"""《示例县虚构扶持办法》: a policy that was made up, to prove that the engine knows none.

No county and no office has issued it.  It stands on ``calculator.engine`` alone, in the same shape
as a real policy: text, units, facts, readings and measures, one article after the other.
"""

from calculator.engine import phrases
from calculator.engine.describing.catalogue import catalogue_of
from calculator.engine.policy import Policy
from calculator.engine.rules.expression import (
    Always,
    Condition,
    either,
    given,
    pays,
    sum_of,
)
from calculator.engine.rules.facts import Choice, Event, Money, Reading, Set, UnitPrice, YesNo
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.rules.measure import (
    FloorPrice,
    award,
    commitment,
    floor_price,
    service,
    support,
)
from calculator.engine.rules.replies import Reply, Settled
from calculator.engine.text import Article
from calculator.engine.unit import Unit

__all__ = ["CATALOGUE", "POLICY", "TOPICS", "UNITS"]

FIRST_DAY = phrases.day("2030年3月1日")
ANNOUNCED = phrases.day("2030年3月8日")
REPLIED = phrases.day("2030年5月20日")
LAST_DAY = phrases.day("2031年2月28日")

TOPICS = {"who": "您是谁", "sales": "销售", "events": "发生的事"}
UNITS = (
    Unit("tea", "县茶业股", "示例县虚构茶业股", "虚构单位", "茶", verified=True),
    Unit("boats", "县船舶股", "示例县虚构船舶股", "虚构单位", "船", spellings=("县船股",)),
)

# --- What can be asked ----------------------------------------------------------------------

MAKER = Choice(
    "maker",
    "您做什么",
    "who",
    options=(("tea", "制茶"), ("boat", "造船"), ("other", "其他")),
)
BY_HAND = YesNo("by_hand", "全部手工制作", "who")
SALES_BEFORE = Money("sales_before", "以往最高年销售额", "sales")
SALES_2030 = Money("sales_2030", "2030年销售额", "sales", until=phrases.day("2030年12月31日"))
PRIZE = Event("prize", "获得县茶王称号", "events")
LAUNCHED = Event("launched", "首艘新船下水", "events")
PIER_PRICE = UnitPrice(
    "pier_price",
    "码头评估价",
    "sales",
    "问县船舶股。",
    confirmed=(
        Reply(
            by="县船舶股",
            on=REPLIED,
            document="虚构函〔2030〕3号",
            says="码头评估价每平方米200元",
        ),
    ),
)
PIER_FLOOR = UnitPrice("pier_floor", "码头最低价", "sales")
OTHER_HELP = Set("other_help", "已按其他办法享受的事项", "events")

CEREMONIES = Reading(
    "ceremonies",
    question="在网上举行的仪式算不算?",
    yes="算,奖励6万元",
    no="不算,奖励5万元",
    ask="县船舶股",
    article=3,
    quote="举行仪式的奖励6万元",
    see="A1",
)
TIERS_ADD = Reading(
    "tiers_add",
    question="一年首次达到两档时怎么奖励？",
    yes="两档相加",
    no="只奖励高的一档",
    ask="县茶业股",
    article=2,
    quote="分别奖励1万元、4万元",
    see="A3",
    reply=Settled(
        value=True,
        by="县茶业股",
        on=REPLIED,
        document="虚构函〔2030〕2号",
        link="https://example.test/2030-2",
        says="达到几档的，各档都给",
    ),
)
LOANS_OPEN = Reading(
    "loans_open",
    question="借用码头要不要另行批准？",
    yes="不用批准",
    no="批准以前不借",
    ask="县船舶股",
    article=3,
    quote="县船坊可以借用码头",
    see="A4",
    reply=Settled(
        value=True,
        by="县船股",
        on=REPLIED,
        document="电话答复",
        says="来了就借",
        holds_from=phrases.day("2030年5月25日"),
    ),
)
TERM = Reading(
    "term",
    question="“公布之日”是哪一天?",
    yes="签署的日期",
    no="张贴的日期",
    ask="县茶业股",
    article=5,
    quote="自公布之日起施行",
    see="A2",
)

# --- The text -------------------------------------------------------------------------------

_NAMES = ("第(一)条", "第(二)条", "第(三)条", "第(四)条", "第(五)条")


def _article(number: int, heading: str, *wording: str, bracket: str) -> Article:
    return Article(
        number, f"article-{number:02d}", _NAMES[number - 1], heading, wording, bracket, chapter=1
    )


_TEA = "〔责任单位:县茶业股〕"
_BOTH = "〔责任单位:县茶业股、县船股〕"

ONE = _article(
    1,
    "(一)奖励手工制茶。",
    "对全部手工制茶的茶坊,给予3万元奖励,获得县茶王称号的再给予7000元。",
    bracket=_TEA,
)
TWO = _article(
    2,
    "(二)鼓励扩大销售。",
    "年销售额首次达到50万元、200万元的茶坊,分别奖励1万元、4万元。",
    bracket=_TEA,
)
THREE = _article(
    3,
    "(三)支持造船。",
    "首艘新船下水的船坊,举行仪式的奖励6万元,未举行仪式的奖励5万元。",
    "县船坊可以借用码头。",
    bracket=_BOTH,
)
FOUR = _article(
    4,
    "(四)出让码头。",
    "码头可按评估价的80%出让,但不得低于最低价。",
    "另行制定培训补助。",
    bracket=_BOTH,
)
FIVE = _article(
    5,
    "(五)施行。",
    "本办法自公布之日起施行,至2031年2月28日止。",
    "同一事项不重复奖励。",
    bracket=_BOTH,
)

# --- The rules ------------------------------------------------------------------------------


def in_term(event: Event, quote: str) -> Condition:
    """Return the condition that an event falls into the term, which ends in the midst of a year."""
    return (event.since(FIRST_DAY) & ~event.after(LAST_DAY)).cite(quote)


TEA_MAKER = MAKER.is_("tea").cite("茶坊", "是茶坊")
BOAT_MAKER = MAKER.is_("boat").cite("船坊", "是船坊")

MEASURES_ONE = (
    award(
        "hand-made-tea",
        row="1-1",
        name="手工制茶奖励",
        quote="对全部手工制茶的茶坊,给予3万元奖励,获得县茶王称号的再给予7000元",
        who=TEA_MAKER & BY_HAND.cite("全部手工制茶"),
        condition=(~OTHER_HELP.has("hand-made-tea")).cite("同一事项不重复奖励", "没有重复奖励"),
        pays=sum_of(
            pays("3万元"),
            given(in_term(PRIZE, "获得县茶王称号"), pays("7000元")),
        ),
        gives="3万元",
        to="茶坊",
    ),
)
MEASURES_TWO = (
    award(
        "sales",
        row="2-1",
        name="销售额奖励",
        quote="年销售额首次达到50万元、200万元的茶坊,分别奖励1万元、4万元",
        who=TEA_MAKER,
        pays=FirstReached(
            words="年销售额首次达到",
            lines="50万元、200万元",
            awards="1万元、4万元",
            before=SALES_BEFORE,
            years=((SALES_2030, Always()),),
            several_in_one_year_add=TIERS_ADD,
            later_years_in_full=Always(),
        ),
        gives="1万元、4万元",
        to="茶坊",
    ),
)
MEASURES_THREE = (
    award(
        "new-boat",
        row="3-1",
        name="新船奖励",
        quote="首艘新船下水的船坊,举行仪式的奖励6万元,未举行仪式的奖励5万元",
        who=BOAT_MAKER,
        condition=in_term(LAUNCHED, "首艘新船下水"),
        pays=either(CEREMONIES.cite("举行仪式"), pays("6万元"), pays("5万元")),
        to="船坊",
    ),
    service(
        "pier-loan",
        row="3-2",
        name="借用码头",
        quote="县船坊可以借用码头",
        who=BOAT_MAKER,
        condition=LOANS_OPEN.cite("可以借用码头"),
        to="船坊",
    ),
)
MEASURES_FOUR = (
    floor_price(
        "pier-price",
        row="4-1",
        name="码头出让价",
        quote="码头可按评估价的80%出让,但不得低于最低价",
        who=BOAT_MAKER,
        price=FloorPrice(share="80%", of=PIER_PRICE, but_not_below=PIER_FLOOR),
    ),
    support("training", row="4-2", name="培训补助", quote="另行制定培训补助"),
)
MEASURES_FIVE = (commitment("5-1", name="施行", quote="本办法自公布之日起施行"),)

POLICY = Policy(
    number="虚构〔2030〕1号",
    title="示例县虚构扶持办法",
    articles=(
        (ONE, MEASURES_ONE),
        (TWO, MEASURES_TWO),
        (THREE, MEASURES_THREE),
        (FOUR, MEASURES_FOUR),
        (FIVE, MEASURES_FIVE),
    ),
    others=(),
    facts=(
        MAKER,
        BY_HAND,
        SALES_BEFORE,
        SALES_2030,
        PIER_PRICE,
        PIER_FLOOR,
        PRIZE,
        LAUNCHED,
        OTHER_HELP,
    ),
    readings=(TERM, TIERS_ADD, CEREMONIES, LOANS_OPEN),
    first_days=(FIRST_DAY, ANNOUNCED),
    first_day_reading=TERM,
    last_day=LAST_DAY,
)

CATALOGUE = catalogue_of(POLICY, UNITS, TOPICS)
