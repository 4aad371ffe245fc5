"""Makes one process of a local cloud, as ``up`` does: ``python -m ... HOME TOKEN``."""

import asyncio
import sys
from pathlib import Path

from tests.clouds.local.world import PROCESS, World

if __name__ == "__main__":
    home, token = sys.argv[1:]
    asyncio.run(World(Path(home)).create(PROCESS, token, command=["sleep", "1000"]))
