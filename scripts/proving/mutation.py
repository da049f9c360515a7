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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PACKAGE = "calculator.policy"
MODULES = (*(f"article_{n:02d}" for n in range(1, 17)), "phrases", "closing")
DAY = date(2024, 12, 1)

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
        elif name == "Measure":
            found |= {id(argument) for argument in node.args[1:3]}
        elif name == "commitment":
            found |= {id(argument) for argument in node.args[:2]}
        elif name == "Article":
            found |= {id(argument) for argument in node.args[1:3]}
            found |= {id(keyword.value) for keyword in node.keywords}
        spoken = [each.value for each in node.keywords if each.arg in {"to", "beyond"}]
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
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "either":
        arguments = [node.args[0], node.args[2], node.args[1]]
        yield ("branches", ast.unparse(node.args[0])[:40], *swap("args", arguments))


def _forget() -> dict[str, ModuleType]:
    """Take the policy's modules out of the import system and return them."""
    names = [name for name in sys.modules if name == PACKAGE or name.startswith(PACKAGE + ".")]
    return {name: sys.modules.pop(name) for name in names}


class _Changed:
    """Gives the import system the changed source of one module."""

    def __init__(self, mutant: Mutant) -> None:
        """Keep the mutant."""
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


def documents() -> list[dict[str, Any]]:  # noqa: C901 - a branch for each kind of fact
    """Return cases that meet every measure at its edges: whole, partial, and around each line."""
    from calculator.engine.facts import Choice, Event, Money, Set, UnitPrice  # noqa: PLC0415
    from calculator.policy import POLICY  # noqa: PLC0415

    chance = random.Random(39)  # noqa: S311 - not for secrets
    days = ("2023-10-30", "2023-10-31", "2023-11-14", "2023-11-15", "2025-12-31", "2026-01-01")
    tiers = [n * 10**8 + d for n in (1, 3, 5, 10, 20, 50) for d in (-1, 0)]
    members = [measure.id for measure in POLICY.claimable if measure.kind in "CF"]

    def answer(fact: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(fact, Choice):
            return chance.choice(fact.ids())
        if isinstance(fact, Money):
            return chance.choice(tiers)
        if isinstance(fact, UnitPrice):
            return chance.choice((60, 84, 120))
        if isinstance(fact, Event):
            return chance.choice((*days, "2024-06-01", "2024-06-01", False, False, False, False))
        if isinstance(fact, Set):
            return chance.sample(members, chance.choice((0, 0, 0, 1)))
        return chance.random() < 0.75  # noqa: PLR2004

    found: list[dict[str, Any]] = [{}]
    for number in range(500):
        answers = {fact.id: answer(fact) for fact in POLICY.facts}
        if number % 3:
            answers["applicant"] = "enterprise"
        if number % 5 == 0:
            answers = {name: value for name, value in answers.items() if chance.random() < 0.8}  # noqa: PLR2004
        readings = {reading.id: chance.random() < 0.5 for reading in POLICY.readings}  # noqa: PLR2004
        found.append({"answers": answers, "readings": readings})
    # A person to whom one thing alone has happened: titles of which any one is enough.
    events = [fact.id for fact in POLICY.facts if isinstance(fact, Event)]
    for event in events * 6:
        answers = {fact.id: answer(fact) for fact in POLICY.facts}
        answers |= {**dict.fromkeys(events, False), event: "2024-06-01", "applicant": "individual"}
        found.append({"answers": answers})
    # Everything done by each kind of applicant, with one measure at a time displaced.
    for applicant in ("enterprise", "association", "park"):
        done = {
            fact.id: "2024-06-01" if isinstance(fact, Event) else True
            for fact in POLICY.facts
            if fact.kind in {"event", "yes_no"}
        }
        for member in members:
            answers = {**done, "applicant": applicant, "size": "small", "overlaps": [member]}
            readings = dict.fromkeys([reading.id for reading in POLICY.readings], False)
            found.append({"answers": answers, "readings": readings})
    return found


def judged(policy: Any, cases: list[dict[str, Any]]) -> Iterator[Any]:  # noqa: ANN401
    """Yield what each case comes to: statuses, amounts, prices, missing and readings."""
    from calculator.engine.assess import assess  # noqa: PLC0415
    from calculator.engine.document import read_case  # noqa: PLC0415

    for case in cases:
        yield [
            (m["id"], m["article"], m["status"], m["amount"], m["price"], m["missing"], m["units"])
            for m in assess(policy, read_case(policy, case, DAY))["measures"]
        ]


def words_of(policy: Any) -> list[Any]:  # noqa: ANN401
    """Return the text that a policy carries, with the numbers of its articles and its chapters."""
    closing = importlib.import_module(f"{PACKAGE}.closing")
    return [*closing.CHAPTERS, *((passage.number, passage.text) for passage in policy.passages)]


def cause_of_death(
    mutant: Mutant, cases: list[dict[str, Any]], expected: list[Any], text: list[Any]
) -> str | None:
    """Return how a mutant is noticed, or None where it lives."""
    kept = _forget()
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
        for case, want in zip(judged(policy, cases), expected, strict=True):
            if case != want:
                return "判定不同"
    except Exception as error:  # noqa: BLE001 - any failure is a death
        return f"{type(error).__name__}: {error}"
    finally:
        sys.meta_path.remove(finder)
        _forget()
        sys.modules.update(kept)
        # A submodule is also an attribute of its package: put the real ones back.
        importlib.import_module("calculator").policy = kept[PACKAGE]  # type: ignore[attr-defined]
    return None


@cache
def unchanged() -> tuple[list[dict[str, Any]], list[Any], list[Any]]:
    """Return the cases, what the rules as they are say of them, and the text that they carry."""
    from calculator.policy import POLICY  # noqa: PLC0415

    cases = documents()
    return cases, copy.deepcopy(list(judged(POLICY, cases))), words_of(POLICY)


def run(modules: tuple[str, ...] = MODULES, every: int = 1) -> list[tuple[Mutant, str | None]]:
    """Return each mutant (or each ``every``-th) with the way it died, None where it lives."""
    cases, expected, text = unchanged()
    return [
        (mutant, cause_of_death(mutant, cases, expected, text))
        for module in modules
        for number, mutant in enumerate(mutants_of(module))
        if number % every == 0
    ]
