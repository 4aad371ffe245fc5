"""The list of the stacks of all projects: who sees it, and that nothing else shows anything of another project."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from heatclient import exc

from setpoint.api.settings import Config
from setpoint.api.settings.service import Service as Settings
from tests.api.heat.asking import sender
from tests.api.heat.test_stacks import client, settled
from tests.api.serving import PROJECTS, Service, serving
from tests.house.sources import SRC

EMPTY = {"heat_template_version": "2018-08-31"}
GROUP = EMPTY | {
    "resources": {
        "g": {"type": "OS::Heat::ResourceGroup", "properties": {"resource_def": {"type": "OS::Heat::None"}}}
    }
}


@pytest.fixture
def service() -> Iterator[Service]:
    """Return one with a stack of each project."""
    with serving() as found:
        for token, name, template in (("one", "ours", EMPTY), ("two", "theirs", GROUP)):
            client(found, token).stacks.create(stack_name=name, template=template, tags=name)
            settled(client(found, token), name)
        yield found


def test_nobody_sees_it_unless_the_policy_says_so(service: Service) -> None:
    with pytest.raises(exc.HTTPForbidden, match="not authorized to use stacks:global_index"):
        list(client(service).stacks.list(global_tenant=True))


def test_it_has_the_stacks_of_all_projects_with_the_project_of_each(service: Service) -> None:
    service.policy.denied.clear()
    found = {one.stack_name: one for one in client(service).stacks.list(global_tenant=True)}
    assert {name: one.project for name, one in found.items()} == {"ours": "p1", "theirs": "p2"}
    assert f"/v1/{PROJECTS['two']}/stacks/theirs/" in found["theirs"].links[0]["href"]
    send = sender(service.url(), "one")

    def names(query: str) -> list[str]:
        stacks = send("GET", f"/stacks?global_tenant=true&{query}", None)[1]["stacks"]
        return [one["stack_name"].partition("-g-")[0] for one in stacks]

    assert names("tenant=p2") == ["theirs"]
    assert names("tags=ours") == ["ours"]
    assert names("show_nested=true&sort_keys=stack_name") == ["ours", "theirs", "theirs"]
    first = send("GET", "/stacks?global_tenant=true&limit=1&with_count=true", None)[1]
    assert (first["count"], first["stacks"][0]["stack_name"]) == (2, "theirs")
    assert names(f"marker={first['stacks'][0]['id']}") == ["ours"]


def test_without_it_only_administrators_are_told_of_a_project_and_only_of_their_own(service: Service) -> None:
    service.policy.denied.clear()
    (mine,) = client(service).stacks.list()
    assert "project" not in mine.to_dict()
    service.policy.admins.add("user-one")
    (mine,) = client(service).stacks.list()
    assert (mine.stack_name, mine.project) == ("ours", "p1")


def test_what_is_seen_there_cannot_be_reached_from_here(service: Service) -> None:
    service.policy.denied.clear()
    heat = client(service)
    (theirs,) = (one for one in heat.stacks.list(global_tenant=True) if one.project == "p2")
    for name in ("theirs", theirs.id, f"theirs/{theirs.id}"):
        with pytest.raises(exc.HTTPNotFound):
            heat.stacks.get(name)


def test_administrators_reach_the_stacks_of_any_project_by_their_ids(service: Service) -> None:
    service.policy.admins.add("user-one")
    heat, theirs = client(service), client(service, "two").stacks.get("theirs")
    nested = client(service, "two").resources.get("theirs", "g").physical_resource_id
    with pytest.raises(exc.HTTPNotFound):
        heat.stacks.get("theirs")
    assert heat.stacks.get(theirs.id).links[0]["href"] == theirs.links[0]["href"]
    assert heat.stacks.get(nested).parent == theirs.id
    arn = f"arn:openstack:heat::{PROJECTS['two']}:stacks/theirs/{theirs.id}"
    assert heat.stacks.get(arn).id == theirs.id
    heat.stacks.update(f"theirs/{theirs.id}", template=EMPTY)
    assert settled(client(service, "two"), "theirs").stack_status == "UPDATE_COMPLETE"
    heat.stacks.delete(theirs.id)
    assert settled(client(service, "two"), theirs.id).stack_status == "DELETE_COMPLETE"
    assert list(service.credentials.values()).count("user-one") == 1, "that of the own stack"


def test_nobody_draws_an_administrator_into_a_project(service: Service) -> None:
    """Who adopts says what ids things had: none of them is a name or an id that an administrator asks for."""
    service.policy.admins.add("user-one")
    heat, evil = client(service), client(service, "two")
    own = heat.stacks.get("ours").id
    for number, wanted in enumerate(("ours", "not-there-yet", own)):
        carried = {
            "template": EMPTY | {"resources": {"x": {"type": "OS::Heat::RandomString"}}},
            "resources": {"x": {"id": wanted, "resource_id": f"y{number}", "resource_data": {"value": "v"}}},
        }
        evil.stacks.create(stack_name=f"evil-{number}", adopt_stack_data=json.dumps(carried))
        settled(evil, f"evil-{number}")
    assert heat.stacks.get("ours").id == own
    assert heat.stacks.get(own).stack_name == "ours"
    with pytest.raises(exc.HTTPNotFound):
        heat.stacks.get("not-there-yet")


@pytest.mark.parametrize("told", (["a"], {"a": 1}, 5, "no UUID"))
def test_an_id_that_is_none_is_not_taken_over(service: Service, told: object) -> None:
    carried = {
        "template": EMPTY | {"resources": {"x": {"type": "OS::Heat::RandomString"}}},
        "resources": {"x": {"id": told, "resource_id": "y", "resource_data": {"value": "v"}}},
    }
    client(service).stacks.create(stack_name="app", adopt_stack_data=json.dumps(carried))
    assert settled(client(service), "app").stack_status == "ADOPT_COMPLETE"


def test_nobody_else_looks_for_the_project_of_a_stack() -> None:
    asking = {"/".join(path.parts[-2:]) for path in SRC.rglob("*.py") if "project_of" in path.read_text()}
    assert asking == {
        "heat/asked.py",
        "heat/services.py",
        "service/assembly.py",
        "store/door.py",
        "sqlite/store.py",
        "sqlite/work.py",
    }


def test_one_handler_alone_looks_across_projects() -> None:
    """What asks which projects there are: the list, and what hands the question down to the store."""
    asking = {"/".join(path.parts[-2:]) for path in SRC.rglob("*.py") if "every_project" in path.read_text()}
    assert asking == {
        "handlers/stacks.py",
        "heat/services.py",
        "service/assembly.py",
        "store/door.py",
        "sqlite/store.py",
    }


def test_no_project_asks_more_often_than_it_may(service: Service) -> None:
    service.current.exchange(Config(service=Settings(rate_per_project=0.001, rate_burst=2)))
    statuses = []
    for token in ("one", "colleague", "one", "two"):
        status, told = sender(service.url(token), token)("GET", "/stacks", None)
        statuses.append(status)
        if status == 429:
            assert told["error"]["type"] == "RequestLimitExceeded"
    assert statuses == [200, 200, 429, 200]
    service.current.exchange(Config())
    assert sender(service.url(), "one")("GET", "/stacks", None)[0] == 200
