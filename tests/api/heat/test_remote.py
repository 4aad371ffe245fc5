"""Templates that are named by their URLs, in every request that takes a template; from a real web server."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from setpoint.api.settings import Config
from setpoint.api.settings.fetching import Fetching
from setpoint.api.settings.limits import Limits
from tests.api.heat.asking import sender
from tests.api.heat.test_stacks import settled
from tests.api.serving import Service, serving

EMPTY: dict[str, Any] = {"heat_template_version": "2021-04-16"}
RANDOM = EMPTY | {
    "description": "a word",
    "resources": {"word": {"type": "OS::Heat::RandomString"}},
    "outputs": {"word": {"value": {"get_attr": ["word", "value"]}}},
}
HERE = Config(fetching=Fetching(allowed=("127.0.0.0/8",)), limits=Limits(max_template_size=4096))


def of(*types: str) -> dict[str, Any]:
    """A template with a resource of each type."""
    return EMPTY | {"resources": {f"r{number}": {"type": one} for number, one in enumerate(types)}}


class Web:
    """A web server."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.path)
                page = web.pages.get(self.path)
                content = page if isinstance(page, bytes) else json.dumps(page).encode()
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is logged."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def web() -> Iterator[Web]:
    found = Web()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        thread.join()
        found.server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(config=HERE) as found:
        yield found


@pytest.fixture
def heat(service: Service) -> Client:
    return Client(endpoint=service.url(), token="one")


def test_a_stack_is_made_and_changed_by_the_url_of_its_template(heat: Client, web: Web) -> None:
    web.pages["/t.yaml"] = RANDOM
    heat.stacks.create(stack_name="app", template_url=f"{web.root}/t.yaml")
    stack = settled(heat, "app")
    assert (stack.stack_status, stack.description) == ("CREATE_COMPLETE", "a word")
    assert heat.stacks.template("app") == RANDOM

    web.pages["/t.yaml"] = RANDOM | {"description": "another"}
    heat.stacks.update("app", template_url=f"{web.root}/t.yaml")
    assert settled(heat, "app").description == "another"
    web.pages["/t.yaml"] = RANDOM | {"description": "a third"}
    heat.stacks.update("app", existing=True, template_url=f"{web.root}/t.yaml")
    assert settled(heat, "app").description == "a third"


def test_a_preview_shows_what_is_in_a_nested_template_that_was_fetched(heat: Client, web: Web) -> None:
    web.pages["/inner.yaml"] = RANDOM
    outer = {
        "heat_template_version": "2018-08-31",
        "resources": {"inner": {"type": f"{web.root}/inner.yaml"}},
    }
    ((found,),) = heat.stacks.preview(stack_name="app", template=outer).resources
    assert (found["resource_name"], found["parent_resource"]) == ("word", "inner")


def test_previews_and_validation_fetch_as_well(heat: Client, service: Service, web: Web) -> None:
    web.pages["/t.yaml"] = RANDOM
    url = f"{web.root}/t.yaml"
    assert heat.stacks.validate(template_url=url)["Description"] == "a word"
    preview = heat.stacks.preview(stack_name="app", template_url=url)
    assert [one["resource_name"] for one in preview.resources] == ["word"]
    heat.stacks.create(stack_name="app", template=EMPTY)
    app = settled(heat, "app")
    for method in ("PUT", "PATCH"):
        path = f"/stacks/app/{app.id}/preview"
        status, told = sender(service.url(), "one")(method, path, {"template_url": url})
        assert status == 200
        assert [one["resource_name"] for one in told["resource_changes"]["added"]] == ["word"]
    assert web.asked == ["/t.yaml"] * 4


def test_a_template_that_is_sent_counts_more_than_its_url(heat: Client, web: Web) -> None:
    heat.stacks.create(stack_name="app", template=RANDOM, template_url=f"{web.root}/t.yaml")
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    assert web.asked == []


@pytest.mark.parametrize(
    ("page", "type", "told"),
    (
        (None, "HTTPBadRequest", "Could not retrieve template: Failed to retrieve template from {url}"),
        (
            b"#" * 4097,
            "HTTPBadRequest",
            "Could not retrieve template: Template exceeds maximum allowed size (4096 bytes)",
        ),
        (b"\xff\xfe", "HTTPBadRequest", "Template not in valid format: {url} is no text in UTF-8"),
        (b"", "HTTPBadRequest", "Template not in valid format: "),
        (b"a: [", "HTTPBadRequest", "Template not in valid format: "),
        (of("OS::Nova::Nothing"), "StackValidationFailed", "The Resource Type (OS::Nova::Nothing)"),
    ),
)
def test_what_is_wrong_there_is_refused_in_heats_words(
    service: Service, web: Web, page: Any, type: str, told: str
) -> None:
    web.pages["/t.yaml"] = page
    url = f"{web.root}/t.yaml"
    body = {"stack_name": "app", "template_url": url}
    status, answer = sender(service.url(), "one")("POST", "/stacks", body)
    assert (status, answer["error"]["type"]) == (400, type)
    assert answer["error"]["message"].startswith(told.format(url=url))
    assert sender(service.url(), "one")("GET", "/stacks", None) == (200, {"stacks": []})


def test_nothing_is_fetched_from_this_machine_unless_the_operator_lists_it(web: Web) -> None:
    web.pages["/t.yaml"] = RANDOM
    url = f"{web.root}/t.yaml"
    with serving() as service:
        heat = Client(endpoint=service.url(), token="one")
        refused = "leads to an address that this service does not"
        with pytest.raises(exc.HTTPBadRequest, match=refused):
            heat.stacks.create(stack_name="app", template_url=url)
        with pytest.raises(exc.HTTPBadRequest, match=refused):
            heat.stacks.validate(template_url=url)
        with pytest.raises(exc.HTTPBadRequest, match=refused):
            heat.stacks.create(stack_name="app", template=of(url))
    assert web.asked == []


