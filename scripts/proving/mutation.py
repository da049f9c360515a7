"""Mutants of the rules: each changes one thing, and each must be noticed.

A mutant is a rule module with one number, comparison, operator, quote or name changed.  It dies
where the rules no longer load, where the text does not bear them out (``Policy.problems``), where
the text itself has changed, or where a case of a fixed set is judged differently.
"""

from __future__ import annotations

import ast
import copy
import importlib
import importlib.util
import random
import re
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from types import ModuleType

PACKAGE = "calculator.policy"
MODULES = (*(f"article_{n:02d}" for n in range(1, 17)), "phrases", "closing")
DAY = date(2024, 12, 1)

EVERY = range(1, 100)
"""Every article that there is."""

SAYS_ONLY = {"name", "row", "to", "beyond", "text", "see"}
"""Arguments of a measure, and of what its amount leaves out, that judge nothing."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Mutant:
    """One change of one module: its kind, the line, what was changed, and the new source."""

    module: str
    kind: str
    line: int
    change: str
    source: str


def source_of(module: str) -> str:
    """Return the source of a rule module."""
    spec = importlib.util.find_spec(f"{PACKAGE}.{module}")
    assert spec is not None  # noqa: S101 - the modules are listed above
    assert spec.origin is not None  # noqa: S101
    with open(spec.origin, encoding="utf-8") as file:  # noqa: PTH123 - one line is enough
        return file.read()


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its lines."""
    tree = ast.parse(source_of(module))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    } | {
        # A string that stands alone is an attribute's docstring.
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    spoken = _words_that_only_speak(tree)
    for node in ast.walk(tree):
        if id(node) in docstrings or id(node) in spoken:
            continue
        for kind, change, apply, restore in _changes(node):
            apply()
            yield Mutant(module, kind, getattr(node, "lineno", 0), change, ast.unparse(tree))
            restore()


def _words_that_only_speak(tree: ast.AST) -> set[int]:
    """Return the strings that judge nothing: names, meanings, rows, and to whom it speaks."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if name == "cite":
            found |= {id(argument) for argument in node.args[1:]}
        elif name == "commitment":
            found |= {id(argument) for argument in node.args}
        elif name == "Article":
            found |= {id(argument) for argument in node.args[1:3]}
            found |= {id(keyword.value) for keyword in node.keywords}
        spoken = [each.value for each in node.keywords if each.arg in SAYS_ONLY]
        found |= {id(piece) for value in spoken for piece in ast.walk(value)}
    # An f-string's pieces build meanings.
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found |= {id(piece) for piece in ast.walk(node)}
    return found


def _changes(  # noqa: C901 - one branch for each kind of change
    node: ast.AST,
) -> Iterator[tuple[str, str, Any, Any]]:
    def swap(attribute: str, value: object) -> tuple[Any, Any]:
        old = getattr(node, attribute)
        return (
            lambda: setattr(node, attribute, value),
            lambda: setattr(node, attribute, old),
        )

    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for found in _DIGITS.finditer(node.value):
            number = str(int(found[0]) + 1)
            changed = node.value[: found.start()] + number + node.value[found.end() :]
            yield ("number", f"{found[0]} → {number}", *swap("value", changed))
        parts = node.value.split("、")
        if len(parts) > 1 and all(re.fullmatch(r"\d+[亿万]元", part) for part in parts):
            changed = "、".join([parts[1], parts[0], *parts[2:]])
            yield ("tier order", f"{node.value} → {changed}", *swap("value", changed))
        if re.search(r"[一-鿿]{2}", node.value):
            middle = len(node.value) // 2
            changed = node.value[:middle] + "某" + node.value[middle + 1 :]
            yield ("quote", f"{node.value[:12]}…", *swap("value", changed))
        elif re.fullmatch(r"[a-z_-]{4,}", node.value):
            changed = node.value[:-1] + "q"
            yield ("name", f"{node.value} → {changed}", *swap("value", changed))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        other = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        yield ("and/or", ast.unparse(node)[:40], *swap("op", other))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield ("not", ast.unparse(node)[:40], *swap("op", ast.UAdd()))
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield ("number", f"{node.value} → {node.value + 1}", *swap("value", node.value + 1))
    elif isinstance(node, ast.Call):
        yield from _other_calls(node, swap)


def _other_calls(node: ast.Call, swap: Any) -> Iterator[tuple[str, str, Any, Any]]:  # noqa: ANN401
    """Yield what can be changed in a call of one of the words that rules are made of."""
    first, *rest = node.args or [ast.Constant(None)]
    written = ast.unparse(first)[:40]
    match node.func:
        case ast.Name("either"):
            yield ("branches", written, *swap("args", [first, *rest[::-1]]))
        case ast.Attribute(attr="unless"):
            yield ("branches", written, *swap("func", _other_way("unless", node.func.value)))
        case ast.Name("none_of"):
            yield ("not", written, *swap("func", _other_way("none_of")))
            if rest:
                yield ("one of several", written, *swap("args", rest))
        case ast.Name("if_read_so" | "unless_read_so" as name):
            yield ("reading", written, *swap("func", _other_way(name)))
            yield ("no reading", written, *swap("func", _other_way("either reading")))
        case ast.Name("unless_displaced"):
            yield ("closing clause", written, *swap("func", _other_way(node.func.id)))


OTHER_WAYS = {
    "unless": "lambda test, instead: instead.unless(test, ordinary)",
    "none_of": "lambda one, *more: one.__or__(*more) if more else one",
    "if_read_so": "lambda reading, condition: reading | condition",
    "unless_read_so": "lambda reading, condition: condition | ~reading",
    "either reading": "lambda reading, condition: condition",
    "unless_displaced": "lambda measure: measure",
}
"""What a word of the rules is changed to."""


def _other_way(word: str, ordinary: ast.expr | None = None) -> ast.expr:
    """Return the changed word; ``ordinary`` is the award that ``unless`` stands behind."""
    changed = ast.parse(OTHER_WAYS[word], mode="eval").body
    if ordinary is not None:
        assert isinstance(changed, ast.Lambda)  # noqa: S101 - for the type checker
        assert isinstance(changed.body, ast.Call)  # noqa: S101
        changed.body.args[1] = ordinary
    return changed


def _forget() -> dict[str, ModuleType]:
    """Take the policy's modules out of the import system and return them."""
    names = [name for name in sys.modules if name == PACKAGE or name.startswith(PACKAGE + ".")]
    return {name: sys.modules.pop(name) for name in names}


class _Changed:
    """Gives the import system the changed source of one module."""

    def __init__(self, mutant: Mutant) -> None:
        """Compile the mutant."""
        self.name = f"{PACKAGE}.{mutant.module}"
        self.code = compile(mutant.source, mutant.module, "exec")

    def find_spec(self, name: str, *_: object) -> Any:  # noqa: ANN401 - a module spec
        """Return a spec for the changed module only."""
        return importlib.util.spec_from_loader(name, self) if name == self.name else None  # type: ignore[arg-type]

    def create_module(self, _: object) -> None:
        """Leave the module to the import system."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own rules, changed in one place


def documents() -> list[dict[str, Any]]:
    """Return cases that meet every measure at its edges: whole, partial, and around each line."""
    # Imported here, since every mutant is a new policy.
    from calculator.policy import POLICY  # noqa: PLC0415
    from proving import random_answers  # noqa: PLC0415

    chance = random.Random(39)  # noqa: S311 - not for secrets
    members = [measure.id for measure in POLICY.claimable if measure.has_a_number]
    found: list[dict[str, Any]] = [{}]
    for number in range(500):
        given = random_answers.answers(chance, 1 if number % 5 else 0.8)
        if number % 3:
            given["applicant"] = "enterprise" if number % 6 > 1 else "park"
        found.append({"answers": given, "readings": random_answers.readings(chance)})
    # A person to whom one thing alone has happened: titles of which any one is enough.
    events = [fact.id for fact in POLICY.facts if fact.is_dated]
    for event in events * 12:
        given = random_answers.answers(chance)
        given |= {**dict.fromkeys(events, False), event: "2024-06-01", "applicant": "individual"}
        found.append({"answers": given})
    # Everything done by each kind of applicant, before the term and in it, with one measure at a
    # time displaced and every reading one way.
    ways = [
        dict.fromkeys([reading.id for reading in POLICY.readings], way) for way in (False, True)
    ]
    for applicant, day in product(
        ("enterprise", "association", "park"), ("2023-01-01", "2024-06-01")
    ):
        done = {fact.id: day if fact.is_dated else True for fact in POLICY.facts if fact.has_no}
        for member, readings in product(members, ways):
            given = {**done, "applicant": applicant, "size": "small", "overlaps": [member]}
            found.append({"answers": given, "readings": readings})
    return found


def judged(
    policy: Any,  # noqa: ANN401
    cases: list[dict[str, Any]],
    articles: Container[int],
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield for each case, for each measure of some articles: status, bounds, price, open parts."""
    from calculator.engine.assess import allowed_cells, judge, price_bounds  # noqa: PLC0415
    from calculator.engine.document import read_case  # noqa: PLC0415

    for document in cases:
        case = read_case(policy, document, DAY)
        allowed = allowed_cells(policy, case)
        found = []
        for provision in policy.provisions:
            if provision.article.number not in articles:
                continue
            measure, judgement = provision.measure, judge(policy, provision, allowed)
            node, price = judgement.node, measure.price
            found.append((
                provision.article.number, measure.id, measure.kind, provision.article.units(),
                judgement.status, node.low, node.high, judgement.missing, judgement.unsettled,
                price_bounds(price, case) if price and node.high else None,
            ))  # fmt: skip
        yield found


def words_of(policy: Any) -> list[Any]:  # noqa: ANN401
    """Return the text that a policy carries, with the numbers of its articles and its chapters."""
    closing = importlib.import_module(f"{PACKAGE}.closing")
    return [*closing.CHAPTERS, *((passage.number, passage.text) for passage in policy.passages)]


def cause_of_death(
    mutant: Mutant,
    cases: list[dict[str, Any]],
    expected: list[list[tuple[Any, ...]]],
    text: list[Any],
) -> str | None:
    """Return how a mutant is noticed, or None where it lives."""
    originals = _forget()
    finder = _Changed(mutant)
    sys.meta_path.insert(0, finder)
    try:
        policy = importlib.import_module(PACKAGE).POLICY
        if problems := policy.problems():
            return str(problems[0])
        if words_of(policy) != text:
            return "条文与原文不一致"
        rows = importlib.import_module(f"{PACKAGE}.ledger").ledger()
        left = [
            row for kind in rows.values() for row in kind if not row["measures"] and not row["why"]
        ]
        if left:
            return f"对照表中有剩余：{left[0].get('number') or left[0].get('text')}"
        # Nearly every mutant is noticed in its own article, with a tenth of the work.
        own = [int(number) for number in _DIGITS.findall(mutant.module)]
        for articles in (own, EVERY):
            for found, want in zip(judged(policy, cases, articles), expected, strict=True):
                if found != [result for result in want if result[0] in articles]:
                    return "判定不同"
    except Exception as error:  # noqa: BLE001 - any failure is a death
        return f"{type(error).__name__}: {error}"
    finally:
        sys.meta_path.remove(finder)
        _forget()
        sys.modules.update(originals)
        # A submodule is also an attribute of its package: put the real ones back.
        importlib.import_module("calculator").policy = originals[PACKAGE]  # type: ignore[attr-defined]
    return None


@cache
def unchanged() -> tuple[list[dict[str, Any]], list[list[tuple[Any, ...]]], list[Any]]:
    """Return the cases, what the rules as they are say of them, and the text that they carry."""
    from calculator.policy import POLICY  # noqa: PLC0415

    cases = documents()
    return cases, copy.deepcopy(list(judged(POLICY, cases, EVERY))), words_of(POLICY)


def run(modules: tuple[str, ...] = MODULES, every: int = 1) -> list[tuple[Mutant, str | None]]:
    """Return each mutant (or each ``every``-th) and how it died, None where it lives."""
    cases, expected, text = unchanged()
    return [
        (mutant, cause_of_death(mutant, cases, expected, text))
        for module in modules
        for number, mutant in enumerate(mutants_of(module))
        if number % every == 0
    ]
