"""``Setpoint::Local::File``: a text file on a machine that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from setpoint.certify.simulated.chance import fingerprint
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class File(SimulatedType):
    """A file: it has its path for itself. Its content may be a secret, so the world holds a fingerprint only."""

    name = "Setpoint::Local::File"
    title = "file"
    takes = ("files",)
    has_status = False
    concealed = frozenset({"content"})
    keeps_place = True

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a path that another file has."""
        path, root = str(thing.properties["path"]), thing.state.get("root", f"/simulated/{thing.id}")
        path = path if path.startswith("/") else f"{root}/{path}"
        content = str(thing.properties["content"]).encode()
        thing.claims.append(f"path {path}")
        thing.state |= {
            "root": root,
            "path": path,
            "folder": path.rpartition("/")[0] or "/",
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
        }
        thing.usage = self.usage(thing.properties)

    def inherited(self, before: Thing) -> dict[str, Plain]:
        """A relative path begins where it began before."""
        return {"root": before.state["root"]}

    def seen(self, world: World, thing: Thing, recorded: Mapping[str, Plain]) -> dict[str, Plain]:
        """Its content is what was recorded, or something else."""
        stored = thing.properties["content"]
        content = recorded.get("content")
        same = fingerprint(content) == stored
        return {**super().seen(world, thing, recorded), "content": content if same else stored}

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As the local cloud shows it."""
        return {name: value for name, value in thing.state.items() if name != "root"}
