"""The section ``[metrics]``."""

from __future__ import annotations

from typing import Annotated

import msgspec

from setpoint.api.settings.address import Address
from setpoint.api.settings.option import option


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted, in the text format of Prometheus. Whoever can reach it may read it, without a token."""

    enabled: Annotated[bool, option("Count, and offer the numbers.")] = False
    listen: Annotated[
        Address | None,
        option(
            "HOST:PORT of the numbers alone, in plain HTTP. By default they are offered where the API is."
        ),
    ] = None
    path: Annotated[str, option("The path of the numbers.")] = "/metrics"
