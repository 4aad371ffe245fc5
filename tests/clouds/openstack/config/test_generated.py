"""Whatever is written of a cloud, we read it as openstacksdk does, or refuse it with words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from setpoint.model.diagnostic import Severity
from setpoint.model.errors import InvalidInput
from tests.clouds.openstack.config.cases import HERE, PUBLIC, SECURE
from tests.clouds.openstack.config.world import Case, Facts, World, facts

# What we refuse on purpose although openstacksdk reads it: it could only fail later.
ON_PURPOSE = ("is told, but empty", "no user_id or username is told", "no password is told")

WORDS = ("a", "b", "", 7, 2.5)
CREDENTIALS: dict[str, Sequence[Any]] = {
    "auth_url": ("http://k", "http://{region_name}", "http://{interface}/{auth_type}", None),
    "username": WORDS,
    "user-name": WORDS,
    "user_id": ("u", None),
    "password": ("{p}", 12, "p", None),
    "token": ("t", ""),
    **{
        f"{whose}{mark}{what}": WORDS
        for whose in ("tenant", "project", "domain", "user_domain", "project-domain", "default_domain")
        for mark in "_-"
        for what in ("id", "name")
    },
    "system_scope": ("all",),
    "trust_id": ("t", None),
    "application_credential_id": ("i",),
    "application_credential_secret": ("s",),
}
SETTINGS: dict[str, Sequence[Any]] = {
    "auth_type": (
        "password",
        "v3password",
        "v2password",
        "token",
        "none",
        None,
        "",
        "v3applicationcredential",
    ),
    "auth_plugin": ("token",),
    "interface": ("internal", "admin", "publicURL", None),
    "endpoint_type": ("internal", "adminURL"),
    "compute_interface": ("internal", None),
    "compute_endpoint_type": ("admin", "publicURL"),
    "volume_interface": ("admin",),
    "verify": (True, False, "/v.pem", None),
    "insecure": (True, False, "True", "no", None),
    "cacert": ("/ca.pem", "~/ca.pem", "/{region_name}.pem", None),
    "cert": ("~/c.pem", None),
    "key": ("/k.pem",),
    "api_timeout": (1, 2.5, "7", None),
    "api-timeout": (3, None),
    "nova_timeout": ("9", None),
    "force_ipv4": (True, False),
    "prefer_ipv6": (True, False),
    "compute_api_version": ("2", "2.7", 2.1, "latest", None),
    "compute_default_microversion": ("2.7", 2.1, None),
    "volumev3_api_version": (3,),
    "block_storage_api_version": (2, None),
    "volume_endpoint_override": ("http://{region_name}/v", "", None),
    "block-storage_endpoint": ("http://b",),
    "compute_region_name": ("c", 3),
    "image_service_name": ("glance",),
    "database_service_type": ("rax:database",),
    "external_network": ("out",),
    "networks": ([{"name": "n", "default_interface": True}], [{"name": 1, "nat_source": "true"}], []),
    "profile": ("p", "elastx", "catalyst", "citycloud", "nobody", None, "envvars"),
    "region_name": ("r1", "r2", "r1,r2", 3, "", ["r1", "r2"]),
}
ENVIRON: dict[str, Sequence[str]] = {
    f"OS_{key.upper()}": texts
    for key, values in (CREDENTIALS | SETTINGS).items()
    if "-" not in key and key != "force_ipv4"
    if (texts := tuple(value for value in values if isinstance(value, str)))
}


def some(pool: Mapping[str, Sequence[Any]], most: int) -> st.SearchStrategy[dict[str, Any]]:
    """Draw some settings, in any order."""
    keys = st.lists(st.sampled_from(sorted(pool)), max_size=most, unique=True)
    return keys.flatmap(
        lambda found: st.fixed_dictionaries({key: st.sampled_from(pool[key]) for key in found})
    )


def layer(most: int) -> st.SearchStrategy[dict[str, Any]]:
    """Draw settings, with credentials inside and outside of auth."""
    auth = some(CREDENTIALS, most).map(lambda found: {"auth": found} if found else {})
    return st.tuples(auth, some(SETTINGS, most), some(CREDENTIALS, 2)).map(
        lambda found: {**found[1], **found[0], **found[2]}
    )


COMPLETE = {"auth_url": "http://k", "username": "u", "password": "p"}
REGIONS = st.lists(
    st.one_of(
        st.sampled_from(("r1", "r2", 3)),
        st.fixed_dictionaries({"name": st.sampled_from(("r1", "r2")), "values": layer(2)}),
    ),
    max_size=2,
)
CLOUD = st.tuples(layer(4), st.none() | REGIONS).map(
    lambda found: {
        **({} if found[1] is None else {"regions": found[1]}),
        **found[0],
        "auth": COMPLETE | found[0].get("auth", {}),
    }
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw what may lie around on a machine."""
    files = {
        HERE: {"clouds": {"big": draw(CLOUD)}},
        SECURE: {"clouds": {"big": secure}} if (secure := draw(st.just({}) | layer(2))) else {},
        PUBLIC: {"public-clouds": {"p": draw(CLOUD)}},
    }
    return Case(
        {name: yaml.safe_dump(tree, sort_keys=False) for name, tree in files.items()},
        draw(st.just({}) | some(ENVIRON, 6)),
        draw(st.sampled_from(("big", "big", "", "envvars"))),
        draw(st.sampled_from(("", "", "r1", "r2", "r3"))),
    )


