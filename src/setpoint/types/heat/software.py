"""OS::Heat software configurations: text or data for a server, kept under an identity that servers refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType


class Component(ResourceType):
    """Several configurations, each for some actions, and no two for the same one: nobody knows which is first."""

    declared = Declarations(made_of={"config": ["configs"]})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """See :meth:`ResourceType.refuse`."""
        taken: set[str] = set()
        configs = self.with_defaults(properties).get("configs")
        for index, one in enumerate(configs if isinstance(configs, list) else ()):
            actions = one.get("actions") if isinstance(one, Mapping) else ()
            named = {action for action in actions if isinstance(action, str)} if actions else set()
            for action in sorted(named & taken):
                why = f"must not name {action}, for which there is another configuration"
                yield Problem(("configs", index, "actions"), why)
            taken |= named


KINDS = {
    "OS::Heat::SoftwareComponent": Component,
    "OS::Heat::CloudConfig": Declarations(made_of={"config": ["cloud_config"]}),
    # A part may name another configuration by its identity.
    "OS::Heat::MultipartMime": Declarations(made_of={"config": ["parts"]}, reads_referred=True),
}
