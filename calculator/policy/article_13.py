"""第(十三)条 强化发展要素保障."""

from calculator.engine.rules.expression import either
from calculator.engine.rules.measure import FloorPrice, commitment, floor_price, service, support
from calculator.engine.text import Article
from calculator.policy.closing import unless_displaced
from calculator.policy.facts import (
    IN_PARK,
    LAND_COST_PRICE,
    LAND_PRIMARY_PROCESSING,
    LAND_PRIORITY,
    LAND_STANDARD_PRICE,
    POWER_MARKET_CONDITIONS,
    RAISES_PLOT_RATIO,
    SAME_TYPE_PROJECT,
)
from calculator.policy.phrases import NOT_AN_INDIVIDUAL, SMALL_OR_MICRO, enterprise, in_town
from calculator.policy.readings import LAND_EITHER

ARTICLE = Article(
    13,
    "article-13",
    "第(十三)条",
    "(十三)强化发展要素保障。",
    (
        "结合我市国土空间规划编制工作,将专业镇用地纳入国土空间规划,统筹安排产业、城镇建设用地规模和布局。",
        "对经山西省人民政府确定的优先发展产业且用地集约的工业项目,以农、林、牧、渔业产品初加工为主的工业项目土地出让底价可按不低于所在地土地等别相对应《全国工业用地出让最低价标准》的70%执行,但不应低于实际各项成本费用之和。",
        "工业用地提高容积率不增收土地价款。",
        "对整体能效水平较高的产业项目实行正面清单管理,对正面清单以外的产业实行能效先进性审批。",
        "对专业镇内符合条件的企业,执行我省《参与战略性新兴产业电力市场交易用电企业申报备案工作方案(试行)》。",
        "探索专业镇园区内同一类型小微企业项目“打捆”开展环评审批,单个项目可不再重复开展环评。",
    ),
    "〔责任单位:市规划和自然资源局、市能源局、市发展改革委、市工信局、市生态环境局、市审批服务管理局,各县(市、区)人民政府〕",
    chapter=5,
)

PRIORITY_INDUSTRY = LAND_PRIORITY.cite("经山西省人民政府确定的优先发展产业且用地集约的工业项目")
PRIMARY_PROCESSING = LAND_PRIMARY_PROCESSING.cite("以农、林、牧、渔业产品初加工为主的工业项目")

MEASURES = (
    commitment(
        "13-1", name="用地纳入国土空间规划", quote="将专业镇用地纳入国土空间规划", to="专业镇"
    ),
    unless_displaced(
        floor_price(
            "land-floor-price",
            row="13-2",
            name="工业用地出让底价",
            quote="对经山西省人民政府确定的优先发展产业且用地集约的工业项目,以农、林、牧、渔业产品初加工为主的工业项目土地出让底价可按不低于所在地土地等别相对应《全国工业用地出让最低价标准》的70%执行,但不应低于实际各项成本费用之和",
            who=NOT_AN_INDIVIDUAL.cite("工业项目", "申请主体是单位或经营者"),
            condition=either(
                LAND_EITHER,
                PRIORITY_INDUSTRY | PRIMARY_PROCESSING,
                PRIORITY_INDUSTRY & PRIMARY_PROCESSING,
            ),
            price=FloorPrice(share="70%", of=LAND_STANDARD_PRICE, but_not_below=LAND_COST_PRICE),
            to="工业项目",
        )
    ),
    service(
        "plot-ratio",
        row="13-3",
        name="提高容积率不增收土地价款",
        quote="工业用地提高容积率不增收土地价款",
        who=NOT_AN_INDIVIDUAL.cite("工业用地", "申请主体是单位或经营者"),
        condition=RAISES_PLOT_RATIO.cite("工业用地提高容积率"),
        gives="不增收土地价款",
        to="工业用地使用者",
    ),
    commitment(
        "13-4",
        name="能效正面清单管理",
        quote="对整体能效水平较高的产业项目实行正面清单管理,对正面清单以外的产业实行能效先进性审批",
        to="产业项目",
    ),
    support(
        "power-market",
        row="13-5",
        name="战略性新兴产业电力市场交易",
        quote="对专业镇内符合条件的企业,执行我省《参与战略性新兴产业电力市场交易用电企业申报备案工作方案(试行)》",
        who=enterprise("企业") & in_town("专业镇内"),
        condition=POWER_MARKET_CONDITIONS.cite("符合条件"),
        gives="执行我省《参与战略性新兴产业电力市场交易用电企业申报备案工作方案(试行)》",
        to="专业镇内符合条件的企业",
    ),
    service(
        "bundled-eia",
        row="13-6",
        name="同类小微项目“打捆”环评",
        quote="探索专业镇园区内同一类型小微企业项目“打捆”开展环评审批,单个项目可不再重复开展环评",
        who=enterprise("企业项目") & SMALL_OR_MICRO.cite("小微企业") & IN_PARK.cite("专业镇园区内"),
        condition=SAME_TYPE_PROJECT.cite("同一类型小微企业项目"),
        gives="单个项目可不再重复开展环评",
        to="专业镇园区内小微企业",
    ),
)
