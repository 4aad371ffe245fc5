"""Which resource types there are, and what each is like (Heat's routes below ``/resource_types``).

What a caller may use, and what the clouds of this installation make, is decided elsewhere and handed in: a function of
a type's name that says why not, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeAlias, TypedDict

from msgspec import Meta

from setpoint.api.heat.describing.providers import cfn_provider, hot_provider
from setpoint.api.heat.describing.schemas import TypeSchema, type_schema
from setpoint.api.heat.queries import Query
from setpoint.api.heat.refusals import bad_request, no_such_value, no_type, not_supported, unavailable
from setpoint.types import catalogue
from setpoint.types.patterns import Patience, Pattern
from setpoint.types.schema import Schema, Support

STATUSES = ("UNKNOWN", "SUPPORTED", "DEPRECATED", "UNSUPPORTED", "HIDDEN")
"""What may be asked for; nothing is of the first."""

WhyNot: TypeAlias = Callable[[str], str]
"""Why there can be no resource of a type, in words for people; "" where there can."""


def always(_type_name: str) -> str:
    """Every type can be had."""
    return ""


class Wanted(Query):
    """Which types a list shall hold. "" asks for nothing."""

    support_status: Annotated[str, Meta(extra_json_schema={"enum": ["", *STATUSES]})] = ""
    name: Annotated[str, Meta(description="A regular expression that begins where the name does.")] = ""
    version: Annotated[str, Meta(description="The release in which a type appeared.")] = ""
    with_description: bool = False


class TypeTold(TypedDict):
    """A resource type."""

    resource_type: str
    description: str


class TypeList(TypedDict):
    """Resource types: their names, or what they are for besides."""

    resource_types: list[str | TypeTold]


def list_types(wanted: Wanted, why_not: WhyNot = always) -> TypeList:
    """The types that fit, in order of the alphabet. Raises Refused for a status that there is not.

    A pattern that is none, or that takes too long to match, fits nothing.
    """
    if wanted.support_status and wanted.support_status not in STATUSES:
        raise no_such_value(f"Invalid support status and should be one of {STATUSES}")
    found = _fitting(wanted, why_not)
    if wanted.with_description:
        return {
            "resource_types": [{"resource_type": one.name, "description": one.description} for one in found]
        }
    return {"resource_types": [one.name for one in found]}


def _fitting(wanted: Wanted, why_not: WhyNot) -> Iterator[Schema]:
    for name in _named(wanted.name):
        schema = _schema(name)
        if (
            schema.support is not Support.HIDDEN
            and wanted.support_status in ("", schema.support)
            and wanted.version in ("", schema.since)
            and not why_not(name)
        ):
            yield schema


def _named(pattern: str) -> list[str]:
    names = sorted(catalogue.names())
    if not pattern:
        return names
    try:
        fits, patience = Pattern(pattern), Patience()
        return [name for name in names if fits.is_start_of(name, patience)]
    except ValueError:
        return []


def show_type(name: str, why_not: WhyNot = always, *, with_description: bool = False) -> TypeSchema:
    """The schema of one type. Raises Refused."""
    schema = _offered(name)
    reason = why_not(name)
    if reason:
        raise unavailable(name, reason)
    return type_schema(schema, with_description=with_description)


def provider_of(name: str, language: str = "cfn") -> dict[str, Any]:
    """A template that would provide the type, in ``hot`` or ``cfn``. Raises Refused."""
    write = _LANGUAGES.get(language.lower())
    if write is None:
        raise bad_request(
            f'Template type is not supported: Invalid template type "{language}", valid types are: cfn, hot.'
        )
    return write(_offered(name))


_LANGUAGES = {"hot": hot_provider, "cfn": cfn_provider}


def _offered(name: str) -> Schema:
    kind = catalogue.find(name)
    if kind is None:
        raise no_type(name)
    if kind.schema.support is Support.HIDDEN:
        raise not_supported(name)
    return kind.schema


def _schema(name: str) -> Schema:
    kind = catalogue.find(name)
    assert kind is not None, f"{name} is listed, and not there"
    return kind.schema
