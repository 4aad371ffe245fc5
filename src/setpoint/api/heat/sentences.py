"""Diagnostics in Heat's words: one sentence that clients know, then everything that we have to say.

Heat tells one problem and stops; a message here begins with the one that Heat would have met first, in its form, and
goes on with every problem, a line each, unless that one says it all: where, what, why, and what would be right. "Where"
is the way through the template (``resources.web.properties.image``), with the line where it was given as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from setpoint.api.heat.refusals import unavailable
from setpoint.model.diagnostic import About, Diagnostic, Problem, Severity
from setpoint.types.coercion import NO_INTEGER

_Sentence: TypeAlias = Callable[[Diagnostic, tuple[str, ...]], str]

_VALIDATION = "StackValidationFailed"
"""The type of whatever has none of its own."""

_ORDER = list(Problem)
_MANY = 100
"""Problems that one answer tells."""


def type_of(problems: Sequence[Diagnostic]) -> str:
    """What Heat calls the first of ``problems``."""
    first = _first(problems) if problems else None
    return _TABLE[first.about.problem][0] if first and first.about and first.region is None else _VALIDATION


def message_of(problems: Sequence[Diagnostic]) -> str:
    """All of ``problems``, the first of them once more in Heat's words."""
    errors = [one for one in problems if one.severity is Severity.ERROR] or list(problems)
    lines = [_line(one) for one in errors[:_MANY]]
    if len(errors) > _MANY:
        lines.append(f"and {len(errors) - _MANY:,} more problems")
    sentence = _sentence(errors)
    if len(errors) == 1 and (sentence == errors[0].summary or errors[0].region is not None):
        return sentence  # it says it all
    return "\n".join([sentence, *lines] if sentence else lines)


def _first(problems: Sequence[Diagnostic]) -> Diagnostic:
    """The problem that Heat would have met first."""
    return min(problems, key=lambda one: _ORDER.index(one.about.problem) if one.about else len(_ORDER))


def _sentence(errors: Sequence[Diagnostic]) -> str:
    if not errors:
        return ""
    first = _first(errors)
    if first.region is not None:
        return _elsewhere(first)
    return _of(first, errors) if first.about else ""


def _elsewhere(first: Diagnostic) -> str:
    """Heat asks another Heat what it thinks of the template, and tells what that has answered."""
    told = _of(first, [first]) if first.about else first.summary
    return f'Failed validating stack template using Heat endpoint at region "{first.region}" due to "ERROR: {told}"'


def _of(first: Diagnostic, errors: Sequence[Diagnostic]) -> str:
    assert first.about is not None
    names = first.about.names
    if first.about.problem is Problem.IMMUTABLE_PARAMETER:  # Heat tells all of them in one sentence
        names = tuple(name for one in errors if _is_immutable(one.about) for name in _names(one))
    return _TABLE[first.about.problem][1](first, names)


def _is_immutable(about: About | None) -> bool:
    return about is not None and about.problem is Problem.IMMUTABLE_PARAMETER


def _names(one: Diagnostic) -> tuple[str, ...]:
    return one.about.names if one.about else ()


def _line(one: Diagnostic) -> str:
    where = _where(one)
    detail = f": {one.detail}" if one.detail else ""
    advice = f" ({one.advice})" if one.advice else ""
    return f"{f'{where}: ' if where else ''}{one.summary}{detail}{advice}"


def _where(one: Diagnostic) -> str:
    """The way, or the resource where there is none; with the file, unless that is the template; with the line."""
    place = one.place
    way = dotted(one.path) or _resources(one.address)
    file = place.file if place and place.file not in _ITSELF else ""
    line = f"line {place.line}" if place and place.line > 1 else ""
    return " ".join(filter(None, (file, way, f"({line})" if line and way else line)))


_ITSELF = frozenset({"template", "environment"})
"""What the texts are called that came in a request without a name."""


