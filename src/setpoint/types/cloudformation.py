"""AWS::CloudFormation types that are signalled, and those that wait for it: as Heat's own, in other words."""

from __future__ import annotations

from setpoint.types.declarations import Declarations
from setpoint.types.heat.signals import Condition, UrlHandle


class CloudFormationCondition(Condition):
    """Waits until a handle is signalled often enough."""

    declared = Declarations(units={"Timeout": "seconds"}, made_of={"Data": ["Count"]})
    handle = "Handle"
    data = "Data"


KINDS = {
    "AWS::CloudFormation::WaitCondition": CloudFormationCondition,
    "AWS::CloudFormation::WaitConditionHandle": UrlHandle,
}
