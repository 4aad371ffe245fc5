"""The contracts that `lint-imports` checks name every room and cloud there is."""

import tomllib
from pathlib import Path
from typing import Any

from tests.house.sources import ROOT, SRC

CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]["contracts"]
PURE = {"model", "types", "templates", "policies", "engine.planner"}


def test_every_cloud_is_kept_apart_from_the_others() -> None:
    packages = {f"setpoint.clouds.{name}" for name in _packages("clouds")}
    clouds = {name for name in packages if (_folder(name.removeprefix("setpoint.")) / "cloud.py").exists()}
    assert clouds == set(_contract("Clouds do not know each other")["modules"])
    shared = _contract("What clouds have in common knows none of them")
    assert packages - clouds == set(shared["source_modules"])
    assert clouds == set(shared["forbidden_modules"])


def test_every_pure_room_is_held_to_it() -> None:
    pure = {f"setpoint.{name}" for name in PURE if _folder(name).is_dir()}
    assert pure == set(_contract("Templates, planner, types and model")["source_modules"])


def test_a_contract_is_a_sentence() -> None:
    assert all(len(contract["name"].split()) >= 4 for contract in CONTRACTS)


def _contract(opening: str) -> dict[str, Any]:
    (found,) = (contract for contract in CONTRACTS if contract["name"].startswith(opening))
    return found


def _packages(room: str) -> list[str]:
    return [path.parent.name for path in _folder(room).glob("*/__init__.py")]


def _folder(name: str) -> Path:
    return SRC.joinpath("setpoint", *name.split("."))
