"""OS::Designate types: names in the DNS are there once, and end with a dot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.implied import Implied
from setpoint.types.resource_type import Problem, ResourceType

PRIMARY, SECONDARY = "PRIMARY", "SECONDARY"


class Zone(ResourceType):
    """A zone. A primary one is Designate's own, a secondary one is copied from other servers."""

    declared = Declarations(
        unique={"zone": ["name"]},
        units={"ttl": "seconds"},
        takes=["zones"],
        made_of={"serial": ["description", "email", "masters", "primaries", "ttl"]},
    )

    def normal(self, properties: dict[str, Value]) -> dict[str, Value]:
        """``masters`` is the old name of ``primaries``."""
        if "masters" not in properties or "primaries" in properties:
            return properties
        return {"primaries" if name == "masters" else name: value for name, value in properties.items()}

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its type."""
        yield from _without_a_dot(properties)
        kind = self.get(properties, "type")
        if "masters" in properties:
            yield Problem(("masters",), "is the old name of primaries, and cannot be given beside it")
        if kind == PRIMARY and not properties.get("email"):
            yield Problem(("email",), f"is required for zones of type {PRIMARY}")
        if kind == SECONDARY and not properties.get("primaries"):
            yield Problem(("primaries",), f"is required for zones of type {SECONDARY}")
        if kind == SECONDARY and "ttl" in properties:
            yield Problem(("ttl",), f"is not for zones of type {SECONDARY}: it comes with the zone")


class RecordSet(ResourceType):
    """Records of one name and type."""

    declared = Declarations(
        unique={"record set": ["name", "type", "zone"]},
        units={"ttl": "seconds"},
        implied=[Implied("OS::Designate::Zone", "zone", "name", "is the zone of that name")],
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """See :meth:`ResourceType.refuse`."""
        yield from _without_a_dot(properties)


def _without_a_dot(properties: Mapping[str, Value]) -> Iterable[Problem]:
    name = properties.get("name")
    if isinstance(name, str) and name and not name.endswith("."):
        yield Problem(("name",), "must be a full name, with a dot at its end", "did you mean it with a dot?")


KINDS = {"OS::Designate::RecordSet": RecordSet, "OS::Designate::Zone": Zone}
