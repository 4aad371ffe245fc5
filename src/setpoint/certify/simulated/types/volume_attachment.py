"""``OS::Cinder::VolumeAttachment``: a volume in a server. Goes with the server, and keeps the volume."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, need
from setpoint.certify.simulated.types.server import Server
from setpoint.certify.simulated.types.volume import Volume, attached
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class VolumeAttachment(SimulatedType):
    """An attachment. Changing it detaches first, and attaches when told to go on."""

    name = "OS::Cinder::VolumeAttachment"
    title = "volume attachment"
    building = Phase("attaching", "attached")
    seconds = (1.0, 3.0)
    seconds_to_go = (1.0, 3.0)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a server or volume that is not ready, a volume that is in use, a device that is taken."""
        wanted = thing.properties
        server = need(world, Server, wanted["instance_uuid"], Bond.PART, thing)
        volume = need(world, Volume, wanted["volume_id"], Bond.HOLDS, thing)
        _refuse_unready(describe(Server, server), server)
        _refuse_unready(describe(Volume, volume), volume)
        thing.claims.append(attached(volume, server.id))
        device = wanted.get("mountpoint") or _free_device(world, thing, server.id)
        thing.claims.append(_taken(device, server.id))
        thing.state |= {"server": server.id, "device": device}

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """Detach first."""
        return Phase("detaching", "detached", cursor={"attach": True})

    def next_phase(self, thing: Thing, cursor: Plain) -> Phase | None:
        """Then attach."""
        return self.building if "attach" in cursor else None


def _refuse_unready(what: str, thing: Thing) -> None:
    if thing.status == "ERROR":
        raise refusals.conflict(f"{what} is in ERROR")
    if thing.work is not None:
        raise refusals.busy(what, thing.status)


def _taken(device: str, server: str) -> str:
    return f"device {device} of server {server}"


def _free_device(world: World, attachment: Thing, server: str) -> str:
    devices = (f"/dev/vd{chr(letter)}" for letter in range(ord("b"), ord("z") + 1))
    for device in devices:
        if world.holder(_taken(device, server)) in (None, world.things.get(attachment.id)):
            return device
    raise refusals.bad_request("the server has no room for another volume")
