"""Heat, in the same lab, on the same template: as it was installed, with what is mended in it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from bench.fresh import ROOT
from bench.lab.place import cloud, servers, settings
from lab.turn import HEAT, turn

NAME = "bench"
PATIENCE = 1800.0
LOOK_EVERY = 0.5


@contextmanager
def mended(fixes: Sequence[str]) -> Iterator[None]:
    """Heat with these of ``lab/heat_fixes.py``, while the context lasts; then with those that it had."""
    with turn(settings(), HEAT):
        _restart(" ".join(fixes) or "none")
        try:
            yield
        finally:
            _restart(" ".join(sorted(settings().heat_fix)) or "none")


def _restart(fixes: str) -> None:
    environment = {**os.environ, "HEAT_FIX": fixes}
    for words in (["restart"], ["restart", "heat-engine"]):
        subprocess.run(
            [ROOT / "lab" / "lab", *words], cwd=ROOT, env=environment, check=True, capture_output=True
        )


def create(count: int) -> float:
    """Seconds until the stack is complete."""
    body = {"stack_name": NAME, "template": servers(count), "timeout_mins": 60}
    began = time.perf_counter()
    cloud().post("orchestration", "/stacks", body)
    _until("CREATE_COMPLETE")
    return time.perf_counter() - began


def delete() -> float:
    """Seconds until the stack is gone."""
    began = time.perf_counter()
    one = cloud()
    found = one.get("orchestration", f"/stacks?name={NAME}")["stacks"][0]
    one.call("DELETE", "orchestration", f"/stacks/{NAME}/{found['id']}")
    _until("")
    return time.perf_counter() - began


def _until(status: str) -> None:
    """Look at the list until the stack has that status; until it is not there for "". Raises AssertionError."""
    one, deadline = cloud(), time.monotonic() + PATIENCE
    while True:
        stacks = one.get("orchestration", f"/stacks?name={NAME}")["stacks"]
        now = stacks[0]["stack_status"] if stacks else ""
        if now == status:
            return
        told = msgspec.json.encode(stacks).decode()
        assert not now.endswith("_FAILED"), told
        assert time.monotonic() < deadline, told
        time.sleep(LOOK_EVERY)
