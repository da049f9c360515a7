"""Mutants of the rules: each changes one thing, and each must be noticed.

A mutant is a rule module with one number, comparison, operator, quote or name changed.  It dies
where the rules no longer load, where the text does not bear them out (``Policy.problems``), where
the text itself has changed, or where a measure differs in some region of what it asks: all of them
are compared, not samples, with the rules as they are, which the proof holds to the text.  So one
that lives says the same as the rules to everybody: it is equivalent.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import pkgutil
import re
import sys
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.rules import quotes
from calculator.policy import POLICY, closing, ledger
from proving.proof import regions
from proving.proof.by_rules import Written, lines_of
from proving.proof.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import CodeType

    from calculator.engine.policy import Policy
    from calculator.engine.rules.measure import Measure
    from calculator.engine.text import Article
    from proving.proof.shapes import Shape

PACKAGE = "calculator.policy"
ARTICLES = tuple(
    module.name
    for module in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__)
    if module.name.startswith("article_")
)
MODULES = (*ARTICLES, "phrases", "closing")

SAYS_ONLY = {"name", "row", "to", "beyond", "payee", "text", "see"}
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


@cache
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


@cache
def _code(module: str) -> CodeType:
    return compile(source_of(module), module, "exec")


@contextlib.contextmanager
def changed(mutant: Mutant) -> Iterator[dict[str, ModuleType]]:
    """Load the mutant, and each article if it is not one itself; yield them by their names."""
    names = [mutant.module, *(() if mutant.module in ARTICLES else ARTICLES)]
    codes = {name: _code(name) for name in names}
    kept = {name: sys.modules[f"{PACKAGE}.{name}"] for name in names}
    made = {}
    try:
        for name in names:
            module = made[name] = ModuleType(f"{PACKAGE}.{name}")
            # What is loaded next finds this one.
            sys.modules[module.__name__] = module
            code = mutant.source if name == mutant.module else codes[name]
            exec(code, module.__dict__)  # noqa: S102 - our own rules, changed in one place
        yield made
    finally:
        sys.modules.update({module.__name__: module for module in kept.values()})


def policy_of(made: Mapping[str, ModuleType]) -> Policy:
    """Return the policy with the changed modules in the place of its own."""

    def of(name: str) -> ModuleType:
        return made.get(name) or sys.modules[f"{PACKAGE}.{name}"]

    return replace(
        POLICY,
        articles=tuple((of(name).ARTICLE, of(name).MEASURES) for name in ARTICLES),
        others=(of("closing").PREAMBLE, of("closing").CLOSING, of("closing").HOTLINE),
        first_days=(of("phrases").SIGNED, of("phrases").PUBLISHED),
        last_day=of("phrases").LAST_DAY,
    )


def words_of(policy: Policy, chapters: tuple[str, ...]) -> list[object]:
    """Return the text that a policy carries, with the numbers of its articles and its chapters."""
    return [*chapters, *((passage.number, passage.text) for passage in policy.passages)]


ITEMS = regions.of_policy(POLICY)
SHAPES = Shapes()


@cache
def _ours(measure: Measure) -> Shape:
    """Return one of the rules as they are, as a function of all regions."""
    return Written(ITEMS, SHAPES).measure(measure)


def _differs(measure: Measure, ours: Measure) -> bool:
    """Return whether a changed measure says something else than ours in some region."""
    lines = lines_of(measure.rules, ITEMS)
    if all(drawn.issubset(ITEMS[place].lines) for place, drawn in lines.items()):
        return Written(ITEMS, SHAPES).measure(measure) != _ours(ours)
    written = Written(ITEMS.with_lines(lines), Shapes())
    return written.measure(measure) != written.measure(ours)


def _told(article: Article, measure: Measure) -> tuple[object, ...]:
    """Return what is told of a measure beside its rule."""
    price = measure.price
    formula = price and (phrases.percent(price.share), price.of.id, price.but_not_below.id)
    return article.number, measure.id, measure.kind, article.units(), formula


def _first_that_differs(policy: Policy, made: Mapping[str, ModuleType]) -> str | None:
    for (article, measures), (our_article, ours), name in zip(
        policy.articles, POLICY.articles, ARTICLES, strict=True
    ):
        if name in made:
            if len(measures) != len(ours):
                return article.name
            for measure, our in zip(measures, ours, strict=True):
                if _told(article, measure) != _told(our_article, our) or (
                    measure.is_claimable and _differs(measure, our)
                ):
                    return measure.id
    return None


def cause_of_death(mutant: Mutant) -> str | None:
    """Return how a mutant is noticed, or None where it lives: then it is equivalent."""
    try:
        with changed(mutant) as made:
            policy = policy_of(made)
            chapters = made["closing"].CHAPTERS if "closing" in made else closing.CHAPTERS
            if words_of(policy, chapters) != words_of(POLICY, closing.CHAPTERS):
                return "条文与原文不一致"
            touched = [
                pair for pair, name in zip(policy.articles, ARTICLES, strict=True) if name in made
            ]
            if problems := quotes.problems(touched, policy.passages, policy.readings):
                return str(problems[0])
            if measure := _first_that_differs(policy, made):
                return f"判定不同：{measure}"
            return _left_over(policy)
    except Exception as error:  # noqa: BLE001 - any failure is a death
        return f"{type(error).__name__}: {error}"


def _left_over(policy: Policy) -> str | None:
    """Return a sentence or a number of the text that the ledger no longer finds a use for."""
    # Where the ledger looks the rules up.
    vars(ledger)["POLICY"] = policy
    try:
        rows = [row for kind in ledger.ledger().values() for row in kind]
    finally:
        vars(ledger)["POLICY"] = POLICY
    left = [row for row in rows if not row["measures"] and not row["why"]]
    return f"对照表中有剩余：{left[0].get('number') or left[0].get('text')}" if left else None


def run(modules: tuple[str, ...] = MODULES) -> list[tuple[Mutant, str | None]]:
    """Return each mutant with the way it died, None where it lives."""
    return [(mutant, cause_of_death(mutant)) for module in modules for mutant in mutants_of(module)]
