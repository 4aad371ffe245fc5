"""User data of several parts: what tools in images look for is there, and what is run at the first boot runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from email import message_from_string
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.nova.servers.user_data import encoded
from setpoint.clouds.openstack.drivers.nova.servers.wrapping import software_config
from setpoint.model.address import Address
from setpoint.model.arn import Arn
from setpoint.model.errors import ResourceError
from setpoint.model.polling import Polling
from setpoint.model.software import SoftwareConfig
from setpoint.model.stack import ProjectId, StackId
from setpoint.model.value import Sensitive
from tests.clouds.openstack.drivers.nova.test_user_data import given

SERVICE = "https://heat.example:8004"
ARN = Arn(ProjectId("p1"), "app", StackId("c0ffee"), Address("web/0/server"))
KEYS = {"access_key": "abc", "secret": Sensitive("of it"), "host": "heat.example:8004"}


def want(text: str, form: str, transport: str = "", **more: Any) -> Want:
    asks = Polling(transport, SERVICE, ARN, KEYS) if transport else None
    properties = {"user_data": text, "user_data_format": form}
    return Want(properties, "server", service=SERVICE, polling=asks, **more)


def parts(text: str) -> dict[str, tuple[str, str]]:
    """By file name: type and text."""
    message = message_from_string(text)
    assert message.is_multipart()
    found = {}
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found[part.get_filename() or ""] = (part.get_content_type(), content.decode())
    return found


def test_a_server_is_given_its_metadata_and_its_own_part() -> None:
    one = want("#!/bin/sh\necho grüß\n", "SOFTWARE_CONFIG", "POLL_SERVER_HEAT", metadata={"role": "web"})
    found = parts(given(one))
    assert found[""] == ("text/plain", "#!/bin/sh\necho grüß\n")
    kind, text = found["cfn-init-data"]
    told = json.loads(text)
    how = told.pop("os-collect-config")
    assert (kind, told) == ("text/x-cfninitdata", {"role": "web", "deployments": []})
    assert how["collectors"] == ["ec2", "heat", "local"]
    assert (how["heat"]["stack_id"], how["heat"]["resource_name"]) == ("app/c0ffee", "web/0/server")
    assert how["heat"]["auth_url"] == f"{SERVICE}/in-server/v3"
    assert "of it" not in text, "the secret itself stays here"
    assert found["part-handler.py"][0] == "text/part-handler"
    assert encoded(one) == encoded(one), "it would be another one each time it is looked at"


def test_parts_of_its_own_stay_what_they_are() -> None:
    inner = software_config("#!/bin/sh\n", {"inner": 1})
    config = SoftwareConfig("0" * 36, config=Sensitive(inner))
    found = parts(given(want("0" * 36, "SOFTWARE_CONFIG", "POLL_SERVER_CFN", config=config)))
    assert found[""] == ("text/plain", "#!/bin/sh\n")
    assert found["boothook.sh"][0] == "text/cloud-boothook"
    assert "inner" not in json.loads(found["cfn-init-data"][1])


def test_where_nobody_can_be_asked_there_is_metadata_all_the_same() -> None:
    asks = Polling("POLL_SERVER_HEAT", "", ARN, KEYS)
    properties = {"user_data": "#!/bin/sh\n", "user_data_format": "SOFTWARE_CONFIG"}
    told = json.loads(parts(given(Want(properties, "server", polling=asks)))["cfn-init-data"][1])
    assert told == {"deployments": [], "os-collect-config": {"collectors": ["ec2", "local"]}}


def test_ignition_has_the_metadata_among_its_files() -> None:
    text = '{"ignition": {"version": "2.2.0"}, "storage": {"files": [{"path": "/etc/motd"}]}}'
    told = json.loads(given(want(text, "SOFTWARE_CONFIG", "POLL_SERVER_CFN", metadata={"role": "web"})))
    first, *kept = told["storage"]["files"]
    assert first == {"path": "/etc/motd"}
    assert [one["path"] for one in kept] == [
        "/var/lib/heat-cfntools/cfn-init-data",
        "/var/lib/cloud/data/cfn-init-data",
    ]
    kind, _, source = kept[0]["contents"]["source"].partition(",")
    assert (kind, json.loads(unquote(source))["role"]) == ("data:", "web")
    wrong = text.replace('{"files": [{"path": "/etc/motd"}]}', '"none"')
    with pytest.raises(ResourceError, match="no place for metadata"):
        encoded(want(wrong, "SOFTWARE_CONFIG", "POLL_SERVER_CFN"))


def test_with_cfn_tools_it_becomes_a_file_that_is_run() -> None:
    found = parts(given(want("#!/bin/sh\ncfn-init\n", "HEAT_CFNTOOLS", metadata={"a": 1})))
    assert found["cfn-userdata"] == ("text/x-cfninitdata", "#!/bin/sh\ncfn-init\n")
    assert found["loguserdata.py"][0] == "text/x-shellscript"
    assert found["cfn-init-data"][1] == '{"a":1}'
    assert found["cfn-metadata-server"][1] == f"{SERVICE}/in-server/cfn"
    assert "cfn_region_endpoint = heat.example" in found["cfn-boto-cfg"][1]
    assert "cfn-init-data" not in parts(given(want("", "HEAT_CFNTOOLS")))


@pytest.mark.parametrize(
    ("script", "code"), (("#!/bin/sh\nexit 3\n", 3), ("#!/bin/sh\necho hello\n", 0), ("", 0))
)
def test_what_is_kept_as_a_file_is_run_and_logged(tmp_path: Path, script: str, code: int) -> None:
    found = parts(given(want(script, "HEAT_CFNTOOLS")))
    handler, runner = (found[name][1] for name in ("part-handler.py", "loguserdata.py"))
    for there in ("/var/lib/heat-cfntools", "/var/lib/cloud/data", "/var/log"):
        (tmp_path / there[1:]).mkdir(parents=True)
        handler, runner = (text.replace(f'"{there}', f'"{tmp_path}{there}') for text in (handler, runner))
    names: dict[str, Any] = {}
    exec(handler, names)  # as cloud-init does
    assert names["list_types"]() == ["text/x-cfninitdata"]
    names["handle_part"](None, "__begin__", "", "")
    for name, (kind, text) in found.items():
        if kind == "text/x-cfninitdata":
            names["handle_part"](None, kind, name, text)
    names["handle_part"](None, "__end__", "", "")
    folder = tmp_path / "var/lib/heat-cfntools"
    assert (folder / "cfn-userdata").read_text() == script
    assert (folder / "cfn-metadata-server").stat().st_mode & 0o777 == 0o600
    ran = subprocess.run([sys.executable, "-c", runner], check=False, timeout=20, env=os.environ)
    assert ran.returncode == code
    assert (folder / "provision-finished").exists() is (code == 0)
    log = (tmp_path / "var/log/heat-provision.log").read_text()
    assert ("hello" in log, f"with {code}" in log) == ("hello" in script, True)
