"""How much a project may have: what goes beyond is refused, and nothing is recorded."""

from __future__ import annotations

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from setpoint.api.policy.policy import Policy
from setpoint.api.settings.limits import Limits
from tests.api.serving import serving

EMPTY = {"heat_template_version": "2018-08-31"}


def test_no_more_stacks_than_a_project_may_have() -> None:
    with serving(limits=Limits(max_stacks_per_tenant=1)) as service:
        heat = Client(endpoint=service.url(), token="one")
        heat.stacks.create(stack_name="one", template=EMPTY)
        with pytest.raises(exc.HTTPBadRequest, match="maximum stacks per tenant, 1"):
            heat.stacks.create(stack_name="two", template=EMPTY)
        assert [one.stack_name for one in heat.stacks.list()] == ["one"]
        Client(endpoint=service.url("two"), token="two").stacks.create(stack_name="two", template=EMPTY)


def test_no_more_resources_than_a_stack_may_have() -> None:
    three = {**EMPTY, "resources": {f"r{one}": {"type": "OS::Heat::RandomString"} for one in range(3)}}
    with serving(limits=Limits(max_resources_per_stack=2)) as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPForbidden, match="more than 2"):
            heat.stacks.create(stack_name="one", template=three)
        assert not list(heat.stacks.list())


def test_resources_of_nested_stacks_and_groups_count_as_well() -> None:
    member = {"type": "OS::Heat::RandomString"}
    group = {"type": "OS::Heat::ResourceGroup", "properties": {"count": 2, "resource_def": member}}
    outer = {"type": "OS::Heat::ResourceGroup", "properties": {"count": 2, "resource_def": group}}
    with serving(
        limits=Limits(max_resources_per_stack=6)
    ) as service:  # the outer, two within it, four in those
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPForbidden, match="more than 6"):
            heat.stacks.create(stack_name="one", template={**EMPTY, "resources": {"g": outer}})
        heat.stacks.create(stack_name="one", template={**EMPTY, "resources": {"g": group}})


def test_nobody_waits_for_a_group_that_is_larger_than_any_may_be() -> None:
    properties = {"count": 10**12, "resource_def": {"type": "OS::Heat::RandomString"}}
    group = {"type": "OS::Heat::ResourceGroup", "properties": properties}
    with serving() as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPBadRequest, match="more than 100,000 members"):
            heat.stacks.create(stack_name="one", template={**EMPTY, "resources": {"g": group}})


def test_a_type_that_one_may_not_have_is_not_to_be_had_within_a_group_either() -> None:
    properties = {
        "count": 1,
        "resource_def": {"type": "OS::Nova::Flavor", "properties": {"ram": 1, "vcpus": 1}},
    }
    group = {"type": "OS::Heat::ResourceGroup", "properties": properties}
    with serving(policy=Policy()) as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPForbidden, match="resource_types:OS::Nova::Flavor"):
            heat.stacks.create(stack_name="one", template={**EMPTY, "resources": {"g": group}})


def test_no_larger_template_than_there_may_be() -> None:
    with serving(limits=Limits(max_template_size=1024)) as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPBadRequest, match="exceeds maximum allowed size"):
            heat.stacks.create(stack_name="one", template={**EMPTY, "description": "x" * 1024})
