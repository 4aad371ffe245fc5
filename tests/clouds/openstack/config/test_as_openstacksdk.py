"""What we read of a cloud is what openstacksdk reads of it; and what it cannot read, we refuse."""

from pathlib import Path

import pytest

from setpoint.model.errors import InvalidInput
from tests.clouds.openstack.config.cases import READ, REFUSED
from tests.clouds.openstack.config.world import World, facts


@pytest.mark.parametrize("name", READ)
def test_read(name: str, tmp_path: Path) -> None:
    case = READ[name]
    world = World(tmp_path).lay_out(case)
    theirs = world.read_by_openstacksdk(case.cloud, case.region)
    assert theirs is not None, "openstacksdk refuses it"
    assert facts(world.read(case.cloud, case.region)) == theirs


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    case = REFUSED[name]
    world = World(tmp_path).lay_out(case)
    assert world.read_by_openstacksdk(case.cloud, case.region) is None, "openstacksdk reads it"
    with pytest.raises(InvalidInput) as refused:
        world.read(case.cloud, case.region)
    assert all(one.summary for one in refused.value.diagnostics)
