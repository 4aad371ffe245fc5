"""The page of docs/reference that says how much of Heat's OpenStack types is driven: counted in the code.

A property counts as driven when the driver's code, or what it imports of its service's, has a word for it.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

from setpoint.clouds.openstack import drivers
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.types import facts
from setpoint.types.schema import Schema, Support

Table = Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], Iterator[str]]

CLOUD = OpenStackCloud("openstack", CloudConfig("openstack"))
GONE = (Support.HIDDEN, Support.UNSUPPORTED)
PLANNED = frozenset(
    {"flavor_update_policy", "image_update_policy", "replacement_policy", "user_data_update_policy"}
)
"""What properties say to the planner, and to nobody else."""


def openstack_types(table: Table) -> Iterator[str]:
    """The page, line by line."""
    schemas = [schema for name in sorted(facts.names()) if (schema := _schema(name)) is not None]
    driven = [one for one in schemas if CLOUD.driver(one.name) is not None]
    yield "# OpenStack's types\n"
    yield (
        f"Of the {len(schemas)} resource types that Heat has for OpenStack's services, {len(driven)} are driven "
        "natively, without Heat. What a cloud needs is told [on its page](../clouds/openstack.md); what each type "
        "takes and offers, [in the list of types](types.md).\n"
    )
    yield from table(("service", "driven", "of"), _services(schemas, driven))
    yield "## Types that are driven\n"
    yield (
        "*Properties* and *attributes* are those of Heat; every type has the attribute `show` besides. *Token* is what "
        "carries the token by which a thing is found whose create was not answered. *Role* is what the policies that "
        "OpenStack ships ask for in the project.\n"
    )
    titles = ("type", "properties", "attributes", "token", "role", "refused")
    yield from table(titles, map(_row, driven))
    yield "## Types that are not driven yet\n"
    left = [one.name for one in schemas if one not in driven]
    yield ", ".join(f"`{name}`" for name in left) + ".\n"


def _schema(name: str) -> Schema | None:
    """The schema of a type of a service's; Heat's own types are no cloud's."""
    schema = facts.find(name)
    is_theirs = name.startswith("OS::") and not name.startswith("OS::Heat::")
    if schema is None or not is_theirs:
        return None
    return schema if schema.support not in GONE or CLOUD.driver(name) is not None else None


def _services(schemas: list[Schema], driven: list[Schema]) -> Iterator[tuple[str, ...]]:
    services = [one.name.split("::")[1] for one in schemas]
    known = [one.name.split("::")[1] for one in driven]
    for service in dict.fromkeys(services):
        yield service, str(known.count(service)), str(services.count(service))


def _row(schema: Schema) -> tuple[str, ...]:
    driver: Any = CLOUD.driver(schema.name)
    missing = unspoken(schema.name)
    properties = str(len(_properties(schema)) - len(missing))
    if missing:
        properties += f" of {len(_properties(schema))}: not {', '.join(f'`{name}`' for name in missing)}"
    return (
        f"`{schema.name}`",
        properties,
        str(len(schema.attributes)),
        _carrier(driver),
        " or ".join(driver.kind.declarations.for_roles.get("") or ("member",)),
        "; ".join(f"`{name}`: {why}" if name else why for name, why in driver.refuses.items()) or "-",
    )


def _carrier(driver: Any) -> str:
    if driver.carrier is not None:
        return str(driver.carrier.what)
    return str(driver.found_by) if driver.is_findable else "nothing"


def _properties(schema: Schema) -> list[str]:
    """Those of today: older names are brought to them before a driver is called."""
    return [name for name, one in schema.properties.items() if not one.renamed_to and one.support not in GONE]


def unspoken(type_name: str) -> list[str]:
    """The properties of a driven type for which its driver has no word, and which its type does not look after."""
    schema = facts.find(type_name)
    driver: Any = CLOUD.driver(type_name)
    assert schema is not None
    if driver.takes_any:
        return []
    modules = {sys.modules[one.__module__] for one in type(driver).__mro__[:-1]}
    words = _words(modules)
    asked = (type(driver.kind).polls, type(driver.kind).kept)
    words = words.union(*(_texts(textwrap.dedent(inspect.getsource(one))) for one in asked))
    return sorted(set(_properties(schema)) - PLANNED - words)


def _texts(source: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _words(modules: set[ModuleType]) -> set[str]:
    """Every text that stands in ``modules``, and in what they import of the drivers."""
    seen: set[ModuleType] = set()
    found: set[str] = set()
    while modules - seen:
        module = (modules - seen).pop()
        seen.add(module)
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Constant(value=str(text)):
                    found.add(text)
                case ast.ImportFrom(module=str(name)) if name.startswith(f"{drivers.__name__}."):
                    modules.add(sys.modules[name])
    return found
