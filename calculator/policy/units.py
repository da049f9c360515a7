"""The responsible units: names as printed in the brackets, full names, and what they are.

A full name marked ``verified`` was found in a public source or in the document itself; the others
are the usual long form and are marked 待核实 on the site.  Names are those of October 2023.
"""

from __future__ import annotations

from calculator.engine.unit import Unit

_G, _P, _I, _VM, _A = "政府部门", "党委部门", "事业单位", "垂直或双重管理单位", "联合社"

UNITS = (
    Unit(
        "counties",
        "各县(市、区)人民政府",
        "城区、泽州县、高平市、阳城县、陵川县、沁水县人民政府",
        "县级人民政府",
        "辖区内组织实施，设立县级专项资金",
    ),
    Unit(
        "industry",
        "市工信局",
        "晋城市工业和信息化局",
        _G,
        "工业、专业镇、专精特新、技术改造；本文件的发布机构",
        verified=True,
    ),
    Unit("finance", "市财政局", "晋城市财政局", _G, "财政资金", verified=True),
    Unit("agriculture", "市农业农村局", "晋城市农业农村局", _G, "涉农企业、农业龙头企业贷款贴息"),
    Unit("market-regulation", "市市场监管局", "晋城市市场监督管理局", _G, "标准、认证、地理标志"),
    Unit(
        "sme-centre",
        "市中小企业发展促进中心",
        "晋城市中小企业发展促进中心",
        _I,
        "中小企业服务",
        spellings=("市小企业发展促进中心",),
    ),
    Unit("science", "市科技局", "晋城市科学技术局", _G, "科技创新平台、科技创新券、高新技术企业"),
    Unit("commerce", "市商务局", "晋城市商务局", _G, "老字号、展会、电子商务", verified=True),
    Unit("culture-tourism", "市文旅局", "晋城市文化和旅游局", _G, "非物质文化遗产、文化产业园区"),
    Unit("development-reform", "市发展改革委", "晋城市发展和改革委员会", _G, "规划、能效审查"),
    Unit("ecology", "市生态环境局", "晋城市生态环境局", _VM, "环境影响评价"),
    Unit("statistics", "市统计局", "晋城市统计局", _G, "营收等统计数据"),
    Unit("urban-collective", "市城联社", "晋城市城镇集体工业联合社", _A, "工艺美术"),
    Unit("education", "市教育局", "晋城市教育局", _G, "院校、培训"),
    Unit("financial-office", "市金融办", "晋城市人民政府金融工作办公室", _G, "金融、上市后备"),
    Unit("human-resources", "市人社局", "晋城市人力资源和社会保障局", _G, "职业培训补贴、人才"),
    Unit("natural-resources", "市规划和自然资源局", "晋城市规划和自然资源局", _G, "土地"),
    Unit("energy", "市能源局", "晋城市能源局", _G, "电力、能源"),
    Unit(
        "approval",
        "市审批服务管理局",
        "晋城市行政审批服务管理局",
        _G,
        "行政审批、企业开办",
        verified=True,
    ),
    Unit("transport", "市交通局", "晋城市交通运输局", _G, "交通、物流"),
    Unit("taxation", "市税务局", "国家税务总局晋城市税务局", _VM, "电子税务"),
    Unit("investment", "市投资促进中心", "晋城市投资促进中心", _I, "招商引资"),
    Unit("big-data", "市大数据应用局", "晋城市大数据应用局", _G, "数据、5G应用", verified=True),
    Unit("media", "市融媒体中心", "晋城市融媒体中心", _I, "宣传"),
    Unit("peoples-bank", "人行晋城市分行", "中国人民银行晋城市分行", _VM, "信贷政策"),
    Unit(
        "financial-regulator",
        "国家金融监督管理总局晋城监管分局",
        "国家金融监督管理总局晋城监管分局",
        _VM,
        "银行、保险监管",
        verified=True,
    ),
    Unit("party-organisation", "市委组织部", "中共晋城市委组织部", _P, "人才"),
    Unit("housing", "市住建局", "晋城市住房和城乡建设局", _G, "市政公用设施"),
    Unit("urban-management", "市城市管理局", "晋城市城市管理局", _G, "城市管理服务"),
    Unit("justice", "市司法局", "晋城市司法局", _G, "律师法律服务"),
)
