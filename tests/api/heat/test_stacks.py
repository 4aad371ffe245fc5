"""Heat's own client makes, looks at, changes and removes stacks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.serving import Service, serving

APP: dict[str, Any] = {
    "heat_template_version": "2018-08-31",
    "description": "an application",
    "parameters": {
        "count": {"type": "number", "default": 2},
        "word": {"type": "string", "hidden": True, "default": "x"},
    },
    "resources": {
        "net": {"type": "OS::Neutron::Net", "metadata": {"a": 1}},
        "word": {"type": "OS::Heat::RandomString", "depends_on": "net"},
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {
                "count": {"get_param": "count"},
                "resource_def": {"type": "OS::Heat::RandomString"},
            },
        },
    },
    "outputs": {"word": {"value": {"get_attr": ["word", "value"]}, "description": "a word"}},
}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


@pytest.fixture
def heat(service: Service) -> Client:
    return client(service)


def client(service: Service, token: str = "one") -> Client:
    return Client(endpoint=service.url(token), token=token)


def settled(heat: Client, name: str) -> Any:
    """The stack, as soon as nothing is being done to it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        stack = heat.stacks.get(name)
        if not stack.stack_status.endswith("IN_PROGRESS"):
            return stack
    raise AssertionError(f"{name} is {stack.stack_status}")


def test_a_stack_is_made_shown_changed_and_removed(heat: Client) -> None:
    made = heat.stacks.create(stack_name="app", template=APP, tags="a,b", timeout_mins=5)["stack"]
    stack = settled(heat, "app")
    assert stack.id == made["id"]
    assert stack.stack_status == "CREATE_COMPLETE"
    assert stack.stack_status_reason == "Stack CREATE completed successfully"
    assert stack.parameters["count"] == "2"
    assert stack.parameters["word"] == "******"
    assert stack.tags == ["a", "b"]
    assert (stack.timeout_mins, stack.disable_rollback) == (5, True)
    assert stack.outputs[0]["output_key"] == "word"
    assert len(stack.outputs[0]["output_value"]) == 32

    heat.stacks.update("app", template=APP, parameters={"count": 3})
    stack = settled(heat, "app")
    assert stack.stack_status == "UPDATE_COMPLETE"
    names = {one.resource_name for one in heat.resources.list("app", nested_depth=1)}
    assert names == {"net", "word", "group", "0", "1", "2"}

    heat.stacks.update("app", existing=True, parameters={"count": 1})
    assert settled(heat, "app").parameters["count"] == "1"

    heat.stacks.delete("app")
    assert settled(heat, made["id"]).stack_status == "DELETE_COMPLETE"
    with pytest.raises(exc.HTTPNotFound, match=r"The Stack \(app\) could not be found."):
        heat.stacks.get("app")
    assert not list(heat.stacks.list())


