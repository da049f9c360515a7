"""The awards of class C as an OpenFisca tax and benefit system, as a country package would hold it.

Lines and amounts are parameters, each award is a variable with a formula over columns.  What was
never is a date before every term.  A reading that is the same for everybody is a constant of the
system, as a parameter would be; the others are asked of each applicant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.model_api import ETERNITY, YEAR, date, max_, where
from openfisca_core.parameters import ParameterNode
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Formula = Callable[..., Any]

APPLICANT = build_entity(key="applicant", plural="applicants", label="Who applies", is_person=True)
NEVER = date(1900, 1, 1)
START = "2023-10-31"
TERM = "2024"
"""The period used for the whole term: a formula needs one with an end."""
IN_TERM = "2024-01-01"
"""A day inside the term, on which the parameters are read."""

# These names are in tests/oracle.py too: what is compared with it takes nothing from it.
EVENTS = (
    "quality_certified",
    "quality_recertified",
    "green_certified",
    "green_recertified",
    "gi_registered",
    "gi_project_listed",
    "china_brand",
    "sanjin_brand",
    "shanxi_premium",
    "jincheng_brand",
    "national_culture_park",
    "provincial_culture_park",
)
YES_NO = ("in_specialised_town", "leading_industry", "agricultural", "national_title_is_base")
READINGS = (
    "effective_from_signing",
    "counts_2023_2025",
    "tiers_cumulate",
    "later_tier_full",
    "certification_small_only",
    "certification_both",
    "certification_each",
    "renewals_count",
    "gi_both",
    "brand_upgrade_full",
    "park_upgrade_full",
    "held_parks_count",
    "national_base_counts",
    "town_members_only",
    "cooperatives_count",
)


class Kind(Enum):
    """Who applies."""

    enterprise = "企业"
    cooperative = "农民专业合作社"
    sole_trader = "个体工商户"
    association = "行业协会、产业联盟、社会团体"
    institute = "科研院所、高校等单位"
    park = "专业镇或园区(基地)的管理、运营单位"
    individual = "个人"


class Size(Enum):
    """The size of a firm."""

    large = "大型"
    medium = "中型"
    small = "小型"
    micro = "微型"


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _dated(value) if isinstance(value, dict) else {"values": {START: {"value": value}}}
        for name, value in values.items()
    }


PARAMETERS = _dated(
    {
        "term": {
            "signed": "2023-10-31",
            "published": "2023-11-15",
            "last": "2025-12-31",
        },
        "revenue_milestone": {
            "line": {f"tier_{n}": yi * 100_000_000 for n, yi in enumerate((5, 10, 20, 50))},
            "agricultural_line": {
                f"tier_{n}": yi * 100_000_000 for n, yi in enumerate((1, 3, 5, 10))
            },
            "award": {f"tier_{n}": wan * 10_000 for n, wan in enumerate((10, 20, 30, 50))},
        },
        "award": {
            "certification": 20_000,
            "geographical_indication": 30_000,
            "gi_protection_project": 100_000,
            "china_brand": 200_000,
            "sanjin_brand": 100_000,
            "shanxi_premium": 100_000,
            "jincheng_brand": 50_000,
            "national_culture_park": 300_000,
            "provincial_culture_park": 100_000,
        },
    }
)


def _input(name: str, type_: type, **more: Any) -> type[Variable]:  # noqa: ANN401
    described = {"value_type": type_, "entity": APPLICANT, "definition_period": ETERNITY}
    return type(name, (Variable,), {**described, "label": name, **more})


def inputs() -> list[type[Variable]]:
    """Return the variables that an applicant answers."""
    return [
        _input("applicant_kind", Enum, possible_values=Kind, default_value=Kind.enterprise),
        _input("size", Enum, possible_values=Size, default_value=Size.large),
        _input("peak_revenue_to_2022", float),
        _input("revenue", float, definition_period=YEAR),
        *(_input(name, bool) for name in YES_NO),
        *(_input(name, date, default_value=NEVER) for name in EVENTS),
        *(_input(f"overlap_{name}", bool) for name in AWARDS),
    ]


def _calculated(name: str, type_: type, formula: Formula) -> type[Variable]:
    return _input(name, type_, formula=formula, definition_period=YEAR)


def choose(test: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Return one branch or the other; both only where the rows differ."""
    if isinstance(test, bool):
        return then() if test else otherwise()
    return where(test, then(), otherwise())


