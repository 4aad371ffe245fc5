"""A hypervisor that makes nothing: Nova's own fake driver, with an identity that survives a restart and a build time.

Nova loads drivers from its package `nova.virt` only, so this file is copied there as `lab.py`.
"""

import os
import time
import uuid
from pathlib import Path

from nova.virt import fake


class Driver(fake.FakeDriver):
    """The fake driver; building takes as many seconds as the file $LAB_SPAWN_FILE says when it begins."""

    @staticmethod
    def _node(name):
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))

    def get_available_resource(self, nodename):
        # The original invents an identity at each start, and nova-compute then refuses to run.
        return {**super().get_available_resource(nodename), "uuid": self._node(nodename)}

    def get_nodenames_by_uuid(self, refresh=False):  # noqa: FBT002 - as Nova calls it
        return {self._node(name): name for name in self.get_available_nodes()}

    def spawn(self, *args, **kwargs):
        file = Path(os.environ["LAB_SPAWN_FILE"])
        time.sleep(float(file.read_text() or 0) if file.exists() else 0)
        return super().spawn(*args, **kwargs)