def test_a_group_is_a_stack_of_its_own(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    stack = settled(heat, "app")
    group = heat.resources.get("app", "group")
    nested = next(link["href"] for link in group.links if link["rel"] == "nested")
    name, inner_id = nested.split("/")[-2:]
    inner = heat.stacks.get(f"{name}/{inner_id}")
    assert (inner.stack_name, inner.parent) == (name, stack.id)
    assert inner.stack_status == "CREATE_COMPLETE"
    assert {one.resource_name for one in heat.resources.list(f"{name}/{inner_id}")} == {"0", "1"}
    assert heat.stacks.get(name).id == inner_id
    assert {one.stack_name for one in heat.stacks.list(show_nested=True)} == {"app", name}
    assert [one.stack_name for one in heat.stacks.list()] == ["app"]


def test_events_come_in_pages_in_any_order(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP, parameters={"count": 20})
    settled(heat, "app")
    everything = [one.id for one in heat.events.list("app", nested_depth=1)]
    assert len(everything) == len(set(everything)) > 40
    for direction in ("desc", "asc"):
        seen: list[str] = []
        marker = ""
        while page := heat.events.list("app", nested_depth=1, limit=7, marker=marker, sort_dir=direction):
            seen += [one.id for one in page]
            marker = seen[-1]
        assert seen == (everything if direction == "desc" else everything[::-1])
    types = [
        heat.events.get("app", one.resource_name, one.id).resource_type
        for one in heat.events.list("app", sort_keys="resource_type")
    ]
    assert types == sorted(types)
    assert len(set(types)) == 4
    created = heat.events.list("app", resource_action="CREATE", resource_status="COMPLETE")
    assert {one.resource_name for one in created} == {"app", "net", "word", "group"}
    assert heat.events.list("app", marker="nothing", limit=1)[0].id == everything[0]


def test_resources_and_events(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    stack = settled(heat, "app")
    net = heat.resources.get("app", "net")
    assert net.resource_type == "OS::Neutron::Net"
    assert net.required_by == ["word"]
    assert heat.resources.metadata("app", "net") == {"a": 1}
    events = heat.events.list("app", sort_dir="asc")
    assert [events[0].resource_status, events[-1].resource_status] == [
        "CREATE_IN_PROGRESS",
        "CREATE_COMPLETE",
    ]
    assert events[0].resource_name == "app"
    assert {one.resource_name for one in heat.events.list("app", resource_name="net")} == {"net"}
    shown = heat.events.get("app", "net", heat.events.list("app", resource_name="net")[0].id)
    assert shown.resource_type == "OS::Neutron::Net"
    assert heat.events.list(stack.id, limit=1)


def test_a_name_in_use_and_a_bad_template_are_refused_in_heats_words(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    settled(heat, "app")
    with pytest.raises(exc.HTTPConflict, match=r"The Stack \(app\) already exists."):
        heat.stacks.create(stack_name="app", template=APP)
    with pytest.raises(exc.HTTPBadRequest, match="no_such_type"):
        heat.stacks.create(
            stack_name="other",
            template={"heat_template_version": "2018-08-31", "resources": {"a": {"type": "no_such_type"}}},
        )
    with pytest.raises(exc.HTTPNotFound):
        heat.resources.get("app", "nothing")


def test_actions_and_snapshots(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    settled(heat, "app")
    heat.actions.check("app")
    assert settled(heat, "app").stack_status == "CHECK_COMPLETE"
    saved = heat.stacks.snapshot("app", "before")
    assert settled(heat, "app").stack_status == "SNAPSHOT_COMPLETE"
    heat.stacks.update("app", template=APP, parameters={"count": 0})
    settled(heat, "app")
    assert heat.stacks.get("app").parameters["count"] == "0"
    heat.stacks.restore("app", saved["id"])
    assert heat.stacks.get("app").parameters["count"] == "2"
    assert settled(heat, "app").stack_status == "RESTORE_COMPLETE"
    assert len(heat.resources.list("app", nested_depth=1)) == 5
    heat.stacks.snapshot_delete("app", saved["id"])
    assert heat.stacks.snapshot_list("app")["snapshots"] == []


def test_a_project_sees_only_its_own(heat: Client, service: Service) -> None:
    made = heat.stacks.create(stack_name="app", template=APP)["stack"]
    settled(heat, "app")
    other = client(service, "two")
    assert not list(other.stacks.list())
    for name in ("app", made["id"], f"app/{made['id']}"):
        with pytest.raises(exc.HTTPNotFound):
            other.stacks.get(name)
    with pytest.raises(exc.HTTPForbidden):
        list(Client(endpoint=service.url("one"), token="two").stacks.list())
    with pytest.raises(exc.HTTPUnauthorized):
        list(Client(endpoint=service.url("one"), token="nobody").stacks.list())


def test_an_update_without_tags_takes_them_away(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP, tags="a,b")
    assert settled(heat, "app").tags == ["a", "b"]
    heat.stacks.update("app", template=APP, existing=True)
    assert settled(heat, "app").tags == ["a", "b"]
    heat.stacks.update("app", template=APP)
    assert settled(heat, "app").tags == []


def test_a_preview_is_of_a_stack_that_is_not_there(heat: Client) -> None:
    shown = heat.stacks.preview(stack_name="app", template=APP)
    assert shown.id == "None"
    alone = [one for one in shown.resources if isinstance(one, dict)]
    assert {one["resource_name"] for one in alone} == {"net", "word"}
    (group,) = (one for one in shown.resources if isinstance(one, list))
    assert {one["parent_resource"] for one in group} == {"group"}
    assert not list(heat.stacks.list())


def test_what_an_update_would_do_is_told_without_doing_it(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=APP)
    stack = settled(heat, "app")
    changed = {
        **APP,
        "resources": {"net": APP["resources"]["net"], "new": {"type": "OS::Heat::RandomString"}},
    }
    changed.pop("outputs")
    changes = heat.stacks.preview_update("app", template=changed)["resource_changes"]
    told = {kind: {one["resource_name"] for one in found} for kind, found in changes.items()}
    assert told["added"] == {"new"}
    assert told["deleted"] == {"word", "group"}
    assert told["unchanged"] == {"net"}
    assert heat.stacks.get("app").updated_time == stack.updated_time


def test_pages_go_on_behind_what_went_away_meanwhile(heat: Client) -> None:
    names = [f"app{number}" for number in range(6)]
    for name in names:
        heat.stacks.create(stack_name=name, template={"heat_template_version": "2018-08-31"})
        settled(heat, name)
    first = [one.stack_name for one in heat.stacks.list(limit=2, sort_keys=["name"], sort_dir="asc")][:2]
    assert first == names[:2]
    marker = heat.stacks.get(first[-1]).id
    heat.stacks.delete(marker)
    until = time.monotonic() + 20
    while [one for one in heat.stacks.list() if one.stack_name == first[-1]]:
        assert time.monotonic() < until
    for filters in ({}, {"status": "COMPLETE"}):
        rest = heat.stacks.list(marker=marker, sort_keys=["name"], sort_dir="asc", filters=filters)
        assert [one.stack_name for one in rest] == names[2:]


def test_what_a_stack_says_that_has_failed(heat: Client) -> None:
    failing = {"type": "OS::Heat::TestResource", "properties": {"fail": True}}
    template = {
        "heat_template_version": "2021-04-16",
        "resources": {"it": failing},
        "outputs": {"said": {"value": {"get_attr": ["it", "output"]}}},
    }
    heat.stacks.create(stack_name="failing", template=template)
    stack = settled(heat, "failing")
    assert (stack.stack_status, stack.updated_time) == ("CREATE_FAILED", None)
    assert stack.description == stack.template_description == "No description"
    assert [(one["output_key"], one["output_value"]) for one in stack.outputs] == [("said", None)]
    with pytest.raises(exc.HTTPBadRequest, match="when stack is CREATE_FAILED is not supported"):
        heat.actions.cancel_update("failing")


def test_the_attributes_of_a_resource_are_what_its_cloud_shows(heat: Client) -> None:
    net = {"heat_template_version": "2021-04-16", "resources": {"net": {"type": "OS::Neutron::Net"}}}
    heat.stacks.create(stack_name="app", template=net)
    settled(heat, "app")
    shown = heat.resources.get("app", "net", with_attr=["mtu", "colour"]).attributes
    assert {"id", "name", "status", "mtu"} <= shown.keys()
    assert shown["colour"] is None


def test_some_tags_keep_a_stack_out_of_lists(heat: Client) -> None:
    for name, tags in (("seen", "a"), ("hidden", "a,data-processing-cluster")):
        heat.stacks.create(stack_name=name, template=APP, tags=tags)
    assert [one.stack_name for one in heat.stacks.list()] == ["seen"]
    assert [one.stack_name for one in heat.stacks.list(tags="a")] == ["seen"]
    assert {one.stack_name for one in heat.stacks.list(show_hidden=True)} == {"seen", "hidden"}
    assert heat.stacks.get("hidden").tags == ["a", "data-processing-cluster"]


def test_a_new_template_need_not_ask_for_what_was_given_before(heat: Client) -> None:
    more = {"more": {"type": "string"}, "less": {"type": "string", "default": "x"}}
    asking = {**APP, "parameters": APP["parameters"] | more}
    given = {"parameters": {"less": "y"}}
    heat.stacks.create(stack_name="app", template=asking, parameters={"more": "z"}, environment=given)
    settled(heat, "app")
    heat.stacks.update("app", template=APP, existing=True)
    stack = settled(heat, "app")
    assert stack.stack_status == "UPDATE_COMPLETE"
    assert not {"more", "less"} & stack.parameters.keys()
    with pytest.raises(exc.HTTPBadRequest, match=r"The Parameter \(more\) was not defined in template"):
        heat.stacks.update("app", template=APP, parameters={"more": "z"}, existing=True)
