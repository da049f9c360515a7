"""The towns (专业镇) that public reports have named: what helps to answer whether one is in a town.

No list of the authority was at hand.  They name some of the municipal towns, and the list can
change: a town found here says yes, a town not found here says nothing.
"""

from typing import Any

from calculator.policy.facts import IN_SPECIALISED_TOWN

REPORTED_BY = "2025年8月"
FIRST_BATCH = "2023年6月公开报道的第一批市级专业镇"
THIRD_BATCH = f"{REPORTED_BY}公开报道的第三批市级专业镇"
REPORTED = {
    "泽州精密铸造": FIRST_BATCH,
    "泽州山楂红酒": FIRST_BATCH,
    "高平潞绸": FIRST_BATCH,
    "高平生猪": FIRST_BATCH,
    "高平黄梨": FIRST_BATCH,
    "阳城陶瓷琉璃（珐华）": FIRST_BATCH,
    "阳城蚕桑": FIRST_BATCH,
    "陵川中药材康养": FIRST_BATCH,
    "沁水黑山羊": FIRST_BATCH,
    "沁水蜂蜜": FIRST_BATCH,
    "城区非遗文创": THIRD_BATCH,
    "阳城红薯加工食品": THIRD_BATCH,
    "沁水道地药材": THIRD_BATCH,
}
"""The towns that reports name, and which report does."""

ASK = "请向市工信局核实，答案先记为“不清楚”。"


def town_helper() -> dict[str, Any]:
    """Return the list to choose from: True answers yes, None leaves the question open."""
    named = [
        {"label": town, "answer": True, "note": f"{report}（待核实）。要在镇内注册并经营才算。"}
        for town, report in REPORTED.items()
    ]
    others = [
        {"label": "不在其中", "answer": None, "note": f"这份名单不全，不能当作“否”。{ASK}"},
        {"label": "不清楚", "answer": None, "note": ASK},
    ]
    return {
        "fact": IN_SPECIALISED_TOWN.id,
        "form": "list",
        "title": "不知道？看公开报道过的专业镇",
        "label": "所在的专业镇",
        "source": f"据截至{REPORTED_BY}的公开报道（待核实）。",
        "note": f"报道说市级专业镇共20个，这里只有{len(REPORTED)}个，名单还会调整。",
        "options": [*named, *others],
    }
