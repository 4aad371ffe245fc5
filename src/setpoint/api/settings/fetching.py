"""The section ``[fetching]``."""

from __future__ import annotations

from typing import Annotated

import msgspec

from setpoint.api.settings.option import option


class Fetching(msgspec.Struct, frozen=True, kw_only=True):
    """What the service gets itself, where a request names a template by its URL."""

    allowed: Annotated[
        tuple[str, ...],
        option(
            "Networks, addresses, or names of hosts that templates may be fetched from although their addresses are "
            "refused otherwise: those of the machine itself, link-local ones, those that tell instances of clouds who "
            "they are, and what `refused` lists. A name is trusted wherever it leads.",
            reloads=True,
        ),
    ] = ()
    refused: Annotated[
        tuple[str, ...],
        option(
            "Networks or addresses that nothing is fetched from besides those: the networks in which the cloud is "
            "managed. Private networks are not refused by themselves.",
            reloads=True,
        ),
    ] = ()
    template_fetch_timeout: Annotated[
        float,
        option(
            "How long one template may take to come, redirects included. Shorter than Heat's, so that whoever asks is "
            "told so within `request_timeout`.",
            unit="seconds",
            least=0.1,
            most=3600,
            heat=60,
            reloads=True,
        ),
    ] = 30.0