@pytest.mark.slow
@settings(max_examples=max(200, settings().max_examples))
@given(case=cases())
def test_whatever_is_written(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    world = World(tmp_path_factory.mktemp("world")).lay_out(case)
    theirs = world.read_by_openstacksdk(case.cloud, case.region)
    ours = read(world, case)
    if isinstance(ours, InvalidInput):
        words = [one.summary for one in ours.diagnostics if one.severity is Severity.ERROR]
        assert theirs is None or all(any(one in word for one in ON_PURPOSE) for word in words), words
    else:
        assert ours == theirs


def read(world: World, case: Case) -> Facts | InvalidInput:
    """Return what we read, or our refusal."""
    try:
        return facts(world.read(case.cloud, case.region))
    except InvalidInput as refused:
        return refused


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(
        (0, 7, -1.5, float("inf"), "", "true", "{x}", "a,b", "~", "\x85", b"x", dt.date(2001, 2, 3))
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("name", "x", 7)), inner, max_size=2)
    ),
    max_leaves=3,
)
KEYS = sorted(
    {*CREDENTIALS, *SETTINGS, "auth", "regions", "networks", "setpoint", "cloud", "auth_methods", "passcode"}
)


def odd(most: int) -> st.SearchStrategy[Any]:
    """Draw some settings with any values, or any value at all."""
    return st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=most) | ANYTHING


@pytest.mark.slow
@given(cloud=odd(4), secure=odd(2), shared=odd(2), client=ANYTHING, region=st.sampled_from(("", "a", "7")))
def test_nothing_ends_in_a_traceback(
    cloud: Any, secure: Any, shared: Any, client: Any, region: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if isinstance(cloud, dict):
        cloud = {"profile": "p", "auth": dict(COMPLETE)} | cloud
    trees = {
        HERE: {"clouds": {"big": cloud}, "client": client},
        SECURE: {"clouds": {"big": secure}},
        PUBLIC: {"public-clouds": {"p": shared}},
    }
    files = {name: yaml.safe_dump(tree, sort_keys=False) for name, tree in trees.items()}
    world = World(tmp_path_factory.mktemp("world")).lay_out(Case(files))
    found = read(world, Case(cloud="big", region=region))
    assert isinstance(found, InvalidInput) or found["name"] == "big"
