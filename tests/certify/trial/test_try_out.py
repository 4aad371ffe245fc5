"""A trial plays a template's whole life, tells what happened, and finds what is wrong with the template."""

import pytest

from setpoint.certify.trial import Act, Conditions, Outcome, Report, Scene, try_out
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place
from setpoint.model.stack import Source

HEADER = "heat_template_version: 2021-04-16\n"

APP = """
parameters:
  key: {type: string, default: my-key}
  count: {type: number, default: 2}
resources:
  net: {type: OS::Neutron::Net}
  sub:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.9.0.0/24}
  router: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: outside}}}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: sub}}
  port:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet: {get_resource: sub}}]}
  address:
    type: OS::Neutron::FloatingIP
    depends_on: joined
    properties: {floating_network: outside, port_id: {get_resource: port}}
  secret: {type: OS::Heat::RandomString}
  server:
    type: OS::Nova::Server
    properties:
      flavor: small
      image: cirros
      key_name: {get_param: key}
      networks: [{subnet: {get_resource: sub}}]
      user_data_format: RAW
      user_data: {get_attr: [secret, value]}
  disk: {type: OS::Cinder::Volume, properties: {size: 1}}
  attached:
    type: OS::Cinder::VolumeAttachment
    properties: {instance_uuid: {get_resource: server}, volume_id: {get_resource: disk}}
  nets: {type: OS::Heat::ResourceGroup, properties: {count: {get_param: count}, resource_def: {type: OS::Neutron::Net}}}
"""


def source(text: str = APP, **parameters: object) -> Source:
    return Source(template=HEADER + text, template_name="app.yaml", parameters=parameters)


def bigger() -> Source:
    return source(APP.replace("flavor: small", "flavor: large"), count=3)


def scene(report: Report, act: Act) -> Scene:
    (found,) = [one for one in report.scenes if one.act is act]
    return found


def outcomes(report: Report) -> dict[Act, Outcome]:
    return {one.act: one.outcome for one in report.scenes}


def passed(report: Report) -> Report:
    assert report.passed, [str(problem) for one in report.scenes for problem in (one.what, *one.problems)]
    return report


def test_a_good_template_passes_every_act() -> None:
    report = passed(try_out(source(), bigger()))
    assert outcomes(report) == dict.fromkeys(Act, Outcome.PASSED)
    assert list(outcomes(report)) == list(Act)
    assert scene(report, Act.CREATE).what == "13 to create"
    assert scene(report, Act.CREATE).seconds > 8, "a server takes its virtual time"
    assert scene(report, Act.REST).updates == 0
    assert scene(report, Act.CHANGE).what.startswith("1 to create, ")
    assert scene(report, Act.DELETE).what == "12 things gone from the cloud"
    assert report.faults == {"400 refused": 2}


def test_what_a_template_takes_to_be_there_is_there() -> None:
    assert try_out(source()).provided == ("OS::Neutron::Net outside", "OS::Nova::KeyPair my-key")


def test_without_a_change_its_acts_are_left_out() -> None:
    report = passed(try_out(source()))
    left_out = {act for act, outcome in outcomes(report).items() if outcome is Outcome.LEFT_OUT}
    assert left_out == {Act.ROLL_BACK, Act.CHANGE}
    assert scene(report, Act.CHANGE).what == "no change was given"


def test_a_template_that_makes_nothing_on_the_cloud() -> None:
    report = passed(try_out(source("resources: {secret: {type: OS::Heat::RandomString}}")))
    assert scene(report, Act.CREATE).outcome is Outcome.PASSED
    assert scene(report, Act.HEAL).what == "it has nothing on the cloud"
    assert scene(report, Act.GIVE_UP).what == "it takes no call to the cloud"


@pytest.mark.parametrize("weather", ("none", "mild", "storm"))
def test_the_same_conditions_give_the_same_trial(weather: str) -> None:
    conditions = Conditions(seed=2, weather=weather)
    assert try_out(source(), bigger(), conditions) == try_out(source(), bigger(), conditions)


@pytest.mark.parametrize("seed", range(6))
def test_mild_weather_is_lived_through(seed: int) -> None:
    report = passed(try_out(source(), bigger(), Conditions(seed, "mild")))
    assert len(report.faults) > 3


@pytest.mark.parametrize("seed", (*range(6), 25, 35, 51))
def test_a_storm_is_lived_through(seed: int) -> None:
    report = passed(try_out(source(), bigger(), Conditions(seed, "storm")))
    assert len(report.faults) > 6
    assert scene(report, Act.CREATE).updates >= 1


def test_another_seed_is_another_trial() -> None:
    faults = [try_out(source(), None, Conditions(seed, "mild")).faults for seed in (1, 2)]
    assert faults[0] != faults[1]


def test_a_dependency_that_is_missing_is_found_and_placed() -> None:
    """A subnet that is only named in a roundabout way is not seen to be the one that the port is on."""
    text = APP.replace("    depends_on: joined\n", "").replace(
        "subnet: {get_resource: sub}}\n  port", "subnet: {list_join: ['', [{get_resource: sub}]]}}\n  port"
    )
    text = text.replace("  joined:\n", "  joined:\n    depends_on: disk # which takes a while\n")
    report = try_out(source(text))
    failed = scene(report, Act.CREATE)
    assert failed.outcome is Outcome.FAILED
    (problem,) = failed.problems
    assert (
        problem.summary
        == "404: there is no way from the external network to subnet 'trial-sub-" + problem.summary[-13:]
    )
    assert problem.advice == "a router interface joins them: let the floating IP depend on it"
    assert problem.address == "address"
    assert problem.place == Place("app.yaml", 19, 3)
    assert {one.outcome for one in report.scenes if one is not failed} == {Outcome.LEFT_OUT}
    assert not report.passed


def test_a_quota_that_is_too_small_is_told() -> None:
    report = try_out(source(), None, Conditions(quotas={"volumes": 0}))
    assert "would fail at disk: 1 volume over quota" in scene(report, Act.CREATE).what


def test_a_change_that_cannot_be_made_is_told() -> None:
    smaller = "resources: {disk: {type: OS::Cinder::Volume, properties: {size: %d}}}"
    report = try_out(source(smaller % 5), source(smaller % 1))
    assert "it cannot shrink" in scene(report, Act.CHANGE).what


def test_a_template_that_is_wrong_is_not_played() -> None:
    with pytest.raises(InvalidInput, match=r"app\.yaml:2"):
        try_out(source("resources: {net: {type: OS::Neutron::Nett}}"))


def test_a_change_that_is_wrong_is_not_played_either() -> None:
    with pytest.raises(InvalidInput, match="no such"):
        try_out(source(), source(APP, **{"no such": 1}))


def test_types_that_are_not_simulated_are_refused_by_name() -> None:
    balanced = "resources: {lb: {type: OS::Octavia::LoadBalancer, properties: {vip_subnet: s}}}"
    with pytest.raises(InvalidInput, match="OS::Octavia::LoadBalancer"):
        try_out(source(balanced))
