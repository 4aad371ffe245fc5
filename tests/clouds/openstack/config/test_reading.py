"""What others call: one cloud, the names that there are, and the file that names one."""

import argparse
from pathlib import Path

import msgspec
import pytest

from setpoint.model.errors import InvalidInput
from tests.clouds.openstack.config.cases import AUTH, BARE, ENV, HERE, HOME, REGIONS, SECURE, cloud, one
from tests.clouds.openstack.config.world import Case, World


@pytest.mark.parametrize(
    ("case", "names"),
    (
        (Case(), ()),
        (Case({HERE: cloud(AUTH) + "  7: {}\n"}), ("big", "7")),
        (Case({HERE: cloud(AUTH), HOME: cloud(AUTH, name="hidden")}, ENV), ("big", "envvars")),
        (Case({HERE: cloud(AUTH), SECURE: cloud(AUTH, name="small")}), ("big", "small")),
        (Case(environ={**ENV, "OS_CLOUD_NAME": "mine"}), ("mine",)),
        (Case(environ={"OS_CLOUD": "big", "OS_REGION_NAME": "r"}), ()),
    ),
)
def test_names(case: Case, names: tuple[str, ...], tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(case)
    assert world.names() == names
    with world.entered():
        theirs = [str(name) for name in world.openstacksdk().get_cloud_names()]
    assert theirs == (list(names) or ["defaults"])  # a name of its own for nothing at all


def test_the_file_that_names_a_cloud(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(
        Case({HOME: cloud(AUTH), SECURE: cloud("a: b") + "  small: {}\n"}, ENV | {"OS_CLOUD_NAME": "mine"})
    )
    assert world.named_in("big") == tmp_path / HOME
    assert world.named_in("small") == tmp_path / SECURE
    assert world.named_in("mine") is None
    assert world.named_in("nobody") is None


def test_the_region_of_a_named_cloud_in_the_environment_is_that_of_openstacksdks_command_line(
    tmp_path: Path,
) -> None:
    world = World(tmp_path).lay_out(
        Case({HERE: cloud(AUTH, REGIONS)}, {"OS_CLOUD": "big", "OS_REGION_NAME": "south"})
    )
    with world.entered():
        theirs, parser = world.openstacksdk(), argparse.ArgumentParser()
        theirs.register_argparse_arguments(parser, [])
        region = theirs.get_one(argparse=parser.parse_args([])).get_region_name()
    assert (world.read().region, region) == ("south", "south")
    assert world.read("big", "north").region == "north"
    world.environ["OS_REGION_NAME"] = "west"
    with pytest.raises(InvalidInput, match="it has no region 'west'"):
        world.read()


def test_the_region_of_a_cloud_in_the_environment_is_none_of_a_named_one(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(Case({HERE: cloud(AUTH, REGIONS)}, {**ENV, "OS_REGION_NAME": "south"}))
    assert world.read("big").region == "north"
    assert world.read("envvars").region == "south"


def test_all_regions(tmp_path: Path) -> None:
    assert World(tmp_path).lay_out(one(AUTH, REGIONS)).read("big").region_names == ("north", "south")
    assert World(tmp_path).lay_out(one(AUTH, "regions: [1, 2]")).read("big", "2").region_names == ("1", "2")
    assert World(tmp_path).lay_out(one(AUTH)).read("big", "any").region_names == ()


def test_a_password_in_the_environment_is_none_of_a_named_cloud(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(
        Case({HERE: cloud(AUTH)}, {**ENV, "OS_PASSWORD": "other", "OS_CLOUD": "big"})
    )
    assert world.read().auth["password"] == "countess"


def test_our_own_section(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(
        one(
            AUTH,
            "setpoint: {notifications: {port: 5672, wait-for: 1.5}, width: 8}",
            secure=cloud("setpoint: {notifications: {url: hidden}}"),
        )
    )
    options = {"notifications": {"port": 5672, "wait-for": 1.5, "url": "hidden"}, "width": 8}
    assert world.read("big").options == options
    assert World(tmp_path / "none").lay_out(one(AUTH)).read("big").options == {}


def test_secrets_do_not_show(tmp_path: Path) -> None:
    world = World(tmp_path).lay_out(
        one(
            BARE[:-1] + ", passcode: hush1}",
            "auth_type: v3multifactor",
            "auth_methods: [v3password, v3totp]",
            "setpoint: {notifications: amqp://u:hush2@host}",
            "image_endpoint: http://u:hush3@host",
        )
    )
    config = world.read("big")
    assert config.auth["passcode"] == "hush1"
    for shown in (
        repr(config),
        str(config),
        f"{config.auth}",
        repr([config.auth]),
        repr(config.auth.items()),
    ):
        assert "hush" not in shown
        assert "countess" not in shown
        assert "ada" in shown


def test_secrets_of_another_login_do_not_show(tmp_path: Path) -> None:
    config = World(tmp_path).lay_out(one(AUTH)).read("big")
    other = msgspec.structs.replace(config, auth={"username": "bob", "password": "hush"})
    assert dict(msgspec.structs.replace(config, auth={"username": "bob", "token": ""}).auth) == {
        "username": "bob"
    }
    assert (other.auth["password"], "hush" in f"{other}{other.auth}") == ("hush", False)


def test_nothing_in_it_can_be_changed(tmp_path: Path) -> None:
    config = World(tmp_path).lay_out(one(AUTH)).read("big")
    with pytest.raises(AttributeError):
        config.region = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        config.auth["password"] = "x"  # type: ignore[index]


@pytest.mark.parametrize("word", ("no", "False", "0", "off", ""))
def test_words_that_say_no_to_ipv4_are_a_no(word: str, tmp_path: Path) -> None:
    case = Case({HERE: cloud(AUTH, f"force_ipv4: '{word}'")}, {**ENV, "OS_FORCE_IPV4": word})
    world = World(tmp_path).lay_out(case)
    assert not world.read("big").force_ipv4
    assert not world.read("envvars").force_ipv4


def test_what_is_told_of_a_service(tmp_path: Path) -> None:
    told = one(
        AUTH,
        "region_name: a",
        "compute_interface: admin",
        "volume_region_name: b",
        "image_endpoint: http://i",
    )
    config = World(tmp_path).lay_out(told).read("big")
    assert (config.interface_of("compute"), config.interface_of("image")) == ("admin", "public")
    assert (config.region_of("block-storage"), config.region_of("image")) == ("b", "a")
    assert (config.endpoint_of("image"), config.endpoint_of("compute")) == ("http://i", "")
