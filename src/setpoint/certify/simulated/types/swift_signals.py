"""Signals in an object store: there is nobody here to leave any, so it is as if as many as are waited for had come."""

from __future__ import annotations

import json
from typing import ClassVar
from urllib.parse import quote

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import Span, fingerprint
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType
from setpoint.certify.simulated.types.container import ADDRESS
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain


class SwiftSignalHandle(SimulatedType):
    """An address at which signals could be left."""

    name = "OS::Heat::SwiftSignalHandle"
    title = "signal handle"
    has_status = False

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """The address holds its own signature."""
        where = f"{ADDRESS}/{quote(thing.name, safe='')}/{quote(thing.name, safe='')}"
        endpoint = f"{where}?temp_url_sig={quote(fingerprint(thing.id))}&temp_url_expires=2147483587"
        return {"token": "", "endpoint": endpoint, "curl_cli": f"curl -i -X PUT '{endpoint}'"}


class SwiftSignal(SimulatedType):
    """Waits a while."""

    name = "OS::Heat::SwiftSignal"
    title = "signal"
    has_status = False
    building = Phase("WAITING")
    seconds: ClassVar[Span] = 1.0

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a handle that is none."""
        if not str(thing.properties["handle"]).startswith(f"{ADDRESS}/"):
            raise refusals.bad_request("its handle is not a valid SwiftSignalHandle")

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """Nothing came with the signals."""
        numbers = range(1, int(thing.properties.get("count") or 1) + 1)
        return {"data": json.dumps({str(number): None for number in numbers})}
