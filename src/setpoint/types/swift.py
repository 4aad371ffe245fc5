"""OS::Swift types: a container is its name. All but that can be changed in place, as the service takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType

LONGEST = 256
"""Bytes of a container's name, at most."""

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a header's name is made of (RFC 9110, section 5.6.2)."""


class Container(ResourceType):
    """A container."""

    declared = Declarations(
        unique={"container": ["name"]},
        in_place=[
            *("PurgeOnDelete", "X-Account-Meta", "X-Container-Meta"),
            *("X-Container-Read", "X-Container-Write"),
        ],
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Names that stand for something else in an address, and metadata that no header can hold."""
        name = properties.get("name")
        if isinstance(name, str) and "/" in name:
            yield Problem(("name",), "must not have a slash")
        if isinstance(name, str) and len(name.encode()) > LONGEST:
            yield Problem(("name",), f"must have at most {LONGEST} bytes")
        for kind in ("X-Container-Meta", "X-Account-Meta"):
            entries = properties.get(kind)
            for key, value in entries.items() if isinstance(entries, Mapping) else ():
                if not _HEADER.fullmatch(key):
                    yield Problem((kind, key), "must have a name that a header can have")
                if key.lower() == "setpoint" and kind == "X-Container-Meta":
                    yield Problem((kind, key), "is what Setpoint knows its own containers by")
                if isinstance(value, (Mapping, list)) or (isinstance(value, str) and "\n" in value.strip()):
                    yield Problem((kind, key), "must be a single value, on one line: it becomes a header")


KINDS = {"OS::Swift::Container": Container}