def test_nested_templates_are_fetched_at_every_level_and_kept_with_the_stack(heat: Client, web: Web) -> None:
    web.pages["/lib/inner.yaml"] = RANDOM
    web.pages["/lib/group.yaml"] = EMPTY | {
        "resources": {
            "g": {
                "type": "OS::Heat::ResourceGroup",
                "properties": {"count": 2, "resource_def": {"type": "inner.yaml"}},
            }
        }
    }
    outer = EMPTY | {
        "resources": {
            "web": {"type": f"{web.root}/lib/group.yaml"},
            "mine": {"type": "My::Word"},
        }
    }
    environment = {"resource_registry": {"My::Word": f"{web.root}/lib/inner.yaml"}}
    heat.stacks.create(stack_name="app", template=outer, environment=environment)
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    found = [(one.resource_name, one.resource_type) for one in heat.resources.list("app", nested_depth=5)]
    assert sorted(found).count(("word", "OS::Heat::RandomString")) == 3
    assert sorted(web.asked) == ["/lib/group.yaml", "/lib/inner.yaml"]
    assert set(heat.stacks.files("app")) == {f"{web.root}/lib/group.yaml", f"{web.root}/lib/inner.yaml"}

    heat.stacks.update("app", existing=True, tags="a")
    settled(heat, "app")
    assert len(web.asked) == 2
    heat.stacks.update("app", template=outer, environment=environment)
    settled(heat, "app")
    assert len(web.asked) == 4


def test_nested_templates_whose_number_is_not_known_yet_are_fetched_beforehand(
    heat: Client, web: Web
) -> None:
    web.pages["/inner.yaml"] = RANDOM
    count = {"str_replace": {"template": "1", "params": {"x": {"get_attr": ["word", "value"]}}}}
    template = RANDOM | {
        "resources": {
            **RANDOM["resources"],
            "g": {
                "type": "OS::Heat::ResourceGroup",
                "properties": {"count": count, "resource_def": {"type": f"{web.root}/inner.yaml"}},
            },
        }
    }
    heat.stacks.create(stack_name="app", template=template)
    assert settled(heat, "app").stack_status_reason == "Stack CREATE completed successfully"
    assert web.asked == ["/inner.yaml"]


def test_what_no_resource_needs_is_not_fetched(heat: Client, web: Web) -> None:
    environment = {"resource_registry": {"My::Word": f"{web.root}/gone.yaml"}}
    template = RANDOM | {
        "resources": {**RANDOM["resources"], "a": {"type": "OS::Heat::None", "metadata": {"type": web.root}}}
    }
    heat.stacks.create(stack_name="app", template=template, environment=environment)
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    assert web.asked == []


def test_what_a_group_of_none_would_be_made_of_is_not_fetched(heat: Client, web: Web) -> None:
    properties = {"count": 0, "resource_def": {"type": f"{web.root}/gone.yaml"}}
    template = EMPTY | {
        "resources": {"g": {"type": "OS::Heat::ResourceGroup", "properties": properties}},
    }
    heat.stacks.create(stack_name="app", template=template)
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    assert web.asked == []
    properties["count"] = 1
    with pytest.raises(exc.HTTPBadRequest, match="Could not fetch remote template"):
        heat.stacks.update("app", template=template)


def test_what_a_nested_template_lacks_is_told_as_heat_does(service: Service, web: Web) -> None:
    send = sender(service.url(), "one")

    def told(template: Any) -> tuple[int, str, str]:
        status, answer = send("POST", "/stacks", {"stack_name": "app", "template": template})
        return status, answer["error"]["type"], answer["error"]["message"].partition("\n")[0]

    gone, absent = f"{web.root}/gone.yaml", "the answer there is 404"
    assert told(of(gone)) == (
        400,
        "StackValidationFailed",
        f'Could not fetch remote template "{gone}": Failed to retrieve template from {gone}: {absent}',
    )
    assert told(of("other.yaml"))[2] == 'Could not fetch remote template "other.yaml": Invalid URL scheme '
    assert told(of("file:///x.yaml"))[2] == (
        'Could not fetch remote template "file:///x.yaml": Invalid URL scheme file'
    )
    url = f"{web.root}/motd"
    assert told(EMPTY | {"outputs": {"a": {"value": {"get_file": url}}}})[2] == (
        f'No content found in the "files" section for get_file path: {url}'
    )
    assert web.asked == ["/gone.yaml"]


def test_no_more_is_fetched_for_one_request_than_a_body_may_hold(web: Web) -> None:
    for number in range(4):
        web.pages[f"/{number}.yaml"] = RANDOM | {"description": "x" * 300}
    limits = Limits(max_json_body_size=1024)
    with serving(config=Config(fetching=HERE.fetching, limits=limits)) as service:
        heat = Client(endpoint=service.url(), token="one")
        with pytest.raises(exc.HTTPBadRequest, match="together larger than a body"):
            heat.stacks.create(
                stack_name="app", template=of(*(f"{web.root}/{number}.yaml" for number in range(4)))
            )
    assert len(web.asked) < 4


def test_a_stack_that_nests_itself_for_ever_is_refused(heat: Client, web: Web) -> None:
    web.pages["/t.yaml"] = of(f"{web.root}/t.yaml")
    with pytest.raises(exc.HTTPBadRequest):
        heat.stacks.create(stack_name="app", template_url=f"{web.root}/t.yaml")
    assert web.asked == ["/t.yaml", "/t.yaml"]
