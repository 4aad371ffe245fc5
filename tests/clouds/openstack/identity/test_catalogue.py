"""Finding services in a catalogue, and what is said where there is none."""

from __future__ import annotations

import pytest

from setpoint.clouds.openstack.identity.catalogue import Catalogue
from setpoint.model.errors import ResourceError

CATALOGUE = Catalogue.read(
    [
        {
            "type": "network",
            "name": "neutron",
            "id": "1",
            "endpoints": [
                {"interface": "public", "region": "One", "region_id": "One", "url": "http://net/"},
                {"interface": "internal", "region": "One", "region_id": "One", "url": "http://int"},
                {"interface": "public", "region": "Two", "region_id": "Two", "url": "http://two"},
            ],
        },
        {
            "type": "volumev3",
            "endpoints": [{"interface": "public", "region_id": "One", "url": "http://vol"}],
        },
    ]
)


def test_by_region_and_interface() -> None:
    assert CATALOGUE.url("network", "One", "public") == "http://net"
    assert CATALOGUE.url("network", "One", "internal") == "http://int"
    assert CATALOGUE.url("network", "Two", "public") == "http://two"
    assert CATALOGUE.url("network", "", "public") == "http://net"


def test_a_service_under_an_older_name() -> None:
    assert CATALOGUE.url("block-storage", "One", "public") == "http://vol"
    assert CATALOGUE.has("block-storage", "One")
    assert not CATALOGUE.has("block-storage", "Two")


@pytest.mark.parametrize(
    ("type", "region", "interface", "said"),
    (
        ("compute", "One", "public", "no compute service: its catalogue has: network, volumev3"),
        ("volumev3", "Two", "public", "no volumev3 service in region 'Two': regions with one: One"),
        ("network", "Oen", "public", "in region 'Oen'.*did you mean 'One'"),
        ("network", "One", "admin", "no admin endpoint: there are: internal, public"),
    ),
)
def test_what_is_said_of_what_is_missing(type: str, region: str, interface: str, said: str) -> None:
    with pytest.raises(ResourceError, match=said):
        CATALOGUE.url(type, region, interface)


def test_an_unscoped_token_has_an_empty_one() -> None:
    with pytest.raises(ResourceError, match="its catalogue has: nothing"):
        Catalogue.read([]).url("compute", "One", "public")


@pytest.mark.parametrize("region", ("", "One", "Two"))
def test_a_region_that_there_is(region: str) -> None:
    CATALOGUE.refuse_unknown(region)
    Catalogue({}).refuse_unknown("Three")  # of a token without a scope, which knows nothing


def test_a_region_that_there_is_not() -> None:
    with pytest.raises(ResourceError) as refusal:
        CATALOGUE.refuse_unknown("Tow")
    told = refusal.value.diagnostic
    assert told.summary == "the cloud has no region 'Tow'"
    assert told.detail == "it has One, Two"
    assert told.advice == "did you mean 'Two'?"
