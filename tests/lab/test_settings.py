"""What one may choose for the lab, and what is refused before anything is done."""

import os
import re
from pathlib import Path

import pytest

from lab import heat_fixes
from lab.__main__ import require_machine
from lab.ports import PORTS
from lab.settings import REGIONS, Settings
from lab.telling import Failed


def test_no_two_programs_share_a_port() -> None:
    settings = Settings.read({})
    ports = [settings.port(name, region) for region in REGIONS for name in PORTS]
    assert len(set(ports)) == len(ports)
    assert max(ports) < 32768


def test_services_can_be_left_out() -> None:
    assert Settings.read({"LAB_SERVICES": "nova neutron"}).services == {"keystone", "nova", "neutron"}
    assert Settings.read({"LAB_REGIONS": "RegionOne"}).regions == ("RegionOne",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    (
        ("LAB_SERVICES", "nova neutrino", "neutrino is not known; there are aodh barbican "),
        ("LAB_REGIONS", "RegionNine", "RegionNine is not known; there are RegionOne RegionTwo"),
        ("LAB_WORKERS", "many", "'many' is not a number"),
        ("HEAT_FIX", "everything", "everything is not known"),
    ),
)
def test_an_unknown_word_is_refused(name: str, value: str, told: str) -> None:
    with pytest.raises(Failed, match=re.escape(f"{name}: {told}")):
        Settings.read({name: value})


def test_without_root_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Failed, match="run it as root"):
        require_machine()


def test_heat_is_mended_as_chosen(tmp_path: Path) -> None:
    engine = tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "heat" / "engine"
    engine.mkdir(parents=True)
    for fix in heat_fixes.FIXES.values():
        (engine / fix.file).write_text(f"before\n{fix.old}after\n")

    def with_fixes(words: str) -> tuple[bool, set[str]]:
        changed = heat_fixes.apply(Settings.read({"SETPOINT_LAB": str(tmp_path), "HEAT_FIX": words}))
        return changed, {
            name for name, fix in heat_fixes.FIXES.items() if fix.new in (engine / fix.file).read_text()
        }

    assert with_fixes("threads ast") == (True, {"threads", "ast"})
    assert with_fixes("threads ast") == (False, {"threads", "ast"})
    assert with_fixes("throttle") == (True, {"throttle"})
    assert with_fixes("none") == (True, set())
