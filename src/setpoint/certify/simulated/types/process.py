"""``Setpoint::Local::Process``: a program on a machine that is not there."""

from __future__ import annotations

from collections.abc import Collection

from setpoint.certify.simulated.simulated_type import Phase, SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

FIRST_AUTO_PORT = 20000


class Process(SimulatedType):
    """A process: it has its ports for itself, and comes up after a while."""

    name = "Setpoint::Local::Process"
    title = "process"
    takes = ("processes",)
    building = Phase("starting", "running")
    seconds = (0.5, 2.0)
    seconds_to_go = (0.1, 1.0)
    concealed = frozenset({"environment"})

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a port that another process or route has; find free ones for those that are ``auto``."""
        wanted = thing.properties
        had = thing.state.get("ports", {})
        address = wanted.get("address", "127.0.0.1")
        ports: dict[str, int] = {}
        for name, port in (wanted.get("ports") or {}).items():
            ports[name] = had.get(name) or listen(world, port, besides=ports.values())
        thing.claims += [listening(port) for port in ports.values()]
        pid = thing.state.get("pid", 1000 + world.made)
        thing.state |= {"ports": ports, "pid": pid, "address": address}
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As the local cloud shows it."""
        state = thing.state
        urls = {name: f"http://{state['address']}:{port}" for name, port in state["ports"].items()}
        limits = thing.properties.get("limits") or {}
        return {
            "address": state["address"],
            "exit_code": -1 if thing.status != "ERROR" else 1,
            "folder": f"/simulated/{thing.id}",
            "limits": dict.fromkeys(limits, "simulated"),
            "log": f"/simulated/{thing.id}/log",
            "phase": "exited" if thing.status == "ERROR" else thing.status,
            "pid": state["pid"],
            "ports": state["ports"],
            "url": next(iter(urls.values()), ""),
            "urls": urls,
        }


def listening(port: int) -> str:
    """The claim of whoever listens on a port."""
    return f"port {port} of this machine"


def listen(world: World, wanted: Plain, besides: Collection[int] = ()) -> int:
    """The port that is wanted, or a free one for ``auto``."""
    if wanted != "auto":
        return int(wanted)
    number = FIRST_AUTO_PORT + world.made % 20000
    while listening(number) in world.claimed or number in besides:
        number += 1
    return number
