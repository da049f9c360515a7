"""Where the search leads what people say in everyday words: to the place that answers it.

Other words of theirs are synonyms for words of the text, and stand in ``search_aliases``. These
here have none: the text says nothing of it, or a whole page answers.
"""

from __future__ import annotations

_SAID = {
    "questions/#how-to-apply": (
        "怎么申请 如何申请 怎么申报 如何申报 怎么办理 怎么领 申请 申报 办理 领取 "
        "申请流程 流程 手续 申请表 申请材料 申报材料 材料 要什么材料 申报时间 "
        "什么时候申请 截止 截止时间 在哪办 去哪办 去哪里办 窗口 申报指南"
    ),
    "questions/#when-paid": "到账 什么时候发 什么时候给 发钱 拨付 兑现 多久能拿到",
    "questions/#energy-bills": (
        "电费 电价 用电 电费补贴 水费 水电费 水电 气费 煤气 取暖费 天然气 房租 "
        "租金 免租 减租 租厂房"
    ),
    "questions/#hiring": (
        "招工 招人 招聘 用工 找工人 工人 缺人 社保 社保补贴 五险一金 工资 就业补贴 稳岗 大学生 打工"
    ),
    "questions/#taxes": "减税 免税 退税 税收 税收优惠 税费 交税 增值税 所得税",
    "questions/#trades": (
        "饭店 开饭店 餐饮 饭馆 餐馆 小吃 酒店 宾馆 民宿 旅馆 农家乐 超市 小卖部 "
        "便利店 商店 零售 理发 理发店 修理 修车 快递 网吧 服装店 药店 开店"
    ),
    "questions/#living": "买房 住房 房贷 落户 户口 上学 子女入学 看病 医保 养老",
    "readers/sole-trader/": "个体户 个体 小店 摆摊 小本生意 小生意 做生意 夫妻店 作坊",
    "readers/enterprise/": "工厂 开厂 办厂 厂子 老板 民营企业 民企 小企业 公司 我的企业",
    "readers/agriculture/": (
        "养殖 养猪 养羊 养蜂 养蚕 种地 种植 种药材 农民 农户 农场 家庭农场 大棚 果园 农业"
    ),
    "readers/organisation/": "合作社 商会 社团 民非 学校 研究所",
    "readers/park/": "园区 产业园 镇政府 乡镇",
    "readers/individual/": "手艺人 手艺 匠人 师傅 老师傅 艺人 专家 人才补贴",
    "calculator/": (
        "能拿多少 能拿多少钱 多少钱 给多少钱 补多少 奖多少 奖励多少 能得多少 算钱 "
        "计算 计算器 测算 我能得到什么 能得到什么 有什么补贴 有哪些补贴 有没有补贴 "
        "补贴标准 补贴 奖金"
    ),
    "units/": "找谁 问谁 哪个部门 哪个单位 归谁管 谁负责 部门 主管部门 责任单位",
    "policy/closing/": ("还有效吗 有效吗 过期了吗 失效 作废 延期 什么时候到期 咨询 热线 联系电话"),
    "questions/#a27": "重复申请 同时享受 一起享受 能不能同时 重复领取",
    "policy/article-03/": "利息 贷款 贷款利息 升规 小升规",
    "policy/article-10/": "借钱 缺钱 周转 资金周转 融资难 担保 抵押",
    "policy/article-12/": "培训 学技术 技能培训 进修 学历",
    "policy/article-13/": "买地 建厂 厂房 地皮 土地 用地",
    "policy/article-11/": "卖货 网上卖货 直播 抖音 快手 拼多多 京东 开网店 卖不出去 销路",
    "policy/article-15/": "做账 会计 代账 打官司 法律 法律援助 律师费",
    "policy/article-16/": "营业执照 办执照 执照 注册 注册企业 开办公司",
    "policy/article-06/": "买设备 换设备 设备 新设备 机器 设备补贴",
    "policy/article-07/": "上云 软件 erp 数字化改造 信息化",
    "policy/article-02/": "产值 营业额 销售额 年收入 上亿 规模奖励",
    "about/": "是不是官方 官方网站 官网 靠谱吗 真的假的 骗子",
    "batch/": "批量 名单 表格 excel",
}
"""Section or page → what people type, parted by spaces, in small letters."""


SEARCH_PLACES = {word: place for place, words in _SAID.items() for word in words.split()}
"""What people type → the place to which it leads."""
