"""Names of the constraints that only a cloud can answer: whether there is such a thing, and one may use it.

A template may use them; what they say of a value comes out when the cloud is asked to make the resource.
The names are those that OpenStack Heat registers.
"""

NAMES = frozenset(
    f"{service}.{thing}"
    for service, things in {
        "barbican": "container secret",
        "blazar": "reservation",
        "cinder": "backup qos_specs snapshot volume vtype",
        "designate": "zone",
        "glance": "image",
        "ironic": "node portgroup",
        "keystone": "domain group project region role service user",
        "magnum": "cluster_template",
        "manila": "share_network share_snapshot share_type",
        "mistral": "workflow",
        "neutron": "address_scope flow_classifier network port port_pair port_pair_group qos_policy router"
        " security_group segment subnet subnetpool",
        "neutron.lbaas": "listener loadbalancer pool provider",
        "neutron.taas": "tap_flow tap_service",
        "nova": "flavor host keypair network server",
        "octavia": "availabilityzone availabilityzoneprofile flavor flavorprofile l7policy listener loadbalancer"
        " pool",
        "trove": "flavor",
        "zaqar": "queue",
    }.items()
    for thing in things.split()
)
