"""What a user may choose of a simulated cloud: the options of :class:`setpoint.clouds.cloud.CloudSettings`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self, TypeVar

import msgspec

from setpoint.certify.simulated import faults, timings
from setpoint.certify.simulated.faults import Faults
from setpoint.certify.simulated.timings import Timings
from setpoint.certify.simulated.world import Offers
from setpoint.model.errors import InvalidInput
from setpoint.model.value import Plain

T = TypeVar("T")

Count = Annotated[int, msgspec.Meta(ge=0)]


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    seed: int = 0
    timings: str = "brisk"
    faults: str = "none"
    quotas: dict[str, Count] = {}
    offers: dict[str, list[str] | dict[str, dict[str, int]]] = {}
    roles: tuple[str, ...] = ()
    networks: tuple[str, ...] = ("public",)
    width: Annotated[int, msgspec.Meta(ge=1)] = 32
    tick: Annotated[float, msgspec.Meta(gt=0)] = 0.5
    lateness: Annotated[float, msgspec.Meta(ge=0)] | None = None
    bears: Count = 0


class Options(msgspec.Struct, frozen=True):
    """The options, ready for use. ``networks`` are external ones that are there; ``quotas`` limit what may be made.

    ``seed`` decides ids, times and faults; ``offers`` name the flavors, images, volume types and zones that there are;
    ``roles`` are the user's (none: an administrator's).
    """

    seed: int
    timings: Timings
    faults: Faults
    quotas: Mapping[str, int]
    offers: Mapping[str, Offers]
    roles: tuple[str, ...]
    networks: tuple[str, ...]
    width: int
    tick: float

    @classmethod
    def read(cls, given: Mapping[str, Plain]) -> Self:
        """Read them, with defaults for what is not given. Raises InvalidInput."""
        try:
            options = msgspec.convert(dict(given), _Given)
        except msgspec.ValidationError as problem:
            known = ", ".join(_Given.__struct_fields__)
            raise InvalidInput.because(
                "the simulated cloud cannot be set up", detail=str(problem), advice=f"its options are {known}"
            ) from None
        chosen = _preset("faults", faults.PRESETS, options.faults)(options.seed)
        chosen.bears = options.bears
        times = _preset("timings", timings.PRESETS, options.timings)
        if options.lateness is not None:
            times = msgspec.structs.replace(times, lateness=options.lateness)
        return cls(
            options.seed,
            times,
            chosen,
            options.quotas,
            options.offers,
            options.roles,
            options.networks,
            options.width,
            options.tick,
        )


def _preset(option: str, presets: Mapping[str, T], name: str) -> T:
    if name not in presets:
        raise InvalidInput.because(
            f"the simulated cloud has no {option} {name!r}", advice=f"there are: {', '.join(presets)}"
        )
    return presets[name]
