"""The examination finds each kind of damage and of leftovers, mends what is safe to mend, and finds nothing else."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.incarnation import Action, Phase, Status
from setpoint.model.journal import Mark
from setpoint.model.stack import StackId
from setpoint.model.value import Sensitive
from setpoint.store import Store, examine, open_store
from setpoint.store.findings import MENDED
from setpoint.store.home import Home
from setpoint.store.records import Batch
from setpoint.store.secrets import make_key
from tests.store.values import (
    PLAN,
    PROJECT,
    STACK,
    TIME,
    a_plan,
    a_stack,
    an_entry,
    an_incarnation,
    begin,
    one_of_everything,
    write,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A data folder with one of everything, at rest."""
    home = Home(tmp_path / "home")
    with open_store(home.path) as store:
        records, lease = begin(store)
        write(records, lease, one_of_everything)
        write(records, lease, lambda batch: batch.put(an_incarnation(0, phase=Phase.CURRENT)))
        lease.release()
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home.path) as store:
        yield store


def spoil(home: Home, *statements: str) -> None:
    """Change the database as no program of ours would."""
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)


def words(found: list[Diagnostic]) -> list[str]:
    return [one.summary for one in found]


def test_nothing_is_wrong_with_a_store_in_order(store: Store) -> None:
    assert store.examine() == []
    assert store.examine(repair=True) == []


@pytest.mark.parametrize(
    ("statements", "summary", "detail"),
    (
        (("UPDATE journal SET mark = 'finished' WHERE mark = 'started'",), "journal", "finished -> accepted"),
        (("UPDATE journal SET mark = 'eaten' WHERE mark = 'started'",), "journal", "eaten"),
        (("UPDATE journal SET step = 99",), "journal", "no step 99"),
        (("UPDATE incarnations SET body = '{}'",), "a record in incarnations cannot be read", "row 1"),
        (("UPDATE plans SET body = 'x'",), "a record in plans cannot be read", "row 1"),
        (("UPDATE revisions SET body = replace(body, '\"number\":1', '\"number\":[]')",), "in revisions", ""),
        (
            ("UPDATE stacks SET body = json_insert(body, '$.plan', 'gone')",),
            "plan gone, which is missing",
            "",
        ),
        (
            ("UPDATE stacks SET body = json_insert(body, '$.revision', 7)",),
            "revision 7, which is missing",
            "",
        ),
        (("DELETE FROM secret_uses", "DELETE FROM secrets"), "a secret is missing", "adjustments/group/size"),
        (("UPDATE secrets SET sealed = x'00' WHERE key = 1",), "a secret cannot be decrypted", "no key"),
    ),
)
def test_damage_is_found_and_left_alone(
    home: Home, store: Store, statements: tuple[str, ...], summary: str, detail: str
) -> None:
    spoil(home, *statements)
    found = [one for one in store.examine(repair=True) if summary in one.summary and detail in one.detail]
    assert found
    assert {one.severity for one in found} == {Severity.ERROR}
    again = store.examine()
    assert set(found) <= set(again)
    assert not [one for one in again if one.advice == MENDED]


@pytest.mark.parametrize(
    ("statements", "summary"),
    (
        (
            ("INSERT INTO revisions (stack, number, body) SELECT 99, 1, body FROM revisions",),
            "rows of revisions",
        ),
        (("INSERT INTO journal (plan, step, mark, at) VALUES (99, 1, 'started', 0)",), "rows of journal"),
        (
            ("INSERT INTO secrets (stack, id, sealed) SELECT 99, 'x', sealed FROM secrets LIMIT 1",),
            "rows of secrets",
        ),
        (("DELETE FROM secret_uses WHERE holder = 'snapshots/s1'",), "accounts"),
        (("UPDATE secret_uses SET holder = 'nobody' WHERE holder = 'snapshots/s1'",), "accounts"),
        (("DELETE FROM snapshots",), "secrets to which no record refers: 1"),
        (("DELETE FROM snapshots",), "accounts"),
    ),
)
def test_what_is_safe_to_mend_is_mended(
    home: Home, store: Store, statements: tuple[str, ...], summary: str
) -> None:
    spoil(home, *statements)
    assert [one for one in words(store.examine()) if summary in one]
    mended = store.examine(repair=True)
    assert [one for one in mended if summary in one.summary and one.advice == MENDED]
    assert store.examine() == []
    assert store.project(PROJECT).adjustments(STACK)[0].value == Sensitive("hush-adjustment")


def test_mending_removes_no_secret_that_is_needed(home: Home, store: Store) -> None:
    spoil(home, "DELETE FROM secret_uses")
    assert store.examine()
    store.examine(repair=True)
    assert store.examine() == []
    assert store.project(PROJECT).snapshots(STACK)[0].saved["server"] == Sensitive("hush-snapshot")


