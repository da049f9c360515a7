"""The rules say what the text says: in every region of all answers, not in samples of them.

`scripts/prove` compares in more ways, and in more cases of some; these are the ones that take
seconds.  What the rules say in every region is compared with the text's other reading once, in
``test_the_rules_give_in_every_region_what_the_text_gives``; all other tests go on from there with
the rules.
"""

from __future__ import annotations

import importlib
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import environment
import oracle
import pytest
from proving import mutation
from proving.proof import by_rules, by_text, regions, report, smaller, table
from proving.proof import text as of_text
from proving.proof.shapes import Shapes
from proving.proof.stand_ins import Coarse

from calculator.engine.rules.expression import Always, pays
from calculator.engine.rules.facts import AtLeast
from calculator.engine.rules.measure import award
from calculator.policy import POLICY
from calculator.policy.catalogue import catalogue
from calculator.policy.facts import APPLICANT, CHINA_BRAND, REVENUE_2024

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from calculator.engine.rules.expression import Condition

FEW = 1_400
"""All ways to answer are tried here where there are no more; `scripts/prove` tries more."""


@pytest.fixture(scope="module")
def text() -> of_text.Text:
    """Return the rules in the place of the text."""
    return of_text.of_rules()


@cache
def outside() -> dict[str, Any]:
    return {fact["id"]: fact["outside_term"] for fact in catalogue()["facts"]}


def told(proof: table.Proof) -> str:
    return "\n".join(map(str, proof.differences))


# --- Whole answers ----------------------------------------------------------------------------


