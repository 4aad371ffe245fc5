"""Octavia's no-op network driver, but for the address of a load balancer: that is a real port of Neutron.

With the no-op driver alone every load balancer would have the same address on a port that does not exist, and no
floating IP could be given to it.
"""

from octavia.network.drivers.neutron import allowed_address_pairs
from octavia.network.drivers.noop_driver import driver


class Driver(driver.NoopNetworkDriver):
    """Makes, looks up and removes addresses in Neutron; plugs nothing into anything."""

    def __init__(self):
        super().__init__()
        neutron = allowed_address_pairs.AllowedAddressPairsDriver()
        for name in (
            "allocate_vip",
            "deallocate_vip",
            "get_network",
            "get_subnet",
            "get_port",
            "get_security_group_by_id",
        ):
            setattr(self, name, getattr(neutron, name))
