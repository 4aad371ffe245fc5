"""Several processes count together: in files of a folder, which any of them can add up."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

from setpoint.api.settings import Config

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; prometheus_client reads it."""


@contextmanager
def counted_together(config: Config) -> Iterator[Callable[[int], None]]:
    """Let the processes that are forked from here on count together, where there are several and they count at all.

    What is given forgets the gauges of a process that has died; what it has counted stays.
    """
    if config.service.workers == 1 or not config.metrics.enabled:
        os.environ.pop(FOLDER, None)
        yield lambda _pid: None
        return
    with tempfile.TemporaryDirectory(prefix="setpoint-metrics-") as folder:
        os.environ[FOLDER] = folder
        values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call] # decided at import, too
        yield mark_process_dead
