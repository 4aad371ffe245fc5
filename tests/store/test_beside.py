"""What belongs to a project and to no stack: kept whole, and its secrets with it, encrypted, in its own row."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from setpoint.model.diagnostic import Severity
from setpoint.model.errors import Conflict, InvalidInput, NotFound
from setpoint.model.software import ConfigHead
from setpoint.model.stack import StackId
from setpoint.model.value import Sensitive
from setpoint.store import Store, open_store
from setpoint.store.home import Home
from setpoint.store.records import ProjectBatch, Records
from setpoint.store.secrets import read_keys
from tests.store.values import (
    CONFIG,
    DEPLOYMENT,
    PROJECT,
    SERVER,
    TIME,
    a_config,
    a_deployment,
    one_of_everything_of_a_project,
)

SECRET = "correct-horse-battery-staple"
CONFIG_WITH_SECRETS = a_config(
    config=Sensitive(f"{SECRET}-config"), options={"key": Sensitive(f"{SECRET}-option")}
)
DEPLOYMENT_WITH_SECRETS = a_deployment(input_values={"password": Sensitive(f"{SECRET}-input")})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home.path) as store:
        store.project(PROJECT).commit_now(one_of_everything_of_a_project(ProjectBatch(), SECRET))
        yield store


@pytest.fixture
def records(store: Store) -> Records:
    return store.project(PROJECT)


def spoil(home: Home, *statements: str) -> None:
    """Change the database as no program of ours would."""
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_is_kept_is_read_back(records: Records) -> None:
    found = records.software_config(CONFIG)
    assert found == CONFIG_WITH_SECRETS
    assert isinstance(found.config, Sensitive)
    assert records.software_deployment(DEPLOYMENT) == DEPLOYMENT_WITH_SECRETS
    assert records.software_configs() == [ConfigHead(CONFIG, "install", "script", TIME)]
    assert records.software_deployments("elsewhere") == []


def test_a_users_own_map_with_the_stores_word_in_it_is_kept(records: Records) -> None:
    config = a_config("other", config={"$secret": "0"}, inputs=Sensitive([{"$secret": "1"}]))
    records.commit_now(ProjectBatch().put_config(config))
    assert records.software_config("other") == config


def test_configurations_come_newest_first_and_deployments_oldest_first(records: Records) -> None:
    batch = ProjectBatch().put_config(a_config("next")).put_deployment(a_deployment("later", "next"))
    records.commit_now(batch)
    assert [one.id for one in records.software_configs()] == ["next", CONFIG]
    assert [one.id for one in records.software_deployments()] == [DEPLOYMENT, "later"]
    assert [one.id for one in records.software_deployments(SERVER)] == [DEPLOYMENT, "later"]
    assert (records.count_software_configs(), records.count_software_deployments()) == (2, 2)


@pytest.mark.usefixtures("store")
def test_no_secret_is_in_clear_in_any_file(home: Home) -> None:
    for path in home.path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    spoil(home, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in home.database.read_bytes()
    assert b"install" in home.database.read_bytes(), "what is no secret is there to be found"


def test_a_configuration_that_is_deployed_is_not_removed(records: Records) -> None:
    with pytest.raises(Conflict, match="is deployed"):
        records.commit_now(ProjectBatch().drop_config(CONFIG))
    assert records.software_config(CONFIG)
    records.commit_now(ProjectBatch().drop_deployment(DEPLOYMENT).drop_config(CONFIG))
    assert records.software_configs() == []
    for gone in (ProjectBatch().drop_config(CONFIG), ProjectBatch().drop_deployment(DEPLOYMENT)):
        with pytest.raises(NotFound):
            records.commit_now(gone)


def test_only_what_is_there_is_deployed(records: Records) -> None:
    with pytest.raises(NotFound):
        records.commit_now(ProjectBatch().put_deployment(a_deployment("other", "nothing")))
    of_stack = a_deployment("other", "a resource", stack=StackId("web"))
    records.commit_now(ProjectBatch().put_deployment(of_stack))
    assert records.software_deployment("other") == of_stack


def test_a_change_that_comes_too_late_changes_nothing(records: Records) -> None:
    before = records.software_deployment(DEPLOYMENT)
    assert before
    one = a_deployment(status="COMPLETE", output_values=Sensitive({"key": SECRET}), updated_at=TIME + 1)
    other = a_deployment(status="FAILED", updated_at=TIME + 2)
    records.commit_now(ProjectBatch().change_deployment(before, one))
    with pytest.raises(Conflict):
        records.commit_now(ProjectBatch().change_deployment(before, other))
    assert records.software_deployment(DEPLOYMENT) == one
    records.commit_now(ProjectBatch().drop_deployment(DEPLOYMENT))
    with pytest.raises(NotFound):
        records.commit_now(ProjectBatch().change_deployment(one, other))
    assert records.software_deployments() == []


def test_a_batch_that_is_refused_leaves_nothing(records: Records) -> None:
    with pytest.raises(NotFound):
        records.commit_now(ProjectBatch().put_config(a_config("other")).drop_deployment("nothing"))
    assert records.software_config("other") is None


def test_the_key_is_exchanged_for_these_secrets_too(store: Store, records: Records, home: Home) -> None:
    before = read_keys(home.key)
    assert store.rotate_key() == 2
    assert not set(read_keys(home.key)) & set(before)
    assert records.software_config(CONFIG) == CONFIG_WITH_SECRETS
    with open_store(home.path) as fresh:
        assert fresh.project(PROJECT).software_deployment(DEPLOYMENT) == DEPLOYMENT_WITH_SECRETS
        assert fresh.examine() == []


def test_a_store_whose_key_was_lost_is_not_given_a_new_one(store: Store, home: Home) -> None:
    store.close()
    home.key.unlink()
    with pytest.raises(InvalidInput, match=r"is missing.*put back the key file"):
        open_store(home.path)
    assert not home.key.exists()


@pytest.mark.parametrize(
    ("statement", "summary", "detail"),
    (
        ("UPDATE software_configs SET body = '[]'", "a record in software_configs cannot be read", "row 1"),
        (
            "UPDATE software_deployments SET body = 'x'",
            "a record in software_deployments cannot be read",
            "row 1",
        ),
        ("UPDATE software_configs SET sealed = x'00'", "a secret cannot be decrypted", "no key"),
        (
            "UPDATE software_deployments SET sealed = NULL",
            "a secret is missing",
            "row 1 of software_deployments",
        ),
        ("UPDATE software_deployments SET config = 99", "rows of software_deployments", ""),
    ),
)
def test_damage_is_found(store: Store, home: Home, statement: str, summary: str, detail: str) -> None:
    assert store.examine() == []
    spoil(home, "PRAGMA foreign_keys = OFF", statement)
    found = [one for one in store.examine() if summary in one.summary and detail in one.detail]
    assert {one.severity for one in found} == {Severity.ERROR}


def test_a_secret_that_is_lost_is_told_to_whoever_reads(records: Records, home: Home) -> None:
    spoil(home, "UPDATE software_configs SET sealed = NULL")
    with pytest.raises(InvalidInput, match="a secret is missing"):
        records.software_config(CONFIG)
