"""``Setpoint::Local::Route``: an HTTP router on a machine that is not there."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import Phase, SimulatedType
from setpoint.certify.simulated.types.process import listen, listening
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class Route(SimulatedType):
    """A route: it has its port for itself."""

    name = "Setpoint::Local::Route"
    title = "route"
    takes = ("routes",)
    building = Phase("starting", "running")
    seconds = (0.2, 0.5)
    seconds_to_go = (0.1, 0.5)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a port that another route or process has."""
        port = thing.state.get("port") or listen(world, thing.properties.get("port", "auto"))
        address = thing.properties.get("address", "127.0.0.1")
        thing.claims.append(listening(port))
        thing.state |= {"port": port, "address": address, "pid": thing.state.get("pid", 1000 + world.made)}
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As the local cloud shows it."""
        state = thing.state
        return {
            "address": state["address"],
            "log": f"/simulated/{thing.id}/log",
            "pid": state["pid"],
            "port": state["port"],
            "unhealthy": {},
            "url": f"http://{state['address']}:{state['port']}",
        }
