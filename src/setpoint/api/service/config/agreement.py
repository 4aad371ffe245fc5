"""What options that are each good by themselves do not fit together in."""

from __future__ import annotations

import ipaddress
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from setpoint.api.fetching.reach import network_of
from setpoint.api.service.config.layers import Setting
from setpoint.api.service.config.options import options
from setpoint.api.settings.config import Config
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.place import Place

Settings = Mapping[tuple[str, str], Setting]


def disagreements(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    """What cannot go together, or cannot be what it is."""
    yield from _tls(config, settings)
    yield from _keystone(config, settings)
    yield from _urls(config, settings)
    yield from _networks(config, settings)
    yield from _paths(config, settings)
    yield from _readable_secrets(settings)


def _tls(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    service = config.service
    if service.cert_file and not service.key_file:
        yield _error(
            "there is a certificate without its key", settings, "cert_file", "set service.key_file, too"
        )
    if not service.cert_file:
        for name in ("key_file", "ca_file"):
            if getattr(service, name):
                yield _error(
                    f"service.{name} is set without a certificate",
                    settings,
                    name,
                    "set service.cert_file, too",
                )


def _keystone(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    told = [(section, name) for section, name in settings if section == "keystone"]
    if not config.keystone.auth_url:
        for key in told:
            yield Diagnostic(
                f"{'.'.join(key)} is set, and there is no Keystone",
                place=settings[key].place,
                advice="set keystone.auth_url, too",
            )
        return
    for name in ("username", "password"):
        if not getattr(config.keystone, name):
            place = settings["keystone", "auth_url"].place
            yield Diagnostic(f"a Keystone needs keystone.{name}", place=place)


def _urls(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    urls = (
        ("service", "public_endpoint", config.service.public_endpoint),
        ("keystone", "auth_url", config.keystone.auth_url),
        ("keystone", "www_authenticate_uri", config.keystone.www_authenticate_uri),
    )
    for section, name, url in urls:
        if url and not _is_url(url):
            yield Diagnostic(f"{section}.{name} is no URL", place=_place(settings, section, name), text=url)


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _networks(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    for proxy in config.service.trusted_proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as problem:
            yield _error(
                f"service.trusted_proxies: {problem}",
                settings,
                "trusted_proxies",
                "such as 10.0.0.5 or 10.0.0.0/24",
            )
    for name, listed in (("allowed", config.fetching.allowed), ("refused", config.fetching.refused)):
        names = name == "allowed"
        for one in listed:
            if network_of(one) is None and not (names and _NAME.fullmatch(one)):
                yield Diagnostic(
                    f"fetching.{name}: {one!r} is no network" + (", and no host's name" if names else ""),
                    place=_place(settings, "fetching", name),
                    advice="such as 10.0.0.5 or 10.0.0.0/24" + (", or www.example.org" if names else ""),
                )


_NAME = re.compile(r"(?=.*[a-zA-Z])[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\.?")
"""A host's. What has no letter was to be an address."""


def _paths(config: Config, settings: Settings) -> Iterator[Diagnostic]:
    path = config.metrics.path
    if not path.startswith("/") or path == "/":
        yield Diagnostic(
            f"metrics.path cannot be {path!r}",
            place=_place(settings, "metrics", "path"),
            detail="a path begins with / and goes on",
        )


def _readable_secrets(settings: Settings) -> Iterator[Diagnostic]:
    """A file that holds a password and that everybody may read is told of."""
    for key, setting in settings.items():
        if not options()[key].is_secret or setting.place is None or setting.is_text:
            continue
        path = Path(setting.place.file)
        if setting.origin.startswith(f"{path}:") and path.stat().st_mode & stat.S_IROTH:
            yield Diagnostic(
                f"others can read {'.'.join(key)} here",
                Severity.WARNING,
                place=setting.place,
                advice=f"chmod o= {path}, or name a file with {'.'.join(key)}_file",
            )


def _error(summary: str, settings: Settings, name: str, advice: str) -> Diagnostic:
    return Diagnostic(summary, place=_place(settings, "service", name), advice=advice)


def _place(settings: Settings, section: str, name: str) -> Place | None:
    setting = settings.get((section, name))
    return setting.place if setting else None
