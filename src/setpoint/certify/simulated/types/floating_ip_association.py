"""``OS::Neutron::FloatingIPAssociation``: lets a floating IP stand for a port, as a resource of its own."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import SimulatedType, need, revised
from setpoint.certify.simulated.types.floating_ip import FloatingIP, point, unpoint
from setpoint.certify.simulated.types.port import Port
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.errors import SetpointError


class FloatingIPAssociation(SimulatedType):
    """An association; goes with its floating IP and with its port."""

    name = "OS::Neutron::FloatingIPAssociation"
    title = "floating IP association"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is not there."""
        floating = need(world, FloatingIP, thing.properties["floatingip_id"], Bond.PART, thing)
        port = need(world, Port, thing.properties["port_id"], Bond.PART, thing)
        thing.state |= {"floating_ip": floating.id, "port": port.id}

    def made(self, world: World, thing: Thing) -> None:
        """Point the floating IP to the port; refuse what the floating IP refuses."""
        floating = world[thing.state["floating_ip"]]
        pointed = unpoint(world, revised(floating, bonds=dict(floating.bonds), state=dict(floating.state)))
        point(world, pointed, thing.state["port"], thing.properties.get("fixed_ip_address"))
        world.replace(floating, pointed)

    def changed(self, world: World, before: Thing, after: Thing) -> None:
        """Point it elsewhere, or another one there."""
        self.gone(world, before)
        try:
            self.made(world, after)
        except SetpointError:
            self.made(world, before)
            raise

    def gone(self, world: World, thing: Thing) -> None:
        """The floating IP stands for nothing again."""
        floating = world.get(FloatingIP.name, thing.state["floating_ip"])
        if floating is not None and floating.state["port"] == thing.state["port"]:
            world.put(
                unpoint(world, revised(floating, bonds=dict(floating.bonds), state=dict(floating.state)))
            )
