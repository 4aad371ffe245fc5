"""Stacks in stacks, as Heat's clients see them: previews, outputs and their errors, and hooks before an update."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.heat.test_stacks import settled

VERSION = "2018-08-31"
INNER = """
heat_template_version: 2018-08-31
parameters:
  value: {type: string}
resources:
  first: {type: OS::Heat::TestResource, properties: {value: {get_param: value}}}
  second: {type: OS::Heat::TestResource, properties: {value: {get_attr: [first, output]}}}
outputs:
  said: {value: {get_attr: [second, output]}, description: what it says}
  broken: {value: {get_param: absent}}
"""
OUTER: dict[str, Any] = {
    "heat_template_version": VERSION,
    "parameters": {"value": {"type": "string", "default": "hello"}},
    "resources": {
        "inner": {"type": "inner.yaml", "properties": {"value": {"get_param": "value"}}},
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {"count": 2, "resource_def": {"type": "OS::Heat::RandomString"}},
        },
    },
    "outputs": {
        "said": {"value": {"get_attr": ["inner", "said"]}},
        "broken": {"value": {"get_attr": ["inner", "broken"]}},
    },
}
FILES = {"inner.yaml": INNER}


def test_a_preview_shows_nested_stacks_as_lists_with_properties_and_defaults(heat: Client) -> None:
    shown = heat.stacks.preview(stack_name="app", template=OUTER, files=FILES)
    assert shown.template_description == "No description"
    inner, group = shown.resources
    first, second = inner
    assert (first["resource_name"], first["stack_name"], first["parent_resource"]) == (
        "first",
        "app-inner",
        "inner",
    )
    assert (first["required_by"], second["required_by"]) == (["second"], [])
    assert first["properties"]["value"] == "hello"
    assert first["properties"]["wait_secs"] == 0
    assert second["properties"]["value"] is None, "it is not known before the first is there"
    assert first["attributes"] == {"output": None}
    assert first["resource_identity"]["path"] == "/resources/first"
    assert [one["resource_name"] for one in group] == ["0", "1"]
    assert not list(heat.stacks.list())


def test_a_preview_tells_outputs_as_far_as_they_are_known(heat: Client) -> None:
    outputs = {
        "told": {"value": {"get_param": "words"}, "description": "what was told"},
        "drawn": {"value": {"get_attr": ["word", "value"]}},
    }
    template = {
        "heat_template_version": "2021-04-16",
        "parameters": {"words": {"type": "comma_delimited_list", "default": "a,b"}},
        "resources": {"word": {"type": "OS::Heat::RandomString"}},
        "outputs": outputs,
    }
    told, drawn = heat.stacks.preview(stack_name="app", template=template).outputs
    assert told == {"output_key": "told", "description": "what was told", "output_value": ["a", "b"]}
    assert drawn == {"output_key": "drawn", "description": "No description given", "output_value": None}


def test_a_preview_leaves_out_what_is_not_known_within_a_property(heat: Client) -> None:
    port = {
        "network": {"get_resource": "net"},
        "fixed_ips": [{"subnet": {"get_resource": "sub"}, "ip_address": "10.0.0.5"}],
    }
    resources = {
        "net": {"type": "OS::Neutron::Net"},
        "sub": {
            "type": "OS::Neutron::Subnet",
            "properties": {"network": {"get_resource": "net"}, "cidr": "10.0.0.0/24"},
        },
        "port": {"type": "OS::Neutron::Port", "properties": port},
    }
    template = {"heat_template_version": VERSION, "resources": resources}
    shown = heat.stacks.preview(stack_name="app", template=template)
    (found,) = (one for one in shown.resources if one["resource_name"] == "port")
    assert found["properties"]["network"] is None
    assert found["properties"]["fixed_ips"] == [{"subnet": None, "ip_address": "10.0.0.5"}]


def test_a_nested_stack_offers_its_outputs_as_a_resource_and_a_group_what_groups_do(heat: Client) -> None:
    files = {"inner.yaml": INNER.replace("resources:", "description: what is inside\nresources:", 1)}
    heat.stacks.create(stack_name="app", template=OUTER, files=files)
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    inner = heat.resources.get("app", "inner", with_attr=["resource.first", "nothing"])
    first = heat.resources.get(inner.physical_resource_id, "first")
    assert inner.attributes == {
        "said": "hello",
        "broken": None,
        "resource.first": first.physical_resource_id,
        "nothing": None,
    }
    group = heat.resources.get("app", "group", with_attr=["value", "attributes"])
    words = [heat.resources.get(group.physical_resource_id, name).attributes["value"] for name in ("0", "1")]
    assert group.attributes == {
        "refs": words,
        "refs_map": dict(zip(("0", "1"), words, strict=True)),
        "removed_rsrc_list": [],
        "value": words,
        "attributes": None,
    }
    nested = heat.stacks.get(inner.physical_resource_id)
    assert nested.description == nested.template_description == "what is inside"
    assert heat.stacks.get(group.physical_resource_id).description == "No description"


def test_outputs_of_a_nested_stack_are_its_own_and_errors_say_where_they_are(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=OUTER, files=FILES)
    stack = settled(heat, "app")
    assert stack.stack_status == "CREATE_COMPLETE"
    outer = {one["output_key"]: one for one in stack.outputs}
    assert outer["said"]["output_value"] == "hello"
    reason = "The Parameter (absent) was not provided."
    assert outer["broken"]["output_value"] is None
    assert outer["broken"]["output_error"] == f"Error in inner output broken: {reason}"
    nested = heat.stacks.get(heat.resources.get("app", "inner").physical_resource_id)
    own = {one["output_key"]: one for one in nested.outputs}
    assert own["said"] == {"output_key": "said", "output_value": "hello", "description": "what it says"}
    assert own["broken"]["output_error"] == reason
    assert heat.stacks.output_show(nested.id, "said")["output"]["output_value"] == "hello"


@pytest.mark.parametrize("value", ("hello", "changed"))
def test_an_update_stands_before_what_has_the_hook_also_where_nothing_changes(
    heat: Client, value: str
) -> None:
    hooked = {"resource_registry": {"resources": {"inner": {"first": {"hooks": "pre-update"}}}}}
    heat.stacks.create(stack_name="app", template=OUTER, files=FILES, environment=hooked)
    settled(heat, "app")
    nested = heat.resources.get("app", "inner").physical_resource_id
    heat.stacks.update("app", template=OUTER, files=FILES, environment=hooked, parameters={"value": value})
    _until_told(heat, nested, "UPDATE paused until Hook pre-update is cleared")
    assert heat.stacks.get("app").stack_status == "UPDATE_IN_PROGRESS"
    heat.resources.signal(nested, "first", data={"unset_hook": "pre-update"})
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    with pytest.raises(exc.HTTPBadRequest):
        heat.resources.signal(nested, "first", data={"unset_hook": "pre-update"})


def test_a_replacement_stands_before_it_is_made_and_keeps_what_is_there(heat: Client) -> None:
    hooked = {"resource_registry": {"resources": {"word": {"hooks": "pre-update"}}}}
    template = {"heat_template_version": VERSION, "resources": {"word": {"type": "OS::Heat::RandomString"}}}
    heat.stacks.create(stack_name="app", template=template, environment=hooked)
    settled(heat, "app")
    before = heat.resources.get("app", "word").physical_resource_id
    longer = {
        **template,
        "resources": {"word": {"type": "OS::Heat::RandomString", "properties": {"length": 10}}},
    }
    heat.stacks.update("app", template=longer, environment=hooked)
    event = _until_told(heat, "app", "UPDATE paused until Hook pre-update is cleared")
    assert event.resource_status == "CREATE_COMPLETE"
    assert heat.resources.get("app", "word").physical_resource_id == before
    heat.resources.signal("app", "word", data={"unset_hook": "pre-update"})
    settled(heat, "app")
    assert heat.resources.get("app", "word").physical_resource_id != before


def _until_told(heat: Client, stack: str, reason: str, within: float = 20.0) -> Any:
    until = time.monotonic() + within
    while True:
        events = heat.events.list(stack)
        for event in events:
            if event.resource_status_reason == reason:
                return event
        assert time.monotonic() < until, [(one.resource_name, one.resource_status_reason) for one in events]


NESTED = {"heat_template_version": VERSION, "resources": {"inner": {"type": "inner.yaml"}}}
RANDOM = {"type": "OS::Heat::RandomString"}


def _nesting(**resources: Any) -> dict[str, Any]:
    inner = {"heat_template_version": VERSION, "resources": {"kept": RANDOM, **resources}}
    return {"stack_name": "app", "template": NESTED, "files": {"inner.yaml": inner}}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    (({}, {"other": RANDOM}, "added"), ({"other": RANDOM}, {}, "deleted"), ({}, {}, "")),
)
def test_a_preview_of_an_update_tells_of_what_is_nested_where_it_stands(
    heat: Client, before: dict[str, Any], after: dict[str, Any], kind: str
) -> None:
    heat.stacks.create(**_nesting(**before))
    settled(heat, "app")
    told = heat.stacks.preview_update("app", show_nested=True, **_nesting(**after))["resource_changes"]
    nested = heat.resources.get("app", "inner").physical_resource_id
    shown = {
        name: [
            (one["resource_name"], one.get("parent_resource"), one["stack_identity"]["stack_id"])
            for one in ones
        ]
        for name, ones in told.items()
        if ones
    }
    outer = heat.stacks.get("app").id
    wanted = {"updated": [("inner", None, outer)], "unchanged": [("kept", "inner", nested)]}
    assert shown == wanted | ({kind: [("other", "inner", nested)]} if kind else {})


def test_what_is_replaced_by_another_type_takes_what_is_nested_with_it(heat: Client) -> None:
    heat.stacks.create(**_nesting())
    settled(heat, "app")
    template = {"heat_template_version": VERSION, "resources": {"inner": {"type": "OS::Heat::None"}}}
    told = heat.stacks.preview_update("app", template=template, show_nested=True)["resource_changes"]
    shown = {
        name: [(one["resource_name"], one["resource_type"]) for one in ones] for name, ones in told.items()
    }
    assert shown == {
        "added": [],
        "unchanged": [],
        "updated": [],
        "replaced": [("inner", "OS::Heat::None")],
        "deleted": [("kept", "OS::Heat::RandomString")],
    }


def test_a_type_goes_by_the_name_that_the_template_has_for_it(heat: Client) -> None:
    alias = {"resource_registry": {"My::Text": "OS::Heat::RandomString"}}
    template = {"heat_template_version": VERSION, "resources": {"one": RANDOM}}
    heat.stacks.create(stack_name="app", template=template)
    settled(heat, "app")
    made = heat.resources.get("app", "one")
    renamed = {"heat_template_version": VERSION, "resources": {"one": {"type": "My::Text"}}}
    heat.stacks.update("app", template=renamed, environment=alias)
    settled(heat, "app")
    now = heat.resources.get("app", "one")
    assert (now.resource_type, now.physical_resource_id) == ("My::Text", made.physical_resource_id)
    said = heat.events.get("app", "one", heat.events.list("app", "one")[-1].id)
    assert said.resource_type == "OS::Heat::RandomString"
    other = {"resource_registry": {"My::Text": "OS::Heat::TestResource"}}
    heat.stacks.update("app", template=renamed, environment=other)
    settled(heat, "app")
    now = heat.resources.get("app", "one")
    assert now.resource_type == "My::Text"
    assert now.physical_resource_id != made.physical_resource_id


def test_a_nested_stack_shows_what_it_is_made_from_itself(heat: Client) -> None:
    template = {
        "heat_template_version": VERSION,
        "resources": {
            "inner": {"type": "inner.yaml", "properties": {"key": "open"}},
            "group": {"type": "OS::Heat::ResourceGroup", "properties": {"count": 1, "resource_def": RANDOM}},
        },
        "outputs": {"inner": {"value": {"get_resource": "inner"}}},
    }
    inner = {
        "heat_template_version": VERSION,
        "description": "what is within",
        "parameters": {"key": {"type": "string", "hidden": True}, "size": {"type": "number", "default": 3}},
        "resources": {"text": RANDOM},
    }
    heat.stacks.create(stack_name="app", template=template, files={"inner.yaml": inner})
    stack = settled(heat, "app")
    nested = heat.stacks.get(heat.resources.get("app", "inner").physical_resource_id)
    own = {name: value for name, value in nested.parameters.items() if "::" not in name}
    assert own == {"key": "******", "size": "3"}
    assert heat.stacks.template(nested.id) == inner
    assert heat.stacks.environment(nested.id)["parameters"] == {"key": "******", "size": 3}
    (said,) = stack.outputs
    project, name = nested.parameters["OS::project_id"], nested.stack_name
    assert said["output_value"] == f"arn:openstack:heat::{project}:stacks/{name}/{nested.id}"
    assert heat.stacks.get(said["output_value"]).id == nested.id
    group = heat.stacks.template(heat.resources.get("app", "group").physical_resource_id)
    assert group["resources"]["0"]["type"] == "OS::Heat::RandomString"


def test_what_is_nested_can_be_carried_over_alone(heat: Client) -> None:
    inner = {
        "heat_template_version": VERSION,
        "parameters": {"value": {"type": "string"}},
        "resources": {
            "one": {"type": "OS::Heat::TestResource", "properties": {"value": {"get_param": "value"}}}
        },
        "outputs": {"said": {"value": {"get_attr": ["one", "output"]}}},
    }
    outer = {
        "heat_template_version": VERSION,
        "resources": {"inner": {"type": "inner.yaml", "properties": {"value": "hello"}}},
    }
    heat.stacks.create(stack_name="app", template=outer, files={"inner.yaml": inner})
    settled(heat, "app")
    carried = heat.stacks.abandon("app")["resources"]["inner"]
    data = {name: carried[name] for name in ("template", "environment", "resources")}
    heat.stacks.create(stack_name="alone", adopt_stack_data=json.dumps(data))
    alone = settled(heat, "alone")
    assert (alone.stack_status, alone.outputs[0]["output_value"]) == ("ADOPT_COMPLETE", "hello")
    made = heat.resources.get("alone", "one").physical_resource_id
    assert made == carried["resources"]["one"]["resource_id"]


def test_a_group_is_adopted_under_an_id_of_its_own(heat: Client) -> None:
    group = {"type": "OS::Heat::ResourceGroup", "properties": {"count": 1, "resource_def": RANDOM}}
    member = {"resource_id": "x", "resource_data": {"value": "goopie"}, "type": "OS::Heat::RandomString"}
    data = {
        "template": {"heat_template_version": VERSION, "resources": {"group": group}},
        "environment": {},
        "resources": {
            "group": {"resource_id": "its-id", "type": "OS::Heat::ResourceGroup", "resources": {"0": member}}
        },
    }
    heat.stacks.create(stack_name="app", adopt_stack_data=json.dumps(data))
    assert settled(heat, "app").stack_status == "ADOPT_COMPLETE"
    nested = heat.resources.get("app", "group").physical_resource_id
    assert heat.stacks.get(nested).parent == heat.stacks.get("app").id


def test_a_nested_stack_whose_resources_are_not_given_is_not_adopted(heat: Client) -> None:
    template = {"heat_template_version": VERSION, "resources": {"inner": {"type": "inner.yaml"}}}
    inner = {"heat_template_version": VERSION, "resources": {"word": RANDOM}}
    data = {
        "template": template,
        "files": {"inner.yaml": json.dumps(inner)},
        "resources": {"inner": {"resource_id": "x", "resources": {}}},
    }
    heat.stacks.create(stack_name="app", adopt_stack_data=json.dumps(data))
    assert settled(heat, "app").stack_status == "ADOPT_FAILED"
    shown = {one.resource_name: one for one in heat.resources.list("app", nested_depth=1)}
    assert {one.resource_status for one in shown.values()} == {"ADOPT_FAILED"}
    assert "Resource ID was not provided." in shown["word"].resource_status_reason
    heat.stacks.update("app", template=template, files=data["files"])
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    nested = heat.resources.get("app", "inner")
    assert nested.physical_resource_id == shown["inner"].physical_resource_id
    assert heat.resources.get(nested.physical_resource_id, "word").resource_status == "CREATE_COMPLETE"


def until_gone(heat: Client, stack_id: str) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            heat.stacks.get(stack_id, resolve_outputs=False)
        except exc.HTTPNotFound:
            return
        assert time.monotonic() < until


NESTING: dict[str, Any] = {
    "heat_template_version": VERSION,
    "resources": {
        "inner": {"type": "inner.yaml", "properties": {"value": "hello"}},
        "user": {"type": "OS::Heat::TestResource", "properties": {"value": {"get_attr": ["inner", "said"]}}},
    },
    "outputs": {"said": {"value": {"get_attr": ["inner", "said"]}}},
}


def nesting(heat: Client) -> str:
    """A stack with a nested one: whose id it is."""
    heat.stacks.create(stack_name="app", template=NESTING, files=FILES)
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    return str(heat.resources.get("app", "inner").physical_resource_id)


def test_a_nested_stack_is_removed_by_itself_and_then_the_one_around_it(heat: Client) -> None:
    inner = nesting(heat)
    heat.stacks.delete(inner)
    until_gone(heat, inner)
    stack = settled(heat, "app")
    assert stack.stack_status == "UPDATE_COMPLETE"
    assert [one.resource_name for one in heat.resources.list("app", nested_depth=2)] == ["user"]
    heat.stacks.delete("app")
    assert settled(heat, stack.id).stack_status == "DELETE_COMPLETE"


def test_a_nested_stack_that_was_removed_is_made_again_by_the_next_update(heat: Client) -> None:
    inner = nesting(heat)
    user = heat.resources.get("app", "user").physical_resource_id
    heat.stacks.delete(inner)
    until_gone(heat, inner)
    settled(heat, "app")
    heat.stacks.update("app", template=NESTING, files=FILES)
    stack = settled(heat, "app")
    assert stack.stack_status == "UPDATE_COMPLETE"
    assert stack.outputs[0]["output_value"] == "hello"
    assert heat.resources.get("app", "inner").physical_resource_id != inner
    assert heat.resources.get("app", "user").physical_resource_id == user


def test_what_is_in_a_stack_that_has_failed_is_not_removed_by_itself(heat: Client) -> None:
    wrong = {"type": "OS::Heat::TestResource", "properties": {"fail": True}}
    template = {**NESTING, "resources": {**NESTING["resources"], "wrong": wrong}}
    inner = nesting(heat)
    heat.stacks.update("app", template=template, files=FILES)
    assert settled(heat, "app").stack_status == "UPDATE_FAILED"
    with pytest.raises(exc.HTTPBadRequest, match="inner cannot be removed by itself"):
        heat.stacks.delete(inner)
    assert heat.stacks.get(inner).stack_status == "CREATE_COMPLETE"


def test_nothing_nested_is_removed_while_something_else_is_done_to_the_stack(heat: Client) -> None:
    inner = nesting(heat)
    slow = {"type": "OS::Heat::TestResource", "properties": {"action_wait_secs": {"create": 600}}}
    template = {**NESTING, "resources": {**NESTING["resources"], "slow": slow}}
    heat.stacks.update("app", template=template, files=FILES)
    with pytest.raises(exc.HTTPConflict, match=r"already has an action \(UPDATE\) in progress"):
        heat.stacks.delete(inner)
    stack = heat.stacks.get("app").id
    heat.stacks.delete(stack)
    assert settled(heat, stack).stack_status == "DELETE_COMPLETE"


def test_what_failed_in_a_nested_stack_is_told_in_heats_words(heat: Client) -> None:
    victim = {
        "HeatTemplateFormatVersion": "2012-12-12",
        "Resources": {"oops": {"Type": "OS::Heat::TestResource", "Properties": {"fail": True}}},
    }
    template = {
        "HeatTemplateFormatVersion": "2012-12-12",
        "Resources": {"victim": {"Type": "fail.yaml"}},
    }
    heat.stacks.create(stack_name="app", template=template, files={"fail.yaml": json.dumps(victim)})
    stack, why = settled(heat, "app"), "Resource CREATE failed: ValueError:"
    assert stack.stack_status_reason == f"{why} resources.victim.resources.oops: Test Resource failed oops"
    nested = heat.stacks.get(heat.resources.get("app", "victim").physical_resource_id)
    assert nested.stack_status_reason == f"{why} resources.oops: Test Resource failed oops"
    oops = heat.resources.get(nested.id, "oops")
    assert oops.resource_status_reason == "Test Resource failed oops"
