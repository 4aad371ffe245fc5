"""How much a project may have: what goes beyond is refused, and nothing is recorded."""

from __future__ import annotations

import pytest
from heatclient import exc
from heatclient.v1.client import Client

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
        with pytest.raises(exc.HTTPForbidden, match="3 of 2"):
            heat.stacks.create(stack_name="one", template=three)
        assert not list(heat.stacks.list())


def test_no_larger_template_than_there_may_be() -> None:
    with serving(limits=Limits(max_template_size=1024)) as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPBadRequest, match="exceeds maximum allowed size"):
            heat.stacks.create(stack_name="one", template={**EMPTY, "description": "x" * 1024})
