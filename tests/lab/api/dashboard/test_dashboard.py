"""Heat's pages in OpenStack's dashboard, in a real browser, show stacks of Setpoint and lead them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest

from lab.catalogue import BESIDE
from lab.horizon.browser import install_browser
from lab.horizon.serving import dashboard
from lab.serving import Serving
from tests.lab.api.dashboard.browser import browser
from tests.lab.api.dashboard.pages import STACKS, Pages
from tests.lab.api.person import PASSWORD, Person
from tests.lab.conftest import RunningLab

pytestmark = pytest.mark.lab

TEMPLATE = """
heat_template_version: 2021-04-16
description: A network, and a word that is drawn
parameter_groups:
- label: all
  parameters: [name, flavor, length, kind, secret, more, upper]
parameters:
  name: {type: string, label: Name of the network, default: app-net, constraints: [{length: {min: 3}}]}
  flavor: {type: string, default: m1.tiny, constraints: [{custom_constraint: nova.flavor}]}
  length: {type: number, default: 12, constraints: [{range: {min: 4, max: 40}}]}
  kind: {type: string, default: digits, constraints: [{allowed_values: [digits, lowercase]}]}
  secret: {type: string, hidden: true, default: not to be shown}
  more: {type: json, default: {a: [1]}}
  upper: {type: boolean, default: true}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: name}}}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.9.0.0/24}}
  word:
    type: OS::Heat::RandomString
    depends_on: subnet
    properties: {length: {get_param: length}, sequence: {get_param: kind}}
outputs:
  word: {description: The word that was drawn, value: {get_attr: [word, value]}}
  told: {value: {get_param: more}}
"""


@pytest.fixture(scope="module")
def pages(lab: RunningLab, beside: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Return the pages for somebody who has signed in, in Setpoint's region."""
    install_browser(lab.settings)
    person = Person(lab.cloud("lab-admin"), f"person-{uuid.uuid4().hex[:8]}")
    try:
        with (
            dashboard(lab.settings) as address,
            browser(tmp_path_factory.mktemp("browser")) as window,
        ):
            one = Pages(window, address, PASSWORD)
            one.sign_in(person.name, BESIDE)
            yield one
    finally:
        person.remove()
    assert "Traceback" not in beside.log.read_text()


def test_a_stack_from_its_preview_to_its_end(pages: Pages) -> None:
    _preview(pages)
    _launch(pages)
    _look_at_it(pages)
    _change(pages)
    pages.open(STACKS, "#stacks")
    for action, past in (("check", "Checked"), ("suspend", "Suspended"), ("resume", "Resumed")):
        pages.act("app", action)
        pages.browser.shown(".alert-success", f"{past} Stack: app")
        pages.becomes("app", f"{action.title()} Complete")
    pages.act("app", "delete")
    pages.browser.click(".modal .btn-danger", "Delete Stack")
    pages.browser.shown(".alert-success", "Deleted Stack: app")
    pages.vanishes("app")


def _preview(pages: Pages) -> None:
    pages.open(STACKS, "#stacks")
    pages.browser.click("#stacks__action_preview")
    pages.give_template(TEMPLATE)
    pages.fill_in("Preview", stack_name="foreseen")
    shown = pages.browser.text(".stack-preview")
    pages.untroubled()
    for words in ("stack_name\nforeseen", "resource_type\nOS::Neutron::Subnet", "'cidr': '10.9.0.0/24'"):
        assert words in shown
    assert "not to be shown" not in shown


def _launch(pages: Pages) -> None:
    pages.open(STACKS, "#stacks")
    pages.browser.click("#stacks__action_launch")
    pages.give_template(TEMPLATE)
    form = pages.browser.shown(".modal form", "Name of the network").text
    assert {"m1.nano", "m1.medium", "digits", "lowercase"} <= {*form.split()}
    assert pages.browser.value("__param_more") == '{"a": [1]}'
    pages.fill_in("Launch", stack_name="app", __param_length="20")
    pages.browser.shown(".alert-info", "Stack creation started")
    pages.becomes("app", "Create Complete")


