"""What ``resource_facade`` and ``Fn::ResourceFacade`` share: a look at the resource that a text is the inside of."""

from __future__ import annotations

from typing import Any, NamedTuple

from setpoint.model.definition import Definition
from setpoint.model.expression import map_of
from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling


class Facade(NamedTuple):
    """The function under one of its names, with its names for the three things that may be asked."""

    name: str
    metadata: str
    deletion_policy: str
    update_policy: str

    def build(self, arguments: Any, compiling: Compiling, place: Place) -> Any:
        """What the outer resource says."""
        if not isinstance(arguments, str) or arguments not in self[1:]:
            return compiling.refuse(f"{self.name}: write one of {', '.join(self[1:])}", place)
        if compiling.facade is None:
            return compiling.refuse(
                f"{self.name} is only known inside a provider template",
                place,
                detail="this template is not the inside of a resource, so there is nothing that it could look at",
            )
        return self._asked(arguments, compiling.facade)

    def _asked(self, wanted: str, facade: Definition) -> Any:
        if wanted == self.metadata:
            return {} if facade.metadata is None else facade.metadata
        if wanted == self.update_policy:
            return map_of(dict(facade.update_policy))
        return facade.deletion_policy.value
