"""OS::Heat types that hand out the means to signal them: whoever has those can signal, so they are secrets."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Heat::ScalingPolicy": Declarations(secret_attributes=["alarm_url"], units={"cooldown": "seconds"}),
    "OS::Heat::SwiftSignal": Declarations(units={"timeout": "seconds"}),
    # A temporary URL holds its own signature.
    "OS::Heat::SwiftSignalHandle": Declarations(
        reference="endpoint", secret_attributes=["token", "curl_cli", "endpoint"]
    ),
    "OS::Heat::WaitCondition": Declarations(units={"timeout": "seconds"}),
    "OS::Heat::WaitConditionHandle": Declarations(secret_attributes=["token", "curl_cli", "signal"]),
}
