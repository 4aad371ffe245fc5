"""AWS::CloudFormation::WaitConditionHandle: an address that proves by itself that it may be used."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.handle import Handle, Means
from setpoint.clouds.driver import Want
from setpoint.model.value import Sensitive, Value


class WaitConditionHandle(Handle):
    """What refers to it is its address; without a service there is none, and it is an identity."""

    def offered(self, want: Want, means: Means) -> Mapping[str, Value]:
        """The address."""
        return {"url": Sensitive(means.url)} if means.url else {}


DRIVER = WaitConditionHandle
