"""Things that nobody records become a stack, or nothing happens at all."""

from __future__ import annotations

import msgspec
import pytest

from setpoint.certify.simulated.provided import provide_networks
from setpoint.engine.requests.carry import abandon
from setpoint.engine.requests.gathering import Choice
from setpoint.engine.requests.importing import Imported, adopt_imported, read
from setpoint.engine.requests.preview import new_stack
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from tests.lifecycle.kit import Life, complete, live

NETS = """
resources:
  one: {type: OS::Neutron::Net, properties: {name: lan}}
  two: {type: OS::Neutron::Net, properties: {name: lan}}
  sub: {type: OS::Neutron::Subnet, properties: {network: {get_resource: one}, cidr: 10.1.0.0/24}}
"""
DEEDS = ("create", "update", "delete", "go_on")


async def left_behind(life: Life) -> dict[str, str]:
    complete(await life.up(NETS))
    found = {str(one.address): one.physical_id for one in life.recorded}
    await abandon(life.engine, "app")
    return found


def source_of(read: Imported, *, instead_of: str = "", put: str = "") -> Source:
    text = read.template.replace(instead_of, put) if instead_of else read.template
    return Source(template=text, template_name="app.yaml")


def test_nothing_is_changed_and_few_calls_are_made() -> None:
    async def scenario() -> None:
        life = Life()
        ids = await left_behind(life)
        before = len(life.world.calls)
        found = await read(
            life.engine, life.stack(), Choice(types=("OS::Neutron::Net",), names=("l*",), follows=True)
        )
        complete(await adopt_imported(life.engine, life.stack(), found, source_of(found)))
        calls = [call.verb for call in life.world.calls[before:]]
        assert not set(calls) & set(DEEDS)
        assert len(calls) == 4  # a list and a look for each of two types
        assert found.ids == {"lan": min(ids["one"], ids["two"]), "lan_net": max(ids["one"], ids["two"])} | {
            name: ids["sub"] for name in found.ids if name not in ("lan", "lan_net")
        }
        complete(await life.down())
        life.check()

    live(scenario())


def test_what_would_be_changed_is_told_and_nothing_is_adopted() -> None:
    async def scenario() -> None:
        life = Life()
        ids = await left_behind(life)
        found = await read(life.engine, life.stack(), Choice(ids=(("OS::Neutron::Net", ids["one"]),)))
        other = source_of(found, instead_of="name: lan", put="name: wan")
        with pytest.raises(InvalidInput, match=r"lan would not stay as it is: update") as refused:
            await adopt_imported(life.engine, life.stack(), found, other)
        assert refused.value.diagnostics[0].detail == "name 'lan' -> 'wan'"
        assert life.records.stack("app") is None
        complete(await adopt_imported(life.engine, life.stack(), found, source_of(found)))

    live(scenario())


def test_what_was_there_by_itself_is_not_taken() -> None:
    async def scenario() -> None:
        life = Life()
        provide_networks(life.world)
        await left_behind(life)
        (public,) = life.world.named("OS::Neutron::Net", "public")
        with pytest.raises(InvalidInput, match="cannot be taken"):
            await read(life.engine, life.stack(), Choice(ids=(("OS::Neutron::Net", public.id),)))
        found = await read(life.engine, life.stack(), Choice(types=("OS::Neutron::Net",)))
        assert public.id not in found.ids.values()
        assert len(found.ids) == 2

    live(scenario())


def test_secrets_are_parameters_that_must_be_given() -> None:
    server = """
resources:
  one:
    type: OS::Nova::Server
    properties: {name: web, flavor: a, image: b, admin_pass: hush, networks: []}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(server))
        await abandon(life.engine, "app")
        found = await read(life.engine, life.stack(), Choice(types=("OS::Nova::Server",)))
        assert found.secrets == ("web_admin_pass",)
        assert "hush" not in found.template
        with pytest.raises(InvalidInput, match="parameter 'web_admin_pass' has no value"):
            await adopt_imported(life.engine, life.stack(), found, source_of(found))
        given = msgspec.structs.replace(source_of(found), parameters={"web_admin_pass": "hush"})
        complete(await adopt_imported(life.engine, life.stack(), found, given))
        assert repr(life.one("web").properties["admin_pass"]) == "******"

    live(scenario())


def test_what_another_stack_owns_is_not_followed_to() -> None:
    async def scenario() -> None:
        life = Life()
        ids = await left_behind(life)
        first = await read(life.engine, life.stack(), Choice(ids=(("OS::Neutron::Net", ids["one"]),)))
        complete(await adopt_imported(life.engine, life.stack(), first, source_of(first)))
        other = new_stack(life.engine, "other", "simulated")
        found = await read(
            life.engine, other, Choice(ids=(("OS::Neutron::Subnet", ids["sub"]),), follows=True)
        )
        assert list(found.ids.values()) == [ids["sub"]]
        assert f"network: {ids['one']}" in found.template
        complete(await adopt_imported(life.engine, other, found, source_of(found)))

    live(scenario())
