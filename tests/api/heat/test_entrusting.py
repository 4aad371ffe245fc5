"""By whose credential a stack is driven, and that none is left which nobody drives anything by."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from heatclient import exc

from setpoint.certify.simulated.faults import Fault
from setpoint.certify.simulated.timings import Timings
from tests.api.heat.asking import sender
from tests.api.heat.test_stacks import client, settled
from tests.api.serving import Service, serving
from tests.waiting import until

TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {"word": {"type": "OS::Heat::RandomString"}},
}
NET = {**TEMPLATE, "resources": {"net": {"type": "OS::Neutron::Net"}}}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as found:
        yield found


def givers(service: Service) -> list[str]:
    return list(service.credentials.values())


def test_the_credential_of_a_stack_goes_with_it(service: Service) -> None:
    heat = client(service)
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    settled(heat, "app")
    heat.stacks.update("app", existing=True, tags="a")
    settled(heat, "app")
    assert service.credentials == {"credential-1": "user-one"}
    heat.stacks.delete("app")
    until(lambda: not service.credentials)


def test_none_is_left_where_somebody_else_has_the_name_by_then(service: Service) -> None:
    service.meeting = asyncio.Barrier(2)
    send = sender(service.url(), "one")

    def create(_number: int) -> int:
        return send("POST", "/stacks", {"stack_name": "app", "template": TEMPLATE})[0]

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(create, range(2))) == [201, 409]
    assert givers(service) == ["user-one"]


def test_none_is_left_where_a_stack_cannot_be_adopted(service: Service) -> None:
    data = json.dumps({"template": TEMPLATE, "resources": []})
    with pytest.raises(exc.HTTPBadRequest):
        client(service).stacks.create(stack_name="app", adopt_stack_data=data)
    assert service.credentials == {}


def test_who_changes_what_somebody_else_made_takes_it_over(service: Service) -> None:
    heat, colleague = client(service), client(service, "colleague")
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    assert settled(heat, "app").stack_owner == "one"
    colleague.stacks.update("app", existing=True, tags="a")
    assert settled(heat, "app").stack_owner == "colleague"
    until(lambda: service.credentials == {"credential-2": "user-colleague"})
    with pytest.raises(exc.HTTPBadRequest):
        heat.stacks.update("app", template={**TEMPLATE, "parameters": {"a": {"type": "string"}}})
    assert givers(service) == ["user-colleague"]
    heat.stacks.delete("app")
    until(lambda: not service.credentials)


def test_a_stack_that_has_failed_is_entrusted_anew(service: Service) -> None:
    heat = client(service)
    service.cloud.faults.on("create", Fault.REFUSED)
    heat.stacks.create(stack_name="app", template=NET)
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    heat.stacks.update("app", template=NET)
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    until(lambda: service.credentials == {"credential-2": "user-one"})


def test_who_takes_a_stack_over_while_it_is_being_made_is_the_one_it_is_then_driven_by() -> None:
    with serving(Timings(latency=0.2, pace=0)) as service:
        heat, colleague = client(service), client(service, "colleague")
        heat.stacks.create(stack_name="app", template=NET)
        until(lambda: heat.resources.list("app"))
        colleague.stacks.update("app", template=NET)
        colleague.stacks.update("app", existing=True, tags="a")
        stack = settled(heat, "app")
        assert (stack.stack_status, stack.stack_owner, stack.tags) == ("UPDATE_COMPLETE", "colleague", ["a"])
        until(lambda: service.credentials == {"credential-2": "user-colleague"})


def test_none_is_left_of_those_who_are_overtaken() -> None:
    with serving(Timings(latency=0.2, pace=0)) as service:
        heat, colleague = client(service), client(service, "colleague")
        heat.stacks.create(stack_name="app", template=NET)
        until(lambda: heat.resources.list("app"))
        for who in (colleague, heat, colleague):
            who.stacks.update("app", template=NET)
        assert settled(heat, "app").stack_owner == "colleague"
        until(lambda: len(service.credentials) == 1)
        heat.stacks.delete("app")
        until(lambda: not service.credentials)


INNER: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {"net": {"type": "OS::Neutron::Net"}},
}


def far(region: str) -> dict[str, Any]:
    """A stack with one nested in it that is in another region."""
    properties = {"template": json.dumps(INNER), "context": {"region_name": region}}
    return {**TEMPLATE, "resources": {"far": {"type": "OS::Heat::Stack", "properties": properties}}}


NO_REGION = 'Cannot establish connection to Heat endpoint at region "RegionNine"'


def test_an_update_to_a_region_that_is_not_there_is_refused_at_once(service: Service) -> None:
    service.cloud.world.named_regions = ("RegionOne", "RegionTwo")
    heat = client(service)
    with pytest.raises(exc.HTTPBadRequest, match=NO_REGION):
        heat.stacks.create(stack_name="app", template=far("RegionNine"))
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    settled(heat, "app")
    for existing in (False, True):
        with pytest.raises(exc.HTTPBadRequest, match=NO_REGION):
            heat.stacks.update("app", template=far("RegionNine"), existing=existing)
    with pytest.raises(exc.HTTPBadRequest, match=NO_REGION):
        client(service, "colleague").stacks.update("app", template=far("RegionNine"))
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    assert service.credentials == {"credential-2": "user-one"}
    heat.stacks.update("app", template=far("RegionTwo"))
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"


def test_a_preview_looks_as_well_and_leaves_no_credential(service: Service) -> None:
    service.cloud.world.named_regions = ("RegionOne", "RegionTwo")
    heat, send = client(service), sender(service.url(), "one")
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    at = f"/stacks/app/{settled(heat, 'app').id}/preview"
    given = dict(service.credentials)
    for token in ("one", "colleague"):
        send = sender(service.url(), token)
        for method, path, body in (
            ("POST", "/stacks/preview", {"stack_name": "new"}),
            ("PUT", at, {}),
            ("PATCH", at, {}),
        ):
            status, told = send(method, path, {**body, "template": far("RegionNine")})
            assert (status, told["error"]["type"]) == (400, "StackValidationFailed"), (method, token)
            assert NO_REGION in told["error"]["message"]
            assert send(method, path, {**body, "template": far("RegionTwo")})[0] == 200, (method, token)
    assert service.credentials == given
