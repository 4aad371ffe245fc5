"""OS::Heat::None: stands for a resource, and is nothing."""

from __future__ import annotations

from setpoint.clouds.builtin.recorded import Recorded, identity
from setpoint.clouds.driver import Want


class Placeholder(Recorded):
    """It has an identity, and offers nothing."""

    def physical_id(self, want: Want, token: str) -> str:
        """A UUID."""
        return identity(token)


DRIVER = Placeholder
