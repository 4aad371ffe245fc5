"""The section ``[logs]``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from setpoint.api.settings.option import option


class Logs(msgspec.Struct, frozen=True, kw_only=True):
    """What is told on stderr while the service runs."""

    format: Annotated[
        Literal["json", "text"], option("`json`: one object a line, for programs. `text`: for people.")
    ] = "json"
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        option(
            "What is less than this is not told. Requests are `info`. Audit events are told at every level.",
            reloads=True,
        ),
    ] = "info"
