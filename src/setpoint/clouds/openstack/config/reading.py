"""One cloud, by its name: what others call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from setpoint.clouds.openstack.config import credentials, customs, layers, services, values
from setpoint.clouds.openstack.config.customs import Settings
from setpoint.clouds.openstack.config.interpolation import interpolated
from setpoint.clouds.openstack.config.origin import Origin
from setpoint.clouds.openstack.config.settings import CloudConfig
from setpoint.clouds.openstack.config.sources import Sources

OPTIONS = "setpoint"


def read_cloud(
    name: str, region: str = "", *, environ: Mapping[str, str], home: Path, cwd: Path
) -> CloudConfig:
    """The cloud ``name`` (empty: that of OS_CLOUD, or of the environment, or the only one), in ``region``.

    Where no region is asked for, OS_REGION_NAME chooses one, unless the environment is a cloud of its own, whose region
    that is; else it is the first. ``environ`` are the variables, ``home`` is what ``~`` stands for, and ``cwd`` the
    current folder. Raises InvalidInput with every problem, at its place.
    """
    sources = Sources(environ, home, cwd)
    name = sources.chosen(name)
    origin = Origin(name, sources.documents(name))
    if sources.own is None:
        region = region or environ.get("OS_REGION_NAME", "")
    told, known = layers.settings(name, region, sources, origin)
    networks = values.networks(told, origin)
    told = _customary(told, origin)
    options = told.pop(OPTIONS, {})
    if not isinstance(options, dict):
        origin.refuse(f"{origin.call(OPTIONS)} is no map", OPTIONS)
    told = customs.with_underscores(told)
    way = credentials.way(told, origin)
    told = credentials.gathered(told, way)
    told = _interpolated(told, origin)
    verify, cacert = values.certificates(told, home, origin)
    versions, microversions = _versions(told, origin)
    origin.warn_of_numbers()
    return CloudConfig(
        name=name,
        region=str(told["region_name"]),
        region_names=tuple(str(one.name) for one in known if one.name != ""),
        interface=values.interface(told["interface"], "interface", origin),
        auth_type=way.name,
        auth=credentials.credentials(told["auth"], way, origin),
        verify=verify,
        cacert=cacert,
        cert=values.path(told["cert"], home),
        key=values.path(told["key"], home) if told["cert"] else "",
        timeout=values.seconds(told["api_timeout"], origin),
        force_ipv4=_forces_ipv4(told, sources, origin),
        networks=networks,
        interfaces={
            service: values.interface(value, f"{service.replace('-', '_')}_interface", origin)
            for service, value in services.by_service(told, "interface").items()
        },
        regions=services.texts(told, "region_name"),
        endpoint_overrides=services.endpoints(told),
        service_types=services.texts(told, "service_type"),
        service_names=services.texts(told, "service_name"),
        api_versions=versions,
        default_microversions=microversions,
        options=options,
        warnings=tuple(origin.warnings),
    )


def cloud_names(*, environ: Mapping[str, str], home: Path, cwd: Path) -> tuple[str, ...]:
    """Every cloud that there is, that in the environment last. Raises InvalidInput for a file that is broken."""
    return Sources(environ, home, cwd).names


def named_in(name: str, *, environ: Mapping[str, str], home: Path, cwd: Path) -> Path | None:
    """The file that names the cloud; None when none does. Raises InvalidInput for a file that is broken."""
    documents = Sources(environ, home, cwd).documents(name)
    tellers = [document for document in documents if document.place("clouds", name)] or documents
    return tellers[-1].path if tellers else None


def _customary(told: Settings, origin: Origin) -> Settings:
    """The settings in the words of today."""
    told = customs.with_one_timeout(told)
    told = customs.with_auth_type(told, origin)
    told = customs.with_credentials_inside(told, origin)
    told = customs.with_interfaces(told)
    told = customs.with_domains(told)
    if "insecure" in told:
        told["insecure"] = values.truth(told["insecure"], origin, "insecure")
    if "auth_url" in told["auth"]:
        told["auth"]["auth_url"] = _filled_in(told["auth"]["auth_url"], told, origin, "auth", "auth_url")
    return told


def _interpolated(told: Settings, origin: Origin) -> Settings:
    """Texts with their words in braces filled in, in their order: later ones see what earlier ones have become."""
    told = dict(told)
    for key, value in told.items():
        if isinstance(value, str) and key != "password":
            told[key] = _filled_in(value, told, origin, key)
    return told


def _filled_in(text: Any, told: Settings, origin: Origin, *where: str) -> str:
    if not isinstance(text, str):
        origin.refuse(f"{origin.call(where[-1])} is no text", *where)
    try:
        return interpolated(text, told)
    except ValueError as problem:
        origin.refuse(f"{origin.call(where[-1])} {problem}", *where)


def _versions(told: Settings, origin: Origin) -> tuple[dict[str, str], dict[str, str]]:
    """Major versions, and microversions: a version with a point in it is one, and tells the major version as well."""
    versions = services.versions(told)
    implied = {service: version for service, version in versions.items() if "." in version}
    microversions = services.texts(told, "default_microversion")
    for service, version in implied.items():
        if microversions.get(service, version) != version:
            key = f"{service.replace('-', '_')}_default_microversion"
            advice = "set the api_version to the major version, or leave the default_microversion out"
            origin.refuse(f"two microversions are told for {service}", key, advice=advice)
    majors = {service: version[0] if service in implied else version for service, version in versions.items()}
    return majors, microversions | implied


def _forces_ipv4(told: Settings, sources: Sources, origin: Origin) -> bool:
    """Whether names are resolved to IPv4 addresses only: for all clouds (``client``), or this one."""
    client = sources.tree.get("client", {})
    if not isinstance(client, dict):
        origin.refuse("'client' is no map")
    prefers = client.get("prefer_ipv6", client.get("prefer-ipv6", True))
    forces = client.get("force_ipv4", client.get("broken-ipv6", False))
    prefers = values.truth(sources.environ.get("OS_PREFER_IPV6", prefers), origin, "prefer_ipv6")
    forces = values.truth(sources.environ.get("OS_FORCE_IPV4", forces), origin, "force_ipv4")
    everywhere = forces or not prefers
    return values.says_yes(told.get("force_ipv4", everywhere)) or not told.get("prefer_ipv6", True)
