"""A stack whose owner is gone, or may do nothing any more, says so, and somebody else takes it over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.rest import Cloud
from setpoint.clouds.openstack.config import CloudConfig
from tests.api.heat.asking import sender
from tests.api.service.running import Running
from tests.lab.api.person import Person
from tests.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.local]

ONE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {"net": {"type": "OS::Neutron::Net", "properties": {"name": "of somebody who left"}}},
}
TWO = {**ONE, "resources": {**ONE["resources"], "other": {"type": "OS::Neutron::Net"}}}


@pytest.fixture
def root(tmp_path: Path, service: CloudConfig) -> Iterator[str]:
    """Return where a service in a process of its own is asked."""
    auth = service.auth
    text = f"""
[service]
data_folder = "{tmp_path / "data"}"
[keystone]
auth_url = "{auth["auth_url"]}"
username = "{auth["username"]}"
password = "{auth["password"]}"
region_name = "RegionOne"
token_cache_time = 0
"""
    running = Running(tmp_path, text, module="setpoint")
    try:
        yield running.root
    finally:
        running.kill()


@pytest.mark.parametrize("how", ("gone", "role"))
def test_a_stack_whose_owner_is_gone_says_so_and_is_taken_over(
    root: str, person: Person, friend: Person, admin: Cloud, how: str
) -> None:
    friend.assign(f"/projects/{person.project}", "member")
    theirs = sender(f"{root}/v1/{person.project}", person.token())
    send = sender(f"{root}/v1/{person.project}", friend.token({"project": {"id": person.project}}))

    def stack() -> Any:
        found = send("GET", f"/stacks/app/{made}", None)[1]["stack"]
        return None if found["stack_status"].endswith("IN_PROGRESS") else found

    made = theirs("POST", "/stacks", {"stack_name": "app", "template": ONE})[1]["stack"]["id"]
    assert until(stack, 60)["stack_status"] == "CREATE_COMPLETE"
    if how == "gone":
        admin.call("DELETE", "identity", f"/users/{person.id}")
    else:
        person.assign(f"/projects/{person.project}", "member", method="DELETE")

    assert send("POST", f"/stacks/app/{made}/actions", {"check": None})[0] == 200
    checked = until(stack, 60)
    assert checked["stack_status"] == "CHECK_FAILED"
    assert "the owner of the stack" in checked["stack_status_reason"]
    assert "updating it" in checked["stack_status_reason"]

    assert send("PUT", f"/stacks/app/{made}", {"template": TWO})[0] == 202
    taken = until(stack, 60)
    assert (taken["stack_status"], taken["stack_owner"]) == ("UPDATE_COMPLETE", friend.name)

    assert send("DELETE", f"/stacks/app/{made}", None)[0] == 204
    assert until(stack, 60)["stack_status"] == "DELETE_COMPLETE"
    assert admin.get("network", f"/v2.0/networks?project_id={person.project}")["networks"] == []

    def trusts() -> list[str]:
        found = admin.get("identity", "/OS-TRUST/trusts")["trusts"]
        return [one["trustor_user_id"] for one in found if one["project_id"] == person.project]

    until(lambda: not trusts(), 60)  # both: that of the owner who is gone, and that of the one who took over
