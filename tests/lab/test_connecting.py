"""What keeps the command from a real cloud is told in words, with what to do: credentials, regions, certificates."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from lab.rest import send
from setpoint.cli.exits import Exit
from tests.lab.certificate import self_made
from tests.lab.command import Command
from tests.lab.conftest import RunningLab
from tests.lab.front import clouds_yaml, front
from tests.lab.proxy import Asked, Fate, proxy

pytestmark = pytest.mark.lab

NET = "resources:\n  net: {type: OS::Neutron::Net}\n"
BALANCER = """
resources:
  balancer: {type: OS::Octavia::LoadBalancer, properties: {vip_subnet: private-subnet}}
"""
PLAN = ("plan", "app.yaml", "--cloud", "lab")
UP = ("up", "app.yaml", "--cloud", "lab", "--yes")
DOWN = ("down", "app", "--yes")


@pytest.fixture(autouse=True)
def _app(command: Command) -> None:
    command.write("app.yaml", NET)


def entry(lab: RunningLab, *, name: str = "lab", auth: Mapping[str, str] | None = None, **more: Any) -> Any:
    """A cloud of the lab, with other settings."""
    told = yaml.safe_load(lab.clouds_file.read_text())["clouds"][name]
    return {**told, "auth": {**told["auth"], **(auth or {})}, **more}


def with_token(lab: RunningLab, token: str) -> Any:
    told = entry(lab)
    kept = ("auth_url", "project_name", "project_domain_id")
    return {
        **told,
        "auth_type": "token",
        "auth": {"token": token, **{key: told["auth"][key] for key in kept}},
    }


def revoke(lab: RunningLab, token: str) -> None:
    send(
        "DELETE",
        f"{lab.cloud().auth_url}/auth/tokens",
        None,
        {"X-Auth-Token": token, "X-Subject-Token": token},
    )


WRONG: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = {
    "password": (
        {"auth": {"password": "open-sesame"}},
        ("Keystone does not accept the credentials of demo", "check user, password, project"),
    ),
    "user": ({"auth": {"username": "nobody"}}, ("does not accept the credentials of nobody",)),
    "project": ({"auth": {"project_name": "nothing"}}, ("does not accept the credentials of demo",)),
    "region": (
        {"region_name": "RegionTow"},
        ("the cloud has no region 'RegionTow'", "RegionOne, RegionTwo", "did you mean 'RegionTwo'?"),
    ),
    "interface": ({"interface": "nowhere"}, ("'interface' is no interface", "one of public, internal")),
    "way": ({"auth_type": "v3kerberos"}, ("v3kerberos",)),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_told(lab: RunningLab, command: Command, what: str) -> None:
    changes, words = WRONG[what]
    clouds_yaml(command.folder, lab=entry(lab, **changes))
    ran = await command.run(*PLAN)
    assert ran.code == Exit.BAD_INPUT, ran.err
    assert [one for one in words if one not in ran.err] == [], ran.err
    assert "open-sesame" not in ran.err + ran.out


async def test_no_keystone_there(lab: RunningLab, command: Command) -> None:
    nova = lab.cloud().root("compute")
    clouds_yaml(command.folder, lab=entry(lab, auth={"auth_url": f"{nova}/v3"}))
    ran = await command.run(*PLAN)
    assert ran.code == Exit.BAD_INPUT
    assert "Keystone" in ran.err
    assert "check auth_url" in ran.err


async def test_nobody_there(lab: RunningLab, command: Command) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v3"
        clouds_yaml(command.folder, lab=entry(lab, auth={"auth_url": address}))
        ran = await command.run(*PLAN)
    assert ran.code == Exit.BAD_INPUT
    assert "error: identity cannot be reached" in ran.err


async def test_what_is_no_address_of_a_bus(lab: RunningLab, command: Command) -> None:
    clouds_yaml(command.folder, lab=entry(lab, setpoint={"notifications": "the usual one"}))
    ran = await command.run(*PLAN)
    assert ran.code == Exit.BAD_INPUT
    assert "`notifications` of the cloud is no address of a message bus" in ran.err


def regions_with(lab: RunningLab, service: str) -> list[str]:
    catalogue = lab.cloud().get("identity", "/auth/catalog")["catalog"]
    (endpoints,) = (entry["endpoints"] for entry in catalogue if entry["type"] == service)
    return sorted({one["region"] for one in endpoints})


async def test_a_service_that_there_is_not(lab: RunningLab, command: Command) -> None:
    command.write("app.yaml", BALANCER)
    clouds_yaml(command.folder, lab=entry(lab, name="lab-two"))
    ran = await command.run(*UP, "--json")
    assert ran.code == Exit.FAILED, ran.err
    (failure,) = ran.json["failures"]
    assert failure["summary"] == "the cloud has no load-balancer service in region 'RegionTwo'"
    assert failure["detail"] == f"regions with one: {', '.join(regions_with(lab, 'load-balancer'))}"
    assert failure["address"] == "balancer"
    assert failure["line"]
    await command.good(*DOWN)


async def test_a_token_that_was_revoked(lab: RunningLab, command: Command) -> None:
    token = lab.cloud().token
    clouds_yaml(command.folder, lab=with_token(lab, token))
    await command.good(*PLAN)
    revoke(lab, token)
    ran = await command.run(*PLAN)
    assert ran.code == Exit.BAD_INPUT
    assert "Keystone does not accept the credentials of a token" in ran.err
    assert token not in ran.err


async def test_a_token_that_ends_on_the_way_is_renewed(lab: RunningLab, command: Command) -> None:
    async with front(lab, command.folder, "network") as before:
        came: list[Asked] = []

        def decide(asked: Asked) -> Fate:
            came.append(asked)
            if len(came) == 1:
                revoke(lab, asked.token)  # before Neutron has seen it: it refuses it by itself
            return Fate.PASS

        before.decide(decide)
        await command.good(*UP)
        revoked = came[0].token
        renewed = next(one.token for one in came[1:] if one.path == came[0].path)
        assert renewed != revoked, "what was refused is asked again, with a new token"
        before.decide(lambda asked: Fate.UNAUTHORISED if asked.token == revoked else Fate.PASS)
        await command.good(*DOWN)


async def test_a_token_alone_gives_no_new_one(lab: RunningLab, command: Command) -> None:
    async with front(lab, command.folder, "network") as before:
        told = yaml.safe_load(before.file.read_text())["clouds"]["lab"]
        clouds_yaml(command.folder, lab={**told, **with_token(lab, lab.cloud().token)})

        def decide(asked: Asked) -> Fate:
            if asked.method == "POST":
                return Fate.UNAUTHORISED
            return Fate.PASS

        before.decide(decide)
        ran = await command.run(*UP, "--json")
        assert ran.code == Exit.FAILED
        (failure,) = ran.json["failures"]
        assert failure["summary"] == "the token has run out, and a token alone gives no new one"
        assert "application credential" in failure["advice"]
        before.decide(lambda _asked: Fate.PASS)
        await command.good(*DOWN)


async def test_a_certificate_that_nobody_knows(lab: RunningLab, command: Command) -> None:
    public, secured = self_made(command.folder)
    async with proxy(lab.cloud().root("identity"), secured) as keystone:
        address = {"auth_url": f"{keystone.url}/v3"}
        clouds_yaml(command.folder, lab=entry(lab, auth=address))
        ran = await command.run(*PLAN)
        assert ran.code == Exit.BAD_INPUT
        assert (
            f"the certificate of {keystone.url.removeprefix('https://')} (identity) does not verify"
            in ran.err
        )
        assert "`cacert` in clouds.yaml" in ran.err
        assert not keystone.came
        for settings in ({"cacert": str(public)}, {"verify": False}, {"insecure": True}):
            clouds_yaml(command.folder, lab=entry(lab, auth=address, **settings))
            await command.good(*PLAN)


async def test_a_certificate_of_a_service_that_nobody_knows(lab: RunningLab, command: Command) -> None:
    _public, secured = self_made(command.folder)
    async with proxy(lab.cloud().root("network"), secured) as neutron:
        clouds_yaml(command.folder, lab=entry(lab, network_endpoint_override=neutron.url))
        ran = await command.run(*UP, "--json")
        assert ran.code == Exit.FAILED
        (failure,) = ran.json["failures"]
        assert "(network) does not verify" in failure["summary"]
        assert failure["address"] == "net"
        clouds_yaml(command.folder, lab=entry(lab))
        await command.good(*DOWN)


async def test_authorities_that_cannot_be_read(lab: RunningLab, command: Command) -> None:
    (command.folder / "no.crt").write_text("no certificate")
    clouds_yaml(command.folder, lab=entry(lab, cacert=str(command.folder / "no.crt")))
    ran = await command.run(*PLAN, "--json")
    assert ran.code == Exit.BAD_INPUT, ran.err
    (problem,) = json.loads(ran.out)["diagnostics"]
    assert problem["summary"] == "the certificates of cloud lab cannot be read"
