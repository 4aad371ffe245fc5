"""Guessing what a misspelt name was meant to be."""

import pytest

from setpoint.model.nearest import did_you_mean, nearest, one_of

FEW = ("get_param", "get_attr", "get_resource", "list_join", "OS::Nova::Server")
MANY = {f"resource_{number}" for number in range(5_000)}


@pytest.mark.parametrize(
    ("name", "meant"),
    (
        ("get_parm", "get_param"),
        ("get_atr", "get_attr"),
        ("listjoin", "list_join"),
        ("OS::NOVA::SERVER", "OS::Nova::Server"),
        ("OS::Nova::Sever", "OS::Nova::Server"),
        ("nothing_alike", None),
        ("", None),
    ),
)
def test_among_few_names(name: str, meant: str | None) -> None:
    assert nearest(name, FEW) == meant
    assert nearest(name, iter(FEW)) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    (
        ("resuorce_77", "resource_77"),
        ("esource_77", "resource_77"),
        ("resourcee_77", "resource_77"),
        ("rezource_77", "resource_77"),
        ("reource-77", None),
        ("absent", None),
    ),
)
def test_among_many_names_one_slip_is_found(name: str, meant: str | None) -> None:
    assert nearest(name, MANY) == meant


def test_advice() -> None:
    assert did_you_mean("get_parm", FEW, "look it up") == "did you mean 'get_param'?"
    assert did_you_mean("xyz", FEW, "look it up") == "look it up"


def test_a_long_list_is_cut() -> None:
    assert one_of("cab") == "a, b, c"
    assert one_of("cab", most=2) == "a, b and 1 more"
