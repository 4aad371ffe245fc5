"""What a server is told at its first boot: user data and files."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.nova.servers.wrapping import cfn_tools, software_config
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain, reveal

LONGEST = 65535
"""Characters of user data, in base64, that Nova takes."""

CFN_INIT = "AWS::CloudFormation::Init"
"""The metadata that cfn-init inside the server carries out."""

_CFN_TOOLS = re.compile(r"\bcfn-(?:init|hup|get-metadata|signal|push-stats|create-aws-symlinks)\b")


def encoded(want: Want) -> str:
    """The user data as Nova takes it; "" for none. Raises ResourceError for what cannot be given to a server."""
    text = _in_format(want, _text(want))
    found = base64.b64encode(text.encode()).decode()
    if len(found) > LONGEST:
        size = len(text.encode())
        raise ResourceError(
            Diagnostic(
                f"user_data has {size} bytes, more than the {LONGEST * 3 // 4} that a server can be given",
                advice="let it fetch the larger part from somewhere",
            )
        )
    return found


def _text(want: Want) -> str:
    """The text itself, or that of the software configuration whose id is given."""
    told = str(want.properties.get("user_data") or "")
    config = reveal(want.referred.get(told, {}).get("config")) if told else None
    if config is None and want.config is not None:
        config = reveal(want.config.config)
    return config if isinstance(config, str) else told


def _in_format(want: Want, text: str) -> str:
    """The text as it is, or as a part of a message. Raises ResourceError."""
    match want.properties.get("user_data_format"):
        case "SOFTWARE_CONFIG" if want.polling is not None:
            try:
                return software_config(text, want.polling.metadata(want.metadata, []))
            except ValueError as problem:
                raise ResourceError(Diagnostic(f"user_data has no place for metadata: {problem}")) from None
        case "HEAT_CFNTOOLS" if want.service:
            return cfn_tools(text, want.metadata, want.service)
        case "HEAT_CFNTOOLS":
            _refuse_tools(want, text)
    return text


def _refuse_tools(want: Want, text: str) -> None:
    """Where there is no service to ask, refuse what only tools inside a server can carry out, by asking.

    Everything else is handed to cloud-init as it is, in whatever format it was meant to be wrapped.
    """
    used = _CFN_TOOLS.search(text)
    needs = CFN_INIT if isinstance(want.metadata, Mapping) and CFN_INIT in want.metadata else ""
    if needs or used:
        raise ResourceError(
            Diagnostic(
                f"the server's {'metadata needs' if needs else 'user data calls'} the cfn tools:"
                f" {needs or (used and used.group())}",
                detail="they ask a service from within the server, and there is none",
                advice="run `setpoint serve`, with a public_endpoint; or set user_data_format to RAW, and let"
                " user_data do what is to be done",
            )
        )


def files(contents: Mapping[str, Any]) -> list[dict[str, Plain]]:
    """The property ``personality`` as Nova takes it."""
    return [
        {"path": path, "contents": base64.b64encode(str(content or "").encode()).decode()}
        for path, content in contents.items()
    ]
