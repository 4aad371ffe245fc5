"""Bodies. A handler says by the type of its argument ``body`` what one may be, and is given it as that.

A typed dictionary tells which keys there are, and of which types they are; others may stand beside them. What a value
of the right type may not be is told by whoever reads it, in Heat's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias, TypedDict

import msgspec
from msgspec import Meta

from setpoint.api.heat.refusals import bad_request
from setpoint.model.depth import DEEPEST, is_deeper
from setpoint.types.json_schema import shape_of
from setpoint.types.schema import Property
from setpoint.types.software import CONFIG, DEPLOYMENT, NEW_DEPLOYMENT

Json: TypeAlias = dict[str, Any]

EMPTY: Any = {}
"""A body's default, where one may be left out."""


class Sources(TypedDict, total=False):
    """What a stack is made from: a template, or its address, with what belongs to it."""

    template: Json | str | None
    template_url: str | None
    files: Json | None
    files_container: str | None
    environment: Json | str | None
    environment_files: list[str] | None
    parameters: Json | None


class StackBody(Sources, total=False):
    """A stack: what it is made from, and how it is to be treated."""

    disable_rollback: bool | str | None
    timeout_mins: int | str | None
    tags: list[str] | str | None


class NewStackBody(StackBody, total=False):
    """A new stack; with ``adopt_stack_data``, of resources that are there already."""

    stack_name: str | None
    adopt_stack_data: str | None


NewStack: TypeAlias = Annotated[NewStackBody, Meta(extra_json_schema={"required": ["stack_name"]})]


class Changes(StackBody, total=False):
    """What a stack is to become."""

    clear_parameters: list[str] | None
    converge: bool | str | None


class SnapshotName(TypedDict, total=False):
    """What a snapshot is to be called."""

    name: str | None


def _described(fields: Mapping[str, Property]) -> Meta:
    """What is sent and checked elsewhere, by the same facts."""
    required = [name for name, one in fields.items() if one.required]
    shapes = {name: shape_of(one) for name, one in fields.items()}
    return Meta(extra_json_schema={"properties": shapes, "required": required})


ConfigBody: TypeAlias = Annotated[Json, _described(CONFIG)]
"""A new software configuration."""

NewDeployment: TypeAlias = Annotated[Json, _described(NEW_DEPLOYMENT)]
"""A new software deployment."""

DeploymentBody: TypeAlias = Annotated[Json, _described(DEPLOYMENT)]
"""What has become of a software deployment, or is to become of it."""


def decoded(raw: bytes | str, what: str = "The body") -> Any:
    """The JSON of a body, or of what else is called ``what``. Raises Refused."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise bad_request(f"{what} is no JSON: {problem}") from None
    if is_deeper(found):
        raise bad_request(f"{what} has lists and maps more than {DEEPEST} deep within each other")
    return found


def read_body(kind: Any, raw: bytes) -> Any:
    """``raw`` as a ``kind``. Raises Refused."""
    found = decoded(raw)
    if kind is Any:
        return found
    if not isinstance(found, dict):
        raise bad_request(f"The body must be a JSON object, not {type(found).__name__}")
    try:
        msgspec.convert(found, kind)
    except msgspec.ValidationError as problem:
        raise bad_request(f"The body is not as it must be: {problem}") from None
    return found


def texts(name: str, given: object) -> Sequence[str]:
    """``given`` as a list of texts. Raises Refused for anything else."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise bad_request(f"Unexpected type for '{name}': a list of strings is expected")
    return given
