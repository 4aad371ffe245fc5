"""Volume types, how volumes of a type are encrypted, and what they may take. A type is kept by its volumes."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, lookup, need
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

VOLUME = "OS::Cinder::Volume"


class VolumeType(SimulatedType):
    """A volume type. No two have one name."""

    name = "OS::Cinder::VolumeType"
    title = "volume type"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken, and other metadata while there are volumes of that type."""
        thing.claims = [f"volume type {thing.name}"]
        if before is not None and before.properties.get("metadata") != thing.properties.get("metadata"):
            _refuse_in_use(world, thing)


class EncryptedVolumeType(SimulatedType):
    """The encryption of a volume type. Once there are volumes of that type, it stays as it is."""

    name = "OS::Cinder::EncryptedVolumeType"
    title = "encryption of volume type"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a second one, and any change while the type is in use."""
        of = need(world, VolumeType, thing.properties["volume_type"], Bond.PART, thing)
        thing.state["volume_type"] = of.id
        thing.claims = [f"encryption of volume type {of.id}"]
        if before is None or thing.properties != before.properties:
            _refuse_in_use(world, of)

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse while the type is in use."""
        _refuse_in_use(world, world[thing.state["volume_type"]])


def _refuse_in_use(world: World, of: Thing) -> None:
    if world.bound_to(of.id, VOLUME):
        raise refusals.bad_request(f"{describe(VolumeType, of)} is in use")


class QoSSpecs(SimulatedType):
    """QoS specs. No two have one name; types that have them lose them when they go."""

    name = "OS::Cinder::QoSSpecs"
    title = "QoS specs"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a name that is taken, and a consumer that there is not."""
        thing.claims = [f"QoS specs {thing.name}"]
        consumer = thing.properties["specs"].get("consumer", "back-end")
        if consumer not in ("back-end", "front-end", "both"):
            raise refusals.bad_request(f"QoS specs have no consumer {consumer!r}")


class QoSAssociation(SimulatedType):
    """Which volume types have which QoS specs. A type has one at most."""

    name = "OS::Cinder::QoSAssociation"
    title = "QoS association"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a type that has others."""
        need(world, QoSSpecs, thing.properties["qos_specs"], Bond.PART, thing)
        types = [need(world, VolumeType, one, Bond.KNOWS, thing) for one in thing.properties["volume_types"]]
        thing.claims = [f"QoS specs of volume type {one.id}" for one in types]


def type_named(world: World, name: Plain) -> Thing | None:
    """The volume type that was made here and is called so, also by its encryption; None where it is the cloud's own."""
    encryption = world.get(EncryptedVolumeType.name, str(name))
    if encryption is not None:
        return world[encryption.state["volume_type"]]
    named = world.named(VolumeType.name, str(name))
    return lookup(world, VolumeType, str(name)) or (named[0] if named else None)


def takes_several(volume_type: Thing) -> bool:
    """Whether volumes of that type can be in several servers."""
    return bool((volume_type.properties.get("metadata") or {}).get("multiattach") == "<is> True")
