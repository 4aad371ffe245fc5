"""Delete-first: where the new one claims what the old one holds, the old one goes before the new one is made."""

from __future__ import annotations

from setpoint.model.plan import Deed
from tests.lifecycle.kit import Life, complete, deeds, live

FIXED = """
parameters:
  mac: {type: string, default: "fa:16:3e:00:00:01"}
  image: {type: string, default: jammy}
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  port:
    type: OS::Neutron::Port
    properties:
      network: {get_resource: net}
      mac_address: {get_param: mac}
      fixed_ips: [{subnet: {get_resource: subnet}, ip_address: 10.0.0.5}]
  server:
    type: OS::Nova::Server
    properties:
      flavor: m1.small
      image: {get_param: image}
      networks: [{port: {get_resource: port}}]
"""


def test_a_port_with_a_fixed_address_is_deleted_before_the_new_one_is_made() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(FIXED))
        plan = await life.plan(FIXED, mac="fa:16:3e:00:00:02")
        create = next(step for step in plan.steps if step.deed is Deed.CREATE and step.address == "port")
        delete = next(step for step in plan.steps if step.deed is Deed.DELETE and step.address == "port")
        assert create.delete_first
        assert delete.id in create.needs
        complete(await life.up(FIXED, mac="fa:16:3e:00:00:02"))
        assert life.one("port").attributes["mac_address"] == "fa:16:3e:00:00:02"
        assert life.one("port").attributes["fixed_ips"][0]["ip_address"] == "10.0.0.5"
        life.check()

    live(scenario())


def test_delete_first_spreads_to_what_cannot_drop_the_reference() -> None:
    """A floating ip association is replaced with its port, so it must be gone before the port goes."""
    template = """
parameters:
  mac: {type: string, default: "fa:16:3e:00:00:01"}
resources:
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  port:
    type: OS::Neutron::Port
    properties:
      network: {get_resource: net}
      mac_address: {get_param: mac}
      fixed_ips: [{subnet: {get_resource: subnet}, ip_address: 10.0.0.5}]
  volume: {type: OS::Cinder::Volume, properties: {size: 1}}
  server:
    type: OS::Nova::Server
    properties:
      {flavor: m1.small, image: jammy, networks: [{port: {get_resource: port}}]}
  reader:
    type: OS::Heat::TestResource
    properties: {update_replace_value: {get_resource: port}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        plan = await life.plan(template, mac="fa:16:3e:00:00:02")
        steps = {(step.deed, str(step.address)): step for step in plan.steps}
        old_port, old_reader = steps[Deed.DELETE, "port"], steps[Deed.DELETE, "reader"]
        assert steps[Deed.CREATE, "reader"].delete_first
        assert old_reader.id in old_port.needs
        assert old_port.id in steps[Deed.CREATE, "port"].needs
        complete(await life.up(template, mac="fa:16:3e:00:00:02"))
        life.check()

    live(scenario())


def test_what_one_name_lets_go_of_another_may_claim() -> None:
    """The port is renamed in the template: the new name claims the address that the old name holds."""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(FIXED))
        renamed = FIXED.replace("  port:\n    type", "  doorway:\n    type")
        renamed = renamed.replace("get_resource: port", "get_resource: doorway")
        plan = await life.plan(renamed)
        create = next(step for step in plan.steps if step.deed is Deed.CREATE and step.address == "doorway")
        delete = next(step for step in plan.steps if step.deed is Deed.DELETE and step.address == "port")
        assert delete.id in create.needs, deeds(plan)

    live(scenario())
