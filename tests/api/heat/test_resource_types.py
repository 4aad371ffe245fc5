"""What is told of resource types: which there are, what each is like, and a template that would provide it."""

from typing import Any

import pytest

from setpoint.api.heat.describing.resource_types import Wanted, list_types, provider_of, show_type
from setpoint.api.heat.refusals import Refused
from setpoint.model.diagnostic import Findings
from setpoint.templates.formats import read_template
from setpoint.templates.tree import Document
from setpoint.types import catalogue
from setpoint.types.heat.deployments import OLDER_NAMES

SUPPORTED = {"status": "SUPPORTED", "message": None, "version": "2014.1", "previous_status": None}


def names(**wanted: Any) -> list[str]:
    return [str(one) for one in list_types(Wanted(**wanted))["resource_types"]]


def test_all_are_listed_in_order() -> None:
    assert names() == sorted(catalogue.names() - OLDER_NAMES.keys())


@pytest.mark.parametrize("name", OLDER_NAMES)
def test_an_older_name_is_not_offered(name: str) -> None:
    with pytest.raises(Refused, match=f"^{name} is not supported"):
        show_type(name)


@pytest.mark.parametrize(
    ("wanted", "first"),
    (
        ({"name": "OS::Nova::Key"}, ["OS::Nova::KeyPair"]),
        ({"name": ".*RandomStr"}, ["OS::Heat::RandomString"]),
        ({"name": "Heat"}, []),
        ({"name": "(?i)os::nova::key"}, ["OS::Nova::KeyPair"]),
        ({"name": "OS::Heat::(None|Value)$"}, ["OS::Heat::None", "OS::Heat::Value"]),
        ({"name": "("}, []),
        ({"name": "(.*)*(.*)*(.*)*(.*)*;"}, []),
        ({"support_status": "DEPRECATED"}, ["OS::Aodh::Alarm"]),
        ({"support_status": "UNKNOWN"}, []),
        ({"version": "5.0.0", "name": "OS::Heat::N"}, ["OS::Heat::None"]),
        ({"version": "1.0"}, []),
    ),
)
def test_a_list_may_be_narrowed(wanted: dict[str, str], first: list[str]) -> None:
    assert names(**wanted) == first


def test_a_list_may_have_descriptions() -> None:
    wanted = Wanted(name="Setpoint::Local::File", with_description=True)
    (one,) = list_types(wanted)["resource_types"]
    kind = catalogue.find("Setpoint::Local::File")
    assert kind is not None
    assert one == {"resource_type": kind.name, "description": kind.schema.description}
    assert kind.schema.description


def test_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused, match=r"^Data supplied was not valid: Invalid support status"):
        names(support_status="FINE")


def test_what_cannot_be_had_is_not_listed_and_not_shown() -> None:
    def why_not(name: str) -> str:
        return "no endpoint" if name.startswith("OS::Magnum") else ""

    found = list_types(Wanted(name="OS::Ma"), why_not)["resource_types"]
    assert "OS::Manila::Share" in found
    assert "OS::Magnum::Cluster" not in found
    refused = "^HEAT-E99001 Service magnum is not available for resource type OS::Magnum::Cluster, reason: no endpoint$"
    with pytest.raises(Refused, match=refused):
        show_type("OS::Magnum::Cluster", why_not)


@pytest.mark.parametrize("ask", (show_type, provider_of), ids=("schema", "template"))
def test_an_unknown_type_is_not_found(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(Refused, match=r"^The Resource Type \(OS::No::Such\) could not be found\.$"):
        ask("OS::No::Such")


def test_the_schema_of_a_type() -> None:
    found = show_type("OS::Nova::KeyPair")
    assert list(found) == ["resource_type", "properties", "attributes", "support_status"]
    assert found["resource_type"] == "OS::Nova::KeyPair"
    assert found["support_status"] == SUPPORTED
    assert found["properties"]["name"] == {
        "type": "string",
        "required": True,
        "constraints": [{"length": {"max": 255, "min": 1}}],
        "update_allowed": False,
        "immutable": False,
    }
    assert found["properties"]["save_private_key"]["default"] is False
    assert found["attributes"]["show"]["type"] == "map"
    assert found["attributes"]["private_key"] == {"description": "", "type": "string"}


def test_a_schema_goes_into_lists_and_maps() -> None:
    properties = show_type("OS::Neutron::Port")["properties"]
    item = properties["allowed_address_pairs"]["schema"]["*"]
    assert item["type"] == "map"
    assert item["schema"]["ip_address"]["required"] is True
    assert properties["fixed_ips"]["update_allowed"] is True
    assert "schema" not in properties["name"]


def test_what_is_kept_for_old_templates_only_is_not_told_of() -> None:
    assert "network_id" not in show_type("OS::Neutron::Port")["properties"]
    assert "first_address" not in show_type("OS::Nova::Server")["attributes"]
    assert "network_id" not in provider_of("OS::Neutron::Port")["Parameters"]


def test_an_attribute_of_any_type_has_none() -> None:
    assert show_type("OS::Heat::Value")["attributes"]["value"] == {"description": ""}


def test_a_description_only_when_it_is_asked_for() -> None:
    assert "description" not in show_type("Setpoint::Local::File")
    assert show_type("Setpoint::Local::File", with_description=True)["description"]


def test_a_provider_in_hot_is_a_template_that_can_be_read() -> None:
    found = provider_of("OS::Nova::KeyPair", "hot")
    findings = Findings()
    template = read_template(Document("provider", str(found)), findings)
    assert not list(findings)
    assert template is not None
    assert list(template.parameters) == list(show_type("OS::Nova::KeyPair")["properties"])
    assert found["parameters"]["save_private_key"] == {"type": "boolean", "default": False}
    assert found["parameters"]["name"]["constraints"] == [{"length": {"min": 1, "max": 255}}]
    assert found["resources"]["KeyPair"]["type"] == "OS::Nova::KeyPair"
    assert found["resources"]["KeyPair"]["properties"]["user"] == {"get_param": "user"}
    assert found["outputs"]["OS::stack_id"] == {"value": {"get_resource": "KeyPair"}}
    assert found["outputs"]["show"]["value"] == {"get_attr": ["KeyPair", "show"]}


def test_a_provider_in_the_language_of_cloudformation() -> None:
    found = provider_of("OS::Neutron::Port")
    assert found["HeatTemplateFormatVersion"] == "2012-12-12"
    assert found["Parameters"]["no_fixed_ips"] == {
        "Type": "Boolean",
        "Default": False,
        "AllowedValues": ["True", "true", "False", "false"],
    }
    assert found["Resources"]["Port"]["Properties"]["fixed_ips"] == {"Fn::Split": [",", {"Ref": "fixed_ips"}]}
    assert found["Resources"]["Port"]["Properties"]["name"] == {"Ref": "name"}
    assert found["Outputs"]["OS::stack_id"] == {"Value": {"Ref": "Port"}}
    assert found["Outputs"]["status"]["Value"] == {"Fn::GetAtt": ["Port", "status"]}


def test_every_type_can_be_told_of_in_full() -> None:
    for name in catalogue.names() - OLDER_NAMES.keys():
        shown = show_type(name)["properties"]
        assert list(provider_of(name, "HOT")["parameters"]) == list(shown)
        assert list(provider_of(name, "cfn")["Parameters"]) == list(shown)


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused, match=r'^Template type is not supported: Invalid template type "tosca"'):
        provider_of("OS::Heat::Value", "tosca")
