"""``OS::Neutron::SecurityGroup`` and its rules, on a real Neutron."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab

WEB = {"protocol": "tcp", "port_range_min": 80, "port_range_max": 80}
SSH = {"protocol": "tcp", "port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "10.0.0.7/8"}
OUT = {"direction": "egress", "protocol": "udp", "port_range_min": 53, "port_range_max": 53}


async def rules(ground: Ground, group: str) -> dict[tuple[Any, ...], str]:
    """The rules of a group in short, with their ids."""
    shown = await ground.show(f"security-groups/{group}", "security_group")
    keys = ("direction", "ethertype", "protocol", "port_range_min", "remote_ip_prefix", "remote_group_id")
    return {tuple(one[key] for key in keys): one["id"] for one in shown["security_group_rules"]}


EGRESS = {("egress", one, None, None, None, None) for one in ("IPv4", "IPv6")}
WEB_KEY = ("ingress", "IPv4", "tcp", 80, None, None)
SSH_KEY = ("ingress", "IPv4", "tcp", 22, "10.0.0.7/8", None)
OUT_KEY = ("egress", "IPv4", "udp", 53, None, None)


async def test_its_life(ground: Ground) -> None:
    wanted = {
        "name": "certified",
        "description": "mine",
        "rules": [WEB, SSH, {"protocol": "icmpv6", "ethertype": "IPv6"}],
    }
    await ground.certify(
        "SecurityGroup",
        wanted,
        changed={
            "name": "certified-again",
            "description": "yours",
            "stateful": False,
            "rules": [WEB, OUT, {"protocol": 6, "remote_mode": "remote_group_id", "description": "among us"}],
        },
        refused=(
            {"name": "default"},
            {"rules": [{"protocol": "tcp", "port_range_min": 90, "port_range_max": 80}]},
            {"rules": [{"protocol": "carrier pigeon"}]},
        ),
    )


async def test_what_may_go_out(ground: Ground) -> None:
    plain = await ground.lead("SecurityGroup").make()
    assert set(await rules(ground, plain.physical_id)) == EGRESS
    group = await ground.lead("SecurityGroup", rules=[WEB]).make()
    assert set(await rules(ground, group.physical_id)) == {*EGRESS, WEB_KEY}
    await group.change(rules=[WEB, OUT])
    assert set(await rules(ground, group.physical_id)) == {WEB_KEY, OUT_KEY}, "as said, and nothing else"
    await group.change(rules=[WEB])
    assert set(await rules(ground, group.physical_id)) == {*EGRESS, WEB_KEY}, "all again"
    strict = await ground.lead("SecurityGroup", rules=[OUT]).make()
    assert set(await rules(ground, strict.physical_id)) == {OUT_KEY}


async def test_what_stays_is_not_touched(ground: Ground) -> None:
    group = await ground.lead("SecurityGroup", rules=[WEB, SSH]).make()
    before = await rules(ground, group.physical_id)
    await group.change(rules=[SSH, {**WEB, "ethertype": "IPv6"}])
    after = await rules(ground, group.physical_id)
    assert after[SSH_KEY] == before[SSH_KEY]
    assert WEB_KEY not in after
    await group.change(rules=[{**SSH, "description": "from home"}])
    changed = await rules(ground, group.physical_id)
    assert changed[SSH_KEY] != after[SSH_KEY], "what a rule says of itself cannot be changed in it"


async def test_whom_a_rule_lets_in(ground: Ground) -> None:
    other = await ground.make("security-groups", "security_group", name=ground.mark)
    group = ground.lead(
        "SecurityGroup",
        rules=[
            {**WEB, "remote_mode": "remote_group_id"},
            {**SSH, "remote_mode": "remote_group_id", "remote_group_id": ground.mark},
            {"protocol": "icmp", "remote_group_id": ground.mark, "remote_ip_prefix": "10.0.0.0/8"},
        ],
    )
    await group.make()
    found = set(await rules(ground, group.physical_id)) - EGRESS
    assert found == {
        ("ingress", "IPv4", "tcp", 80, None, group.physical_id),
        ("ingress", "IPv4", "tcp", 22, None, other["id"]),
        ("ingress", "IPv4", "icmp", None, "10.0.0.0/8", None),
    }
    assert await drift(group) == {}


async def test_rules_that_are_resources_of_their_own_are_left_alone(ground: Ground) -> None:
    group = await ground.lead("SecurityGroup", rules=[WEB]).make()
    own = ground.lead("SecurityGroupRule", security_group=group.physical_id, **SSH)
    await own.make()
    assert await drift(group) == {}
    await group.change(rules=[])
    assert set(await rules(ground, group.physical_id)) == {*EGRESS, SSH_KEY}


async def test_drift_is_seen_and_repaired(ground: Ground) -> None:
    group = await ground.lead("SecurityGroup", name="mine", description="mine", rules=[WEB, SSH]).make()
    there = await rules(ground, group.physical_id)
    await ground.service.delete(f"security-group-rules/{there[WEB_KEY]}")
    opened = {"security_group_id": group.physical_id, "direction": "ingress", "protocol": "udp"}
    await ground.service.post("security-group-rules", {"security_group_rule": opened})
    await ground.change(
        f"security-groups/{group.physical_id}", "security_group", name="theirs", description="theirs"
    )
    found = await drift(group)
    assert (found["name"], found["description"]) == ("theirs", "theirs")
    assert [(one["protocol"], one["direction"]) for one in found["rules"]] == [
        ("tcp", "ingress"),
        ("udp", "ingress"),
    ]
    await repair(group)
    assert set(await rules(ground, group.physical_id)) == {*EGRESS, WEB_KEY, SSH_KEY}


async def test_one_that_a_port_needs_is_kept(ground: Ground) -> None:
    net, _ = await ground.network()
    group = await ground.lead("SecurityGroup").make()
    await ground.port(net, security_groups=[group.physical_id])
    await refused(group.driver.delete(group.subject), "in use")


# ---- rules


async def test_the_life_of_a_rule(ground: Ground) -> None:
    group = await ground.make("security-groups", "security_group", name=ground.mark)
    await ground.make("security-groups", "security_group", name=f"{ground.mark}-other")
    wanted = {
        "security_group": ground.mark,
        "description": "mine",
        "protocol": "tcp",
        "port_range_min": 80,
        "port_range_max": 443,
        "remote_group": f"{ground.mark}-other",
    }
    await ground.certify(
        "SecurityGroupRule",
        wanted,
        replaced={**wanted, "security_group": group["id"]},
        refused=(
            {**wanted, "port_range_min": 444},
            {**wanted, "remote_ip_prefix": "10.0.0.0/8"},
            {"protocol": "tcp"},
        ),
        failing={"security_group": ground.mark, "protocol": "tcp", "port_range_min": 80},
    )


@pytest.mark.parametrize(
    "told",
    (
        {"protocol": "6", "port_range_min": 80, "port_range_max": 80},
        {"protocol": "icmpv6", "ethertype": "IPv6"},
        {"protocol": "icmp", "port_range_min": 8, "port_range_max": 0},
        {"direction": "egress", "remote_ip_prefix": "10.0.0.7/8"},
        {"remote_ip_prefix": "0.0.0.0/0"},
        {"protocol": "vrrp", "ethertype": "IPv6", "remote_ip_prefix": "2001:0db8::/32"},
        {"description": "x" * 250},
    ),
)
async def test_however_a_rule_is_written_it_is_seen_as_it_was_wanted(
    ground: Ground, told: dict[str, Any]
) -> None:
    group = await ground.make("security-groups", "security_group", name=ground.mark)
    rule = await ground.lead("SecurityGroupRule", security_group=group["id"], **told).make()
    assert await drift(rule) == {}
    nested = await ground.lead("SecurityGroup", rules=[told]).make()
    assert await drift(nested) == {}


async def test_the_same_rule_twice_is_told(ground: Ground) -> None:
    group = await ground.make("security-groups", "security_group", name=ground.mark)
    await ground.lead("SecurityGroupRule", security_group=group["id"], **WEB).make()
    again = ground.lead("SecurityGroupRule", security_group=group["id"], **{**WEB, "protocol": "6"})
    await refused(again.make(), "already exists")
    assert await again.driver.find(again.token, again.want) is None, "somebody else's was found"
