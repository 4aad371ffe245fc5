"""The facts that are written down here are those of the libraries that they were taken from."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openstack.config.loader
import pytest
from keystoneauth1.identity.v3.base import Auth, SupportsMultiFactor
from keystoneauth1.loading import get_available_plugin_loaders
from openstack.config import defaults, vendors
from os_service_types import ServiceTypes

from setpoint.clouds.openstack.config import folders, profiles, services
from setpoint.clouds.openstack.config.auth_types import AUTH_TYPES, CALLED, FACTORS, OTHER_NAMES, auth_type
from setpoint.clouds.openstack.config.defaults import DEFAULTS
from tests.clouds.openstack.config.world import World

PLUGINS: Mapping[str, Any] = get_available_plugin_loaders()


def test_every_way_of_authenticating_that_keystoneauth_has_by_itself_is_known() -> None:
    by_itself = {name for name, plugin in PLUGINS.items() if _is_its_own(type(plugin).__module__)}
    assert by_itself == set(AUTH_TYPES)


def _is_its_own(module: str) -> bool:
    """Clients of single services bring ways of their own, which no other service knows."""
    return module.startswith("keystoneauth1.") and "extras" not in module


@pytest.mark.parametrize("name", AUTH_TYPES)
def test_its_options(name: str) -> None:
    way = auth_type(name)
    assert way is not None
    options = PLUGINS[name].get_options()
    assert {CALLED.get(option, option) for option in way.options} == {option.dest for option in options}
    assert {one.name.replace("-", "_") for one in options} == set(way.options)
    required = {option.dest for option in options if option.required}
    assert required <= {name for names in way.needs for name in names}


@pytest.mark.parametrize("name", AUTH_TYPES)
def test_its_old_names(name: str) -> None:
    theirs = {
        option.name.replace("-", "_"): deprecated.name.replace("-", "_")
        for option in (*PLUGINS[name].get_options(), *_of_factors(name))
        for deprecated in option.deprecated
    }
    assert theirs == OTHER_NAMES.get(name, {})


def test_what_can_be_one_of_several_factors() -> None:
    several = {
        name
        for name, plugin in PLUGINS.items()
        if issubclass(plugin.plugin_class, Auth) and isinstance(plugin.plugin_class, SupportsMultiFactor)
    }
    assert several == set(FACTORS)


def _of_factors(name: str) -> list[Any]:
    several = FACTORS if name == "v3multifactor" else ()
    return [option for factor in several for option in PLUGINS[factor].get_options()]


def test_what_is_taken_for_granted_in_its_order() -> None:
    assert list(DEFAULTS.items()) == list(defaults.get_defaults().items())


def test_the_profiles_of_public_clouds() -> None:
    assert profiles._profiles() == vendors._get_vendor_defaults()


def test_the_names_of_services() -> None:
    known = ServiceTypes().all_types_by_service_type
    hyphened = {name: tuple(one for one in others if "_" not in one) for name, others in known.items()}
    theirs = {name: others[1:] for name, others in hyphened.items() if len(others) > 1}
    assert theirs == services.OTHER_NAMES


@pytest.mark.parametrize(
    "environ",
    (
        {},
        {"XDG_CONFIG_HOME": "/x"},
        {"XDG_CONFIG_HOME": "x"},
        {"XDG_CONFIG_DIRS": "/a"},
        {"XDG_CONFIG_DIRS": "/a:/b"},
        {"XDG_CONFIG_DIRS": "a:/b"},
        {"XDG_CONFIG_DIRS": "a"},
        {"SNAP_REAL_HOME": "/real"},
        {"SNAP_REAL_HOME": ""},
    ),
)
def test_where_files_are_looked_for(environ: Mapping[str, str], tmp_path: Path) -> None:
    world = World(tmp_path / "w")
    world.environ = dict(environ)
    world.home.mkdir(parents=True)
    world.cwd.mkdir()
    with world.entered():
        theirs = importlib.reload(openstack.config.loader)
        paths = {
            folders.CLOUDS: theirs.CONFIG_FILES,
            folders.SECURE: theirs.SECURE_FILES,
            folders.PUBLIC: theirs.VENDOR_FILES,
        }
    for kind, expected in paths.items():
        assert [str(path) for path in folders.search_path(kind, **world.around)] == expected
