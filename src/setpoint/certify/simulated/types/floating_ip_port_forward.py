"""``OS::Neutron::FloatingIPPortForward``: a port of a floating IP that leads to one of another address.

It goes with its floating IP and with its port, and keeps the way between them.
"""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need
from setpoint.certify.simulated.types.floating_ip import FloatingIP, fixed_address, way
from setpoint.certify.simulated.types.port import Port
from setpoint.certify.simulated.world import Bond, Thing, World


class FloatingIPPortForward(SimulatedType):
    """A forwarding; a floating IP that has one stands for no port itself."""

    name = "OS::Neutron::FloatingIPPortForward"
    title = "port forwarding"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a floating IP that stands for a port, one that does not reach that port, and ports that are taken."""
        wanted = thing.properties
        floating = need(world, FloatingIP, wanted["floating_ip"], Bond.PART, thing)
        port = need(world, Port, wanted["internal_port"], Bond.PART, thing)
        if floating.state["port"] is not None:
            raise refusals.conflict(f"{describe(FloatingIP, floating)} stands for a port")
        fixed = fixed_address(port, wanted["internal_ip_address"])
        interface = way(world, floating, fixed["subnet_id"])
        thing.bonds |= {interface.id: Bond.HOLDS, interface.state["router"]: Bond.HOLDS}
        outer = f"{wanted['protocol']} {wanted['external_port']} of floating IP {floating.id}"
        inner = f"{wanted['protocol']} {wanted['internal_port_number']} of {fixed['ip_address']} of port {port.id}"
        thing.claims = [f"forwarding from {outer}", f"forwarding to {inner}"]
