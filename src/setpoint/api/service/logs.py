"""What is told while the service runs: structured, a line an event, on stderr.

What libraries log through Python's own ``logging`` comes out in the same form. Lines that belong to a request bear its
id, whoever writes them.
"""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from setpoint.api.service.exchange import current_exchange
from setpoint.api.settings.logs import Logs

DEBUG, INFO, WARNING, ERROR, CRITICAL = 10, 20, 30, 40, 50
_LEVELS = {"debug": DEBUG, "info": INFO, "warning": WARNING, "error": ERROR, "critical": CRITICAL}
_QUIET = {"uvicorn": WARNING, "asyncio": WARNING}
"""Libraries that tell of what is told already."""


AUDIT = "audit"
"""The source whose events are told at every level: they are no chatter."""


class Threshold:
    """What is less than its level is not told. It may change at any time."""

    def __init__(self) -> None:
        """Tell what is worth it for most."""
        self.level = INFO

    def __call__(self, _logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Drop an event that is less."""
        if _LEVELS.get(method, ERROR) < self.level and event.get("source") != AUDIT:
            raise structlog.DropEvent
        return event


threshold = Threshold()


def begin_logging(logs: Logs) -> None:
    """Log from now on as configured: the format for good, the level until :func:`change_level`."""
    processors: list[Processor] = [
        threshold,
        _named,
        structlog.processors.add_log_level,
        _at,
    ]
    if logs.format == "json":
        processors += [structlog.processors.format_exc_info, _as_json]
    else:
        colours = sys.stderr.isatty()
        processors.append(structlog.dev.ConsoleRenderer(timestamp_key="at", colors=colours))
        processors.append(_as_bytes)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(DEBUG),
        logger_factory=_loggers,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Handed()], level=DEBUG, force=True)
    for library, level in _QUIET.items():
        logging.getLogger(library).setLevel(level)
    change_level(logs)


def change_level(logs: Logs) -> None:
    """Tell what is at least as much as configured."""
    threshold.level = _LEVELS[logs.level]
    logging.getLogger().setLevel(threshold.level)


def _loggers(*_names: Any) -> structlog.BytesLogger:
    return structlog.BytesLogger(sys.stderr.buffer)


def _named(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Add the request for which it happens."""
    exchange = current_exchange.get()
    if exchange is not None:
        event["request_id"] = exchange.request_id
        if exchange.global_request_id:
            event["global_request_id"] = exchange.global_request_id
    return event


def _at(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["at"] = dt.datetime.now(dt.UTC).isoformat()
    return event


def _as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


def _as_bytes(_logger: WrappedLogger, _method: str, event: EventDict | str) -> bytes:
    return str(event).encode("utf-8", errors="backslashreplace")


class _Handed(logging.Handler):
    """Hands what is logged through Python's ``logging`` on."""

    def emit(self, record: logging.LogRecord) -> None:
        more: MutableMapping[str, Any] = {"exc_info": record.exc_info} if record.exc_info else {}
        level = next((name for name, least in _LEVELS.items() if record.levelno <= least), "critical")
        log = structlog.get_logger(source=record.name)
        getattr(log, level)(record.getMessage(), **more)