class Rules:
    """The formulas, with the readings that are settled for everybody."""

    def __init__(self, settled: Mapping[str, bool]) -> None:
        """Take the readings, by id."""
        self.settled = settled

    def reading(self, applicant: Any, name: str) -> Any:  # noqa: ANN401
        """Return how a reading is settled: for all at once, or per applicant."""
        return self.settled[name] if name in self.settled else applicant(name, ETERNITY)

    def new(self, applicant: Any, parameters: Any, event: str) -> Any:  # noqa: ANN401
        """Return whether an event is inside the term."""
        term = parameters(IN_TERM).term
        day = applicant(event, ETERNITY)
        first = choose(
            self.reading(applicant, "effective_from_signing"),
            lambda: np.datetime64(term.signed),
            lambda: np.datetime64(term.published),
        )
        return (day >= first) & (day <= np.datetime64(term.last))

    def is_firm(self, applicant: Any, _period: Any, _parameters: Any) -> Any:  # noqa: ANN401
        """Return whether the applicant is one of the 企业 of the text."""
        kind = applicant("applicant_kind", ETERNITY)
        counts = self.reading(applicant, "cooperatives_count")
        return (kind == Kind.enterprise) | ((kind == Kind.cooperative) & counts)

    def is_inside(self, applicant: Any, _period: Any, _parameters: Any) -> Any:  # noqa: ANN401
        """Return whether articles 8 and 9 take the applicant's place."""
        town = applicant("in_specialised_town", ETERNITY)
        return choose(
            self.reading(applicant, "town_members_only"), lambda: town, lambda: town | True
        )

    def is_organisation(self, applicant: Any, _period: Any, _parameters: Any) -> Any:  # noqa: ANN401
        """Return whether the applicant is an 组织."""
        kind = applicant("applicant_kind", ETERNITY)
        return (kind != Kind.individual) & (kind != Kind.sole_trader)

    def revenue_milestone(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 2."""
        p = parameters(IN_TERM).revenue_milestone
        agricultural = applicant("agricultural", ETERNITY)
        cumulate = self.reading(applicant, "tiers_cumulate")
        others_count = self.reading(applicant, "counts_2023_2025")
        best = applicant("peak_revenue_to_2022", ETERNITY)
        yearly = []
        for year in ("2023", "2024", "2025"):
            revenue = applicant("revenue", year)
            tiers = []
            for tier in ("tier_0", "tier_1", "tier_2", "tier_3"):
                line = where(agricultural, p.agricultural_line[tier], p.line[tier])
                tiers.append(p.award[tier] * ((best < line) & (revenue >= line)))
            paid = choose(
                cumulate, lambda tiers=tiers: sum(tiers), lambda tiers=tiers: _highest(tiers)
            )
            yearly.append(paid if year == "2024" else paid * others_count)
            best = max_(best, revenue)
        amount = choose(
            self.reading(applicant, "later_tier_full"),
            lambda: sum(yearly),
            lambda: _highest(yearly),
        )
        who = applicant("is_firm", TERM) & applicant("in_specialised_town", ETERNITY)
        return amount * (who & applicant("leading_industry", ETERNITY))

    def passed(self, applicant: Any, parameters: Any, system: str) -> Any:  # noqa: ANN401
        """Return whether a first certificate, or a later one that counts, is inside the term."""
        first = self.new(applicant, parameters, f"{system}_certified")
        once = applicant(f"{system}_certified", ETERNITY) > np.datetime64(NEVER)
        return choose(
            self.reading(applicant, "renewals_count"),
            lambda: first | (once & self.new(applicant, parameters, f"{system}_recertified")),
            lambda: first,
        )

    def system_certification(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 8."""
        size = applicant("size", ETERNITY)
        small = (size == Size.small) | (size == Size.micro)
        quality = self.passed(applicant, parameters, "quality")
        green = self.passed(applicant, parameters, "green")
        times = choose(
            self.reading(applicant, "certification_both"),
            lambda: quality & green,
            lambda: choose(
                self.reading(applicant, "certification_each"),
                lambda: quality * 1 + green * 1,
                lambda: quality | green,
            ),
        )
        fits = choose(
            self.reading(applicant, "certification_small_only"), lambda: small, lambda: small | True
        )
        who = applicant("is_firm", TERM) & applicant("is_inside", TERM)
        return parameters(IN_TERM).award.certification * times * (who & fits)

    def gi_protection_project(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 9, projects of the municipal scheme."""
        is_person = applicant("applicant_kind", ETERNITY) == Kind.individual
        who = ~is_person & applicant("is_inside", TERM)
        new = self.new(applicant, parameters, "gi_project_listed")
        return parameters(IN_TERM).award.gi_protection_project * (who & new)

    def geographical_indication(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 9, new marks."""
        who = applicant("is_organisation", TERM) & applicant("is_inside", TERM)
        new = who & self.new(applicant, parameters, "gi_registered")
        project = applicant("paid_gi_protection_project", TERM) > 0
        counts = choose(self.reading(applicant, "gi_both"), lambda: new, lambda: new & ~project)
        return parameters(IN_TERM).award.geographical_indication * counts

    def brand(self, name: str, *higher: str) -> Formula:
        """Return article 9's formula for one title, which ``higher`` ones may displace."""

        def formula(applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
            who = applicant("is_firm", TERM) & applicant("is_inside", TERM)
            new = who & self.new(applicant, parameters, name)

            def alone() -> Any:  # noqa: ANN401
                left = new
                for title in higher:
                    left = left & ~self.new(applicant, parameters, title)
                return left

            if higher:
                full = self.reading(applicant, "brand_upgrade_full")
                new = choose(full, lambda titles=new: titles, alone)
            return parameters(IN_TERM).award[name] * new

        return formula

    def awarded(self, applicant: Any, parameters: Any, title: str) -> Any:  # noqa: ANN401
        """Return whether a park's title is new, or held already where such titles count."""
        new = self.new(applicant, parameters, title)
        day = applicant(title, ETERNITY)
        last = np.datetime64(parameters(IN_TERM).term.last)
        return choose(
            self.reading(applicant, "held_parks_count"),
            lambda: (day > np.datetime64(NEVER)) & (day <= last),
            lambda: new,
        )

    def national(self, applicant: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Return whether a national title is won that is no base, or a base that counts."""
        park = self.awarded(applicant, parameters, "national_culture_park")
        return choose(
            self.reading(applicant, "national_base_counts"),
            lambda: park,
            lambda: park & ~applicant("national_title_is_base", ETERNITY),
        )

    def is_park(self, applicant: Any) -> Any:  # noqa: ANN401
        """Return whether the applicant runs a park or a town."""
        park = applicant("applicant_kind", ETERNITY) == Kind.park
        return park & applicant("in_specialised_town", ETERNITY)

    def national_culture_park(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 14, national titles."""
        new = self.national(applicant, parameters) & self.is_park(applicant)
        return parameters(IN_TERM).award.national_culture_park * new

    def provincial_culture_park(self, applicant: Any, _period: Any, parameters: Any) -> Any:  # noqa: ANN401
        """Article 14, provincial titles."""
        title = self.awarded(applicant, parameters, "provincial_culture_park")
        new = title & self.is_park(applicant)
        counts = choose(
            self.reading(applicant, "park_upgrade_full"),
            lambda: new,
            lambda: new & ~self.national(applicant, parameters),
        )
        return parameters(IN_TERM).award.provincial_culture_park * counts

    def variables(self) -> Iterable[type[Variable]]:
        """Yield everything that is worked out."""
        yield _calculated("is_firm", bool, self.is_firm)
        yield _calculated("is_inside", bool, self.is_inside)
        yield _calculated("is_organisation", bool, self.is_organisation)
        formulas = {
            "revenue_milestone": self.revenue_milestone,
            "system_certification": self.system_certification,
            "geographical_indication": self.geographical_indication,
            "gi_protection_project": self.gi_protection_project,
            "china_brand": self.brand("china_brand"),
            "sanjin_brand": self.brand("sanjin_brand", "china_brand"),
            "shanxi_premium": self.brand("shanxi_premium"),
            "jincheng_brand": self.brand("jincheng_brand", "china_brand", "sanjin_brand"),
            "national_culture_park": self.national_culture_park,
            "provincial_culture_park": self.provincial_culture_park,
        }
        for name, formula in formulas.items():
            yield _calculated(f"paid_{name}", int, _unless_displaced(name, formula))
        yield _calculated("total", int, _total)


AWARDS = (
    "revenue_milestone",
    "system_certification",
    "geographical_indication",
    "gi_protection_project",
    "china_brand",
    "sanjin_brand",
    "shanxi_premium",
    "jincheng_brand",
    "national_culture_park",
    "provincial_culture_park",
)


def _highest(amounts: list[Any]) -> Any:  # noqa: ANN401
    found = amounts[0]
    for amount in amounts[1:]:
        found = max_(found, amount)
    return found


def _unless_displaced(name: str, award: Formula) -> Formula:
    def formula(applicant: Any, period: Any, parameters: Any) -> Any:  # noqa: ANN401
        return award(applicant, period, parameters) * ~applicant(f"overlap_{name}", ETERNITY)

    return formula


def _total(applicant: Any, _period: Any, _parameters: Any) -> Any:  # noqa: ANN401
    return sum(applicant(f"paid_{name}", TERM) for name in AWARDS)


def system(settled: Mapping[str, bool] | None = None) -> TaxBenefitSystem:
    """Return the system; ``settled`` readings hold for everybody, the others are asked."""
    found = TaxBenefitSystem([APPLICANT])
    found.parameters = ParameterNode("", data=PARAMETERS)
    asked = [name for name in READINGS if name not in (settled or {})]
    for variable in (
        *inputs(),
        *(_input(name, bool) for name in asked),
        *Rules(settled or {}).variables(),
    ):
        found.add_variable(variable)
    return found