def test_a_file_that_sqlite_finds_damaged_is_told(home: Home) -> None:
    with open_store(home.path) as store:
        records, lease = begin(store, a_stack(StackId("other"), "other"))
        for number in range(300):
            records.commit_now(Batch(lease.stack, lease.epoch).put(an_incarnation(number)))
        lease.release()
    spoil(home, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE")
    content = bytearray(home.database.read_bytes())
    content[-8192:] = b"\xa5" * 8192
    home.database.write_bytes(content)
    found = examine(home.path)
    assert [one for one in found if "damaged" in one.summary and one.severity is Severity.ERROR]


# --- what a crash leaves behind


def leave(store: Store) -> None:
    begin(store, a_stack(status=Status.IN_PROGRESS, action=Action.UPDATE))[1].release()


def test_a_stack_that_nobody_is_at_any_more(store: Store) -> None:
    leave(store)
    assert words(store.examine()) == ["stack web is UPDATE IN_PROGRESS, and no process is at it"]
    lease = store.project(PROJECT).lease(STACK)
    assert lease
    assert store.examine() == []
    lease.release()
    records = store.project(PROJECT)
    lease = records.lease(STACK)
    assert lease
    write(records, lease, lambda batch: batch.put_stack(a_stack(status=Status.IN_PROGRESS, deleted_at=TIME)))
    lease.release()
    assert store.examine() == []


def test_a_cancelled_stack_of_which_nobody_sees_to_what_is_under_way(store: Store) -> None:
    begin(store, a_stack(status=Status.FAILED, plan=PLAN))[1].release()
    assert words(store.examine()) == ["stack web was cancelled, and nobody sees to what was under way then"]


@pytest.mark.parametrize(
    ("fields", "plan", "found"),
    (
        ({"phase": Phase.HALF_MADE, "status": Status.IN_PROGRESS}, "", 1),
        ({"phase": Phase.HALF_MADE, "status": Status.COMPLETE}, "", 1),
        ({"phase": Phase.HALF_MADE, "status": Status.FAILED}, "", 0),  # its plan has told of it
        ({"phase": Phase.CURRENT, "status": Status.IN_PROGRESS}, "", 0),
        ({"phase": Phase.HALF_MADE, "status": Status.IN_PROGRESS}, PLAN, 0),  # its plan goes on with it
    ),
)
def test_half_made_resources_that_no_plan_is_at(
    store: Store, fields: dict[str, Phase], plan: str, found: int
) -> None:
    records = store.project(PROJECT)
    lease = records.lease(STACK)
    assert lease
    write(records, lease, lambda batch: batch.put(an_incarnation(5, **fields)).put_stack(a_stack(plan=plan)))
    assert store.examine() == [], "its driver is alive"
    lease.release()
    assert [one.address for one in store.examine()] == ["server_5"] * found


def test_a_journal_that_goes_on_is_possible(store: Store) -> None:
    records = store.project(PROJECT)
    lease = records.lease(STACK)
    assert lease
    for mark in (Mark.ACCEPTED, Mark.ACCEPTED, Mark.FINISHED):
        records.commit_now(Batch(STACK, lease.epoch).journal(an_entry(0, mark)))
    write(records, lease, lambda batch: batch.journal(an_entry(1, Mark.SKIPPED)))
    assert store.examine() == []
    assert records.plan(PLAN) == a_plan()


def test_locks_and_sockets_of_the_dead(home: Home, store: Store) -> None:
    script = (
        "import os, socket, sys; sys.path.insert(0, '')\n"
        "from pathlib import Path; from setpoint.events.wake import Listener\n"
        "from setpoint.store.locks import FileLocks\n"
        "home = Path(sys.argv[1]); kept = Listener(home, 'events'), FileLocks(home / 'run').take('dead')\n"
        "print('up', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(home.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline()
        assert len(list(home.run.iterdir())) == 2
        assert store.examine(repair=True) == []
        process.kill()
    found = store.examine()
    assert [one.summary.split(str(home.run))[0] for one in found] == [
        "a killed process left the lock file ",
        "a killed process left the socket ",
    ]
    assert len(list(home.run.iterdir())) == 2
    store.tidy()
    (left,) = home.run.iterdir()
    assert left.is_socket()
    assert {one.advice for one in store.examine(repair=True)} == {MENDED}
    assert list(home.run.iterdir()) == []
    assert store.examine() == []


# --- files


@pytest.mark.parametrize("name", ("key", "setpoint.db", "."))
def test_files_that_others_can_use(home: Home, name: str) -> None:
    path = home.path / name
    before = path.stat().st_mode
    path.chmod(0o755 if path.is_dir() else 0o644)
    found = examine(home.path)
    assert [
        one for one in found if one.severity is Severity.ERROR and "by others than its owner" in one.summary
    ]
    assert path.stat().st_mode != before
    examine(home.path, repair=True)
    assert path.stat().st_mode == before
    assert examine(home.path) == []


def test_a_lost_key_and_a_wrong_one(home: Home) -> None:
    kept = home.key.read_bytes()
    home.key.unlink()
    assert [
        one
        for one in words(examine(home.path))
        if "key" in one and ("missing" in one or "cannot be read" in one)
    ]
    assert not home.key.exists()
    make_key(home.key)
    assert "a secret cannot be decrypted" in words(examine(home.path, repair=True))
    home.key.write_bytes(kept)
    assert examine(home.path) == []


def test_a_file_that_is_no_database(home: Home) -> None:
    home.database.write_bytes(b"no database" * 1000)
    assert "the store is no SQLite database" in words(examine(home.path))


def test_a_store_of_a_newer_program(home: Home) -> None:
    spoil(home, "PRAGMA user_version = 99")
    assert words(examine(home.path)) == ["this store was written by a newer Setpoint"]


def test_examining_nothing_makes_nothing(tmp_path: Path) -> None:
    assert examine(tmp_path / "nowhere") == []
    assert not (tmp_path / "nowhere").exists()


def test_a_store_in_memory_can_be_examined() -> None:
    with open_store(None) as store:
        leave(store)
        assert len(store.examine()) == 1
