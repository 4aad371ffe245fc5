"""``setpoint import``: things that nobody records become a template and a stack, and nothing is touched."""

import json

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

APP = """
parameters: {secret: {type: string, default: hush}}
resources:
  net: {type: OS::Neutron::Net, properties: {name: web-net, tags: [web]}}
  subnet: {type: OS::Neutron::Subnet, properties: {name: web-subnet, network: {get_resource: net}, cidr: 10.5.0.0/24}}
  group:
    type: OS::Neutron::SecurityGroup
    properties: {name: web-group, rules: [{protocol: tcp, port_range_min: 80, port_range_max: 80}]}
  port:
    type: OS::Neutron::Port
    properties: {name: web-port, network: {get_resource: net}, security_groups: [{get_resource: group}]}
  volume: {type: OS::Cinder::Volume, properties: {name: disk, size: 1}}
  server:
    type: OS::Nova::Server
    properties:
      name: web-1
      flavor: small
      image: debian
      admin_pass: {get_param: secret}
      networks: [{port: {get_resource: port}}]
  attachment:
    type: OS::Cinder::VolumeAttachment
    properties: {instance_uuid: {get_resource: server}, volume_id: {get_resource: volume}}
"""
WRITTEN = """\
heat_template_version: 2021-04-16

parameters:
  web_1_admin_pass:
    type: string
    hidden: true
    description: The admin_pass of web_1, which cannot be read back

resources:
  web_net:
    type: OS::Neutron::Net
    properties:
      name: web-net
      tags:
        - web
  web_port:
    type: OS::Neutron::Port
    properties:
      name: web-port
      network: {get_resource: web_net}
      security_groups:
        - {get_resource: web_group}
  web_group:
    type: OS::Neutron::SecurityGroup
    properties:
      name: web-group
      rules:
        - protocol: tcp
          port_range_min: 80
          port_range_max: 80
  web_subnet:
    type: OS::Neutron::Subnet
    properties:
      name: web-subnet
      network: {get_resource: web_net}
      cidr: 10.5.0.0/24
  web_1:
    type: OS::Nova::Server
    properties:
      name: web-1
      flavor: small
      image: debian
      networks:
        - port: {get_resource: web_port}
      admin_pass: {get_param: web_1_admin_pass}
"""
SIMULATED = ("--cloud", "simulated")


@pytest.fixture
def things(shell: Shell) -> dict[str, str]:
    """Return the ids, by address, of things that a stack has left behind."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes", *SIMULATED)
    found = {address: one.physical_id for address, one in shell.resources("app").items()}
    shell.good("stack", "abandon", "app", "--out", "app.json", "--yes")
    return found


def test_a_server_is_imported_with_all_that_belongs_to_it(shell: Shell, things: dict[str, str]) -> None:
    server = f"OS::Nova::Server={things['server']}"
    ran = shell.good("import", "web", *SIMULATED, "--id", server, "--follow", "-P", "web_1_admin_pass=hush")
    assert "web_1_admin_pass is a secret that could not be read back" in ran.err
    found = {one.type: one.physical_id for one in shell.resources("web").values()}
    assert sorted(found.values()) == sorted(things.values())
    assert found["OS::Nova::Server"] == things["server"]
    plan = shell.good("plan", "web.yaml", "--json", "-P", "web_1_admin_pass=hush").json
    assert plan["steps"] == []
    assert not shell.findings()
    shell.good("down", "web", "--yes")


@pytest.mark.usefixtures("things")
def test_the_template_is_one_that_a_person_might_write(shell: Shell) -> None:
    shell.good("import", "web", *SIMULATED, "--like", "web-*", "--template-only")
    assert shell.stacks() == {}
    assert (shell.folder / "web.yaml").read_text() == WRITTEN


def test_what_is_not_imported_is_named_by_its_id(shell: Shell, things: dict[str, str]) -> None:
    shell.good("import", "web", *SIMULATED, "--type", "OS::Neutron::Subnet", "--like", "web-*")
    assert f"network: {things['net']}" in (shell.folder / "web.yaml").read_text()
    assert [one.physical_id for one in shell.resources("web").values()] == [things["subnet"]]


def test_what_has_a_tag_is_imported(shell: Shell, things: dict[str, str]) -> None:
    shell.good("import", "web", *SIMULATED, "--tag", "web", "--out", "tagged.yaml")
    assert [one.physical_id for one in shell.resources("web").values()] == [things["net"]]
    assert (shell.folder / "tagged.yaml").exists()


@pytest.mark.usefixtures("things")
def test_a_secret_that_is_not_given_is_asked_for_and_nothing_is_adopted(shell: Shell) -> None:
    ran = shell.run("import", "web", *SIMULATED, "--like", "web-*")
    assert ran.code == Exit.BAD_INPUT
    assert "-P web_1_admin_pass=..., or --template-only" in ran.err
    assert shell.stacks() == {}
    assert not (shell.folder / "web.yaml").exists()


def test_a_thing_has_one_owner(shell: Shell, things: dict[str, str]) -> None:
    net = ("--id", f"OS::Neutron::Net={things['net']}")
    shell.good("import", "web", *SIMULATED, *net)
    ran = shell.run("import", "other", *SIMULATED, *net)
    assert (ran.code, "is web_net of stack web" in ran.err) == (Exit.BAD_INPUT, True)
    assert shell.stacks().keys() == {"web"}


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("arguments", "words"),
    (
        ((), "say what to import"),
        (("--id", "OS::Neutron::Net"), "--id wants TYPE=ID"),
        (("--id", "OS::Neutron::Net=none"), "there is no OS::Neutron::Net none"),
        (("--id", "OS::Heat::Value=none"), "OS::Heat::Value cannot be imported from here"),
        (("--like", "nothing-*"), "nothing there matches"),
        (("--tag", "web", "--out", "app.yaml"), "there is a 'app.yaml' already"),
    ),
)
def test_what_cannot_be_imported_is_told(shell: Shell, arguments: tuple[str, ...], words: str) -> None:
    ran = shell.run("import", "web", *SIMULATED, *arguments)
    assert ran.code != Exit.DONE
    assert words in ran.err
    assert json.loads(shell.good("stack", "list", "--json").out) == []
