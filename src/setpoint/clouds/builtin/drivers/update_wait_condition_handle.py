"""OS::Heat::UpdateWaitConditionHandle: as AWS's; its type says that each update makes it anew."""

from __future__ import annotations

from setpoint.clouds.builtin.drivers.cfn_wait_condition_handle import WaitConditionHandle

DRIVER = WaitConditionHandle
