"""A create or update that is cancelled: what is under way comes to its end, and nothing else is begun."""

from __future__ import annotations

from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.heat.test_stacks import settled
from tests.api.serving import Service
from tests.waiting import until

WORD = {"type": "OS::Heat::RandomString"}
RESOURCES = {
    "handle": {"type": "OS::Heat::WaitConditionHandle"},
    "wait": {
        "type": "OS::Heat::WaitCondition",
        "properties": {"handle": {"get_resource": "handle"}, "timeout": 600},
    },
    "after": {**WORD, "depends_on": "wait"},
}


def app(**resources: Any) -> dict[str, Any]:
    return {"heat_template_version": "2018-08-31", "resources": resources}


def test_only_a_create_or_update_under_way_can_be_cancelled(heat: Client) -> None:
    _begin(heat)
    with pytest.raises(exc.HTTPBadRequest, match="when stack is CREATE_IN_PROGRESS is not supported"):
        heat.actions.cancel_update("app")
    heat.actions.cancel_without_rollback("app")
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    for end in (heat.actions.cancel_update, heat.actions.cancel_without_rollback):
        with pytest.raises(exc.HTTPBadRequest, match="when stack is CREATE_FAILED is not supported"):
            end("app")


def test_what_was_under_way_comes_to_its_end_and_nothing_else_is_begun(heat: Client) -> None:
    _begin(heat)
    heat.actions.cancel_without_rollback("app")
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    assert _statuses(heat) == {
        "handle": "CREATE_COMPLETE",
        "wait": "CREATE_IN_PROGRESS",
        "after": "INIT_COMPLETE",
    }
    heat.resources.signal("app", "handle", {"status": "SUCCESS"})
    until(lambda: _statuses(heat)["wait"] == "CREATE_COMPLETE")
    assert heat.stacks.get("app").stack_status == "CREATE_FAILED"
    told = [one.resource_status for one in heat.events.list("app") if one.resource_name == "app"]
    assert told == ["CREATE_FAILED", "CREATE_IN_PROGRESS"], "the newest first"
    assert _statuses(heat)["after"] == "INIT_COMPLETE"
    assert heat.resources.get("app", "after").resource_status == "INIT_COMPLETE"
    heat.stacks.update("app", existing=True)
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    assert _statuses(heat) == {
        "handle": "CREATE_COMPLETE",
        "wait": "CREATE_COMPLETE",
        "after": "CREATE_COMPLETE",
    }


def test_also_after_the_service_was_started_anew(heat: Client, service: Service) -> None:
    _begin(heat)
    heat.actions.cancel_without_rollback("app")
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    service.start_anew()
    assert _statuses(heat)["wait"] == "CREATE_IN_PROGRESS"
    heat.resources.signal("app", "handle", {"status": "FAILURE", "reason": "no"})
    until(lambda: _statuses(heat)["wait"] == "CREATE_FAILED")
    assert _statuses(heat)["after"] == "INIT_COMPLETE"


def test_what_is_asked_next_need_not_wait_for_that(heat: Client) -> None:
    _begin(heat)
    heat.actions.cancel_without_rollback("app")
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    heat.stacks.update("app", template=app(other=WORD))
    assert settled(heat, "app").stack_status == "UPDATE_COMPLETE"
    assert _statuses(heat) == {"other": "CREATE_COMPLETE"}


def _begin(heat: Client) -> None:
    heat.stacks.create(stack_name="app", template=app(**RESOURCES))
    until(lambda: _statuses(heat).get("wait") == "CREATE_IN_PROGRESS")


def _statuses(heat: Client) -> dict[str, str]:
    return {one.resource_name: one.resource_status for one in heat.resources.list("app")}


def test_nor_need_a_check(heat: Client) -> None:
    _begin(heat)
    heat.actions.cancel_without_rollback("app")
    assert settled(heat, "app").stack_status == "CREATE_FAILED"
    heat.actions.check("app")
    until(lambda: heat.stacks.get("app").stack_status == "CHECK_COMPLETE")
    assert _statuses(heat)["wait"] == "CREATE_IN_PROGRESS", "what is under way is left to the next update"
