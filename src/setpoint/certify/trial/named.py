"""What a template names and does not make: networks, keys and the like that it takes to be on the cloud already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from setpoint.model.definition import Definition
from setpoint.model.expression import ListOf, MapOf
from setpoint.model.value import Value
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property

Named = tuple[str, str]
"""A resource type, and the name or id of one."""

CONSTRAINTS: Mapping[str, str] = {
    "cinder.volume": "OS::Cinder::Volume",
    "neutron.network": "OS::Neutron::Net",
    "neutron.port": "OS::Neutron::Port",
    "neutron.router": "OS::Neutron::Router",
    "neutron.security_group": "OS::Neutron::SecurityGroup",
    "neutron.subnet": "OS::Neutron::Subnet",
    "nova.keypair": "OS::Nova::KeyPair",
    "nova.server": "OS::Nova::Server",
}
"""The constraints by which schemas say what a property refers to, each with the type of that."""

UNSAID: Mapping[tuple[str, ...], str] = {
    ("OS::Cinder::VolumeAttachment", "instance_uuid"): "OS::Nova::Server",
    ("OS::Neutron::FloatingIPAssociation", "floatingip_id"): "OS::Neutron::FloatingIP",
    ("OS::Neutron::Port", "security_groups"): "OS::Neutron::SecurityGroup",
    ("OS::Neutron::Router", "external_gateway_info", "network"): "OS::Neutron::Net",
    ("OS::Nova::Server", "security_groups"): "OS::Neutron::SecurityGroup",
}
"""Properties that refer to something although their schema does not say so."""


def named(definitions: Iterable[Definition]) -> frozenset[Named]:
    """Everything that ``definitions`` name in clear and none of them makes under that name."""
    several = [one for one in definitions if isinstance(one.kind, ResourceType)]
    made = {(one.kind.name, one.properties.get("name")) for one in several}
    found = {ref for one in several for ref in _referred(one)}
    return frozenset(ref for ref in found if ref not in made)


def _referred(definition: Definition) -> Iterator[Named]:
    kind = definition.kind
    assert isinstance(kind, ResourceType)
    if isinstance(definition.external_id, str):
        yield kind.name, definition.external_id
        return
    for name, value in definition.properties.items():
        if name in kind.schema.properties:
            yield from _within(kind.schema.properties[name], value, (kind.name, name))


def _within(schema: Property, value: Value, path: tuple[str, ...]) -> Iterator[Named]:
    if isinstance(value, str):
        target = UNSAID.get(path) or _target(schema)
        if target is not None and value:
            yield target, value
    elif isinstance(value, (list, ListOf)):
        for item in value.items if isinstance(value, ListOf) else value:
            yield from _within(schema.items or schema, item, path)
    elif isinstance(value, (dict, MapOf)) and schema.fields is not None:
        parts = value.items if isinstance(value, MapOf) else value
        for name, part in parts.items():
            if name in schema.fields:
                yield from _within(schema.fields[name], part, (*path, name))


def _target(schema: Property) -> str | None:
    names = (str(one.get("custom_constraint")) for one in schema.constraints)
    return next((CONSTRAINTS[name] for name in names if name in CONSTRAINTS), None)
