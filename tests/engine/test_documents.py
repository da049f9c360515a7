"""Documents come in, one or many, and what cannot be one is refused in words.

Through `wire` and by the command line, whose lines keep their places.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import oracle
import pytest
from callers import Run, errors_of, run, spawned
from generate import alike_everywhere, many, steady
from hypothesis import given
from hypothesis import strategies as st
from rules.test_contract import FIRM, IN_TERM, KINDS, READINGS, YI, revenue

from calculator import wire

if TYPE_CHECKING:
    from pathlib import Path


# --------------------------------------------------------------------------
# Bad input.
# --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "place", "accepted"),
    [
        ({"in_specialised_town": "yes"}, "answers.in_specialised_town", "true"),
        ({"in_specialised_town": 1}, "answers.in_specialised_town", "true"),
        ({"size": "smal"}, "answers.size", "small"),
        ({"size": 3}, "answers.size", "micro"),
        ({"size": []}, "answers.size", "micro"),
        ({"size": ["small", "larg"]}, "answers.size", "large"),
        ({"applicant": "firm"}, "answers.applicant", "sole_trader"),
        ({"revenue_2024": -1}, "answers.revenue_2024", "0"),
        ({"revenue_2024": 1.5}, "answers.revenue_2024", "元"),
        ({"revenue_2024": True}, "answers.revenue_2024", "元"),
        ({"revenue_2024": "500000000"}, "answers.revenue_2024", "元"),
        ({"revenue_2024": [2, 1]}, "answers.revenue_2024", "["),
        ({"revenue_2024": [1]}, "answers.revenue_2024", "["),
        ({"revenue_2024": [1, 2, 3]}, "answers.revenue_2024", "["),
        ({"revenue_2024": [1, None]}, "answers.revenue_2024", "["),
        ({"revenue_2024": {}}, "answers.revenue_2024", "元"),
        ({"land_cost_price": 0.001}, "answers.land_cost_price", "元/㎡"),
        ({"land_cost_price": -0.01}, "answers.land_cost_price", "元/㎡"),
        ({"land_cost_price": False}, "answers.land_cost_price", "元/㎡"),
        ({"land_cost_price": "84"}, "answers.land_cost_price", "元/㎡"),
        ({"china_brand": "2024-02-30"}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": "20240229"}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": "2024-W09-4"}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": " 2024-02-29"}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": "２０24-02-29"}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": 2024}, "answers.china_brand", "YYYY-MM-DD"),
        ({"china_brand": ["2024-02-29"]}, "answers.china_brand", "YYYY-MM-DD"),
        ({"overlaps": ["china-brnd"]}, "answers.overlaps", "china-brand"),
        ({"overlaps": "china-brand"}, "answers.overlaps", "[]"),
        ({"overlaps": [[]]}, "answers.overlaps", "[]"),
        ({"overlaps": ["1-1"]}, "answers.overlaps", "[]"),
        ({"aplicant": "enterprise"}, "answers.aplicant", "applicant"),
    ],
)
def test_a_bad_answer_is_refused_with_its_place_and_what_is_accepted(
    answers: dict[str, Any], place: str, accepted: str
) -> None:
    (line,) = errors_of({"answers": answers})
    assert line.startswith(place), line
    assert accepted in line.removeprefix(place), line


@pytest.mark.parametrize(
    ("document", "place", "accepted"),
    [
        ({"readings": {"gi_bth": True}}, "readings.gi_bth", "gi_both"),
        ({"readings": {"gi_both": "true"}}, "readings.gi_both", "true"),
        ({"readings": {"gi_both": 0}}, "readings.gi_both", "false"),
        ({"readings": {"applicant": "park"}}, "readings.applicant", "tiers_cumulate"),
        ({"answers": {"gi_both": True}}, "answers.gi_both", ""),
        ({"answers": []}, "answers", "{"),
        ({"readings": 7}, "readings", "{"),
        ({"as_of": "30.6.2024"}, "as_of", "YYYY-MM-DD"),
        ({"as_of": "2024-13-01"}, "as_of", "YYYY-MM-DD"),
        ({"as_of": 20240630}, "as_of", "YYYY-MM-DD"),
        ({"answer": {}}, "answer", "answers"),
        ([], "", "{"),
        (None, "", "{"),
        ("{", "", ""),
        ("", "", ""),
        ('{"answers": {"revenue_2024": NaN}}', "", "NaN"),
        ('{"answers": {"revenue_2024": Infinity}}', "", "Infinity"),
    ],
)
def test_a_bad_document_is_refused_with_its_place_and_what_is_accepted(
    document: object, place: str, accepted: str
) -> None:
    (line,) = errors_of(document)
    assert line.startswith(place), line
    assert accepted in line, line


def test_every_problem_is_told_at_once_a_line_each() -> None:
    bad = {
        "as_of": "soon",
        "answers": {"size": "smal", "revenue_2023": -1, "quality": True, "overlaps": ["x", "y"]},
        "readings": {"gi_both": "no"},
        "extra": 1,
    }
    done = run("assess", "-", stdin=json.dumps(bad))
    assert (done.status, done.out) == (2, "")
    lines = done.err.splitlines()
    assert lines == errors_of(bad)
    for place in (
        "as_of",
        "answers.size",
        "answers.revenue_2023",
        "answers.quality",
        "answers.overlaps",
        "readings.gi_both",
        "extra",
    ):
        assert any(line.startswith(place) for line in lines), place


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"answers":' * 50_000,
        '{"answers": {"revenue_2024": ' + "9" * 10_000 + "}}",
        '{"answers": {"revenue_2024": 1e100000000}}',
        '{"answers": {"revenue_2024": -1e100000000}}',
        '{"answers": {"land_cost_price": 1e100000000}}',
        '{"answers": {"land_cost_price": 1e-100000000}}',
        '{"answers": {"land_cost_price": 84.00000000000000000000000000000000001}}',
        '{"answers": {"revenue_2024": 1.00000000000000000000000000000000001}}',
        '{"answers": {"land_cost_price": 1e9999999999999999999}}',
        '{"answers": {"land_cost_price": [0, 1e100000000]}}',
        '{"answers": {"size": "\\ud800"}}',
        '{"\\ud800": 1}',
        '{"answers": {"size": "\ud800"}}',
        "\x00",
        "\ufeff",
    ],
)
def test_an_extreme_document_is_refused_without_a_traceback(text: str) -> None:
    errors_of(text)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=False, allow_infinity=False).map(float)
    | st.text(max_size=12)
    | st.sampled_from([*KINDS, *READINGS, *oracle.MEASURES, *oracle.APPLICANTS, "2024-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def outcome(text: str) -> None:
    """Hold whatever comes back to one of the two documented forms."""
    result = json.loads(wire.assess(text))
    if "error" in result:
        assert list(result) == ["error"]
        assert result["error"]
        assert all(isinstance(line, str) for line in result["error"])
    else:
        assert len(result["measures"]) == 50


@alike_everywhere
@many
@steady(60)
@given(
    st.dictionaries(st.sampled_from([*KINDS]), json_values, max_size=5),
    st.dictionaries(st.sampled_from([*READINGS]), json_values, max_size=3),
)
def test_no_answer_whatever_ends_in_a_traceback(
    answers: dict[str, Any], readings: dict[str, Any]
) -> None:
    outcome(json.dumps({"answers": answers, "readings": readings}))


@many
@steady(150)
@given(st.binary(max_size=40))
def test_no_bytes_whatever_end_in_a_traceback(content: bytes) -> None:
    done = run("assess", "-", stdin=content)
    if done.status:
        assert (done.status, done.out) == (2, "")
        assert done.err.strip()
    for line in run("assess", "--lines", "-", stdin=content).out.splitlines():
        assert json.loads(line)


# --------------------------------------------------------------------------
# The command line.
# --------------------------------------------------------------------------

GOOD = json.dumps({"as_of": IN_TERM, "answers": FIRM}, ensure_ascii=False)
BAD = json.dumps({"as_of": IN_TERM, "answers": {"size": "smal"}})


def test_a_file_and_standard_input_give_the_same_as_the_python_call(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(GOOD, encoding="utf-8")
    from_file = run("assess", str(path))
    assert (from_file.status, from_file.err) == (0, "")
    assert run("assess", "-", stdin=GOOD) == from_file
    assert json.loads(from_file.out) == json.loads(wire.assess(GOOD))


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        done = run("assess", str(path))
        assert (done.status, done.out) == (2, "")
        assert str(path) in done.err
        assert len(done.err.splitlines()) == 1


def test_many_documents_give_one_line_each_in_their_order(tmp_path: Path) -> None:
    documents = [
        {"as_of": IN_TERM, "answers": revenue(4 * YI, amount)} for amount in (YI, 5 * YI, 21 * YI)
    ]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    path = tmp_path / "many.jsonl"
    path.write_text(lines, encoding="utf-8")
    done = run("assess", "--lines", str(path))
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("\n")
    results = [json.loads(line) for line in done.out.splitlines()]
    alone = [json.loads(wire.assess(json.dumps(document))) for document in documents]
    assert results == alone
    assert run("assess", "--lines", "-", stdin=lines) == done
    # The last line may do without its end, and lines may end as on Windows.
    assert run("assess", "--lines", "-", stdin=lines.removesuffix("\n")) == done
    assert run("assess", "--lines", "-", stdin=lines.replace("\n", "\r\n")) == done


def test_a_bad_line_keeps_its_place_and_the_rest_go_on() -> None:
    separator_inside = json.dumps({"answers": {"size": "\u2028\x85"}}, ensure_ascii=False)
    lines = [BAD, GOOD, "{", separator_inside, GOOD]
    done = run("assess", "--lines", "-", stdin="".join(line + "\n" for line in lines))
    assert done.status == 2
    results = [json.loads(line) for line in done.out.split("\n")[:-1]]
    assert [list(result) == ["error"] for result in results] == [True, False, True, True, False]
    assert results[0]["error"] == errors_of(BAD)
    assert results[1] == results[4] == json.loads(wire.assess(GOOD))


def test_bytes_that_are_no_text_spoil_only_their_own_line() -> None:
    done = run("assess", "--lines", "-", stdin=b"\xff\xfe\n" + GOOD.encode() + b"\n")
    assert done.status == 2
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert list(first) == ["error"]
    assert second == json.loads(wire.assess(GOOD))


def test_no_lines_give_no_lines() -> None:
    assert run("assess", "--lines", "-", stdin="") == Run(0, "", "")


@pytest.mark.parametrize("arguments", [(), ("asess",), ("assess",), ("assess", "--line5", "-")])
def test_a_wrong_command_is_refused_with_status_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err


def test_a_process_gives_the_same_bytes_whatever_its_hash_seed() -> None:
    text = json.dumps({"as_of": IN_TERM, "answers": {"overlaps": ["china-brand", "scale-up"]}})
    runs = [spawned("assess", "-", stdin=text.encode(), PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert [done.returncode for done in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.decode() == run("assess", "-", stdin=text).out


def test_a_process_refuses_bad_input_without_a_traceback() -> None:
    done = spawned("assess", "-", stdin=BAD.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == errors_of(BAD)


def test_a_process_writes_utf_8_even_where_the_terminal_asks_for_less() -> None:
    for text, status in ((GOOD, 0), (BAD, 2)):
        done = spawned("assess", "-", stdin=text.encode(), PYTHONIOENCODING="ascii", LC_ALL="C")
        assert done.returncode == status
        assert b"Traceback" not in done.stderr
    assert spawned("catalogue", PYTHONIOENCODING="ascii").stdout == spawned("catalogue").stdout
