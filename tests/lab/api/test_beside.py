"""In a region of the lab, clients find Setpoint's own service where Heat is elsewhere, and all else as it is there."""

from __future__ import annotations

import pytest

from lab.catalogue import BESIDE
from lab.serving import Serving
from lab.settings import MAIN_REGION
from setpoint import __version__
from tests.lab.conftest import RunningLab

pytestmark = pytest.mark.lab


def found_in(lab: RunningLab, region: str) -> dict[tuple[str, str], str]:
    """The addresses that the catalogue has in a region, by the type of the service and the interface."""
    return {
        (service["type"], endpoint["interface"]): endpoint["url"]
        for service in lab.cloud().get("identity", "/auth/catalog")["catalog"]
        for endpoint in service["endpoints"]
        if endpoint["region"] == region
    }


def test_the_region_differs_in_its_orchestration_alone(lab: RunningLab, beside: Serving) -> None:
    here, there = found_in(lab, BESIDE), found_in(lab, MAIN_REGION)
    assert here.keys() == there.keys()
    assert {service for service, _ in (key for key in here if here[key] != there[key])} == {"orchestration"}
    assert here["orchestration", "public"].startswith(f"{beside.address}/v1/")


@pytest.mark.usefixtures("beside")
def test_what_answers_there_is_setpoint(lab: RunningLab) -> None:
    cloud = lab.in_region(BESIDE)
    assert cloud.get("orchestration", "/build_info")["engine"] == {"revision": __version__}
