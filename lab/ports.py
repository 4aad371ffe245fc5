"""Which port each program listens on, all on 127.0.0.1: the one table.

An API has its usual port + 10,000, so that a real installation on the same machine is not disturbed; RegionTwo has that
of RegionOne + 10,000. All lie below the ports that Linux hands out to clients (32768 and up).
"""

PORTS = {
    # servers
    "epmd": 14369,
    "mariadb": 13306,
    "memcached": 11311,
    "rabbitmq": 16672,
    "rabbitmq-nodes": 16673,
    "redis": 16379,
    # APIs
    "aodh": 18042,
    "barbican": 19311,
    "cinder": 18776,
    "designate": 19001,
    "glance": 19292,
    "gnocchi": 18041,
    "heat": 18004,
    "heat-cfn": 18000,
    "keystone": 15000,
    "neutron": 19696,
    "nova": 18774,
    "octavia": 19876,
    "placement": 18778,
    "setpoint": 18014,
    "swift": 18080,
    "zaqar": 18888,
    # pages
    "horizon": 18081,
    # behind the APIs
    "designate-mdns": 15354,
    "octavia-health": 15555,
    "swift-account": 16202,
    "swift-container": 16201,
    "swift-object": 16200,
}
REGION_STEP = 10_000
