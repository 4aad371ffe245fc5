"""What a template names and does not make is found, wherever it is said; what it makes itself is not."""

import pytest

from setpoint.certify.simulated.provided import provide
from setpoint.certify.simulated.world import World
from setpoint.certify.trial import try_out
from setpoint.model.stack import Source
from setpoint.types.kinds import MADE_BY

HEADER = "heat_template_version: 2021-04-16\n"


PROVIDED = {
    MADE_BY[kind][0]
    for kind in (
        "cinder.volume",
        *(
            f"neutron.{one}"
            for one in ("network", "port", "router", "security_group", "subnet", "floating_ip")
        ),
        "nova.keypair",
        "nova.server",
    )
}

MEMBERS = """
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 2, resource_def: {type: OS::Neutron::Port, properties: {network: lan}}}
"""


def provided(resources: str) -> tuple[str, ...]:
    report = try_out(Source(template=HEADER + resources, template_name="app.yaml"))
    assert report.passed, [one.what for one in report.scenes]
    return report.provided


@pytest.mark.parametrize(
    ("resources", "names"),
    (
        (
            "resources: {port: {type: OS::Neutron::Port, properties: {network: lan, security_groups: [web]}}}",
            ("OS::Neutron::Net lan", "OS::Neutron::SecurityGroup web"),
        ),
        (
            "resources: {one: {type: OS::Nova::Server, properties: {flavor: a, image: b, key_name: mine}}}",
            ("OS::Nova::KeyPair mine",),
        ),
        (
            "resources: {one: {type: OS::Neutron::RouterInterface, properties: {router: r, port: plug}}}",
            ("OS::Neutron::Port plug", "OS::Neutron::Router r"),
        ),
        (
            "resources: {one: {type: OS::Neutron::RouterInterface, properties: {router: r, subnet: s}}}",
            ("OS::Neutron::Router r", "OS::Neutron::Subnet s"),
        ),
        (
            "resources: {one: {type: OS::Cinder::VolumeAttachment, properties: {instance_uuid: s, volume_id: v}}}",
            ("OS::Cinder::Volume v", "OS::Nova::Server s"),
        ),
        (
            "resources: {one: {type: OS::Neutron::Net, external_id: there-already}}",
            ("OS::Neutron::Net there-already",),
        ),
        (
            MEMBERS,
            ("OS::Neutron::Net lan",),
        ),
    ),
)
def test_named(resources: str, names: tuple[str, ...]) -> None:
    assert provided(resources) == names


def test_what_the_template_makes_under_that_name_is_not_provided() -> None:
    text = """
resources:
  key: {type: OS::Nova::KeyPair, properties: {name: mine}}
  server:
    type: OS::Nova::Server
    depends_on: key
    properties: {flavor: a, image: b, key_name: mine, networks: [{allocate_network: none}]}
"""
    assert provided(text) == ()


def test_a_name_beside_a_reference_in_one_list_is_found() -> None:
    text = """
resources:
  group: {type: OS::Neutron::SecurityGroup}
  port:
    type: OS::Neutron::Port
    properties: {network: lan, security_groups: [{get_resource: group}, web]}
"""
    assert provided(text) == ("OS::Neutron::Net lan", "OS::Neutron::SecurityGroup web")


def test_everything_that_can_be_named_can_be_provided_once() -> None:
    world = World()
    for type_name in PROVIDED:
        name = f"my-{type_name.rpartition(':')[2]}"
        assert provide(world, type_name, name)
        assert provide(world, type_name, name)
        assert [one.name for one in world.of_type(type_name)].count(name) == 1
    assert not provide(world, "OS::Neutron::SecurityGroupRule", "rule")
    assert all(thing.provided or thing.bonds for thing in world.things.values())
