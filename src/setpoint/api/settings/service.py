"""The section ``[service]``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from setpoint.api.settings.address import Address
from setpoint.api.settings.option import option


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how the service listens, and what it drives."""

    listen: Annotated[
        Address, option("Where the API listens: HOST:PORT. Port 0 is one that the kernel chooses.")
    ] = Address("127.0.0.1", 8004)
    insecure_listen: Annotated[
        bool,
        option(
            "Listen beyond this machine although there is no Keystone to say who asks, or no TLS to keep tokens from "
            "others on the way. For a network that nobody else is on, or behind a proxy that speaks TLS."
        ),
    ] = False
    workers: Annotated[
        int,
        option("Processes that answer requests. The first of them has the engine.", least=1, most=128),
    ] = 1
    public_endpoint: Annotated[
        str,
        option(
            "The URL under which clients reach the API, where it is another than the one they ask: behind a proxy. "
            "Links in answers begin with it, and so do the addresses at which servers signal: without it, these are "
            "where the service listens, unless that is everywhere."
        ),
    ] = ""
    data_folder: Annotated[
        Path | None,
        option("Where all is kept. By default SETPOINT_HOME, or `setpoint` in the user's data folder."),
    ] = None
    cloud: Annotated[
        str,
        option("The cloud of stacks that name none: `local`, `simulated`, or a name from clouds.yaml."),
    ] = "local"
    cert_file: Annotated[
        Path | None,
        option("The certificate chain of the service (PEM). With it, the API speaks TLS only.", reloads=True),
    ] = None
    key_file: Annotated[Path | None, option("The key of that certificate (PEM).", reloads=True)] = None
    ca_file: Annotated[
        Path | None,
        option("Authorities (PEM): clients must then show a certificate that one of them has signed."),
    ] = None
    trusted_proxies: Annotated[
        tuple[str, ...],
        option(
            "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. "
            "From anybody else these say nothing."
        ),
    ] = ()
    hidden_stack_tags: Annotated[
        tuple[str, ...],
        option(
            "Stacks with one of these tags are left out of lists, unless `show_hidden` asks for them.",
            heat=("data-processing-cluster",),
            reloads=True,
        ),
    ] = ("data-processing-cluster",)
    request_timeout: Annotated[
        float,
        option(
            "How long a request may take: its body must have come by then (else 408), and the answer be there "
            "(else 504).",
            unit="seconds",
            least=0.1,
            most=3600,
        ),
    ] = 60.0
    graceful_shutdown_timeout: Annotated[
        float,
        option(
            "How long requests under way may take once the service is told to end (SIGTERM).",
            unit="seconds",
            least=0,
            most=3600,
            heat=60,
        ),
    ] = 60.0
    keep_alive_timeout: Annotated[
        float,
        option("How long a connection may stand idle between requests.", unit="seconds", least=1, most=3600),
    ] = 75.0
    rate_per_client: Annotated[
        float,
        option(
            "Requests that one client (an IPv4 address, or an IPv6 network of 64 bits) may make, in the long run; "
            "more are answered with 429 and Retry-After. 0 is no limit. Each of several processes counts for itself.",
            unit="requests a second",
            least=0,
            reloads=True,
        ),
    ] = 0.0
    rate_per_project: Annotated[
        float,
        option(
            "Requests that may be made for one project, by all of its users together, and by whoever signals what is "
            "in its stacks or asks from within their servers, as `rate_per_client` says of one client. 0 is no limit.",
            unit="requests a second",
            least=0,
            reloads=True,
        ),
    ] = 0.0
    rate_burst: Annotated[
        int,
        option(
            "Requests that a client, or a project, may make at once before those limits count.",
            least=1,
            reloads=True,
        ),
    ] = 100
    signed_url_lifetime: Annotated[
        float,
        option(
            "How long a signed address of a wait condition handle may be used, from when it was made; it has to be "
            "longer than anybody waits for it. 0 is as long as the handle is there, as in Heat.",
            unit="seconds",
            least=0,
            reloads=True,
        ),
    ] = 0.0
    allowed_origins: Annotated[
        tuple[str, ...],
        option(
            "Web pages that may call the API from a browser (CORS), by origin: https://dashboard.example.org"
        ),
    ] = ()
