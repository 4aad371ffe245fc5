"""Holding what is shown of a stack against what a client knows of it."""

from __future__ import annotations

from typing import Any

from tests.soak.apps import GONE, App, State, Wanted
from tests.soak.asking import Asking

STUCK = 90.0
"""Seconds of the service's life within which whatever was asked for must have come to its end."""

Json = dict[str, Any]


async def seen(asking: Asking, app: App) -> bool:
    """Look at a stack, and closely once it is at rest. False where it is not to be looked at any more."""
    if not app.id and not await _found(asking, app):
        return False
    answer = await asking.look("stack show", app.path, may=(200, 404) if app.may_be_gone else (200,))
    if answer.status == 404:
        return False
    shown = answer.body["stack"]
    action, _, status = shown["stack_status"].partition("_")
    if action == "DELETE" and app.may_be_gone:
        return status != "COMPLETE" and not _is_stuck(asking, app, shown)
    state = State(action, _wanted(shown))
    if state not in app.possible or status == "FAILED":
        why = shown["stack_status_reason"]
        return _wrong(asking, app, f"shows {state} {status} ({why}), not one of {app.possible}")
    if status == "IN_PROGRESS":
        return not _is_stuck(asking, app, shown)
    app.possible, app.is_at_rest, app.good = {state}, True, {_wanted(shown)}
    return await _is_whole(asking, app, shown)


async def _found(asking: Asking, app: App) -> bool:
    """Whether a stack is there whose create was not answered."""
    answer = await asking.look("stack look-up", f"/stacks/{app.name}", may=(302, 404))
    if answer.status == 404:
        return False
    listed = await asking.look("stack list", f"/stacks?name={app.name}")
    app.id = listed.body["stacks"][0]["id"]
    app.possible.discard(GONE)
    return True


def _wanted(shown: Json) -> Wanted:
    given = shown["parameters"]
    return Wanted(given["word"], int(given["count"]))


def _is_stuck(asking: Asking, app: App, shown: Json) -> bool:
    waited = asking.service.clock() - app.asked_at
    if (app.waits and not app.may_be_gone) or waited < STUCK:
        return False
    _wrong(asking, app, f"is {shown['stack_status']} {waited:.0f} s after it was asked for")
    return True


async def _is_whole(asking: Asking, app: App, shown: Json) -> bool:
    """Whether a stack at rest is all that it is to be, and what it was before."""
    wrong = [
        *wrong_outputs(app, shown),
        *wrong_resources(
            app, (await asking.look("resource list", f"{app.path}/resources?nested_depth=1")).body
        ),
        *wrong_events(app, (await asking.look("event list", f"{app.path}/events?sort_dir=asc")).body),
        *wrong_snapshots(app, (await asking.look("snapshot list", f"{app.path}/snapshots")).body),
    ]
    if app.kind == "waiting":
        metadata = await asking.look("resource metadata", f"{app.path}/resources/handle/metadata")
        wrong += wrong_signals(app, metadata.body["metadata"])
    for one in wrong:
        _wrong(asking, app, one)
    return not wrong


def wrong_outputs(app: App, shown: Json) -> list[str]:
    outputs = {one["output_key"]: one["output_value"] for one in shown["outputs"]}
    app.secret = app.secret or outputs["secret"]
    expected = {"word": app.wanted.word, "secret": app.secret}
    if app.kind == "plain":
        servers = outputs.pop("servers")
        if len(set(servers or ())) != app.wanted.count:
            return [f"has the servers {servers}, of {app.wanted.count}: {shown['outputs']}"]
    return [] if outputs == expected else [f"puts out {outputs}, not {expected}"]


def wrong_resources(app: App, body: Json) -> list[str]:
    listed = {_path(one): one for one in body["resources"]}
    if listed.keys() != app.resources() or len(listed) != len(body["resources"]):
        return [f"has the resources {sorted(map(_path, body['resources']))}, not {sorted(app.resources())}"]
    wrong = [
        f"has {path} as {one['resource_status']}: {one['resource_status_reason']}"
        for path, one in listed.items()
        if not one["resource_status"].endswith("_COMPLETE")
    ]
    ids = {path: one["physical_resource_id"] for path, one in listed.items()}
    wrong += [
        f"had {path} as {before}, and has it as {ids[path]}"
        for path, before in app.ids.items()
        if path in ids and ids[path] != before
    ]
    app.ids = ids
    return wrong


def _path(one: Json) -> str:
    return (
        f"{one['parent_resource']}/{one['resource_name']}"
        if "parent_resource" in one
        else one["resource_name"]
    )


def wrong_events(app: App, body: Json) -> list[str]:
    ids = [one["id"] for one in body["events"]]
    before, app.events = app.events, ids
    if ids[: len(before)] != before:
        return [f"had {len(before)} events, and has {len(ids)} which do not begin with them"]
    return [] if len(set(ids)) == len(ids) else ["has events of the same id"]


def wrong_snapshots(app: App, body: Json) -> list[str]:
    states = {one["id"]: one["status"] for one in body["snapshots"]}
    if states.keys() != app.snapshots.keys():
        return [f"has the snapshots {sorted(states)}, not {sorted(app.snapshots)}"]
    app.whole_snapshots = {one for one, status in states.items() if status == "COMPLETE"}
    failed = {one for one, status in states.items() if status == "FAILED"}
    if failed <= app.overtaken and failed | app.whole_snapshots == states.keys():
        return []
    return [f"has the snapshots {states}, of which may have failed: {sorted(app.overtaken)}"]


def wrong_signals(app: App, heard: Json) -> list[str]:
    if not app.heard <= heard.keys() <= app.heard | app.perhaps_heard:
        return [f"heard {sorted(heard)}, not {sorted(app.heard)} and perhaps {sorted(app.perhaps_heard)}"]
    app.heard, app.perhaps_heard = set(heard), set()
    return []


def _wrong(asking: Asking, app: App, what: str) -> bool:
    app.is_strange = True
    asking.report.find(f"stack {app.name} {what}")
    return False
