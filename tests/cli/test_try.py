"""``setpoint try``: a template's life, on a cloud that is made of nothing."""

from __future__ import annotations

from pathlib import Path

from tests.cli.shell import Shell

APP = """

parameters:
  flavor: {type: string, default: m1.small}
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}}
  server:
    type: OS::Nova::Server
    properties: {flavor: {get_param: flavor}, image: jammy, networks: [{subnet: {get_resource: subnet}}]}
"""


def test_all_acts_are_played_and_told(shell: Shell) -> None:
    template = str(shell.write("app.yaml", APP))
    ran = shell.run(
        "try", template, "--then", "flavor=m1.large", "--faults", "7", "--weather", "storm", "--json"
    )
    assert ran.code == 0, ran.err
    assert ran.json["passed"]
    assert ran.json["seed"] == 7
    assert {act["act"]: act["outcome"] for act in ran.json["acts"]}["change"] == "passed"
    assert sum(ran.json["faults"].values()) > 5


def test_the_same_seed_plays_the_same_way(shell: Shell) -> None:
    template = str(shell.write("app.yaml", APP))
    first, second = (shell.run("try", template, "--faults", "3", "--json").json for _ in range(2))
    assert first == second


def test_a_template_that_cannot_live_fails(shell: Shell) -> None:
    """Two subnets of one network cannot overlap: a cloud says so when they are made."""
    second = (
        "  twin: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/25}}\n"
    )
    template = str(shell.write("app.yaml", APP + second))
    ran = shell.run("try", template)
    assert ran.code == 1
    assert "overlap" in ran.err + ran.out


def test_nothing_is_recorded(shell: Shell) -> None:
    template = str(shell.write("app.yaml", APP))
    assert shell.run("try", template).code == 0
    assert not shell.stacks()


def test_the_openstack_example_lives_through_bad_weather(shell: Shell) -> None:
    template = str(Path(__file__).parents[2] / "examples" / "openstack" / "web.yaml")
    ran = shell.run("try", template, "--then", "count=3", "--faults", "3", "--weather", "storm", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["passed"]
