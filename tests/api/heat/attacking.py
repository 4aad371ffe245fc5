"""Attacks, made from the table of routes: every way to ask, with everything that project one has, by somebody else.

A route that asks for something that is not known here yet (a name in its path, a type of body) fails the tests: whoever
adds it says here what of project one stands for that, and so it is attacked from its first day on.
"""

from __future__ import annotations

import http.client
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self
from urllib.parse import quote, urlencode, urlsplit

from setpoint.api.heat.bodies import (
    Changes,
    ConfigBody,
    DeploymentBody,
    NewDeployment,
    NewStack,
    SnapshotName,
    Sources,
)
from setpoint.api.heat.handlers.actions import ActionBody
from setpoint.api.heat.handlers.resources import Marking
from setpoint.api.heat.route import Route
from setpoint.api.heat.routes import routes
from setpoint.api.heat.signature import signature
from setpoint.model.stack import ProjectId
from tests.api.serving import PROJECTS, Service
from tests.waiting import until

TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2018-08-31",
    "description": "application of-one",
    "parameters": {"secret": {"type": "string", "hidden": True, "default": "secret of-one"}},
    "resources": {
        "of_one_word": {"type": "OS::Heat::RandomString", "metadata": {"note": "of-one"}},
        "of_one_handle": {"type": "OS::Heat::WaitConditionHandle"},
        "of_one_inside": {
            "type": "OS::Heat::WaitConditionHandle",
            "properties": {"signal_transport": "HEAT_SIGNAL"},
        },
        "of_one_address": {"type": "AWS::CloudFormation::WaitConditionHandle"},
        "of_one_config": {
            "type": "OS::Heat::SoftwareConfig",
            "properties": {"config": "echo of-one", "group": "script"},
        },
        "of_one_nested": {"type": "nested.yaml"},
        "of_one_group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {"count": 2, "resource_def": {"type": "OS::Heat::WaitConditionHandle"}},
        },
    },
    "outputs": {"of_one_output": {"value": {"get_attr": ["of_one_word", "value"]}}},
}
NESTED = """
heat_template_version: 2018-08-31
resources: {of_one_inner: {type: OS::Heat::RandomString}}
outputs: {of_one_inner_output: {value: {get_attr: [of_one_inner, value]}}}
"""
BOTH = (PROJECTS["one"], PROJECTS["two"])

NAME = "app"
"""The name of a stack of each project."""

WHOLE = {"stack_name": NAME, "template": TEMPLATE, "files": {"nested.yaml": NESTED}, "tags": "of-one"}


class Answer(NamedTuple):
    """What somebody was told."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks a service, as whoever has ``token``, over one connection."""

    def __init__(self, service: Service, token: str = "") -> None:
        self._headers = {"Content-Type": "application/json", **({"X-Auth-Token": token} if token else {})}
        self._connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        self._connection.request(method, path, raw, self._headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)


class Attack(NamedTuple):
    """One request; ``words`` are what of project one it names."""

    rule: str
    method: str
    path: str
    words: tuple[str, ...]
    body: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.rule})"

    def is_in(self, project: ProjectId) -> bool:
        """Whether its path begins with that project."""
        return self.path.startswith(f"/v1/{project}/")


