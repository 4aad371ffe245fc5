"""The regions of a cloud, and which of them is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.clouds.openstack.config.origin import Origin
from setpoint.model.nearest import did_you_mean


class Region(msgspec.Struct, frozen=True):
    """A region as it was written (names may be numbers), and what it sets otherwise than the cloud."""

    name: Any = ""
    values: Mapping[str, Any] = {}


def regions(told: Mapping[str, Any], profile: Mapping[str, Any], origin: Origin) -> tuple[Region, ...]:
    """All that are known of the cloud ``told``; those of its profile only when it names none itself."""
    told = {key.replace("-", "_"): value for key, value in told.items()}
    if "regions" in told:
        return _listed(told["regions"], origin)
    if "region_name" in told:
        return _named(told["region_name"], origin)
    if profile.get("regions"):
        return _listed(profile["regions"], origin)
    if profile.get("region_name"):
        return (_region(profile["region_name"], 0, origin),)
    return ()


def _listed(entries: Any, origin: Origin) -> tuple[Region, ...]:
    if not isinstance(entries, list):
        advice = "write a list, with '-' before each name"
        origin.refuse("'regions' is no list", "regions", advice=advice)
    return tuple(_region(entry, index, origin) for index, entry in enumerate(entries))


def _named(name: Any, origin: Origin) -> tuple[Region, ...]:
    if isinstance(name, (int, float)) and not isinstance(name, bool):
        return (Region(str(name)),)
    if not isinstance(name, (str, list)):
        origin.refuse(f"{origin.call('region_name')} is no name", "region_name", advice="put it in quotes")
    names = name if isinstance(name, list) else name.split(",")
    if len(names) > 1 and not origin.is_environment:
        origin.warning("'region_name' names several", "region_name", advice="list them beneath 'regions'")
    return tuple(_region(one, index, origin) for index, one in enumerate(names))


def _region(entry: Any, index: int, origin: Origin) -> Region:
    where = ("regions", index)
    if isinstance(entry, dict):
        if "name" not in entry or set(entry) - {"name", "values"}:
            origin.refuse("a region has a 'name', and 'values' if it differs; nothing else", *where)
        values = entry.get("values", {})
        if not isinstance(values, dict):
            origin.refuse("the 'values' of a region are no map", *where, "values")
        return Region(_region(entry["name"], index, origin).name, values)
    if isinstance(entry, bool) or not isinstance(entry, (str, int, float)):
        origin.refuse("this is no name of a region", *where, advice="put it in quotes")
    return Region(entry)


def chosen(known: tuple[Region, ...], asked: str, origin: Origin, by: str = "") -> Region:
    """The region called ``asked`` (by a variable); the first where none is. Raises InvalidInput for one that is not."""
    if not known:
        return Region(asked)
    if not asked:
        return known[0]
    names = [str(region.name) for region in known]
    if asked not in names:
        origin.refuse(
            f"it has no region {asked!r}" + (f", which {by} asks for" if by else ""),
            "regions",
            detail=f"it has {', '.join(filter(None, names)) or 'one without a name'}",
            advice=did_you_mean(asked, names),
        )
    return known[names.index(asked)]
