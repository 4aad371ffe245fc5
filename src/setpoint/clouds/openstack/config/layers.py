"""The settings of one region of one cloud, put together: what is taken for granted, profile, cloud, region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.openstack.config.customs import Settings
from setpoint.clouds.openstack.config.defaults import DEFAULTS
from setpoint.clouds.openstack.config.origin import Origin
from setpoint.clouds.openstack.config.profiles import profile
from setpoint.clouds.openstack.config.regions import Region, chosen, regions
from setpoint.clouds.openstack.config.sources import Sources


def settings(name: str, asked: str, sources: Sources, origin: Origin) -> tuple[Settings, tuple[Region, ...]]:
    """All that is told of the cloud ``name`` in the region ``asked`` (empty: the first), and its regions."""
    told = sources.cloud(name)
    if not isinstance(told, dict):
        origin.refuse("nothing is told of it")
    shared = profile(told, sources, origin)
    for layer in (told, shared):
        _check_keys(layer, origin)
    known = regions(told, shared, origin)
    is_of_environment = asked == sources.environ.get("OS_REGION_NAME")
    region = chosen(known, asked, origin, "OS_REGION_NAME" if is_of_environment else "")
    if region.values:
        origin.add_values(known.index(region))
    of_region = {key: value for key, value in region.values.items() if value is not None}
    _check_keys(of_region, origin)
    merged: Settings = dict(DEFAULTS) | {"auth": {}}
    for layer in (shared, told, of_region, {"region_name": region.name}):
        merged = _laid_over(merged, layer, origin)
    return {key: value for key, value in merged.items() if key not in ("cloud", "regions")}, known


def _laid_over(below: Settings, above: Mapping[str, Any], origin: Origin) -> Settings:
    """The upper layer's settings win, each as a whole; of credentials, each for itself."""
    if not isinstance(above.get("auth", {}), dict):
        origin.refuse(f"{origin.call('auth')} is no map", "auth")
    return {**below, **above, "auth": below["auth"] | above.get("auth", {})}


def _check_keys(told: Mapping[Any, Any], origin: Origin, *above: str) -> None:
    for key, value in told.items():
        if not isinstance(key, str):
            origin.refuse("a key is no text", *above, str(key), advice="put it in quotes")
        if isinstance(value, dict):
            _check_keys(value, origin, *above, key)
