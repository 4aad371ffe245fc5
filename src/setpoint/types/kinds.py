"""The kinds of things that properties name, as custom constraints call them, and the types that make one of each."""

from __future__ import annotations

from collections.abc import Mapping

MADE_BY: Mapping[str, tuple[str, ...]] = {
    "barbican.container": (
        "OS::Barbican::CertificateContainer",
        "OS::Barbican::GenericContainer",
        "OS::Barbican::RSAContainer",
    ),
    "barbican.secret": ("OS::Barbican::Secret",),
    "cinder.qos_specs": ("OS::Cinder::QoSSpecs",),
    "cinder.volume": ("OS::Cinder::Volume",),
    "cinder.vtype": ("OS::Cinder::VolumeType",),
    "designate.zone": ("OS::Designate::Zone",),
    "glance.image": ("OS::Glance::WebImage",),
    "keystone.domain": ("OS::Keystone::Domain",),
    "keystone.group": ("OS::Keystone::Group",),
    "keystone.project": ("OS::Keystone::Project",),
    "keystone.region": ("OS::Keystone::Region",),
    "keystone.role": ("OS::Keystone::Role",),
    "keystone.service": ("OS::Keystone::Service",),
    "keystone.user": ("OS::Keystone::User",),
    "neutron.address_scope": ("OS::Neutron::AddressScope",),
    "neutron.floating_ip": ("OS::Neutron::FloatingIP",),
    "neutron.network": ("OS::Neutron::Net", "OS::Neutron::ProviderNet"),
    "neutron.port": ("OS::Neutron::Port",),
    "neutron.qos_policy": ("OS::Neutron::QoSPolicy",),
    "neutron.router": ("OS::Neutron::Router",),
    "neutron.security_group": ("OS::Neutron::SecurityGroup",),
    "neutron.segment": ("OS::Neutron::Segment",),
    "neutron.subnet": ("OS::Neutron::Subnet",),
    "neutron.subnetpool": ("OS::Neutron::SubnetPool",),
    "nova.availability_zone": ("OS::Nova::HostAggregate",),
    "nova.flavor": ("OS::Nova::Flavor",),
    "nova.keypair": ("OS::Nova::KeyPair",),
    "nova.server": ("OS::Nova::Server",),
    "octavia.availabilityzone": ("OS::Octavia::AvailabilityZone",),
    "octavia.availabilityzoneprofile": ("OS::Octavia::AvailabilityZoneProfile",),
    "octavia.flavor": ("OS::Octavia::Flavor",),
    "octavia.flavorprofile": ("OS::Octavia::FlavorProfile",),
    "octavia.l7policy": ("OS::Octavia::L7Policy",),
    "octavia.listener": ("OS::Octavia::Listener",),
    "octavia.loadbalancer": ("OS::Octavia::LoadBalancer",),
    "octavia.pool": ("OS::Octavia::Pool",),
}

KIND_OF: Mapping[str, str] = {type_name: kind for kind, names in MADE_BY.items() for type_name in names}
"""The same, the other way round."""

PARTS: Mapping[str, Mapping[str, str]] = {
    "OS::Neutron::Net": {"OS::Neutron::Subnet": "network"},
    "OS::Neutron::Router": {"OS::Neutron::RouterInterface": "router"},
    "OS::Octavia::LoadBalancer": {
        "OS::Octavia::Listener": "loadbalancer",
        "OS::Octavia::Pool": "loadbalancer",
    },
    "OS::Octavia::Pool": {"OS::Octavia::HealthMonitor": "pool", "OS::Octavia::PoolMember": "pool"},
    "OS::Nova::Server": {"OS::Cinder::VolumeAttachment": "instance_uuid"},
}
"""By type, the types whose things are a part of the one that they name, each with the property that names it."""
