"""``template types``: the resource types there are, which cloud drives each, and all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option

if TYPE_CHECKING:
    from setpoint.cli.offers import Offer


@click.command
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--cloud", default="", metavar="CLOUD", help="Only those that this cloud drives.")
@json_option
def types(name: str | None, *, cloud: str) -> None:
    """List resource types with the clouds that drive them here; or all there is to know of the type NAME.

    NAME may also be the beginning of a type's name: OS::Nova lists what begins so. Of one type, each property is shown
    with its unit, default and constraints, and with what changing it costs: a change in place, or a replacement.
    """
    from setpoint.cli import show
    from setpoint.cli.offers import drivers, offers
    from setpoint.cli.options import wants_json
    from setpoint.cli.schemas import type_json, type_lines
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean
    from setpoint.types import catalogue

    if cloud and cloud not in drivers():
        advice = did_you_mean(cloud, drivers(), f"there are {', '.join(drivers())}")
        raise InvalidInput.because(f"there is no cloud '{cloud}' here", advice=advice)
    known = catalogue.find(name) if name else None
    if known is not None:
        offer = next(one for one in offers([known.name]))
        if wants_json():
            show.json(type_json(known, offer.clouds))
        else:
            for line in type_lines(known, offer.clouds):
                show.text(show.printable(line))
        return
    names = sorted(one for one in catalogue.names() if not name or one.startswith(name))
    if not names:
        advice = did_you_mean(name or "", catalogue.names(), "`setpoint template types` lists them")
        raise InvalidInput.because(f"there is no resource type '{name}'", advice=advice)
    _list([one for one in offers(names) if not cloud or cloud in one.clouds])


def _list(found: list[Offer]) -> None:
    from setpoint.cli import show
    from setpoint.cli.options import wants_json

    if wants_json():
        show.json(
            [
                {"resource_type": one.name, "clouds": list(one.clouds), "support_status": one.support}
                for one in found
            ]
        )
        return
    rows = [(one.name, ", ".join(one.clouds) or "-", one.support.lower()) for one in found]
    show.table(("type", "driven by", "support"), rows)


VERBS = (types,)
