"""Secrets are never in clear in any file, share a row where they are equal, and go when nobody needs them any more."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation, Phase
from setpoint.model.stack import Revision, Source, StackId
from setpoint.model.value import Sensitive, Value
from setpoint.store import Store, open_store
from setpoint.store.codec import Encoder, decode
from setpoint.store.home import Home
from setpoint.store.records import Batch
from setpoint.store.secrets import read_keys
from tests.store.values import (
    HOLDERS,
    PLAN,
    PROJECT,
    STACK,
    TIME,
    a_snapshot,
    a_stack,
    an_adjustment,
    an_incarnation,
    begin,
    one_of_everything,
    write,
)

SECRET = "correct-horse-battery-staple"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home.path) as store:
        yield store
        assert store.examine() == []


def files(home: Home) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.path.rglob("*") if path.is_file()}


def sealed(home: Home) -> int:
    with closing(sqlite3.connect(home.database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM secrets").fetchone()
        return int(count)


def holding(number: int, secret: object) -> Incarnation:
    return an_incarnation(number, phase=Phase.CURRENT, properties={"password": Sensitive(secret)})


def test_no_secret_is_in_clear_in_any_file(store: Store, home: Home) -> None:
    records, lease = begin(store, a_stack(outputs={"password": Sensitive(f"{SECRET}-stack")}))
    write(records, lease, lambda batch: one_of_everything(batch, SECRET))
    found = files(home)
    assert found["setpoint.db-wal"], "the write-ahead log is where the writes are by now"
    assert {"setpoint.db", "setpoint.db-shm", "key"} <= found.keys()
    for name, content in found.items():
        assert SECRET.encode() not in content, name
        assert SECRET[:14].encode() not in content, name
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in home.database.read_bytes()
    assert b"OS::Heat::TestResource" in home.database.read_bytes(), "what is no secret is there to be found"


def test_secrets_are_read_back_as_secrets(store: Store, home: Home) -> None:
    records, lease = begin(store)
    write(records, lease, lambda batch: one_of_everything(batch, SECRET))
    with open_store(home.path) as other:
        records = other.project(PROJECT)
        source = records.revisions(STACK)[0].source
        assert source
        found = {
            "revision": source.parameters["password"],
            "journal": records.entries(PLAN)[-1].note["cursor"],
            "incarnation": records.incarnations(STACK)[0].properties["password"],
            "adjustment": records.adjustments(STACK)[0].value,
            "request": records.requests(STACK)[0].note["password"],
            "snapshot": records.snapshots(STACK)[0].saved["server"],
        }
    assert found.keys() == set(HOLDERS)
    for holder, value in found.items():
        assert isinstance(value, Sensitive), holder
        assert value.reveal() == f"{SECRET}-{holder}"


def test_equal_secrets_of_a_stack_share_a_row(store: Store, home: Home) -> None:
    records, lease = begin(store)
    write(records, lease, lambda batch: batch.put(holding(1, SECRET)).put(holding(2, SECRET)))
    write(
        records,
        lease,
        lambda batch: batch.put_snapshot(a_snapshot(server=[Sensitive(SECRET), Sensitive(SECRET)])),
    )
    assert sealed(home) == 1
    other, other_lease = begin(store, a_stack(StackId("other"), "other"))
    write(other, other_lease, lambda batch: batch.put(holding(1, SECRET)))
    assert sealed(home) == 2


def test_a_secret_goes_with_the_last_record_that_refers_to_it(store: Store, home: Home) -> None:
    records, lease = begin(store)
    write(records, lease, lambda batch: batch.put(holding(1, SECRET)).put(holding(2, SECRET)))
    write(records, lease, lambda batch: batch.drop(an_incarnation(1).id))
    assert sealed(home) == 1
    write(records, lease, lambda batch: batch.put(holding(2, "changed")))
    assert sealed(home) == 1
    assert records.incarnations(STACK) == [holding(2, "changed")]
    write(records, lease, lambda batch: batch.drop(an_incarnation(2).id))
    assert sealed(home) == 0


@pytest.mark.parametrize("holder", ("adjustment", "request", "snapshot", "stack"))
def test_a_secret_goes_with_its_record_of_any_kind(store: Store, home: Home, holder: str) -> None:
    records, lease = begin(store)
    secret = Sensitive(SECRET)
    there = {
        "adjustment": lambda batch: batch.adjust(an_adjustment(secret)),
        "request": lambda batch: one_of_everything(batch, SECRET),
        "snapshot": lambda batch: batch.put_snapshot(a_snapshot(server=secret)),
        "stack": lambda batch: batch.put_stack(a_stack(outputs={"password": secret})),
    }
    gone = {
        "adjustment": lambda batch: batch.unadjust(an_adjustment()),
        "request": lambda batch: batch.answered(1),
        "snapshot": lambda batch: batch.drop_snapshot("s1"),
        "stack": lambda batch: batch.put_stack(a_stack()),
    }
    write(records, lease, there[holder])
    before = sealed(home)
    write(records, lease, gone[holder])
    assert sealed(home) == before - 1


def test_forgetting_a_stack_forgets_its_secrets_and_no_others(store: Store, home: Home) -> None:
    records, lease = begin(store)
    other, other_lease = begin(store, a_stack(StackId("other"), "other"))
    write(other, other_lease, lambda batch: batch.put(holding(1, SECRET)))
    write(records, lease, lambda batch: one_of_everything(batch, SECRET))
    gone = a_stack(deleted_at=TIME, outputs={"password": Sensitive("still shown")})
    write(records, lease, lambda batch: batch.put_stack(gone).forget_stack())
    assert sealed(home) == 2
    assert records.stack(STACK) == a_stack(deleted_at=TIME, outputs=gone.outputs, sequence=2)
    assert other.incarnations(StackId("other")) == [holding(1, SECRET)]


def test_a_refused_batch_leaves_no_secret(store: Store, home: Home) -> None:
    records, _ = begin(store)
    with pytest.raises(AssertionError):
        records.commit_now(
            Batch(STACK).put_snapshot(a_snapshot(server=Sensitive(SECRET))).drop(an_incarnation().id)
        )
    assert sealed(home) == 0


def test_a_key_is_rotated_while_others_go_on(store: Store, home: Home) -> None:
    records, lease = begin(store)
    write(records, lease, lambda batch: batch.put(holding(1, "before")))
    before = read_keys(home.key)
    with open_store(home.path) as other:
        other.rotate_key()
        assert not set(read_keys(home.key)) & set(before)
        write(records, lease, lambda batch: batch.put(holding(2, "after")))
        assert other.project(PROJECT).incarnations(STACK) == [holding(1, "before"), holding(2, "after")]
    assert records.incarnations(STACK) == [holding(1, "before"), holding(2, "after")]
    with open_store(home.path) as fresh:
        assert fresh.project(PROJECT).incarnations(STACK) == [holding(1, "before"), holding(2, "after")]


def test_a_store_whose_key_was_lost_is_not_given_a_new_one(home: Home) -> None:
    with open_store(home.path) as store:
        records, lease = begin(store)
        write(records, lease, lambda batch: batch.put(holding(1, SECRET)))
    home.key.unlink()
    with pytest.raises(InvalidInput, match=r"is missing.*put back the key file"):
        open_store(home.path)
    assert not home.key.exists()


@pytest.mark.parametrize(
    ("said", "given"),
    (("hidden: true", "a word"), ("NoEcho: true", "a word"), ("", Sensitive(SECRET))),
    ids=("HOT", "CloudFormation", "given"),
)
def test_what_users_wrote_of_what_is_hidden_is_in_no_file_in_clear(
    home: Home, said: str, given: Value
) -> None:
    hidden = f"parameters: {{password: {SECRET}}}"
    environment = {"parameters": {"password": given}}
    source = Source(f"{said} # {SECRET}", files={"env.yaml": hidden}, environment=environment)
    revision = Revision(number=1, parent=0, source=source, created_at=TIME)
    with open_store(home.path) as store:
        records, lease = begin(store, a_stack())
        write(records, lease, lambda batch: batch.put_revision(revision))
        assert records.revision(STACK, 1) == revision
        assert store.examine() == []
        lease.release()
        assert not [name for name, content in files(home).items() if SECRET.encode() in content]
    with open_store(home.path) as store:
        assert store.project(PROJECT).revisions(STACK) == [revision]


def test_what_an_older_store_has_in_clear_can_be_read() -> None:
    source = Source(template="a: 1", files={"f": "text"}, parameters={"word": Sensitive(SECRET)})
    revision = Revision(number=1, parent=0, source=source, created_at=TIME)
    kept: dict[str, bytes] = {}

    def hide(secret: bytes) -> str:
        kept["0"] = secret
        return "0"

    text = Encoder(hide).encode(revision)
    assert decode(Revision, text, kept.__getitem__) == revision