class Belongings:
    """What project one has: a stack with all that can be in it, configurations, deployments, and means to signal."""

    def __init__(self, service: Service, client: Client) -> None:
        """Make all of it by ``client``, and wait until it is at rest."""
        self._service = service
        self._client = client
        self._made("POST", "/stacks", WHOLE, 201)
        stack = self._settled()
        name, self.id = stack["stack_name"], stack["id"]
        at = f"/stacks/{name}/{self.id}"
        resources = self._made("GET", f"{at}/resources?nested_depth=5&with_detail=1")["resources"]
        self.resources: dict[str, Any] = {one["resource_name"]: one for one in resources}
        self.stacks = [(name, self.id), *(_last_two(one) for one in self._nested())]
        self.handle: dict[str, str] = self.resources["of_one_handle"]["attributes"]
        self.address: str = self.resources["of_one_address"]["attributes"]["url"]
        self._made("POST", f"{at}/resources/of_one_handle/signal", {"id": "of-one", "data": "of-one"})
        self.snapshot: str = self._made("POST", f"{at}/snapshots", {"name": "of-one"})["id"]
        self._settled()
        events = self._made("GET", f"{at}/events?nested_depth=5")["events"]
        self.events = [(one["resource_name"], one["id"]) for one in events]
        config = self._made("POST", "/software_configs", {"name": "of-one", "config": "of-one"})
        self.configs = [
            config["software_config"]["id"],
            self.resources["of_one_config"]["physical_resource_id"],
        ]
        deployment = {
            "config_id": self.configs[0],
            "server_id": "server-of-one",
            "input_values": {"a": "of-one"},
        }
        made = self._made("POST", "/software_deployments", deployment)
        self.deployment: str = made["software_deployment"]["id"]

    def _nested(self) -> Iterator[str]:
        for one in self.resources.values():
            yield from (link["href"] for link in one["links"] if link["rel"] == "nested")

    def _made(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self._client.ask(method, f"/v1/{PROJECTS['one']}{path}", body)
        assert answer.status == status, answer
        return answer.json

    def _settled(self) -> Any:
        def at_rest() -> Any:
            for one in self._made("GET", "/stacks")["stacks"]:
                if one["stack_status"].endswith("_COMPLETE"):
                    return one
            return None

        return until(at_rest, 30)

    def bearers(self) -> Iterator[tuple[str, str]]:
        """Tokens of single resources, each with where that is."""
        at = f"/v1/{PROJECTS['one']}/stacks/{NAME}/{self.id}/resources"
        yield self.handle["token"], f"{at}/of_one_handle"
        told = self.resources["of_one_inside"]["attributes"]["signal"]
        inside = json.loads(told) if isinstance(told, str) else told
        user = {"id": inside["user_id"], "password": inside["password"]}
        login = {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"id": inside["project_id"]}},
        }
        path = f"{urlsplit(inside['auth_url']).path}/auth/tokens"
        yield (
            self._client.ask("POST", path, {"auth": login}).headers["x-subject-token"],
            f"{at}/of_one_inside",
        )

    def arn(self, name: str) -> str:
        """That of a resource of the stack."""
        return f"arn:openstack:heat::{PROJECTS['one']}:stacks/{NAME}/{self.id}/resources/{name}"

    def fill(self, name: str) -> Sequence[str]:
        """What stands for a name in a path, of what project one has. KeyError: say it here."""
        return {
            "resource_name": [
                "of_one_handle",
                "of_one_inside",
                "of_one_address",
                "of_one_nested",
                self.resources["of_one_word"]["physical_resource_id"],
            ],
            "snapshot_id": [self.snapshot],
            "output_key": ["of_one_output"],
            "config_id": self.configs,
            "deployment_id": [self.deployment],
            "server_id": ["server-of-one"],
            "type_name": ["OS::Heat::RandomString"],
            "template_version": ["heat_template_version.2018-08-31"],
        }[name]

    def recorded(self) -> Any:
        """All that is recorded of it."""
        return self._service.looks(self._recorded)

    def _recorded(self) -> Any:
        records = self._service.store.project(PROJECTS["one"])
        stacks = records.stacks(deleted=True)
        each = (
            records.revisions,
            records.incarnations,
            records.adjustments,
            records.plans,
            records.requests,
            records.snapshots,
        )
        return [
            stacks,
            [list(read(one.id)) for one in stacks for read in each],
            [one for stack in stacks for one in records.events(stack.id, limit=10_000)],
            records.software_configs(),
            [records.software_config(one) for one in self.configs],
            records.software_deployments(),
        ]

    def secrets(self) -> set[str]:
        """What nobody else is to see: ids, tokens, signatures, values. Its names have "of-one" in them besides."""
        shown = (one for one in attacks(self) if one.method == "GET" and one.is_in(PROJECTS["one"]))
        told = "".join(self._client.ask(one.method, one.path).body for one in shown if one.words)
        found = set(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[\w%-]{32,}", told))
        assert {self.id, self.snapshot, self.deployment, self.handle["token"]} <= found
        return found


def _last_two(href: str) -> tuple[str, str]:
    name, stack_id = urlsplit(href).path.split("/")[-2:]
    return name, stack_id


def attacks(own: Belongings) -> Iterator[Attack]:
    """Every route with everything of project one, in the path of its project and in that of the other."""
    for project, route in itertools.product(BOTH, routes()):
        for number, (path, words) in enumerate(_paths(own, route)):
            for query in ("", *(_queries(own, route) if not number else ())):
                at = f"/v1/{project}{path}{query}"
                yield Attack(route.rule, route.method, at, words, _body(own, route))


def _paths(own: Belongings, route: Route) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = re.findall(r"{(\w+)(?::path)?}", route.path)
    for words in _words(own, names):
        filled = dict(zip(names, words, strict=True))
        path = re.sub(r":path}", "}", route.path).format(
            **{name: quote(word, safe=":/") for name, word in filled.items()}
        )
        named = tuple(word for name, word in filled.items() if name not in ("type_name", "template_version"))
        yield path, named


def _words(own: Belongings, names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """What is filled in for the names in one path."""
    match names:
        case ["stack_name"]:
            return [(word,) for pair in own.stacks for word in pair] + [(one,) for one in arns(own)]
        case ["arn"]:
            return [(one,) for one in arns(own)]
        case ["stack_name", "stack_id", "resource_name", "event_id"]:
            return [(*pair, *event) for pair in own.stacks[:1] for event in own.events[::4]]
        case ["stack_name", "stack_id", *more]:
            parts = itertools.product(*map(own.fill, more))
            return [(*pair, *part) for part in parts for pair in own.stacks[: 1 if more else None]]
    return itertools.product(*map(own.fill, names))


def arns(own: Belongings) -> Iterator[str]:
    for (name, stack_id), project in itertools.product(own.stacks[:2], ("", *BOTH)):
        for part in ("", "/resources/of_one_handle"):
            yield f"arn:openstack:heat::{project}:stacks/{name}/{stack_id}{part}"


def _queries(own: Belongings, route: Route) -> Iterator[str]:
    """One word each, with what project one would say for it."""
    takes = signature(route.handler)
    if takes.query is None:
        return
    for name in takes.query.__struct_fields__:
        for value in (own.id, "of-one", PROJECTS["one"], "1"):
            if name not in ("limit", "nested_depth", "sort_dir") or value == "1":
                yield "?" + urlencode({name: value})


def _body(own: Belongings, route: Route) -> Any:
    """What would change something. KeyError, or no body: say here what would."""
    takes = signature(route.handler)
    if not takes.has_body:
        return None
    for kind, body in (
        (NewStack, WHOLE),
        (Sources, WHOLE),
        (Changes, {"template": {"heat_template_version": "2018-08-31"}}),
        (ActionBody, {"check": None}),
        (SnapshotName, {"name": "attack"}),
        (Marking, {"mark_unhealthy": True}),
        (ConfigBody, {"name": "attack"}),
        (NewDeployment, {"config_id": own.configs[0], "server_id": "server-of-one"}),
        (DeploymentBody, {"status": "FAILED", "config_id": own.configs[0]}),
        (Any, {"id": "attack", "Status": "SUCCESS", "UniqueId": "attack", "Data": "", "Reason": ""}),
    ):
        if takes.body == kind:
            return body
    raise KeyError(f"no body of the type that {route.method} {route.path} takes")


def leaked(answer: Answer, attack: Attack, secrets: Iterable[str]) -> set[str]:
    """What of project one an answer tells, beyond what it was asked with."""
    told = f"{answer.headers}{answer.body}"
    for sent in sorted({*_texts(attack.body), *attack.words, *_parts(attack.path)}, key=len, reverse=True):
        told = told.replace(sent, "").replace(quote(sent, safe=""), "")
    return {one for one in secrets if one in told} | set(re.findall(r"[\w-]*of[_-]one[\w-]*", told))


def _parts(path: str) -> Iterator[str]:
    return (part for part in re.split(r"[/?&=]", path) if len(part) > 3)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) > 3:
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
        if isinstance(value, dict):
            yield from (key for key in value if len(key) > 3)
