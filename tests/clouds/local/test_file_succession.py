"""A file that is made again takes the place and the folder of the one before it, whenever it is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.local.owned import Marker, Markers, digest
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Done, Gone, Ready
from tests.clouds.local.world import FILE, World


def successor(world: World, before: Subject, **changes: str) -> Want:
    """What the engine asks for when a resource is replaced."""
    properties = world.properties(FILE, {**before.properties, **changes})
    return Want(properties, "a name", predecessors={before.token: before.physical_id})


def path_of(physical_id: str) -> Path:
    return Path(physical_id.partition(":")[2])


@pytest.fixture(params=("site/page.html", "/absolute"))
async def old(world: World, request: pytest.FixtureRequest) -> Subject:
    path = request.param.replace("/absolute", str(world.home / "etc/page.html"))
    return await world.make(FILE, path=path, content="old")


@pytest.fixture
def token() -> str:
    return str(uuid4())


@pytest.fixture(autouse=True)
def nothing_left(world: World, old: Subject) -> Iterator[None]:
    """Whatever a test does, at its end all files are deleted, and with them every trace."""
    yield
    assert not list(world.project.files.iterdir())
    assert not world.folder(old).exists()
    assert not (world.home / "etc").exists()


async def delete(world: World, token: str, made: Done) -> None:
    await world.driver(FILE).delete(Subject(made.physical_id, token, {}))


async def make(world: World, token: str, want: Want) -> Done:
    made = await world.driver(FILE).create(want, token)
    assert isinstance(made, Done)
    return made


async def test_it_takes_the_place_and_its_predecessor_is_gone(world: World, old: Subject, token: str) -> None:
    path, want = path_of(old.physical_id), successor(world, old, content="new")
    made = await make(world, token, want)
    assert path_of(made.physical_id) == path
    assert path.read_text() == "new"
    assert await world.driver(FILE).find(token, want) == made
    assert await world.look(FILE, old) == Gone()
    with pytest.raises(NotFound):
        await world.driver(FILE).delete(old)
    assert path.read_text() == "new"
    await delete(world, token, made)


async def test_another_path_is_in_the_same_folder(world: World, old: Subject, token: str) -> None:
    path = path_of(old.physical_id)
    new_name = old.properties["path"].replace("page", "index")
    made = await make(world, token, successor(world, old, path=new_name))
    assert path_of(made.physical_id) == path.with_name("index.html")
    assert isinstance(await world.look(FILE, old), Ready)
    await world.driver(FILE).delete(old)
    assert [one.name for one in path.parent.iterdir()] == ["index.html"]
    await delete(world, token, made)


async def test_creating_twice_makes_one(world: World, old: Subject, token: str) -> None:
    want = successor(world, old, content="new")
    made = await make(world, token, want)
    assert await make(world, token, want) == made
    await delete(world, token, made)


async def test_the_third_life_is_where_the_first_was(world: World, old: Subject, token: str) -> None:
    made = await make(world, token, successor(world, old, content="new"))
    second = Subject(made.physical_id, token, old.properties)
    third = await make(world, "third", successor(world, second, content="newer"))
    assert path_of(third.physical_id) == path_of(old.physical_id)
    await delete(world, "third", third)


async def test_who_is_no_successor_does_not_take_it(world: World, old: Subject, token: str) -> None:
    """One of another name, as after `resource move`: its relative path begins elsewhere, its absolute one is taken."""
    stranger = Subject("else:/else", "else", old.properties)
    want = successor(world, stranger, content="new")
    if old.properties["path"].startswith("/"):
        with pytest.raises(Conflict):
            await make(world, token, want)
    else:
        await delete(world, token, await make(world, token, want))
    assert path_of(old.physical_id).read_text() == "old"
    await world.driver(FILE).delete(old)


async def test_one_that_cannot_be_written_leaves_its_predecessor_as_it_was(
    world: World, old: Subject, token: str
) -> None:
    with pytest.raises(ResourceError):
        await make(world, token, successor(world, old, content="new", owner="nobody-of-this-name"))
    seen = await world.look(FILE, old)
    assert isinstance(seen, Ready)
    assert "content" not in seen.seen
    await world.driver(FILE).delete(old)


# ---- cut off between the three writes: marker, file, marker


@pytest.fixture
def cut_off(world: World, old: Subject, token: str) -> Marker:
    """The marker that a successor has written when it is killed before anything else."""
    markers = Markers(world.project)
    before = markers.read(path_of(old.physical_id))
    assert before is not None
    marker = msgspec.structs.replace(before, token=token, sha256=digest(b"new"), before=before)
    markers.write(marker)
    return marker


@pytest.mark.usefixtures("cut_off")
async def test_cut_off_before_the_file_it_is_not_found_and_the_old_one_lives(
    world: World, old: Subject, token: str
) -> None:
    assert isinstance(await world.look(FILE, old), Ready)
    want = successor(world, old, content="new")
    assert await world.driver(FILE).find(token, want) is None
    assert isinstance(await world.look(FILE, old), Ready)
    await delete(world, token, await make(world, token, want))


async def test_cut_off_after_the_file_it_is_found(
    world: World, old: Subject, token: str, cut_off: Marker
) -> None:
    Path(cut_off.path).write_text("new")
    found = await world.driver(FILE).find(token, successor(world, old, content="new"))
    assert found is not None
    assert found.physical_id == f"{token}:{cut_off.path}"
    assert await world.look(FILE, old) == Gone()
    assert isinstance(found, Done)
    await delete(world, token, found)


@pytest.mark.parametrize("content", ("old", "new"))
@pytest.mark.parametrize("old_first", (False, True))
async def test_cut_off_both_can_be_deleted(
    world: World, old: Subject, token: str, cut_off: Marker, content: str, *, old_first: bool
) -> None:
    Path(cut_off.path).write_text(content)

    async def delete_new() -> None:
        found = await world.driver(FILE).find(token, successor(world, old, content="new"))
        if isinstance(found, Done):
            await delete(world, token, found)

    if old_first:
        await world.driver(FILE).delete(old)
    await delete_new()
    if not old_first and content == "old":
        await world.driver(FILE).delete(old)
    assert not Path(cut_off.path).exists()


async def test_an_update_that_was_cut_off_leaves_a_file_that_can_be_deleted(
    world: World, old: Subject
) -> None:
    markers = Markers(world.project)
    before = markers.read(path_of(old.physical_id))
    assert before is not None
    markers.write(msgspec.structs.replace(before, sha256=digest(b"new"), before=before))
    await world.driver(FILE).delete(old)
    assert not path_of(old.physical_id).exists()
