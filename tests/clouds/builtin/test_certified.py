"""Every driver of the builtin cloud keeps the promises of a driver, in virtual time."""

import pkgutil

import pytest

from setpoint.certify import virtual_time
from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.builtin import cloud, drivers
from setpoint.clouds.cloud import CloudSettings
from setpoint.model.signal import Signal

SIGNALS = {
    "two": {"1": Signal(data="first"), "b": Signal(data={"second": 2})},
    "failed": {"1": Signal(), "2": Signal("FAILURE", "it broke")},
    "slow": {"1": Signal()},
    "none": None,
}

EXAMPLES = {
    "OS::Heat::TestResource": Examples(
        wanted={"value": "a", "wait_secs": "3600", "action_wait_secs": {"delete": 7200}},
        changed={"value": "b", "wait_secs": 60, "action_wait_secs": {"delete": 7200}},
        replaced={"value": "b", "update_replace": True},
        refused=[{"wait_secs": "soon"}, {"valeu": "a"}, {"constraint_prop_secs": -1}],
        failing={"fail": "true", "wait_secs": 10},
        lives_in_the_record=True,
        patience=7300,
    ),
    "OS::Heat::RandomString": Examples(
        wanted={"length": 12, "character_classes": [{"class": "digits", "min": 3}]},
        replaced={"length": 12, "character_classes": [{"class": "digits", "min": 3}], "salt": "more"},
        refused=[{"length": 0}, {"length": 2, "character_classes": [{"class": "digits", "min": 3}]}],
        lives_in_the_record=True,
    ),
    "OS::Heat::Value": Examples(
        wanted={"value": "1", "type": "number"},
        changed={"value": {"a": [1, None]}, "type": "json"},
        refused=[{}, {"value": "one", "type": "number"}],
        lives_in_the_record=True,
    ),
    "OS::Heat::None": Examples(wanted={"flavor": "large", "any": {"thing": [1]}}, lives_in_the_record=True),
    "OS::Heat::Delay": Examples(
        wanted={"min_wait": 60, "max_jitter": 5, "actions": ["CREATE", "DELETE", "SUSPEND", "RESUME"]},
        changed={"min_wait": 30, "actions": ["CREATE", "DELETE", "SUSPEND", "RESUME"]},
        refused=[{"min_wait": -1}, {"actions": ["UPDATE"]}],
        lives_in_the_record=True,
        patience=70,
    ),
    "OS::Heat::CloudConfig": Examples(
        wanted={"cloud_config": {"packages": ["nginx"]}},
        replaced={"cloud_config": {"packages": ["nginx", "curl"]}},
        lives_in_the_record=True,
    ),
    "OS::Heat::MultipartMime": Examples(
        wanted={"parts": [{"config": "#!/bin/sh", "filename": "start.sh", "subtype": "x-shellscript"}]},
        replaced={"parts": []},
        refused=[{"parts": [{"filename": "start.sh"}]}, {"parts": [{"config": "", "type": "image"}]}],
        lives_in_the_record=True,
    ),
    "OS::Heat::SoftwareConfig": Examples(
        wanted={"config": "echo", "inputs": [{"name": "who", "default": 1}], "outputs": [{"name": "said"}]},
        replaced={
            "config": "echo",
            "inputs": [{"name": "whom", "default": 1}],
            "outputs": [{"name": "said"}],
        },
        refused=[{"inputs": [{"type": "String"}]}, {"outputs": [{"name": "a", "type": "Text"}]}],
        lives_in_the_record=True,
    ),
    "OS::Heat::StructuredConfig": Examples(
        wanted={"config": {"a": [1, {"get_input": "b"}]}, "group": "os-apply-config"},
        replaced={"config": {"a": [2, {"get_input": "b"}]}, "group": "os-apply-config"},
        refused=[{"config": "text"}],
        lives_in_the_record=True,
    ),
    "OS::Heat::SoftwareComponent": Examples(
        wanted={"configs": [{"config": "echo", "tool": "script"}], "options": {"a": 1}},
        replaced={"configs": [{"config": "echo", "tool": "ansible"}], "options": {"a": 1}},
        refused=[
            {},
            {"configs": []},
            {"configs": [{"config": "echo"}]},
            {"configs": [{"tool": "a"}, {"tool": "b", "actions": ["DELETE", "UPDATE"]}]},
        ],
        lives_in_the_record=True,
    ),
    "OS::Heat::SoftwareDeployment": Examples(
        wanted={"server": "s", "signal_transport": "NO_SIGNAL", "input_values": {"a": 1}},
        changed={
            "server": "s",
            "signal_transport": "NO_SIGNAL",
            "input_values": {"a": [2]},
            "name": "n",
            "actions": ["CREATE", "DELETE"],
        },
        replaced={"server": "t", "signal_transport": "NO_SIGNAL", "input_values": {"a": 1}},
        refused=[
            {},
            {"server": "s", "actions": ["CHECK"]},
            {"server": "s", "signal_transport": "PIGEON"},
        ],
        failing={"server": "s", "config": "nobody"},
        lives_in_the_record=True,
    ),
    "OS::Heat::StructuredDeployment": Examples(
        wanted={"server": "s", "signal_transport": "NO_SIGNAL", "actions": ["CREATE", "DELETE", "SUSPEND"]},
        changed={"server": "s", "signal_transport": "NO_SIGNAL", "actions": ["DELETE"]},
        replaced={"server": "s", "signal_transport": "NO_SIGNAL", "input_key": "input"},
        refused=[{"server": "s", "input_values_validate": "SOMETIMES"}, {"server": "s", "config": {}}],
        failing={"server": "s", "config": "nobody"},
        lives_in_the_record=True,
    ),
    "OS::Heat::WaitConditionHandle": Examples(
        wanted={},
        replaced={"signal_transport": "CFN_SIGNAL"},
        refused=[
            {"signal_transport": "PIGEON"},
        ],
        lives_in_the_record=True,
    ),
    "OS::Heat::UpdateWaitConditionHandle": Examples(
        wanted={}, refused=[{"signal_transport": "CFN_SIGNAL"}], lives_in_the_record=True
    ),
    "AWS::CloudFormation::WaitConditionHandle": Examples(
        wanted={}, refused=[{"Count": 1}], lives_in_the_record=True
    ),
    "OS::Heat::WaitCondition": Examples(
        wanted={"handle": "two", "timeout": "43200"},
        changed={"handle": "two", "timeout": 43200, "count": 2},
        replaced={"handle": "two", "timeout": 43199},
        refused=[
            {"handle": "two"},
            {"timeout": 60},
            {"handle": "two", "timeout": 0},
            {"handle": "two", "timeout": 43201},
            {"handle": "two", "timeout": 60, "count": 0},
        ],
        failing={"handle": "failed", "timeout": 60, "count": 2},
        signals=SIGNALS,
        lives_in_the_record=True,
    ),
    "AWS::CloudFormation::WaitCondition": Examples(
        wanted={"Handle": "two", "Timeout": "43200"},
        changed={"Handle": "two", "Timeout": 43200, "Count": 2},
        replaced={"Handle": "none", "Timeout": 43200},
        refused=[{"Handle": "two", "Timeout": 0.5}, {"handle": "two", "timeout": 60}],
        failing={"Handle": "slow", "Timeout": 60, "Count": 2},
        signals=SIGNALS,
        lives_in_the_record=True,
        patience=61,
    ),
}


@pytest.mark.parametrize("type_name", EXAMPLES)
def test_its_driver_is_certified(type_name: str) -> None:
    driver = cloud(CloudSettings("builtin", "local", "")).driver(type_name)
    assert driver is not None
    virtual_time.run(certify_driver(driver, EXAMPLES[type_name]))


def test_no_driver_is_left_out() -> None:
    files = {module.name for module in pkgutil.iter_modules(drivers.__path__)}
    assert len(files) == len(EXAMPLES)
