"""What keeps its place is brought back there when it has vanished, and followed there by the next: its users stay."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated import accidents
from setpoint.engine.requests.drift import State, drift
from setpoint.engine.requests.surgery import mark_unhealthy, move
from setpoint.engine.requests.sweep import sweep
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Action, Incarnation
from setpoint.model.plan import Deed
from tests.lifecycle.kit import Crashed, Life, complete, deeds, live

SITE = """
parameters:
  path: {type: string, default: site/page.html}
  content: {type: string, default: Hello}
resources:
  page:
    type: Setpoint::Local::File
    properties: {path: {get_param: path}, content: {get_param: content}}
  server:
    type: Setpoint::Local::Process
    properties:
      command: [serve]
      working_dir: {get_attr: [page, folder]}
"""
SERVER_ONLY = """
resources:
  server: {type: Setpoint::Local::Process, properties: {command: [serve]}}
"""
PATHS = pytest.mark.parametrize("path", ("site/page.html", "/srv/site/page.html"))


def life_of(one: Incarnation) -> tuple[str, str]:
    return one.id, one.physical_id


@PATHS
def test_what_has_vanished_is_brought_back_in_its_place_and_its_users_stay(path: str) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE, path=path))
        page, server = life.one("page"), life.one("server")
        accidents.vanish(life.world, page.physical_id)
        found = {str(one.address): one.state for one in await drift(life.engine, "app")}
        assert found == {"page": State.GONE, "server": State.IN_SYNC}
        plan = await life.plan(SITE, path=path)
        assert deeds(plan) == ["update page"]
        assert [(one.why, one.cost) for one in plan.steps[0].causes] == [("it is gone", Change.IN_PLACE)]
        complete(await life.up(SITE, path=path))
        assert life_of(life.one("page")) == life_of(page)
        assert life.one("server") == server
        assert (await life.plan(SITE, path=path)).is_empty
        life.check()

    live(scenario())


def test_what_has_vanished_is_brought_back_with_what_is_wanted_by_now() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE))
        page = life.one("page")
        accidents.vanish(life.world, page.physical_id)
        complete(await life.up(SITE, content="Good day"))
        assert life_of(life.one("page")) == life_of(page)
        assert life.attributes("page")["size"] == len("Good day")
        life.check()

    live(scenario())


def test_a_check_fails_what_has_vanished_and_the_next_update_brings_it_back() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE))
        page = life.one("page")
        accidents.vanish(life.world, page.physical_id)
        assert (await sweep(life.engine, "app", Action.CHECK)).verdict is Verdict.FAILED
        assert deeds(await life.plan(SITE)) == ["update page"]
        complete(await life.up(SITE))
        assert life_of(life.one("page")) == life_of(page)
        life.check()

    live(scenario())


def test_bringing_back_is_no_update_that_an_environment_could_restrict() -> None:
    restricted = {"resource_registry": {"resources": {"page": {"restricted_actions": "update"}}}}

    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE, restricted))
        accidents.vanish(life.world, life.one("page").physical_id)
        complete(await life.up(SITE, restricted))
        life.check()

    live(scenario())


def test_what_has_vanished_and_is_not_wanted_any_more_is_deleted() -> None:
    """Its place is given back: nothing is left of it on the cloud, not even there."""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE))
        accidents.vanish(life.world, life.one("page").physical_id)
        complete(await life.up(SERVER_ONLY))
        assert not life.world.of_type("Setpoint::Local::File")
        life.check()

    live(scenario())


@PATHS
def test_a_successor_takes_the_place_and_its_users_stay(path: str) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE, path=path))
        page, server = life.one("page"), life.one("server")
        await mark_unhealthy(life.engine, "app", Address("page"), "looks odd")
        plan = await life.plan(SITE, path=path)
        assert not any(step.delete_first for step in plan.steps)
        complete(await life.up(SITE, path=path))
        assert life.one("page").id != page.id
        assert life.attributes("page") == {**page.attributes, "show": life.attributes("page")["show"]}
        assert life_of(life.one("server")) == life_of(server)
        life.check()

    live(scenario())


def test_another_path_in_the_same_folder_leaves_those_alone_who_use_the_folder() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE))
        before, server = life.attributes("page"), life.one("server")
        complete(await life.up(SITE, path="site/index.html"))
        assert life.attributes("page")["path"] == before["path"].replace("page.html", "index.html")
        assert life_of(life.one("server")) == life_of(server)
        life.check()

    live(scenario())


def test_a_path_of_another_name_still_has_to_be_given_up_first() -> None:
    renamed = SITE.replace("  page:\n", "  sheet:\n").replace("[page, folder]", "[sheet, folder]")

    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE, path="/srv/page.html"))
        plan = await life.plan(renamed, path="/srv/page.html")
        create = next(step for step in plan.steps if step.deed is Deed.CREATE and step.address == "sheet")
        delete = next(step for step in plan.steps if step.deed is Deed.DELETE and step.address == "page")
        assert delete.id in create.needs
        complete(await life.up(renamed, path="/srv/page.html"))
        life.check()

    live(scenario())


def test_one_that_was_moved_keeps_its_place_when_its_old_name_is_used_again() -> None:
    both = (
        SITE + "  moved: {type: Setpoint::Local::File, properties: {path: site/page.html, content: Hello}}\n"
    )

    async def scenario() -> None:
        life = Life()
        complete(await life.up(SITE))
        page = life.one("page")
        await move(life.engine, "app", Address("page"), Address("moved"))
        complete(await life.up(both))
        assert life_of(life.one("moved")) == life_of(page)
        assert life.attributes("page")["path"] != page.attributes["path"]
        life.check()

    live(scenario())


def test_what_is_retained_is_not_taken_over() -> None:
    retained = SITE.replace(
        "    type: Setpoint::Local::File\n", "    type: Setpoint::Local::File\n    deletion_policy: Retain\n"
    )

    async def scenario() -> None:
        life = Life()
        complete(await life.up(retained))
        page = life.one("page")
        await mark_unhealthy(life.engine, "app", Address("page"), "looks odd")
        complete(await life.up(retained))
        assert life.attributes("page")["path"] != page.attributes["path"]
        assert page.physical_id in life.world.things

    live(scenario())


@pytest.mark.parametrize("after", (False, True), ids=["before", "after"])
def test_killed_at_any_commit_a_successor_is_in_the_same_place_and_alone(*, after: bool) -> None:
    commit = 0
    while live(_succeeds_once(commit, after=after)):
        commit += 1
    assert commit > 3


async def _succeeds_once(commit: int, *, after: bool) -> bool:
    life = Life()
    complete(await life.up(SITE))
    page, server = life.one("page"), life.one("server")
    await mark_unhealthy(life.engine, "app", Address("page"), "looks odd")
    life.crash_at(commit, after=after)
    killed = False
    try:
        complete(await life.up(SITE))
    except BaseException as error:
        if not _is_crash(error):
            raise
        killed = True
        life = life.restarted()
        complete(await life.up(SITE))
    assert life.attributes("page")["path"] == page.attributes["path"]
    assert life_of(life.one("server")) == life_of(server)
    assert len(life.world.of_type("Setpoint::Local::File")) == 1
    life.check()
    return killed


def _is_crash(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(_is_crash(one) for one in error.exceptions)
    return isinstance(error, Crashed)
