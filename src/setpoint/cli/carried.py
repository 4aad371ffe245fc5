"""Files that carry a stack over: written once, for their owner's eyes only; read with every problem told."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from setpoint.cli.reading import as_text, read
from setpoint.model.depth import DEEPEST, is_deeper
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import MASK
from setpoint.templates.compiler import parameters_of
from setpoint.templates.plain import as_data
from setpoint.templates.veiled import masked_in


class _Carried(msgspec.Struct):
    """What must be in such a file; ``resources`` is all that there has to be."""

    resources: dict[str, dict[str, Any]]
    name: str = ""
    cloud: str = ""
    tags: list[str] | None = None
    template: str | dict[str, Any] | None = None
    template_text: str = ""
    template_name: str = ""
    environment: dict[str, Any] | None = None
    files: dict[str, str] | None = None


def write_new(path: str, carried: Mapping[str, Any]) -> None:
    """Write ``carried`` to a new file that only its owner may read, durably. Raises InvalidInput."""
    write_new_text(path, msgspec.json.format(msgspec.json.encode(carried), indent=2).decode() + "\n")


def write_new_text(path: str, text: str) -> None:
    """As :func:`write_new`, for what is a text already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InvalidInput.because(
            f"cannot write '{path}'", detail=error.strerror or str(error), advice="name a new file"
        ) from error


def read_carried(path: str) -> dict[str, Any]:
    """What ``stack abandon`` or ``stack export`` wrote, ours or Heat's. Raises InvalidInput for anything else."""
    findings = Findings()
    content = read(path, "the abandoned stack", findings)
    text = None if content is None else as_text(content, path, "the abandoned stack", findings)
    if text is None:
        raise InvalidInput(findings)
    try:
        found = msgspec.json.decode(text, type=_Carried)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _no_stack(path, str(error)) from error
    plain: dict[str, Any] = msgspec.to_builtins(found)
    if is_deeper(plain):
        raise _no_stack(path, f"it has lists and maps more than {DEEPEST} deep within each other")
    return plain


def _no_stack(path: str, why: str) -> InvalidInput:
    return InvalidInput.because(
        f"'{path}' is no abandoned stack",
        detail=why,
        advice="`setpoint stack abandon` and `setpoint stack export` write them",
    )


def carried_source(carried: Mapping[str, Any], parameters: Sequence[str]) -> Source:
    """The template that a stack was carried over with. ``parameters`` (``key=value``) outweigh those carried.

    Raises InvalidInput where there is no template, or a secret that was masked and is not given.
    """
    if not carried["template"]:
        raise InvalidInput.because("the file holds no template", advice="name a TEMPLATE")
    given = dict(_pair(word) for word in parameters)
    environment = dict(carried["environment"] or {})
    kept = dict(environment.get("parameters") or {})
    environment["parameters"] = {key: value for key, value in kept.items() if key not in given}
    source = Source(
        template=_text(carried["template"], carried["template_text"]),
        template_name=carried["template_name"] or "template",
        files=carried["files"] or {},
        environment=environment,
        parameters=given,
    )
    _refuse_masked(source)
    return source


def _refuse_masked(source: Source) -> None:
    """Refuse secrets that were masked when the stack was exported: asterisks would become the secret."""
    environment = source.environment.get("parameters", {})
    masked = [key for key, value in environment.items() if value == MASK]
    for key, one in parameters_of(source).parameters.items():
        if one.default == MASK and key not in {**environment, **source.parameters}:
            masked.append(key)
    problems = [
        Diagnostic(f"the value of parameter '{key}' is masked", advice=f"-P {key}=...") for key in masked
    ]
    problems += (
        Diagnostic(
            f"the default of parameter '{key}' is masked in {file}",
            advice="take what `stack abandon` wrote, or name a TEMPLATE",
        )
        for file, key in masked_in(source.files)
    )
    if problems:
        raise InvalidInput(problems)


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise InvalidInput.because("-P wants KEY=VALUE")
    return name, value


def _text(template: Any, text: str) -> str:
    """A template, which Heat carries as a map: JSON is YAML. As its author wrote it, where that says the same."""
    if isinstance(template, str):
        return template
    return text if text and as_data(text) == template else msgspec.json.encode(template).decode()
