"""Files: written whole, told when they drift, and deleted only while they are what was made."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from setpoint.clouds.driver import Subject
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Broken, Done, Gone, Ready
from tests.clouds.local.world import FILE, World

SECRET = "password = hunter2\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "etc/app/app.conf"


async def test_it_is_written_with_the_folders_that_it_needs(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content=SECRET, mode="0640")
    assert place.read_text() == SECRET
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert [path.name for path in place.parent.iterdir()] == ["app.conf"]
    seen = await world.look(FILE, subject)
    assert isinstance(seen, Ready)
    assert seen.seen == {"mode": "0640"}
    assert seen.attributes["path"] == str(place)
    assert subject.physical_id == f"{subject.token}:{place}"
    assert seen.attributes["size"] == len(SECRET)
    assert seen.attributes["folder"] == str(place.parent)


async def test_deleting_leaves_nothing(world: World, tmp_path: Path, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content=SECRET)
    await world.end(FILE, subject)
    assert not (tmp_path / "etc").exists()
    assert not list(world.project.files.iterdir())
    with pytest.raises(NotFound):
        await world.driver(FILE).delete(subject)


async def test_a_folder_that_others_use_too_stays(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content=SECRET)
    (place.parent / "other").touch()
    await world.end(FILE, subject)
    assert [path.name for path in place.parent.iterdir()] == ["other"]


async def test_drift_is_seen_without_its_content_being_told(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="as made", mode="600")
    place.write_text(SECRET)
    place.chmod(0o666)
    seen = await world.look(FILE, subject)
    assert isinstance(seen, Ready)
    assert seen.seen["mode"] == "0666"
    assert seen.seen["content"] != "as made"
    assert "hunter2" not in str(seen)


async def test_an_update_writes_what_is_wanted_whatever_it_has_become(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="one")
    place.write_text("somebody's")
    await world.driver(FILE).update(
        subject, subject.properties, {**subject.properties, "content": "two", "mode": "0600"}
    )
    assert place.read_text() == "two"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    await world.end(FILE, subject)
    assert not place.exists()


async def test_readers_of_the_old_file_keep_it(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="one")
    with place.open() as reader:
        await world.driver(FILE).update(subject, subject.properties, {**subject.properties, "content": "two"})
        assert reader.read() == "one"


async def test_what_was_there_before_is_not_touched(world: World, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    with pytest.raises(Conflict, match="was not made by Setpoint"):
        await world.create(FILE, path=str(place), content="yours")
    assert place.read_text() == "mine"


async def test_one_path_has_one_owner(world: World, place: Path) -> None:
    await world.make(FILE, path=str(place), content="one")
    with pytest.raises(Conflict, match="another resource has made it"):
        await world.create(FILE, path=str(place), content="two")
    assert place.read_text() == "one"


async def test_what_somebody_else_wrote_there_since_is_not_deleted(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="ours")
    place.write_text("theirs")
    await world.driver(FILE).delete(subject)
    assert place.read_text() == "theirs"


async def test_a_file_that_was_removed_is_gone_and_an_update_brings_it_back(
    world: World, place: Path
) -> None:
    subject = await world.make(FILE, path=str(place), content="one", mode="0600")
    shutil.rmtree(place.parent.parent)
    assert await world.look(FILE, subject) == Gone(is_place_kept=True)
    back = await world.driver(FILE).update(subject, subject.properties, subject.properties)
    assert back.physical_id == subject.physical_id
    assert place.read_text() == "one"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    await world.end(FILE, subject)
    assert not place.parent.parent.exists()


async def test_the_place_of_a_file_that_was_removed_can_be_taken(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="one")
    place.unlink()
    other = await world.make(FILE, path=str(place), content="two")
    assert await world.look(FILE, subject) == Gone()
    for deed in (
        world.driver(FILE).delete(subject),
        world.driver(FILE).update(subject, {}, subject.properties),
    ):
        with pytest.raises((NotFound, Conflict)):
            await deed
    assert place.read_text() == "two"
    await world.end(FILE, other)
    assert not place.parent.parent.exists()


async def test_what_was_removed_can_be_deleted_and_leaves_nothing(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="one")
    place.unlink()
    await world.driver(FILE).delete(subject)
    assert not place.parent.parent.exists()
    assert not list(world.project.files.iterdir())


async def test_a_relative_path_is_each_files_own(world: World) -> None:
    one = await world.make(FILE, path="conf/app.conf", content="one")
    other = await world.make(FILE, path="conf/app.conf", content="two")
    for subject, content in ((one, "one"), (other, "two")):
        assert Path((await world.ready(FILE, subject))["path"]).read_text() == content
    await world.end(FILE, one)
    assert not world.folder(one).exists()


async def test_a_create_whose_answer_was_lost_is_found(world: World, place: Path) -> None:
    want = world.want(FILE, {"path": str(place), "content": "one"})
    driver = world.driver(FILE)
    assert await driver.find("t", want) is None
    made = await driver.create(want, "t")
    assert await driver.find("t", want) == made
    assert isinstance(made, Done)
    assert await driver.create(want, "t") == made
    assert await driver.find("another", want) is None


async def test_a_create_that_got_halfway_is_cleared_up(world: World, tmp_path: Path, place: Path) -> None:
    want = world.want(FILE, {"path": str(place), "content": "one"})
    await world.driver(FILE).create(want, "t")
    place.rename(place.with_name(".app.conf.t.new"))
    assert await world.driver(FILE).find("t", want) is None
    assert not (tmp_path / "etc").exists()
    assert not list(world.project.files.iterdir())


async def test_what_cannot_be_written_leaves_nothing(world: World, tmp_path: Path, place: Path) -> None:
    with pytest.raises(ResourceError, match="names nobody"):
        await world.create(FILE, path=str(place), content="one", owner="nobody-of-this-name")
    assert not (tmp_path / "etc").exists()
    assert not list(world.project.files.iterdir())


async def test_a_folder_that_several_files_needed_goes_with_the_last(world: World, place: Path) -> None:
    files = [await world.make(FILE, path=f"{place}.{number}", content="") for number in range(3)]
    for file in files:
        assert place.parent.exists()
        await world.end(FILE, file)
    assert not place.parent.parent.exists()
    assert not list(world.project.files.iterdir())


def test_of_those_who_want_one_path_at_once_one_gets_it(tmp_path: Path) -> None:
    """Each is a process of its own, as far as the lock can tell."""
    together = Barrier(6)

    async def make(number: int, path: Path) -> str:
        world = World(tmp_path)
        await asyncio.to_thread(together.wait, 10)
        try:
            return (await world.create(FILE, f"token-{number}", path=str(path), content=str(number))).token
        except Conflict:
            return ""

    with ThreadPoolExecutor(6) as threads:
        for turn in range(30):
            path = tmp_path / f"made/{turn}"
            made = threads.map(lambda number, path=path: asyncio.run(make(number, path)), range(6))
            (owner,) = filter(None, made)
            assert path.read_text() == owner.removeprefix("token-")


async def test_something_else_in_its_place_is_broken(world: World, place: Path) -> None:
    subject = await world.make(FILE, path=str(place), content="one")
    place.unlink()
    place.symlink_to("/etc/passwd")
    assert isinstance(await world.look(FILE, subject), Broken)


async def test_an_owner(world: World, place: Path) -> None:
    """With root anybody; without, oneself only, and the refusal says why."""
    if os.geteuid() == 0:
        subject = await world.make(FILE, path=str(place), content="x", owner="daemon:daemon")
        assert place.owner() == place.group() == "daemon"
        os.chown(place, 0, 0)
        seen = await world.look(FILE, subject)
        assert isinstance(seen, Ready)
        assert seen.seen["owner"] == "root:root"
    else:
        with pytest.raises(ResourceError, match="Operation not permitted"):
            await world.create(FILE, path=str(place), content="x", owner="daemon")
        assert not place.exists()


async def test_what_the_system_refuses_is_explained(world: World) -> None:
    with pytest.raises(ResourceError, match="/proc/no"):
        await world.create(FILE, path="/proc/no/such", content="x")


async def test_the_content_is_nowhere_but_in_the_file(world: World, place: Path) -> None:
    await world.make(FILE, path=str(place), content=SECRET)
    holders = [path for path in world.home.rglob("*") if path.is_file() and b"hunter2" in path.read_bytes()]
    assert holders == [place]


async def test_a_record_that_was_carried_over_still_owns_its_file(world: World, place: Path) -> None:
    """Another stack takes over what is there: the token is a new one, and the physical id stays."""
    made = await world.make(FILE, path=str(place), content="one")
    taken_over = Subject(made.physical_id, "another token", made.properties)
    assert isinstance(await world.look(FILE, taken_over), Ready)
    await world.driver(FILE).delete(taken_over)
    assert not place.exists()


async def test_a_file_that_somebody_else_made_can_be_looked_at(world: World, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("theirs")
    theirs = Subject(str(place), "t", world.properties(FILE, {"path": str(place), "content": "theirs"}))
    assert isinstance(await world.look(FILE, theirs), Ready)
    with pytest.raises(NotFound):
        await world.driver(FILE).delete(theirs)
    assert place.exists()
