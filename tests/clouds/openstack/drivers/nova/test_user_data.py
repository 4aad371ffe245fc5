"""What of user data is handed to a server, and what cannot be."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.nova.servers.user_data import encoded, files
from setpoint.model.errors import ResourceError
from setpoint.model.value import Sensitive

FORMATS = ("RAW", "HEAT_CFNTOOLS", "SOFTWARE_CONFIG")


def want(text: str, form: str = "HEAT_CFNTOOLS", *, metadata: Any = None, **referred: Any) -> Want:
    return Want({"user_data": text, "user_data_format": form}, "server", metadata=metadata, referred=referred)


def given(one: Want) -> str:
    return base64.b64decode(encoded(one)).decode()


@pytest.mark.parametrize("form", FORMATS)
def test_text_is_handed_over_as_it_is(form: str) -> None:
    assert given(want("#!/bin/sh\necho grüß\n", form)) == "#!/bin/sh\necho grüß\n"
    assert encoded(want("", form)) == ""


@pytest.mark.parametrize("config", ("#cloud-config\n", Sensitive("#cloud-config\n")))
def test_the_id_of_a_configuration_stands_for_its_text(config: Any) -> None:
    assert given(want("c0ffee", "RAW", c0ffee={"config": config})) == "#cloud-config\n"


@pytest.mark.parametrize(
    "wrong",
    (
        want("#!/bin/sh\n/opt/aws/bin/cfn-init -s x\n"),
        want("cfn-signal -e 0 'http://x'"),
        want("", metadata={"AWS::CloudFormation::Init": {}}),
    ),
)
def test_what_only_tools_in_the_server_can_do_is_refused(wrong: Want) -> None:
    with pytest.raises(ResourceError, match="cfn") as refused:
        encoded(wrong)
    assert "RAW" in refused.value.diagnostic.advice


def test_in_other_formats_such_words_mean_nothing() -> None:
    assert given(want("cfn-init", "RAW", metadata={"AWS::CloudFormation::Init": {}})) == "cfn-init"


def test_too_much_is_refused_without_showing_it() -> None:
    assert encoded(want("x" * 49_149))
    with pytest.raises(ResourceError, match="49152 bytes") as refused:
        encoded(want("x" * 49_152))
    assert "xxxx" not in str(refused.value)


def test_files() -> None:
    assert files({"/etc/motd": "hello", "/etc/empty": None}) == [
        {"path": "/etc/motd", "contents": "aGVsbG8="},
        {"path": "/etc/empty", "contents": ""},
    ]
