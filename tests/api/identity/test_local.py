"""Without Keystone: one token, in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from setpoint.api.caller import Unauthorized
from setpoint.api.identity.local import LocalIdentity, _make
from setpoint.model.errors import InvalidInput


async def opened(home: Path) -> LocalIdentity:
    one = LocalIdentity(home)
    await one.open()
    return one


async def test_a_token_is_made_and_lets_in(tmp_path: Path) -> None:
    one = await opened(tmp_path / "home")
    token = one.path.read_text().strip()
    caller = await one.caller(token)
    assert (caller.project, caller.user) == ("local", "local")
    assert caller.roles == {"admin", "member", "reader"}
    assert one.path.stat().st_mode & 0o7777 == 0o600
    assert len(token) == 43  # 32 bytes, six bits a character
    assert [path.name for path in one.path.parent.iterdir() if path.is_file()] == ["token"]


async def test_it_stays_and_is_another_in_each_folder(tmp_path: Path) -> None:
    token = (await opened(tmp_path / "a")).path.read_text()
    assert (await opened(tmp_path / "a")).path.read_text() == token
    assert (await opened(tmp_path / "b")).path.read_text() != token


@pytest.mark.parametrize(
    "change", (lambda _: "", str.upper, lambda token: token[:-1], lambda token: token + "é")
)
async def test_no_other_lets_in(tmp_path: Path, change: Callable[[str], str]) -> None:
    one = await opened(tmp_path)
    with pytest.raises(Unauthorized):
        await one.caller(change(one.path.read_text().strip()))


async def test_before_it_is_opened_and_after_nobody_gets_in(tmp_path: Path) -> None:
    one = LocalIdentity(tmp_path)
    with pytest.raises(Unauthorized):
        await one.caller("")
    await one.open()
    token = one.path.read_text().strip()
    await one.close()
    for shown in (token, ""):
        with pytest.raises(Unauthorized):
            await one.caller(shown)


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o666, 0o620))
async def test_one_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    one = await opened(tmp_path)
    one.path.chmod(mode)
    token = one.path.read_text().strip()
    with pytest.raises(InvalidInput, match=f"may be known to others.*{mode:04o}") as refused:
        await LocalIdentity(tmp_path).open()
    assert token not in str(refused.value)


async def test_one_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(InvalidInput, match="may be known to others"):
        await LocalIdentity(tmp_path).open()


@pytest.mark.parametrize("text", ("", "\n", "short", "x" * 20 + "\x00" * 30, "é" * 40))
async def test_what_is_no_token_is_refused(tmp_path: Path, text: str) -> None:
    one = await opened(tmp_path)
    one.path.write_text(text)
    with pytest.raises(InvalidInput, match="holds no token"):
        await LocalIdentity(tmp_path).open()


async def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = await opened(tmp_path / "a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "token").symlink_to(elsewhere.path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        await LocalIdentity(tmp_path / "b").open()


async def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "token", 0o600)
    with pytest.raises(InvalidInput, match="is no file"):
        await LocalIdentity(tmp_path).open()


def test_of_several_who_make_it_at_once_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "token"

    def make(_: int) -> str:
        _make(path)
        return path.read_text()

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(make, range(64)))) == 1
    assert list(tmp_path.iterdir()) == [path]
