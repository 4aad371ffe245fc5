"""``OS::Aodh::CompositeAlarm``: when several rules on measurements hold, or one of them."""

from __future__ import annotations

from typing import Any

from setpoint.clouds.openstack.drivers.aodh.aodh import AodhDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.value import Plain

RULE = "composite_rule"


class CompositeAlarm(AodhDriver):
    """An alarm on several rules. To Aodh, the word between them is the key of their list."""

    type = "composite"
    rule = (
        Field(
            RULE,
            out=lambda told: {told["operator"]: told["rules"]},
            back=lambda shown: next({"operator": word, "rules": rules} for word, rules in shown.items()),
        ),
    )

    def told(self, rule: dict[str, Plain]) -> Plain:
        """The rule is that property."""
        return rule[RULE]

    def untold(self, rule: Any) -> dict[str, Plain]:
        """The property is that rule."""
        return {RULE: rule}


DRIVER = CompositeAlarm
