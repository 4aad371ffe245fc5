"""The section ``[policy]``, with the name of oslo.policy's ``[oslo_policy]``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from setpoint.api.settings.option import option


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What each may ask."""

    policy_file: Annotated[
        Path | None,
        option(
            "Rules (YAML or JSON, as oslo.policy reads them) that count in place of the built-in ones of the same "
            "names.",
            reloads=True,
        ),
    ] = None
