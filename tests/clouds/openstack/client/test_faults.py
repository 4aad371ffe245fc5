"""What each service says when it refuses, as its own API reference shows it, and what becomes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.clouds.openstack.client.faults import Fault, read, refusal
from setpoint.model.errors import Conflict, LostAnswer, NotFound, ResourceError, Retry, SetpointError

BODIES: dict[str, tuple[Any, Fault]] = {
    "keystone": (
        {"error": {"code": 403, "message": "You are not authorized.", "title": "Forbidden"}},
        Fault("You are not authorized.", "error"),
    ),
    "nova": (
        {"itemNotFound": {"code": 404, "message": "Instance x could not be found."}},
        Fault("Instance x could not be found.", "itemNotFound"),
    ),
    "neutron": (
        {"NeutronError": {"type": "SubnetInUse", "message": "In use.", "detail": ""}},
        Fault("In use.", "SubnetInUse"),
    ),
    "octavia": (
        {"faultcode": "Client", "faultstring": "Pool is immutable.", "debuginfo": None},
        Fault("Pool is immutable.", "Client"),
    ),
    "designate": (
        {"code": 409, "type": "duplicate_zone", "message": "Duplicate Zone", "request_id": "req-1"},
        Fault("Duplicate Zone", "duplicate_zone"),
    ),
    "barbican": (
        {"code": 404, "title": "Not Found", "description": "Not Found. Sorry."},
        Fault("Not Found. Sorry."),
    ),
    "placement": (
        {"errors": [{"status": 409, "title": "Conflict", "detail": "Inventory is in use."}]},
        Fault("Inventory is in use.", "errors"),
    ),
    "aodh": (
        {"error_message": {"faultcode": "Client", "faultstring": "Bad rule."}},
        Fault("Bad rule.", "Client"),
    ),
    "zaqar": ({"title": "Not found", "description": "No such queue."}, Fault("No such queue.")),
}


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def refused(method: str, status: int, message: str = "No.", *, kind: str = "x", **more: Any) -> SetpointError:
    is_item = more.pop("is_item", True)
    asked = Asked(method, "http://cloud/v2.0/ports/p", service="network", is_item=is_item)
    return refusal(asked, answer(status, {kind: {"message": message, "type": kind}}, **more))


@pytest.mark.parametrize("service", BODIES)
def test_each_service_is_understood(service: str) -> None:
    body, fault = BODIES[service]
    assert read(answer(400, body)) == fault


def test_a_page_is_read_as_its_text() -> None:
    page = b"<html><head><title>404 Not Found</title></head><body><h1>Not&nbsp;here</h1> at all</body></html>"
    assert read(answer(404, page)).message == "Not here at all"


@pytest.mark.parametrize("status", (429, 503))
def test_patience_is_as_long_as_the_service_asks_for(status: int) -> None:
    found = refused("POST", status, retry_after="7")
    assert isinstance(found, Retry)
    assert found.after == 7


def test_patience_has_an_end() -> None:
    found = refused("POST", 429, retry_after="86400")
    assert isinstance(found, Retry)
    assert found.after == 60


@pytest.mark.parametrize("status", (500, 502, 504))
def test_trouble_may_have_happened_after_the_deed(status: int) -> None:
    assert isinstance(refused("POST", status), LostAnswer)
    assert isinstance(refused("DELETE", status), LostAnswer)
    assert isinstance(refused("GET", status), Retry)


def test_what_is_not_there() -> None:
    assert isinstance(refused("GET", 404), NotFound)
    assert isinstance(refused("DELETE", 404), NotFound)


def test_what_is_referred_to_is_not_there() -> None:
    found = refused("POST", 404, is_item=False)
    assert isinstance(found, ResourceError)
    assert not isinstance(found, NotFound)
    assert "referred to" in found.diagnostic.advice


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    (
        (403, "forbidden", "Quota exceeded for cores: Requested 4, but already used 20 of 20 cores"),
        (409, "OverQuota", "Quota exceeded for resources: ['port']."),
        (413, "overLimit", "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded."),
    ),
)
def test_a_quota_is_told_as_one_and_never_tried_again(status: int, kind: str, message: str) -> None:
    found = refused("POST", status, message, kind=kind, x_openstack_request_id="req-42")
    assert isinstance(found, ResourceError)
    assert not isinstance(found, Conflict)
    assert "quota" in found.diagnostic.advice
    assert message in found.diagnostic.summary
    assert "req-42" in found.diagnostic.detail


@pytest.mark.parametrize(
    "message",
    (
        "Load Balancer 1 is immutable and cannot be updated.",
        "Cannot 'resize' instance 1 while it is in vm_state building",
        "Cannot 'delete' instance 1 while it is in task_state deleting",
    ),
)
def test_what_is_at_work_is_waited_for(message: str) -> None:
    assert isinstance(refused("PUT", 409, message), Retry)


def test_what_somebody_holds_is_a_conflict() -> None:
    assert isinstance(refused("DELETE", 409, "Subnet has ports.", kind="SubnetInUse"), Conflict)
    assert isinstance(refused("DELETE", 400, "Delete subzones first.", kind="zone_has_sub_zone"), Conflict)
    assert not isinstance(refused("DELETE", 400, "No.", kind="bad_request"), Conflict)


def test_forbidden_says_whom_to_ask() -> None:
    found = refused("POST", 403, "Policy doesn't allow it.")
    assert isinstance(found, ResourceError)
    assert "operator" in found.diagnostic.advice


def test_what_waiting_does_not_help_against_is_not_waited_for() -> None:
    message = "Cannot 'suspend' instance 1 while it is in vm_state suspended"
    assert isinstance(refused("POST", 409, message), Conflict)


def test_what_a_cloud_cannot_do_is_no_lost_answer() -> None:
    found = refused("POST", 501, "Unable to set password on instance")
    assert isinstance(found, ResourceError)
    assert "cannot do" in found.diagnostic.advice


@pytest.mark.parametrize(
    ("status", "error"),
    ((400, "BadRequest"), (403, "Forbidden"), (404, "NotFound"), (409, "Conflict"), (418, "")),
)
def test_a_refusal_has_the_name_that_heats_users_know(status: int, error: str) -> None:
    found = refused("GET", status)
    assert isinstance(found, ResourceError)
    assert found.diagnostic.error == error