def dotted(way: Sequence[str | int]) -> str:
    """A way through a template, as Heat writes it: ``resources.web.properties.networks[0].port``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).removeprefix(".")


def _resources(address: str) -> str:
    return ".".join(f"resources.{name}" for name in address.split("/")) if address else ""


# --- where a problem of a property stands, in Heat's words


def _property(one: Diagnostic, why: str, names: Sequence[str] = ()) -> str:
    """``why`` of a property; ``names`` is the way to it within the properties."""
    way = ".".join([*filter(None, [_resources(one.address)]), "properties", *names])
    return f"Property error: : {way}: : {why}"


def _parameter(one: Diagnostic, names: tuple[str, ...]) -> str:
    why = f"The Parameter ({names[0]}) was not provided."
    match one.path:
        case ("resources" | "Resources", _, "properties" | "Properties", str(name), *_):
            return _property(one, why, [name])
    return f"{dotted(one.path)}: : {why}" if one.path else why


def _reference(one: Diagnostic, names: tuple[str, ...]) -> str:
    resource = one.address.rpartition("/")[2]
    where = resource
    match one.path:
        case (*_, "Ref"):
            where = (
                "unknown"  # in Heat a name that no resource has is a parameter's, and its place is forgotten
            )
        case ("resources" | "Resources", _, "properties" | "Properties", str(name), *_):
            where = f"{resource}.Properties.{name}"
        case ("outputs" | "Outputs" as section, str(name), *_):
            where = f"{section}.{name}"
    return f'The specified reference "{names[0]}" (in {where}) is incorrect.'


def _attribute(one: Diagnostic, names: tuple[str, ...]) -> str:
    why = f"The Referenced Attribute ({' '.join(names)}) is incorrect."
    calls = [number for number, step in enumerate(one.path) if step in _ATTRIBUTES]
    way = one.path[: calls[0] + 1] if calls else one.path
    return f"{dotted(way)}: : {why}" if way else why


_ATTRIBUTES = ("get_attr", "Fn::GetAtt")
"""Functions that ask for one."""


def _region(_one: Diagnostic, names: tuple[str, ...]) -> str:
    """Heat asks another Heat there, and says so."""
    why = f"publicURL endpoint for orchestration service in {names[0]} region not found"
    return f'Cannot establish connection to Heat endpoint at region "{names[0]}" due to "{why}"'


def _circle(_one: Diagnostic, names: tuple[str, ...]) -> str:
    needs = zip(names, [*names[1:], names[0]], strict=True)
    return f"Circular Dependency Found: {', '.join(f'{name} needs {other}' for name, other in needs)}"


def _refused(one: Diagnostic, names: tuple[str, ...]) -> str:
    why = one.summary.removeprefix(f"parameter '{names[0]}' ")
    return f"Parameter '{names[0]}' is invalid: {why}"


def _wrong(one: Diagnostic, names: tuple[str, ...]) -> str:
    why = one.summary.removeprefix(f"property {names[0]} ")
    if why == NO_INTEGER and one.text:
        why = f"Value '{one.text}' is not an integer"
    return f"ValueError: : {_nested(one)}: : {why}" if "/" in one.address else _property(one, why, names)


def _nested(one: Diagnostic) -> str:
    """The resource, with what the stacks around it are made from: of the innermost that is known."""
    *around, inner, resource = one.address.split("/")
    file = one.place.file if one.place and one.place.file not in _ITSELF else _MADE
    stacks = [*(f"{name}<{_MADE}>" for name in around), f"{inner}<{file}>"]
    return ".".join(f"resources.{name}" for name in (*stacks, resource))


_MADE = "nested_stack"
"""Where there is no file of a nested stack."""


def _scheme(name: str) -> str:
    return name.partition("://")[0] if "://" in name else ""


_NO_VERSION = "Template version was not provided"

_TABLE: dict[Problem, tuple[str, _Sentence]] = {
    Problem.TEMPLATE: ("HTTPBadRequest", lambda one, _: f"Template not in valid format: {one.summary}"),
    Problem.VERSION: (
        "InvalidTemplateVersion",
        lambda one, names: f"The template version is invalid: {one.summary if names else _NO_VERSION}",
    ),
    Problem.SECTION: (_VALIDATION, lambda _, names: f"The template section is invalid: {names[0]}"),
    Problem.ENVIRONMENT: ("HTTPBadRequest", lambda one, _: f"Environment not in valid format: {one.summary}"),
    Problem.UNDECLARED_PARAMETER: (
        "UnknownUserParameter",
        lambda _, names: f"The Parameter ({names[0]}) was not defined in template.",
    ),
    Problem.MISSING_PARAMETER: (
        "UserParameterMissing",
        lambda _, names: f"The Parameter ({names[0]}) was not provided.",
    ),
    Problem.REFUSED_PARAMETER: (_VALIDATION, _refused),
    Problem.IMMUTABLE_PARAMETER: (
        "ImmutableParameterModified",
        lambda _, names: f"The following parameters are immutable and may not be updated: {', '.join(names)}",
    ),
    Problem.TYPE: (_VALIDATION, lambda _, names: f"The Resource Type ({names[0]}) could not be found."),
    Problem.UNDRIVEN: (
        "ResourceTypeUnavailable",
        lambda one, names: unavailable(names[0], one.summary).message,
    ),
    Problem.REGION: (_VALIDATION, _region),
    Problem.REFERENCE: ("InvalidTemplateReference", _reference),
    Problem.PARAMETER: (_VALIDATION, _parameter),
    Problem.ATTRIBUTE: (_VALIDATION, _attribute),
    Problem.FILE: (
        _VALIDATION,
        lambda _, names: f'No content found in the "files" section for get_file path: {names[0]}',
    ),
    Problem.NESTED_TEMPLATE: (
        _VALIDATION,
        lambda _, names: (
            f'Could not fetch remote template "{names[0]}": Invalid URL scheme {_scheme(names[0])}'
        ),
    ),
    Problem.FACADE: (_VALIDATION, lambda one, _: one.summary),
    Problem.CIRCLE: ("CircularDependencyException", _circle),
    Problem.UNKNOWN_PROPERTY: (
        _VALIDATION,
        lambda one, names: _property(one, f"Unknown Property {names[0]}"),
    ),
    Problem.MISSING_PROPERTY: (
        _VALIDATION,
        lambda one, names: _property(one, f"Property {names[0]} not assigned"),
    ),
    Problem.WRONG_PROPERTY: (_VALIDATION, _wrong),
}
"""By the kind of the problem: Heat's type, and Heat's sentence for it."""
