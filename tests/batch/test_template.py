"""The empty table that people fill in."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from calculator.batch import screen, tables
from calculator.batch.parsing import cells, columns, grid
from calculator.batch.writing import template
from calculator.policy import POLICY


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template.content("xlsx")))


@pytest.mark.uncounted
def test_what_decides_an_amount_comes_first_and_has_another_colour(book: Any) -> None:
    sheet = book["填写"]
    headings = [cell.value for cell in sheet[1]]

    assert headings[:2] == ["企业名称", "统一社会信用代码"]
    assert headings[2:] == [template.heading_of(fact) for fact in template.facts()]
    deciding = [template.decides_an_amount(fact) for fact in template.facts()]
    assert deciding == sorted(deciding, reverse=True)
    colours = [cell.fill.fgColor.rgb for cell in sheet[1]][2:]
    assert colours[0] != colours[-1]
    assert len(set(colours)) == 2
    assert colours.count(colours[0]) == sum(deciding)


@pytest.mark.uncounted
def test_units_stand_in_the_headings_and_are_read_back() -> None:
    headings = next(csv.reader(io.StringIO(template.content("csv").decode("utf-8-sig"))))

    assert "2024年营收（万元）" in headings
    assert "实际各项成本费用之和（元/㎡）" in headings
    layout, problems = columns.lay_out(columns.plain_headings(headings))
    assert problems == []
    units = {column.asked.id: column.unit for column in layout.answers}
    assert units["revenue_2024"] == 10_000
    assert set(units) == {fact.id for fact in POLICY.facts}


def test_the_permitted_words_are_offered_and_each_is_read(book: Any) -> None:
    offered = book["填写"].data_validations.dataValidation
    by_column = {str(each.sqref).split(":", maxsplit=1)[0]: each for each in offered}
    for number, fact in enumerate(template.facts(), start=2):
        each = by_column[f"{grid.letters(number)}2"]
        assert str(each.sqref).endswith("5000")
        assert each.prompt.startswith("可填：")
        assert len(each.prompt) <= 255
        assert not each.showErrorMessage
        if fact.kind in {"money", "unit_price"}:
            assert each.type in {None, "none"}
            continue
        words = each.formula1.strip('"').split(",")
        assert len(each.formula1) <= 257
        for word in words:
            cells.read_cell(fact, word, 1, screen.members())
        if fact.kind == "choice":
            assert len(words) == len(fact.listed_options() or [])


def test_the_example_shows_every_kind_and_can_be_read(book: Any) -> None:
    heading, example = (list(row) for row in book["填写"].iter_rows(values_only=True))
    layout, _ = columns.lay_out(columns.plain_headings(heading))
    read = screen.Reader(layout, POLICY.last_day).row(2, example)

    assert example[0] == grid.EXAMPLE
    assert read.problems == ()
    assert read.case is not None
    assert read.case.answers["revenue_2023"] == (380_005_000, 380_005_000)
    assert screen.assessed(read.case).high > 0


def test_each_column_is_explained_with_its_sentence(book: Any) -> None:
    head, names, *rows = book["填写说明"].iter_rows(values_only=True)
    assert head == ("列名", "也可写作", "可以填什么", "说明", "用在哪里", "原文")
    assert "灰色列头" in names[3]
    text = "".join(article.text for article, _ in POLICY.articles)
    text += "".join(passage.text for passage in POLICY.passages)
    told = {row[1]: row for row in rows}
    for fact in POLICY.facts:
        name, _, accepted, _, used, sentence = told[fact.id]
        assert name == template.heading_of(fact)
        assert accepted
        assert used
        place, _, quote = sentence.partition("：")
        assert place
        assert quote in text
    assert "不重复奖补" in told["overlaps"][5]
    assert "5亿元" in told["revenue_2024"][5]
    for reading in POLICY.readings:
        assert told[reading.id][0] == reading.question


def test_a_hint_that_is_too_long_is_cut() -> None:
    from calculator.batch.writing.workbook import Column, Sheet, Workbook  # noqa: PLC0415

    made = Workbook()
    made.begin(Sheet("a'b", (Column("x", hint="长" * 300, choices=("是", '"')),)))
    sheet = openpyxl.load_workbook(io.BytesIO(made.finished()))["a'b"]
    (only,) = sheet.data_validations.dataValidation

    assert len(only.prompt) == 255
    assert only.prompt.endswith("…")


@pytest.mark.uncounted
def test_the_plain_template_has_the_same_rows() -> None:
    plain = tables.read_table(template.content("csv"), "a.csv")

    assert len(plain) == 2
    assert plain[1][0] == grid.EXAMPLE
