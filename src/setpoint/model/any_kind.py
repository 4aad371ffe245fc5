"""What every resource type can be asked, whether its resources are things or more resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from setpoint.model.diagnostic import Findings
from setpoint.model.place import Place
from setpoint.model.value import Value

PlaceOf = Callable[[Sequence[str | int]], Place | None]
"""Where the part of a value stands that a path of keys and indices leads to."""


class AnyKind(Protocol):
    """A resource type: one of those in :mod:`setpoint.model.kind`."""

    @property
    def name(self) -> str:
        """As templates write it: ``OS::Nova::Server``, ``OS::Heat::ResourceGroup``, ``lib/web.yaml``."""
        ...

    @property
    def attributes(self) -> frozenset[str] | None:
        """Names that ``get_attr`` may ask for; every type also has ``show``. None when any name will do."""
        ...

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """Validate ``properties`` as far as they are known, tell every problem, and return them in normal form.

        Normal form: values coerced to the schema's types, absent ones left absent.
        """
        ...
