"""Where the driver of a type is looked for."""

from __future__ import annotations

import pytest

from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.region import Known

FILES = {
    "OS::Aodh::LBMemberHealthAlarm": "lb_member_health_alarm",
    "OS::Neutron::FloatingIPPortForward": "floating_ip_port_forward",
    "OS::Neutron::QoSPolicy": "qos_policy",
    "OS::Neutron::RBACPolicy": "rbac_policy",
    "OS::Nova::KeyPair": "key_pair",
    "OS::Octavia::L7Policy": "l7_policy",
}


@pytest.mark.parametrize("type", FILES)
def test_its_file_is_called_as_the_type(type: str) -> None:
    cloud = OpenStackCloud("one", CloudConfig("one", "region", auth={}))
    driver = cloud.driver(type)
    assert driver is not None
    assert driver.kind.name == type
    assert type_of(driver).__module__.endswith(f".{FILES[type]}")


def type_of(driver: object) -> type:
    return driver.__class__


def test_types_without_one_have_none() -> None:
    cloud = OpenStackCloud("one", CloudConfig("one", "region", auth={}))
    assert cloud.driver("OS::Nova::Nothing") is None
    assert cloud.driver("OS::Nothing::Server") is None
    assert cloud.driver("Setpoint::Local::File") is None


def test_while_something_is_on_its_way_only_its_own_service_has_news_of_it() -> None:
    cloud, woken = OpenStackCloud("one", CloudConfig("one", "region", auth={})), list[str]()
    cloud._wake = lambda tokens: woken.extend(tokens or ())
    cloud.region.known |= {"s1": Known("building", "compute"), "s2": Known("resting")}
    cloud._hear(["s1", "s2", "s3"], "network")
    assert woken == ["resting"], "its port was changed, which matters to one that rests"
    cloud._hear(["s1"], "compute")
    cloud._hear(["s1"], "")
    assert woken == ["resting", "building", "building"]