def test_the_rules_give_in_every_region_what_the_text_gives() -> None:
    text = of_text.read()

    proof = table.rules(text)
    assert told(proof) == ""
    # No measure that can be claimed is left out, and none of the regions of the largest.
    assert set(proof.counts[table.REGIONS]) == {each.id for each in POLICY.claimable}
    assert proof.counts[table.REGIONS]["system-certification"] == 8_960_000
    # The page for readers was written by a proof of these very regions.
    names = {each.measure.id: re.escape(each.measure.name) for each in POLICY.provisions}
    page = (environment.ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    for name, number in proof.counts[table.REGIONS].items():
        assert re.search(rf"\[{names[name]}\]\([^)]*\) \| {number:,} \|", page), name
    numbers = {each.measure.id: each.article.number for each in POLICY.provisions}
    assert text.articles == numbers
    # The regions are no coarser than the lines of either, since both draw the same ones.
    assert list(table.lines_compared(text)) == []
    assert text.extra == {}
    # So tests that need the text's answer may use the rules instead.
    rules = of_text.of_rules()
    assert {m: text.shapes.taken(rules.shapes, shape) for m, shape in rules.measures.items()} == (
        text.measures
    )


def test_every_answer_leaves_the_regions_that_it_tells_of(text: of_text.Text) -> None:
    """And every pair of exact prices gives the price of the text."""
    proof = table.answers(text)

    assert told(proof) == ""
    assert sum(proof.counts[table.ANSWERS].values()) > 1000


@pytest.mark.parametrize("event", [fact.id for fact in POLICY.facts if fact.kind == "event"])
def test_a_day_outside_the_term_is_told_to_matter_exactly_where_it_does(
    event: str, text: of_text.Text
) -> None:
    """The form asks to check such a day, and no other."""
    place = text.items.place_of(event)
    differ = {
        side: [
            measure.id
            for measure in POLICY.claimable
            if text.shapes.narrow(
                text.measures[measure.id],
                {place: [0, text.items[place].cell_of(date.fromisoformat(day).toordinal())]},
            )
            != text.shapes.narrow(text.measures[measure.id], {place: [0]})
        ]
        for side, day in (("before", "2023-10-30"), ("after", "2026-01-01"))
    }

    assert outside()[event] == differ


# --- Answers that leave something open --------------------------------------------------------


def test_what_few_answers_leave_open_is_exact(text: of_text.Text) -> None:
    tried = [table.ways(measure, text, FEW) for measure in text.measures]

    assert "".join(map(told, tried)) == ""
    assert sum(bool(proof.counts) for proof in tried) >= 35


def test_every_node_of_every_diagram_is_cut_rightly_for_every_answer(text: of_text.Text) -> None:
    proof = table.cuts(text)

    assert told(proof) == ""
    assert set(proof.counts[table.NODES]) == set(text.measures)


def test_a_total_is_exact_where_several_awards_depend_on_the_same_answer(
    text: of_text.Text,
) -> None:
    """Every combination in `scripts/prove`; here one in so many, with all readings either way."""
    assert told(table.total(text, 40)) == ""


def test_whole_results_are_those_of_the_text(text: of_text.Text) -> None:
    proof = table.as_json(text, 24)

    assert told(proof) == ""
    assert proof.counts[table.JSON]["all"] > 150


# --- The proof itself: what it would find -----------------------------------------------------

LINE = 5 * oracle.YI
FIRST = date(2023, 10, 31)
AWARD: dict[str, Any] = {"row": "0-0", "name": "", "quote": "", "pays": pays("1万元")}


def found(
    rule: Condition, decide: Callable[[Mapping[str, Any]], bool]
) -> tuple[bool, set[tuple[str, int]]]:
    """Return whether a rule and a reading agree, and the lines that only the reading has."""
    measure = award("toy", who=rule, **AWARD)
    items = regions.of_policy(POLICY)
    bare = regions.Items(regions.Item(item.unknown, item.part) for item in items.all)
    items = bare.with_lines(by_rules.lines_of(measure.rules, bare))

    def both(told: Mapping[str, Any]) -> dict[str, oracle.Verdict]:
        return {
            "toy": oracle.Verdict(eligible=True, amount=10_000) if decide(told) else oracle.NOTHING
        }

    part = by_text.PartOfText(both, items, (), {"toy"})
    shapes = Shapes()
    by_reading = part.draw(shapes)["toy"]
    written = by_rules.Written(part.items, shapes)
    more = {
        (item.id, line)
        for place, item in enumerate(part.items.all)
        for line in set(item.lines) - set(items[place].lines)
    }
    return written.measure(measure) == by_reading, more


def test_the_same_line_is_no_difference() -> None:
    assert found(AtLeast(REVENUE_2024, LINE), lambda told: told["revenue_2024"] >= LINE) == (
        True,
        set(),
    )
    assert found(AtLeast(REVENUE_2024, LINE), lambda told: not told["revenue_2024"] < LINE) == (
        True,
        set(),
    )
    since = CHINA_BRAND.since(FIRST)
    day = FIRST.isoformat()
    from_it = found(
        since, lambda told: told["china_brand"] is not False and day <= told["china_brand"]
    )
    assert from_it == (True, set())


@pytest.mark.parametrize("step", [-1, 1])
def test_a_line_that_is_moved_by_one_yuan_is_found(step: int) -> None:
    same, more = found(
        AtLeast(REVENUE_2024, LINE + step), lambda told: told["revenue_2024"] >= LINE
    )

    assert not same
    assert more == {("revenue_2024", LINE)}


@pytest.mark.parametrize("day", ["2023-10-30", "2023-11-01"])
def test_a_line_that_is_moved_by_one_day_is_found(day: str) -> None:
    same, more = found(
        CHINA_BRAND.since(FIRST),
        lambda told: told["china_brand"] is not False and str(told["china_brand"]) >= day,
    )

    assert not same
    assert more == {("china_brand", date.fromisoformat(day).toordinal())}


def test_a_line_that_only_the_rule_draws_is_found() -> None:
    assert not found(AtLeast(REVENUE_2024, LINE), lambda _: True)[0]


def test_what_only_the_reading_looks_at_is_found() -> None:
    assert not found(Always(), lambda told: told["size"] != "micro")[0]
    assert not found(
        APPLICANT.is_("park"), lambda told: told["applicant"] in ("park", "individual")
    )[0]


@pytest.mark.parametrize(
    "decide",
    [
        lambda told: told["revenue_2023"] > told["revenue_2024"],
        lambda told: bool(told["revenue_2024"] % 2),
        lambda told: bool(told["revenue_2024"]),
        lambda told: told["revenue_2024"] >= 0.5 * LINE,
        lambda told: told["china_brand"] is not False and told["china_brand"][:4] == "2024",
        lambda told: told["china_brand"] is not False and told["china_brand"].startswith("2024"),
        lambda told: told["applicant"] in {"park": 1},
    ],
)
def test_a_reading_that_cannot_be_followed_in_whole_regions_is_refused(
    decide: Callable[[Mapping[str, Any]], bool],
) -> None:
    with pytest.raises(Coarse):
        found(AtLeast(REVENUE_2024, LINE), decide)


def test_a_line_that_the_text_lacks_is_told_with_its_sentence_and_the_smallest_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never_begun(event: Any, _: object) -> bool:
        return event is not False and event <= "2025-12-31"

    monkeypatch.setattr(oracle, "inside_term", never_begun)
    text = of_text.read(["gi-protection-project"])

    said = str(table.rules(text).differences[1])
    assert "第(九)条 gi-protection-project: the text gives 100000 元, the rules 0 元" in said
    assert "article-09#s4: 对列入市级地理标志保护工程的项目给予10万元补助" in said
    assert '"gi_project_listed": "0001-01-01"' in said
    assert "china_brand" not in said
    lines = "\n".join(map(str, table.lines_compared(text)))
    assert "第(九)条" in lines
    assert "only the rules draw a line at 2023-10-31, 2023-11-15" in lines


def test_a_last_day_that_is_moved_in_the_rules_is_told_with_the_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = mutation.source_of("phrases").replace("2025年12月31日", "2026年1月1日")
    mutant = mutation.Mutant("phrases", "by hand", 0, "", source)
    with mutation.changed(mutant) as made:
        policy = mutation.policy_of(made)
    for module in (of_text, table):
        monkeypatch.setattr(module, "POLICY", policy)
        provisions = {each.measure.id: each for each in policy.provisions}
        monkeypatch.setattr(module, "PROVISIONS", provisions)

    text = of_text.read(["scale-up"])

    assert "第(三)条 scale-up: the text gives nothing, the rules what it grants" in told(
        table.rules(text)
    )
    lines = "\n".join(map(str, table.lines_compared(text)))
    assert "only the rules draw a line at 2026-01-02" in lines
    assert "only the text draws a line at 2026-01-01" in lines


def test_a_diagram_that_is_cut_wrongly_is_found(
    text: of_text.Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    partial = importlib.import_module("proving.proof.partial")
    right = partial.restrict

    def forgets_the_last_cell(node: Any, allowed: list[tuple[int, ...]]) -> Any:
        return right(node, [cells[:-1] or cells for cells in allowed])

    monkeypatch.setattr(partial, "restrict", forgets_the_last_cell)

    assert table.ways("plot-ratio", text).differences
    assert "a diagram's node is cut wrongly" in told(table.cuts(text))


def test_a_document_is_made_as_small_as_the_difference_allows() -> None:
    def differ(tried: Sequence[Mapping[str, Any]]) -> list[bool]:
        """Differ with that revenue, unless what the row needs is left out."""
        return [
            each["answers"].get("revenue_2024") == LINE and "size" in each["answers"]
            for each in tried
        ]

    answers = {"applicant": "park", "revenue_2024": LINE, "size": "micro", "overlaps": ["x"]}
    whole = {"answers": answers, "readings": {"gi_both": True}}

    assert smaller.smallest(whole, differ) == {
        "answers": {"revenue_2024": LINE, "size": "large"},
        "readings": {},
    }


# --- The table --------------------------------------------------------------------------------


def test_the_table_for_readers_says_what_is_not_proven() -> None:
    proof = table.Proof({table.REGIONS: {"china-brand": 1120}, table.RUNS: {"all": 9}})
    written = report.as_markdown(proof, date(2026, 11, 25))

    assert "2026年11月25日算出，没有不同。" in written
    row = "| [新入选“中华老字号”奖励](policy/article-09.md#s5) | 1,120 | † | — | — | — | — | 0 |"
    assert row in written
    assert "### 没有证明的" in written
    assert "另一份读法有没有读对原文" in written


def test_the_table_goes_to_its_place_on_a_page_and_else_becomes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"above\n{report.BEGIN}\nold\n{report.END}\nbelow\n", encoding="utf-8")
    report.write(page, "new\n")
    written = page.read_text(encoding="utf-8")
    assert written == f"above\n{report.BEGIN}\n\nnew\n\n{report.END}\nbelow\n"

    report.write(tmp_path / "other.md", "new\n")
    assert (tmp_path / "other.md").read_text(encoding="utf-8") == "new\n"
