"""What a client looks at besides its own stacks one by one: lists, pages, single events, types, and nonsense."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tests.soak.apps import GONE, PLAIN, App
from tests.soak.asking import Asking

NONSENSE: Sequence[tuple[str, str, Any, int]] = (
    ("POST", "/stacks", {"stack_name": "1 bad name", "template": PLAIN}, 400),
    ("POST", "/stacks", {"stack_name": "empty"}, 400),
    ("POST", "/stacks", b"{", 400),
    ("POST", "/stacks", b"[]", 400),
    (
        "POST",
        "/stacks",
        {"stack_name": "bad", "template": {"heat_template_version": "2018-08-31", "x": 1}},
        400,
    ),
    ("POST", "/stacks", {"stack_name": "bad", "template": PLAIN}, 400),  # a parameter is missing
    ("POST", "/validate", {"template": "resources: {a: {type: No::Such}}"}, 400),
    ("GET", "/stacks?limit=many", None, 400),
    ("GET", "/stacks?sort_dir=up&sort_keys=name", None, 400),
    ("GET", "/stacks/nobody/0b6e9be5-3d2b-4d76-a6f7-6a3ae1d8a0c1", None, 404),
    ("PUT", "/stacks/nobody/0b6e9be5-3d2b-4d76-a6f7-6a3ae1d8a0c1", {"template": PLAIN}, 404),
    ("DELETE", "/stacks/nobody/0b6e9be5-3d2b-4d76-a6f7-6a3ae1d8a0c1", None, 404),
    ("GET", "/stacks/nobody", None, 404),
    ("PUT", "/stacks", {}, 405),
    ("GET", "/resource_types/No::Such", None, 404),
    ("GET", "/software_configs/nothing", None, 404),
    ("POST", "/software_deployments", {"config_id": "nothing", "server_id": "s"}, 404),
    ("POST", "/software_configs", b"no json", 400),
)


async def nonsense(asking: Asking, chance: random.Random) -> None:
    """Ask what must be refused."""
    method, path, body, status = chance.choice(NONSENSE)
    await asking.ask(f"nonsense ({status})", method, path, body, may=(status,))


async def types(asking: Asking, _chance: random.Random) -> None:
    """Look at one type."""
    answer = await asking.look("resource type", "/resource_types/OS::Neutron::Net")
    if answer.body["resource_type"] != "OS::Neutron::Net":
        asking.report.find(f"another type was shown: {answer.body}")


async def metrics(asking: Asking, _chance: random.Random) -> None:
    """Look at the metrics."""
    await asking.look("metrics", "/metrics")


async def validate(asking: Asking, _chance: random.Random) -> None:
    """Have a template looked at."""
    answer = await asking.ask("validate", "POST", "/validate", {"template": PLAIN})
    if answer is not None and set(answer.body["Parameters"]) != {"word", "count"}:
        asking.report.find(f"a template was shown as {answer.body}")


async def preview(asking: Asking, chance: random.Random) -> None:
    """Have a stack shown that is not made."""
    name = f"preview-{chance.getrandbits(64):x}"
    body = {"stack_name": name, "template": PLAIN, "parameters": {"word": "x", "count": 2}}
    answer = await asking.ask("stack preview", "POST", "/stacks/preview", body)
    if answer is not None and len(answer.body["stack"]["resources"]) != 5:
        asking.report.find(f"a preview shows {answer.body}")
    await asking.look("stack look-up", f"/stacks/{name}", may=(404,))


async def listed(asking: Asking, apps: Sequence[App], owner: str, chance: random.Random) -> None:
    """All own stacks are listed, page by page, each once."""
    limit = chance.randint(1, 4)
    found: list[str] = []
    marker = ""
    while True:
        path = f"/stacks?tags={owner}&limit={limit}{marker}"
        part = (await asking.look("stack list (paged)", path)).body["stacks"]
        found += [one["stack_name"] for one in part]
        if len(part) < limit:
            break
        marker = f"&marker={part[-1]['id']}"
    _compare(asking, found, apps, f"pages of {limit}")


async def filtered(asking: Asking, apps: Sequence[App], owner: str, chance: random.Random) -> None:
    """Filters find those that they are to find."""
    everything = (await asking.look("stack list (filtered)", f"/stacks?tags={owner}&sort_keys=name")).body[
        "stacks"
    ]
    names = [one["stack_name"] for one in everything]
    if names != sorted(names):
        asking.report.find(f"sorted by name: {names}")
    _compare(asking, names, apps, "a list")
    resting = [app for app in apps if app.is_at_rest and not app.is_strange]
    if resting:
        app = chance.choice(resting)
        (state,) = app.possible
        path = f"/stacks?status=COMPLETE&action={state.action}&name={quote(app.name)}"
        answer = await asking.look("stack list (filtered)", path)
        if [one["id"] for one in answer.body["stacks"]] != [app.id]:
            asking.report.find(f"{path} did not find {app.name}: {answer.body}")


def _compare(asking: Asking, found: Sequence[str], apps: Sequence[App], how: str) -> None:
    perhaps = {app.name for app in apps if app.may_be_gone or app.is_strange}
    there = {app.name for app in apps} - perhaps
    if not there <= set(found) <= there | perhaps or len(set(found)) != len(found):
        asking.report.find(f"{how} has {found}, not {sorted(there)} and perhaps {sorted(perhaps)}")


async def event_pages(asking: Asking, app: App, chance: random.Random) -> None:
    """The events of a stack at rest, page by page, are all its events; and one of them by itself."""
    limit, marker, found = chance.randint(2, 20), "", []
    while True:
        path = f"{app.path}/events?sort_dir=asc&limit={limit}{marker}"
        part = (await asking.look("event list (paged)", path)).body["events"]
        found += part
        if len(part) < limit:
            break
        marker = f"&marker={part[-1]['id']}"
    if [one["id"] for one in found] != app.events:
        asking.report.find(f"pages of {limit} events of {app.name} are not all of them")
    one = chance.choice(found)
    path = f"{app.path}/resources/{one['resource_name']}/events/{one['id']}"
    answer = await asking.look("event show", path)
    if answer.body["event"]["resource_status"] != one["resource_status"]:
        asking.report.find(f"{path} shows another event")


async def parts(asking: Asking, app: App, chance: random.Random) -> None:
    """A resource, an output, the template and the environment of a stack at rest."""
    name = chance.choice(sorted({"secret", "word"}))
    shown = (await asking.look("resource show", f"{app.path}/resources/{name}")).body["resource"]
    if shown["physical_resource_id"] != app.ids[name]:
        asking.report.find(
            f"{app.path}/resources/{name} is {shown['physical_resource_id']}, not {app.ids[name]}"
        )
    word = (await asking.look("output show", f"{app.path}/outputs/word")).body["output"]["output_value"]
    if word != app.wanted.word:
        asking.report.find(f"{app.path}/outputs/word is {word}, not {app.wanted.word}")
    template = (await asking.look("stack template", f"{app.path}/template")).body
    if set(template["resources"]) != {path for path in app.resources() if "/" not in path}:
        asking.report.find(f"{app.path}/template is {template}")
    environment = (await asking.look("stack environment", f"{app.path}/environment")).body
    if environment["parameters"] != app.wanted.parameters():
        asking.report.find(f"{app.path}/environment has {environment['parameters']}")


async def preview_update(asking: Asking, app: App, chance: random.Random) -> None:
    """What an update would change is shown, and it changes nothing."""
    word = f"{chance.getrandbits(32):08x}"
    body = {"template": app.template, "parameters": {**app.wanted.parameters(), "word": word}}
    answer = await asking.ask("update preview", "PUT", f"{app.path}/preview", body)
    if answer is not None:
        changed = {one["resource_name"] for one in answer.body["resource_changes"]["updated"]}
        if "word" not in changed or GONE in app.possible:
            asking.report.find(f"{app.path}/preview shows {answer.body}")
