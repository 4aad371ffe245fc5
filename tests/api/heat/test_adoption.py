"""What is said of things that are to be taken up comes from anybody: it is refused where it makes no sense."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given, seed

from tests.api.heat.attacking import Answer, Client
from tests.api.heat.nasty import only_generated, spoiled
from tests.api.serving import PROJECTS, serving
from tests.examples import examples
from tests.waiting import until

STACKS = f"/v1/{PROJECTS['one']}/stacks"
TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2018-08-31",
    "resources": {
        "word": {"type": "OS::Heat::RandomString", "metadata": {"note": "x"}},
        "handle": {"type": "OS::Heat::WaitConditionHandle"},
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {
                "count": 2,
                "removal_policies": [{"resource_list": ["1"]}],
                "resource_def": {"type": "OS::Heat::RandomString"},
            },
        },
        "chain": {
            "type": "OS::Heat::ResourceChain",
            "properties": {"resources": ["OS::Heat::RandomString", "OS::Heat::RandomString"]},
        },
        "nested": {"type": "nested.yaml"},
    },
    "outputs": {"words": {"value": {"get_attr": ["group", "value"]}}},
}
NESTED = """
heat_template_version: 2018-08-31
resources: {inner: {type: OS::Heat::RandomString}}
outputs: {inner: {value: {get_attr: [inner, value]}}}
"""


class World(NamedTuple):
    """Who asks, and what an abandoned stack is told as."""

    client: Client
    carried: dict[str, Any]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with serving() as service, Client(service, "one") as client:
        body = {"stack_name": "app", "template": TEMPLATE, "files": {"nested.yaml": NESTED}}
        stack = client.ask("POST", STACKS, body).json["stack"]["id"]
        at = f"{STACKS}/app/{stack}"
        until(lambda: client.ask("GET", at).json["stack"]["stack_status"] == "CREATE_COMPLETE", 20)
        client.ask("POST", f"{at}/resources/handle/signal", {"id": "a"})
        yield World(client, client.ask("DELETE", f"{at}/abandon").json)


NAMES = (f"taken-{number}" for number in itertools.count())


def adopted(client: Client, carried: Any) -> tuple[str, Answer]:
    name = next(NAMES)
    return name, client.ask("POST", STACKS, {"stack_name": name, "adopt_stack_data": json.dumps(carried)})


def check(client: Client, carried: Any) -> Answer:
    """It is refused in Heat's form, or taken up, and then it can be looked at and given up again."""
    name, answer = adopted(client, carried)
    assert answer.status in (201, 400), (answer, carried)
    if answer.status == 400:
        assert answer.json["error"]["message"], (answer, carried)
        return answer
    at = f"{STACKS}/{name}/{answer.json['stack']['id']}"
    for part in (
        "",
        "/resources?nested_depth=5&with_detail=1",
        "/outputs/words",
        "/export",
        "/template",
        "/events",
    ):
        assert client.ask("GET", f"{at}{part}").status < 500, (part, carried)
    for resource in client.ask("GET", f"{at}/resources").json["resources"]:
        path = f"{at}/resources/{resource['resource_name']}"
        for part in ("", "/metadata"):
            assert client.ask("GET", f"{path}{part}").status < 500, (path, part, carried)
    assert client.ask("DELETE", f"{at}/abandon").status == 200, carried
    return answer


def test_what_was_abandoned_is_taken_up_as_it_was(world: World) -> None:
    assert check(world.client, world.carried).status == 201


