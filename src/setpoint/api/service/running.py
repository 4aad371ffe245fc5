"""The whole service: sockets, TLS, and one process or several."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import structlog

from setpoint.api.service.config import Reading
from setpoint.api.service.exposure import check_exposure
from setpoint.api.service.listening import listening
from setpoint.api.service.logs import begin_logging
from setpoint.api.service.notice import READY, STOPPING, notify
from setpoint.api.service.process import Open, Post, Process, Sockets
from setpoint.api.service.reload import Read
from setpoint.api.service.supervisor import Supervisor
from setpoint.api.service.tls import tls_context
from setpoint.api.settings import Config, Current
from setpoint.api.settings.address import Address
from setpoint.model.place import Place


class Hooks(msgspec.Struct, frozen=True):
    """What the service tells whoever runs it.

    ``greet`` is called with the configuration, as it really is, once the service can be reached; ``tell`` makes an exit
    code of what made a process end, and says it; ``bury`` is told the id of each process that has died.
    """

    greet: Callable[[Config], None]
    tell: Callable[[BaseException], int]
    bury: Callable[[int], None] = lambda _pid: None


def run_service(reading: Reading, read: Read, open_: Open, hooks: Hooks) -> int:
    """Serve until told to end (SIGTERM, SIGINT), and answer the exit code.

    ``read`` reads the configuration anew (on SIGHUP). Raises InvalidInput where the service cannot be as configured.
    """
    config = reading.config
    check_exposure(config)
    tls = tls_context(config.service)
    sockets = _sockets(reading)
    real = Address(config.service.listen.host, sockets.api[0].getsockname()[1])
    config = msgspec.structs.replace(config, service=msgspec.structs.replace(config.service, listen=real))

    def ready() -> None:
        hooks.greet(config)
        notify(READY)

    def ending() -> None:
        for one in (*sockets.api, *sockets.metrics):
            one.close()
        notify(STOPPING)

    def work(post: Post, started: Callable[[], None]) -> int:
        try:
            Process(Current(reading.config), read, open_, sockets, tls, post).run(started)
        except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001 - said here, where the process ends
            return hooks.tell(problem)
        return 0

    if config.service.workers == 1:
        return work(Post(), ready)
    begin_logging(config.logs)
    return Supervisor(
        config.service.workers,
        work,
        graceful=config.service.graceful_shutdown_timeout,
        ready=ready,
        ending=ending,
        told=structlog.get_logger(source="service").error,
        buried=hooks.bury,
    ).run()


def _sockets(reading: Reading) -> Sockets:
    def place(section: str) -> Place | None:
        setting = reading.settings.get((section, "listen"))
        return setting.place if setting else None

    metrics = reading.config.metrics
    apart = listening(metrics.listen, place("metrics")) if metrics.enabled and metrics.listen else []
    return Sockets(listening(reading.config.service.listen, place("service")), apart)
