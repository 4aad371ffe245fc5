"""The section ``[keystone]``, with the names of keystonemiddleware's ``[keystone_authtoken]``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from setpoint.api.settings.option import option
from setpoint.model.value import Sensitive


class Keystone(msgspec.Struct, frozen=True, kw_only=True):
    """Who says who asks. Without `auth_url` there is no Keystone: a token in a file of this machine counts."""

    auth_url: Annotated[str, option("Keystone's URL: https://cloud.example.org:5000/v3")] = ""
    www_authenticate_uri: Annotated[
        str, option("Keystone's URL as clients without a token are told it. By default `auth_url`.")
    ] = ""
    username: Annotated[str, option("The user that the service is in Keystone.")] = ""
    password: Annotated[Sensitive | None, option("That user's password.")] = None
    password_file: Annotated[
        Path | None, option("A file that holds nothing but the password, in place of `password`.")
    ] = None
    project_name: Annotated[str, option("The project in which the service has its role.")] = "service"
    user_domain_name: Annotated[str, option("The domain of that user.")] = "Default"
    project_domain_name: Annotated[str, option("The domain of that project.")] = "Default"
    region_name: Annotated[
        str, option("The region of the catalogue in which the service stands. By default any.")
    ] = ""
    token_cache_time: Annotated[
        float,
        option(
            "How long what Keystone has said of a token is believed: so late, at most, a revoked one is refused.",
            unit="seconds",
            least=0,
            most=3600,
            heat=300,
        ),
    ] = 300.0
    stack_credential: Annotated[
        Literal["trust", "application_credential"],
        option(
            "By what the service acts for whoever made a stack when that user's token is gone. `trust`: the user's "
            "roles in the project, which the service alone can use. `application_credential`: the same, limited by "
            "access rules to the services that the stack's resources are of. That takes an administrator as "
            "`username`, and `service_type` in [keystone_authtoken] of every service."
        ),
    ] = "trust"
    application_credential_lifetime: Annotated[
        float,
        option(
            "How long such an application credential is good. An update by the stack's owner in the second half of "
            "that time renews it; when it is over, whoever updates the stack takes it over. 0 is as long as the stack "
            "is there, as it always is for a trust.",
            unit="seconds",
            least=0,
        ),
    ] = 0.0
    cafile: Annotated[
        Path | None,
        option(
            "The authorities (PEM) that sign Keystone's certificate, where the system does not trust them."
        ),
    ] = None
    insecure: Annotated[bool, option("Do not check Keystone's certificate. For trials only.")] = False
