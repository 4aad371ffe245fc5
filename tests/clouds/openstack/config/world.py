"""A home, a current folder and an environment, in which a cloud is read by us and by openstacksdk."""

from __future__ import annotations

import contextlib
import importlib
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import openstack.config.loader
from keystoneauth1.exceptions import ClientException
from openstack.config.cloud_region import CloudRegion
from openstack.exceptions import SDKException

from setpoint.clouds.openstack.config import CloudConfig, cloud_names, named_in, read_cloud

TYPES = (
    *("block-storage", "compute", "container-infrastructure-management", "database", "identity", "image"),
    *("load-balancer", "network", "object-store", "shared-file-system", "workflow", "something-else"),
)
"""Of services: what both readings are asked about."""

Facts = dict[str, Any]
"""What was read of a cloud, in words that both readings share."""


class Case(msgspec.Struct, frozen=True):
    """Files by path (beneath the world's root, with ``cwd`` and ``home``), variables, and what is asked for.

    ``{root}`` in files and variables is the world's root.
    """

    files: Mapping[str, str] = {}
    environ: Mapping[str, str] = {}
    cloud: str = ""
    region: str = ""


class World:
    """A place on disk that a case is laid out in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.cwd = root / "cwd"
        self.environ: dict[str, str] = {}

    def lay_out(self, case: Case) -> World:
        for folder in (self.home, self.cwd):
            folder.mkdir(parents=True, exist_ok=True)
        for name, text in case.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("{root}", str(self.root)), encoding="utf-8")
        self.environ = {key: value.replace("{root}", str(self.root)) for key, value in case.environ.items()}
        return self

    @property
    def around(self) -> dict[str, Any]:
        return {"environ": self.environ, "home": self.home, "cwd": self.cwd}

    def read(self, cloud: str = "", region: str = "") -> CloudConfig:
        return read_cloud(cloud, region, **self.around)

    def names(self) -> tuple[str, ...]:
        return cloud_names(**self.around)

    def named_in(self, cloud: str) -> Path | None:
        return named_in(cloud, **self.around)

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Make it that of this process: openstacksdk looks nowhere else."""
        before, folder = dict(os.environ), Path.cwd()
        os.environ.clear()
        os.environ.update(self.environ | {"HOME": str(self.home)})
        os.chdir(self.cwd)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)

    def openstacksdk(self) -> Any:
        """Return openstacksdk's reading of all that there is; to be called while entered."""
        # Where it looks for files is decided when its module is imported.
        return importlib.reload(openstack.config.loader).OpenStackConfig()

    def read_by_openstacksdk(self, cloud: str = "", region: str = "") -> Facts | None:
        """Return what openstacksdk reads; None when it refuses, in whatever way."""
        with self.entered():
            try:
                known = self.openstacksdk()
                if known.envvar_key not in known.get_cloud_names():  # its command line reads this one for it
                    region = region or self.environ.get("OS_REGION_NAME", "")
                found = known.get_one(cloud or None, region_name=region)
                return _facts_of_openstacksdk(found)
            except (SDKException, ClientException):
                return None
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                return None  # it has few words for what it does not expect


def facts(config: CloudConfig) -> Facts:
    """Return what we have read."""
    return {
        "name": config.name,
        "region": config.region,
        "auth_type": config.auth_type,
        "auth": dict(config.auth),
        "verify": (config.cacert or True) if config.verify else False,
        "cert": (config.cert, config.key) if config.key else config.cert,
        "timeout": config.timeout,
        "force_ipv4": config.force_ipv4,
        "networks": [msgspec.to_builtins(network) for network in config.networks],
        "interface": _each(config.interface_of),
        "region_of": _each(config.region_of),
        "endpoint": _each(config.endpoint_of),
        "service_type": _each(lambda service: config.service_types.get(service, service)),
        "service_name": _each(lambda service: config.service_names.get(service, "")),
        "version": _each(lambda service: config.api_versions.get(service, "")),
        "microversion": _each(lambda service: config.default_microversions.get(service, "")),
    }


def _facts_of_openstacksdk(found: CloudRegion) -> Facts:
    verify, cert = found.get_requests_verify_args()
    versions = _each(lambda service: found._get_version_request(service, None))
    return {
        "name": found.name,
        "region": found.get_region_name(),
        "auth_type": found.config["auth_type"],
        "auth": {key: _joined(value) for key, value in found.get_auth_args().items()},
        "verify": True if verify is None else verify,  # so takes it the library that sends requests
        "cert": cert or "",
        "timeout": float(found.config["api_timeout"] or 0),
        "force_ipv4": bool(found.force_ipv4),
        "networks": [_network(network) for network in found.config["networks"]],
        "interface": _each(lambda service: _interface(found.get_interface(service))),
        "region_of": _each(found.get_region_name),
        "endpoint": _each(lambda service: found.get_endpoint(service) or ""),
        "service_type": _each(found.get_service_type),
        "service_name": _each(lambda service: found.get_service_name(service) or ""),
        "version": _each(lambda service: versions[service].version or ""),
        "microversion": _each(lambda service: versions[service].default_microversion or ""),
    }


def _each(told: Callable[[str], Any]) -> Facts:
    return {service: told(service) for service in TYPES}


def _joined(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def _interface(told: Any) -> str:
    """Return the interface as keystoneauth looks for it."""
    return (told or "public").removesuffix("URL")


def _network(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is told of a network; old ways tell less."""
    out = told["routes_externally"]
    otherwise = {"routes_ipv4_externally": out, "routes_ipv6_externally": out, "nat_source": False}
    return otherwise | dict(told) | {"name": str(told["name"])}
