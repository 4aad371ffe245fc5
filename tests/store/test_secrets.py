"""The key file is private, is made once, and is rotated without a secret being lost."""

import os
import stat
from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from setpoint.store.secrets import Keyring, make_key, read_keys, write_keys


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    make_key(path)
    return path


def test_the_key_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_key(tmp_path / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_key_is_made_only_once_and_leaves_no_draft(key: Path) -> None:
    before = key.read_bytes()
    make_key(key)
    assert key.read_bytes() == before
    assert [path.name for path in key.parent.iterdir()] == ["key"]


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o620, 0o700 | 0o010))
def test_a_looser_mode_is_refused_with_advice(key: Path, mode: int) -> None:
    key.chmod(mode)
    with pytest.raises(InvalidInput, match=f"chmod 600 {key}"):
        Keyring(key).seal(b"x")


@pytest.mark.parametrize("content", (b"", b"\n", b"password\n", b"\xff\xfe\n", b"AAAA\n"))
def test_a_file_without_keys_is_refused(key: Path, content: bytes) -> None:
    key.write_bytes(content)
    with pytest.raises(InvalidInput, match="is no key file"):
        Keyring(key).seal(b"x")


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        Keyring(tmp_path / "key").open(b"x")


def test_what_was_sealed_can_be_opened_by_another_process(key: Path) -> None:
    sealed = Keyring(key).seal(b"hush")
    assert b"hush" not in sealed
    assert Keyring(key).open(sealed) == b"hush"


def test_another_stores_secret_cannot_be_opened(key: Path) -> None:
    sealed = Keyring(None).seal(b"hush")
    with pytest.raises(InvalidInput, match="cannot be decrypted"):
        Keyring(key).open(sealed)


def test_an_id_depends_on_the_secret_its_stack_and_the_key(key: Path) -> None:
    ring = Keyring(key)
    ids = {
        ring.identify("a", b"hush"),
        ring.identify("b", b"hush"),
        ring.identify("a", b"hush!"),
        Keyring(None).identify("a", b"hush"),
    }
    assert len(ids) == 4
    assert ring.identify("a", b"hush") == Keyring(key).identify("a", b"hush")


def test_after_a_rotation_only_the_new_key_is_left_and_fits_everything(key: Path) -> None:
    ring, old = Keyring(key), read_keys(key)
    sealed = [ring.seal(b"one"), ring.seal(b"two")]
    ring.rotate(lambda anew: sealed.__setitem__(slice(None), [anew(one) for one in sealed]))
    assert len(read_keys(key)) == 1
    assert read_keys(key) != old
    assert [Keyring(key).open(one) for one in sealed] == [b"one", b"two"]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_rotation_that_was_interrupted_leaves_all_keys(key: Path) -> None:
    ring = Keyring(key)
    sealed = ring.seal(b"hush")

    def die(_anew: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ring.rotate(die)
    assert Keyring(key).open(sealed) == b"hush"
    assert len(read_keys(key)) == 2


def test_a_process_seals_with_the_new_key_as_soon_as_another_rotated(key: Path) -> None:
    ring, other = Keyring(key), Keyring(key)
    ring.seal(b"x")
    other.rotate(lambda _anew: None)
    assert Keyring(key).open(ring.seal(b"hush")) == b"hush"


def test_a_process_opens_what_another_sealed_with_a_new_key(key: Path) -> None:
    ring, other = Keyring(key), Keyring(key)
    ring.seal(b"x")
    other.rotate(lambda _anew: None)
    assert ring.open(other.seal(b"hush")) == b"hush"


def test_keys_are_replaced_as_a_whole(key: Path) -> None:
    inode = key.stat().st_ino
    write_keys(key, read_keys(key) * 2)
    assert key.stat().st_ino != inode
    assert [path.name for path in key.parent.iterdir()] == ["key"]
