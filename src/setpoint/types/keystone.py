"""OS::Keystone types: names that are unique within a domain, and passwords."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {
    "OS::Keystone::Domain": Declarations(unique={"domain": ["name"]}),
    "OS::Keystone::Group": Declarations(unique={"group": ["name", "domain"]}),
    "OS::Keystone::Project": Declarations(unique={"project": ["name", "domain"]}),
    "OS::Keystone::Region": Declarations(unique={"region": ["id"]}),
    "OS::Keystone::Role": Declarations(unique={"role": ["name", "domain"]}),
    "OS::Keystone::User": Declarations(unique={"user": ["name", "domain"]}, secret_properties=["password"]),
}
