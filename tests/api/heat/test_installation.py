"""Who serves, as ``/build_info`` and ``/services`` tell it."""

from setpoint import __version__
from setpoint.api.heat.describing.installation import Engine, build_info, services

ENGINE = Engine("5f0c", "host", started_at=0, seen_at=120.5, interval=60)


def test_the_build_is_that_of_the_program_unless_an_operator_says_another() -> None:
    assert build_info() == {"api": {"revision": __version__}, "engine": {"revision": __version__}}
    assert build_info("r7") == {"api": {"revision": "r7"}, "engine": {"revision": "r7"}}


def test_an_engine_under_heats_keys() -> None:
    (one,) = services([ENGINE], now=130)["services"]
    assert one == {
        "id": "5f0c",
        "binary": "heat-engine",
        "engine_id": "5f0c",
        "host": "host",
        "hostname": "host",
        "topic": "engine",
        "report_interval": 60,
        "created_at": "1970-01-01T00:00:00.000000",
        "updated_at": "1970-01-01T00:02:00.500000",
        "deleted_at": None,
        "status": "up",
    }


def test_an_engine_that_has_missed_a_report_is_down() -> None:
    at = [services([ENGINE], now)["services"][0]["status"] for now in (240.5, 240.6)]
    assert at == ["up", "down"]