def _look_at_it(pages: Pages) -> None:
    pages.browser.click("#stacks a", "app")
    pages.browser.shown("#stack_box", "Create Complete")
    pages.browser.wait("all resources", lambda: pages.browser.count("#heat_resource_topology .node") == 3)
    overview = pages.tab("overview", "Outputs")
    for words in (
        "A network, and a word that is drawn",
        "Create_Complete: Stack CREATE completed successfully",
        "The word that was drawn",
        "secret\n******",
        "length\n20",
        "60 Minutes",
    ):
        assert words in overview
    resources = pages.tab("resources", "Displaying 3 items")
    for kind in ("OS::Neutron::Net", "OS::Neutron::Subnet", "OS::Heat::RandomString"):
        assert f"{kind} 0 minutes Create Complete state changed" in resources
    events = pages.tab("events", "Displaying 8 items")
    assert events.count("Create In Progress") == events.count("Create Complete") == 4
    template = pages.tab("stack_template", "heat_template_version: '2021-04-16'")
    assert "description: A network, and a word that is drawn" in template
    _look_at_its_parts(pages)


def _look_at_its_parts(pages: Pages) -> None:
    stack_id = pages.browser.address.partition("?")[0].rstrip("/").rpartition("/")[2]
    topology = json.loads(pages.open(f"{STACKS}get_d3_data/{stack_id}/", "body"))
    needed = {node["name"]: node["required_by"] for node in topology["nodes"]}
    assert needed == {"net": ["subnet"], "subnet": ["word"], "word": []}
    assert topology["stack"]["status"] == "CREATE_COMPLETE"
    word = pages.open(f"{STACKS}stack/{stack_id}/word/", ".detail")
    assert "Stack Resource Type\nOS::Heat::RandomString" in word
    assert "Create Complete: state changed" in word


def _change(pages: Pages) -> None:
    pages.open(STACKS, "#stacks")
    pages.act("app", "edit")
    pages.give_template(TEMPLATE.replace("that was drawn", "that was drawn anew"))
    pages.fill_in("Update", __param_length="24", __param_name="other-net")
    pages.browser.shown(".alert-info", "Stack update started")
    pages.becomes("app", "Update Complete")
    pages.browser.click("#stacks a", "app")
    overview = pages.tab("overview", "The word that was drawn anew")
    assert "length\n24" in overview
    assert "name\nother-net" in overview


def test_what_is_wrong_with_a_template_is_told_where_it_is_given(pages: Pages) -> None:
    pages.open(STACKS, "#stacks")
    pages.browser.click("#stacks__action_launch")
    pages.give_template(TEMPLATE.replace("OS::Neutron::Subnet", "OS::Neutron::Subnets"))
    pages.browser.shown(".modal .alert", "OS::Neutron::Subnets")


def test_what_templates_may_hold(pages: Pages) -> None:
    types = pages.open("project/resource_types/", "#resource_types")
    assert {"OS::Heat::ResourceGroup", "OS::Nova::Server", "OS::Neutron::Port"} <= {*types.split()}
    one = pages.open("project/resource_types/OS::Heat::RandomString/", "#content_body")
    for words in ("Attributes\n", "\nvalue:\n", "Properties\n", "\nlength:\n", "default: 32", "max: 512"):
        assert words in one
    versions = pages.open("project/template_versions/", "#template_versions")
    assert "heat_template_version.2021-04-16 HOT" in versions
    pages.browser.click("#template_versions a", "heat_template_version.2021-04-16")
    functions = pages.browser.text("#template_functions")
    assert {"get_attr", "if", "str_replace_vstrict", "yaql"} <= {*functions.split()}
    pages.untroubled()


def test_the_template_generator_finds_what_it_offers(pages: Pages) -> None:
    pages.open("project/template_generator/", "#content_body")
    pages.browser.gone(".load-block")
    pages.browser.click("md-select", "Template Version")
    pages.browser.shown("md-option", "heat_template_version.2021-04-16")
    pages.untroubled()
