"""OS::Swift types: a container is its name."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {"OS::Swift::Container": Declarations(unique={"container": ["name"]})}
