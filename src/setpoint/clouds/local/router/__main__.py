"""``python -m setpoint.clouds.local.router CONFIG``: run a router until SIGTERM, in the foreground."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import msgspec
import uvloop

from setpoint.clouds.local.router.server import Router


async def serve(path: Path) -> None:
    """Run until a signal asks for the end."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Router(path).run(stop)


def main() -> str | None:
    """Run, and tell in one line why that was not possible."""
    try:
        uvloop.run(serve(Path(sys.argv[1])))
    except (OSError, msgspec.MsgspecError) as error:
        return f"router: {error}"
    return None


if __name__ == "__main__":
    sys.exit(main())
