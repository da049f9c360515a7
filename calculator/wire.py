"""JSON documents in and out, and nothing else: the page's worker and the command line call it.

Every function takes and returns text.  None raises for bad input: the problems come back as
``{"error": ["…", …]}``, all at once.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from calculator.engine.assess import assess as assess_case
from calculator.engine.document import Invalid, read_case
from calculator.engine.messages import nearest, shown
from calculator.policy import POLICY

DEEPEST = 16
"""Levels of brackets that a document may have; a sensible one has three."""

ABOUT_REQUESTS = '文档：应写作 {"document": {"answers": {…}}, "unclear": […]}'


def assess(document: str) -> str:
    """Return the result for one JSON document, as JSON on one line; amounts in 元.

    Bad input gives ``{"error": […]}``.
    """
    try:
        return _written(assess_case(POLICY, read_case(POLICY, parse(document), _today())))
    except Invalid as invalid:
        return _written({"error": invalid.problems})


def asking(request: str) -> str:
    """Return the asking sheets after a result, one for each unit to ask, as JSON.

    The request is ``{"document": {…}, "unclear": […]}``: a document as for ``assess``, and the
    facts that the applicant could not answer; null or nothing stands for all that are missing.
    Bad input gives ``{"error": […]}``.
    """
    from calculator.policy.asking import asker  # noqa: PLC0415 - a calculation does not need it

    try:
        given = parse(request)
        if not isinstance(given, dict) or given.keys() - {"document", "unclear"}:
            raise Invalid([ABOUT_REQUESTS])  # noqa: TRY301 - told as all that is wrong
        case = read_case(POLICY, given.get("document", {}), _today())
        unclear = given.get("unclear")
        _check_unclear(unclear)
    except Invalid as invalid:
        return _written({"error": invalid.problems})
    return _written({"sheets": asker().sheets(case, unclear)})


def catalogue() -> str:
    """Return all that the rules know, as JSON: text, measures, facts, readings and units."""
    # Imported here, since a calculation does not need it.
    from calculator.policy.catalogue import catalogue as whole  # noqa: PLC0415

    return _written(whole())


def schema(which: str) -> str:
    """Return the JSON Schema of the ``"input"`` or the ``"result"`` document."""
    from calculator.engine.describing.schema import input_schema, result_schema  # noqa: PLC0415

    return _written(input_schema(POLICY) if which == "input" else result_schema(POLICY))


def size(document: str) -> str:
    """Return the answer for the fact ``size`` from industry, staff, revenue and assets, as JSON."""
    from calculator.policy.size import size_answer  # noqa: PLC0415

    try:
        return _written(size_answer(parse(document)))
    except Invalid as invalid:
        return _written({"error": invalid.problems})


def parse(document: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the value of a JSON text, numbers with decimals exact; Invalid where it is none."""
    problems: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                problems.append(f"{shown(name)}：写了两次；每个名称只写一次")
            found[name] = value
        return found

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    if _is_too_deep(document):
        raise Invalid(["文档：嵌套过深"])
    try:
        value = json.loads(
            document, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=unique
        )
    except json.JSONDecodeError as error:
        message = f"文档：第 {error.lineno} 行第 {error.colno} 个字符处不是 JSON"
        raise Invalid([message]) from None
    except (ValueError, ArithmeticError):
        raise Invalid(["文档：有不能用的数（NaN、Infinity，或长达几千位）"]) from None
    if problems:
        raise Invalid(problems)
    return value


def _is_too_deep(document: str) -> bool:
    """Return whether brackets nest deeper than in any sensible document.

    Counted before parsing: in the browser Python has little stack, and too deep a recursion
    crashes it instead of raising RecursionError.
    """
    depth = 0
    # The closing mark is optional: otherwise an unclosed string would be searched again from
    # every quotation mark in it.
    for part in re.findall(r'(?s)"(?:[^"\\]|\\.)*"?|[\[\]{}]', document):
        depth += (part in "[{") - (part in "]}")
        if depth > DEEPEST:
            return True
    return False


def _check_unclear(names: object) -> None:
    """Raise ``Invalid`` where these are not ids of facts, or nothing at all."""
    if names is None:
        return
    known = [fact.id for fact in POLICY.facts]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Invalid([f"unclear：{shown(names)} 不能用；可填 由问题的名称组成的列表"])
    strangers = [name for name in names if name not in known]
    if strangers:
        raise Invalid([f"unclear：没有问题 {shown(n)}{nearest(n, known)}" for n in strangers])


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the reader's own calendar day is meant


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