RESOURCES: tuple[tuple[Any, str], ...] = (
    (None, "it has no map `resources`"),
    ([], "it has no map `resources`"),
    ({"word": []}, "word: a resource must be a map"),
    ({"word": {"resource_id": 1}}, "word: its resource_id must be a text"),
    ({"word": {"metadata": ["a"]}}, "word: its metadata must be a map"),
    ({"word": {"resource_data": "a"}}, "word: its resource_data must be a map"),
    ({"word": {"attributes": [1]}}, "word: its attributes must be a map"),
    ({"group": {"resources": {"0": 5}}}, "group/0: a resource must be a map"),
    ({"group": {"resources": ["0"]}}, "group: its resources must be a map"),
    ({"group": {"shape": {"members": [1]}}}, "group: its shape must be a map of lists"),
    ({"group": {"shape": {"removed": []}}}, "group: its shape must be a map of lists"),
    ({"group": {"resources": {"1/0": {"resource_id": "a"}}}}, "group/1/0: no resource can be called so"),
    ({"group": {"resources": {"9" * 5000: {"resource_id": "a"}}}}, "no resource can be called so"),
    ({"": {"resource_id": "a"}}, "no resource can be called so"),
)


@pytest.mark.parametrize(("resources", "told"), RESOURCES)
def test_what_is_no_resource_is_told_with_its_name(world: World, resources: Any, told: str) -> None:
    answer = check(world.client, {**world.carried, "resources": resources})
    assert answer.status == 400
    assert told in answer.json["error"]["message"]


def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    wrong = {"word": {"metadata": 1}, "handle": {"resource_id": [1]}, "nested": 3}
    message = check(world.client, {**world.carried, "resources": wrong}).json["error"]["message"]
    assert all(f"{name}: " in message for name in wrong)


def test_a_member_of_any_number_is_no_reason_to_count_up_to_it(world: World) -> None:
    group = world.carried["resources"]["group"]
    members = {**group["resources"], "9" * 20: next(iter(group["resources"].values()))}
    told = {**{name: part for name, part in group.items() if name != "shape"}, "resources": members}
    check(world.client, {**world.carried, "resources": {"group": told}})


@pytest.mark.parametrize(
    "deep", ("[" * 126 + "]" * 126, '{"a":' * 700 + "1" + "}" * 700, "[" * 9_000 + "]" * 9_000)
)
def test_what_is_too_deep_is_refused(world: World, deep: str) -> None:
    whole = json.dumps({**world.carried, "resources": {"word": {"metadata": {"a": "DEEP"}}}})
    body = {"stack_name": "deep", "adopt_stack_data": whole.replace('"DEEP"', deep)}
    answer = world.client.ask("POST", STACKS, body)
    assert (answer.status, answer.json["error"]["type"]) == (400, "HTTPBadRequest")
    assert "Invalid adopt data format" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "text", ("", "no", "5", "[]", "null", '"x"', "{}", '{"resources": {}}', "\x00", '{"a": NaN}')
)
def test_what_is_no_stack_at_all_is_refused(world: World, text: str) -> None:
    answer = world.client.ask("POST", STACKS, {"stack_name": "none", "adopt_stack_data": text})
    assert answer.status == 400
    assert answer.json["error"]["message"]


def test_two_things_do_not_go_by_one_id(world: World) -> None:
    word, handle = (world.carried["resources"][name] for name in ("word", "handle"))
    resources = {"word": word, "handle": {**handle, "id": word["id"]}}
    name, answer = adopted(world.client, {**world.carried, "resources": resources})
    at = f"{STACKS}/{name}/{answer.json['stack']['id']}"
    listed = world.client.ask("GET", f"{at}/resources").json["resources"]
    taken = {one["resource_name"] for one in listed if one["resource_status"] == "ADOPT_COMPLETE"}
    assert taken >= {"word", "handle"}
    assert world.client.ask("DELETE", f"{at}/abandon").status == 200


def test_what_was_no_signal_is_none(world: World) -> None:
    handle = world.carried["resources"]["handle"]
    metadata = {
        "a": {"status": True, "reason": None, "data": 1},
        "b": {"status": "SUCCESS", "reason": 1, "data": 1},
    }
    answer = check(world.client, {**world.carried, "resources": {"handle": {**handle, "metadata": metadata}}})
    assert answer.status == 201


def test_whatever_is_wrong_with_it_is_told(world: World) -> None:
    @seed(928)
    @only_generated(examples(100))
    @given(spoiled(world.carried))
    def send(carried: Any) -> None:
        check(world.client, carried)

    send()
