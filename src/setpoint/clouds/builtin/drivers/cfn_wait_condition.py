"""AWS::CloudFormation::WaitCondition: as Heat's own, in other words."""

from __future__ import annotations

from setpoint.clouds.builtin.drivers.wait_condition import WaitCondition


class CloudFormationWaitCondition(WaitCondition):
    """Its properties begin with capitals."""

    count, timeout = "Count", "Timeout"


DRIVER = CloudFormationWaitCondition
