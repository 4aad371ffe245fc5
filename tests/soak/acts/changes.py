"""What a client asks to be done to a stack of its own."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import msgspec

from tests.soak.apps import GONE, WAITING_FOR, App, State, Wanted
from tests.soak.asking import Asking

Act = Callable[[Asking, App, random.Random], Awaitable[None]]

MOST_SERVERS = 4
MOST_SNAPSHOTS = 3


async def create(asking: Asking, app: App, tag: str) -> bool:
    """Ask for a stack; whether that was answered as it should be, or not at all."""
    body = {
        "stack_name": app.name,
        "template": app.template,
        "parameters": app.wanted.parameters(),
        "tags": tag,
    }
    answer = await asking.ask("stack create", "POST", "/stacks", body, may=(201,))
    app.asked_at = asking.service.clock()
    if answer is None:
        app.possible.add(GONE)
    elif answer.status == 201:
        app.id = answer.body["stack"]["id"]
    return answer is None or answer.status == 201


async def update(asking: Asking, app: App, chance: random.Random) -> None:
    """Bring it to something else, all of it said."""
    wanted = _another(chance)
    body = {"template": app.template, "parameters": wanted.parameters(), "tags": app.name.partition("-")[0]}
    await _change(asking, app, "stack update", ("PUT", "", body), {State("UPDATE", wanted)}, may=(202,))


async def patch(asking: Asking, app: App, chance: random.Random) -> None:
    """Change one parameter, and leave the rest as it is."""
    word = _another(chance).word
    body = {"parameters": {"word": word}}
    states = app.then("UPDATE", lambda was: msgspec.structs.replace(was, word=word))
    await _change(asking, app, "stack update (PATCH)", ("PATCH", "", body), states, may=(202,))


async def delete(asking: Asking, app: App, _chance: random.Random) -> None:
    """Remove it."""
    await _change(asking, app, "stack delete", ("DELETE", "", None), {GONE}, may=(204,))


async def check(asking: Asking, app: App, _chance: random.Random) -> None:
    """Look whether it is all there."""
    await _sweep(asking, app, "check")


async def suspend(asking: Asking, app: App, _chance: random.Random) -> None:
    """Let it sleep."""
    await _sweep(asking, app, "suspend")


async def resume(asking: Asking, app: App, _chance: random.Random) -> None:
    """Wake it."""
    await _sweep(asking, app, "resume")


async def _sweep(asking: Asking, app: App, action: str) -> None:
    states, path = app.then(action.upper()), "/actions"
    await _change(
        asking, app, f"action {action}", ("POST", path, {action: None}), states, may=_if_at_rest(app)
    )


async def cancel(asking: Asking, app: App, _chance: random.Random) -> None:
    """End an update that is under way, and go back; it may be over when that is heard."""
    states = app.possible | {State("ROLLBACK", before) for before in app.good}
    ask = ("POST", "/actions", {"cancel_update": None})
    await _change(asking, app, "action cancel", ask, states, may=(200, 400))


async def snapshot(asking: Asking, app: App, chance: random.Random) -> None:
    """Save it as it is."""
    if len(app.snapshots) == MOST_SNAPSHOTS:
        await drop_snapshot(asking, app, chance)
        return
    name, wanted = f"{chance.getrandbits(64):x}", app.wanted
    answer = await _change(
        asking,
        app,
        "snapshot create",
        ("POST", "/snapshots", {"name": name}),
        app.then("SNAPSHOT"),
        may=(200,),
    )
    if answer is not None:
        app.snapshots[answer["id"]] = wanted
        return
    for one in (await asking.look("snapshot list", f"{app.path}/snapshots")).body["snapshots"]:
        if one["name"] == name:
            app.snapshots[one["id"]] = wanted


async def drop_snapshot(asking: Asking, app: App, chance: random.Random) -> None:
    """Remove one that was saved."""
    saved = chance.choice(sorted(app.snapshots))
    while (
        answer := await asking.ask(
            "snapshot delete", "DELETE", f"{app.path}/snapshots/{saved}", may=(204, 404)
        )
    ) is None:
        pass  # asked again until it is gone: it may have been, without an answer
    if answer.status == 404:
        await asking.look("snapshot show", f"{app.path}/snapshots/{saved}", may=(404,))
    del app.snapshots[saved]
    app.whole_snapshots.discard(saved)


async def restore(asking: Asking, app: App, chance: random.Random) -> None:
    """Go back to what was saved."""
    saved = chance.choice(sorted(app.whole_snapshots))
    ask = ("POST", f"/snapshots/{saved}/restore", None)
    states = {State("RESTORE", app.snapshots[saved])}
    await _change(asking, app, "snapshot restore", ask, states, may=(202,))


async def signal(asking: Asking, app: App, chance: random.Random) -> None:
    """Tell its handle of something, once that is there."""
    word = chance.choice(["one", "two", "three"][: WAITING_FOR + 1])
    may = (200,) if app.has_handle else (200, 404)
    path = f"{app.path}/resources/handle/signal"
    answer = await asking.ask("resource signal", "POST", path, {"id": word, "data": word}, may=may)
    if answer is None:
        app.perhaps_heard.add(word)
    elif answer.status == 200:
        app.has_handle = True
        app.heard.add(word)
        app.asked_at = asking.service.clock()


async def _change(
    asking: Asking,
    app: App,
    kind: str,
    ask: tuple[str, str, Any],
    states: set[State],
    may: Collection[int],
) -> Any:
    """Ask for a change, and keep in mind what may come of it; the body of a good answer, None where there is none."""
    method, path, body = ask
    answer = await asking.ask(kind, method, f"{app.path}{path}", body, may=may)
    if answer is None or answer.status < 400:
        app.asked(asking.service.clock(), states, answered=answer is not None)
    return answer.body if answer is not None and answer.status < 400 else None


def _if_at_rest(app: App) -> Collection[int]:
    """What a sweep is answered: it is refused while anything else is done."""
    return (200,) if app.is_at_rest else (200, 409)


def _another(chance: random.Random) -> Wanted:
    return Wanted(f"{chance.getrandbits(32):08x}", chance.randint(0, MOST_SERVERS))
