"""A reload: what may change while the service runs is changed, all else is told to need a restart."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import msgspec
import structlog

from setpoint.api.service.config import Reading
from setpoint.api.service.config.options import Option, options
from setpoint.api.service.tls import load_certificate
from setpoint.api.settings import Config, Current
from setpoint.model.errors import InvalidInput

_log = structlog.get_logger(source="service")

Read = Callable[[], Reading]


def reload(current: Current, read: Read, tls: ssl.SSLContext | None) -> None:
    """Read the configuration anew, and let count what may. Where anything is wrong with it, the old one stays."""
    try:
        wanted = read().config
        changed = [one for one in options().values() if _value(current.config, one) != _value(wanted, one)]
        taken = [one for one in changed if one.reloads]
        config = _with(current.config, wanted, taken)
        if tls and config.has_tls:
            load_certificate(tls, config.service)
    except InvalidInput as refused:
        _log.error("not reloaded", problems=[str(one) for one in refused.diagnostics])
        return
    current.exchange(config)
    _log.info("reloaded", changed=[one.key for one in taken])
    left = [one.key for one in changed if not one.reloads]
    if left:
        _log.warning("needs a restart", changed=left)


def _value(config: Config, option: Option) -> Any:
    return getattr(getattr(config, option.section), option.name)


def _with(config: Config, wanted: Config, taken: list[Option]) -> Config:
    for option in taken:
        section = getattr(config, option.section)
        changed = msgspec.structs.replace(section, **{option.name: _value(wanted, option)})
        config = msgspec.structs.replace(config, **{option.section: changed})
    return config
