"""What is told while the service runs: structured, a line an event, on stderr.

What libraries log through Python's own ``logging`` comes out in the same form. Lines that belong to a request bear its
id, whoever writes them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import sys
import threading
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


threshold = Threshold()


def begin_logging(logs: Logs) -> None:
    """Log from now on as configured: the format for good, the level until :func:`change_level`."""
    if logs.format == "json":
        _steps[:] = _completed, _as_json
    else:
        colours = sys.stderr.isatty()
        _steps[:] = (
            _completed,
            structlog.dev.ConsoleRenderer(timestamp_key="at", colors=colours),
            _as_bytes,
        )
    structlog.configure(
        processors=_steps,
        wrapper_class=structlog.make_filtering_bound_logger(DEBUG),
        logger_factory=lambda *_names: _LINES,
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


def tell(event: EventDict) -> None:
    """Tell what is worth it for most (``info``), without a logger, whose way there takes as long as all of this.

    For what is told of every request. Whoever calls it has looked at :data:`threshold`.
    """
    line: Any = event
    for step in _steps:
        line = step(None, "info", line)
    _LINES.write(line)


def _completed(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Add what every line bears, or drop what is not worth one: a single step, as each costs a request its time."""
    if _LEVELS.get(method, ERROR) < threshold.level and event.get("source") != AUDIT:
        raise structlog.DropEvent
    event["level"] = "error" if method == "exception" else method
    event["at"] = dt.datetime.now(dt.UTC).isoformat()
    exchange = current_exchange.get()
    if exchange is not None:
        event["request_id"] = exchange.request_id
        if exchange.global_request_id:
            event["global_request_id"] = exchange.global_request_id
    return event


def _as_json(logger: WrappedLogger, method: str, event: EventDict) -> bytes:
    if "exc_info" in event:
        event = structlog.processors.format_exc_info(logger, method, event)
    try:
        return msgspec.json.encode(event, enc_hook=str)
    except UnicodeEncodeError:  # half a character, as names of files may hold
        return json.dumps(event, default=str).encode()


def _as_bytes(_logger: WrappedLogger, _method: str, event: EventDict | str) -> bytes:
    return str(event).encode("utf-8", errors="backslashreplace")


class _Lines:
    """Writes lines to stderr, each whole. Where nobody reads them any more, requests are answered all the same."""

    def __init__(self) -> None:
        self._one = threading.Lock()

    def write(self, line: bytes) -> None:
        with contextlib.suppress(OSError), self._one:
            os.write(STDERR, line + b"\n")

    debug = info = warning = error = critical = exception = msg = write


STDERR = 2
_LINES = _Lines()
_steps: list[Processor] = [_completed, _as_json]
"""What makes a line of an event."""


class _Handed(logging.Handler):
    """Hands what is logged through Python's ``logging`` on."""

    def emit(self, record: logging.LogRecord) -> None:
        more: MutableMapping[str, Any] = {"exc_info": record.exc_info} if record.exc_info else {}
        level = next((name for name, least in _LEVELS.items() if record.levelno <= least), "critical")
        log = structlog.get_logger(source=record.name)
        getattr(log, level)(record.getMessage(), **more)
