"""Fills Keystone: the catalogue of all regions, the services' users, and the people of the lab."""

from collections.abc import Iterable
from dataclasses import replace

from lab.place import Place
from lab.rest import Cloud
from lab.service import Endpoint, Service
from lab.settings import HEAT_IP, IP, PASSWORD

PERSON = "demo"  # an ordinary user, in a project of the same name
PERSON_ROLES = ("member",)  # enough for every service: no policy was changed for it
SERVICE_ROLES = ("admin", "service")
SETPOINT = "setpoint"  # the user that Setpoint's own service is, beside those of OpenStack's
BESIDE = (
    "Setpoint"  # the region that is RegionOne, with Setpoint's service in the place of Heat (`serving.py`)
)
OTHER_ROLES = (
    "heat_stack_user",
    "ResellerAdmin",
)  # of the users inside Heat's stacks; of Swift's administrator


class Identity:
    """Keystone's records, looked at once, so that a second run only asks and makes nothing twice."""

    def __init__(self, admin: Cloud) -> None:
        self._admin = admin
        self._known = {
            kind: self._all(kind) for kind in ("regions", "services", "roles", "projects", "users", "domains")
        }
        self._endpoints = {
            (entry["service_id"], entry["region_id"], entry["interface"]): entry
            for entry in admin.get("identity", "/endpoints")["endpoints"]
        }

    def _all(self, kind: str) -> dict[str, str]:
        entries = self._admin.get("identity", f"/{kind}")[kind]
        key = {"regions": "id", "services": "type"}.get(kind, "name")
        return {entry[key]: entry["id"] for entry in entries}

    def make(self, kind: str, named: str, **more: object) -> str:
        """Return the id of a record of that name (type, for a service), made where it is missing."""
        known = self._known[kind]
        if named not in known:
            key = {"regions": "id", "services": "type"}.get(kind, "name")
            one = kind.removesuffix("s")
            made = self._admin.post("identity", f"/{kind}", {one: {key: named, **more}})[one]
            known[named] = made["id"]
        return known[named]

    def user(self, name: str, project: str, roles: Iterable[str]) -> None:
        """Make a user with roles in a project."""
        project_id = self.make("projects", project, domain_id="default")
        more = {"domain_id": "default", "password": PASSWORD, "default_project_id": project_id}
        user_id = self.make("users", name, **more)
        for role in roles:
            role_id = self.make("roles", role)
            self._admin.call("PUT", "identity", f"/projects/{project_id}/users/{user_id}/roles/{role_id}")

    def domain_admin(self, domain: str, user: str) -> None:
        """Make a domain, and a user who rules it."""
        domain_id = self.make("domains", domain)
        found = self._admin.get("identity", f"/users?domain_id={domain_id}&name={user}")["users"]
        if not found:
            body = {"user": {"name": user, "domain_id": domain_id, "password": PASSWORD}}
            found = [self._admin.post("identity", "/users", body)["user"]]
        role_id = self.make("roles", "admin")
        self._admin.call("PUT", "identity", f"/domains/{domain_id}/users/{found[0]['id']}/roles/{role_id}")

    def endpoint(self, service_id: str, region: str, interface: str, url: str) -> None:
        """Make an endpoint, or give it its present address."""
        have = self._endpoints.get((service_id, region, interface))
        body = {"service_id": service_id, "region_id": region, "interface": interface, "url": url}
        if have is None:
            self._admin.post("identity", "/endpoints", {"endpoint": body})
        elif have["url"] != url:
            self._admin.call("PATCH", "identity", f"/endpoints/{have['id']}", {"endpoint": body})


def fill(admin: Cloud, places: Iterable[Place], services: dict[str, Service]) -> None:
    """Make what is missing; what is there already stays."""
    identity = Identity(admin)
    for place in places:
        identity.make("regions", place.name)
        for name, endpoint in _endpoints(place, services):
            _publish(identity, place, place.name, name, endpoint)
        if place.main:
            put_beside(identity, place, services)
    for name in (*services, SETPOINT):
        identity.user(name, "service", SERVICE_ROLES)
    for role in OTHER_ROLES:
        identity.make("roles", role)
    identity.user(PERSON, PERSON, PERSON_ROLES)
    identity.domain_admin("heat", "heat_domain_admin")  # who makes the users inside Heat's stacks


def put_beside(identity: Identity, place: Place, services: dict[str, Service]) -> None:
    """Make the region in which clients find all that there is at a place, and Setpoint where Heat is."""
    identity.make("regions", BESIDE)
    for name, endpoint in _endpoints(place, services):
        setpoint = endpoint.type == "orchestration"
        _publish(identity, place, BESIDE, name, replace(endpoint, port="setpoint") if setpoint else endpoint)


def _endpoints(place: Place, services: dict[str, Service]) -> Iterable[tuple[str, Endpoint]]:
    """Return what a place has, by the name of its service."""
    return [(name, one) for name in {*place.services, "keystone"} for one in services[name].endpoints]


def _publish(identity: Identity, place: Place, region: str, service: str, endpoint: Endpoint) -> None:
    service_id = identity.make("services", endpoint.type, name=service)
    for interface in ("public", "internal", "admin"):
        ip = HEAT_IP if interface == "admin" else IP
        base = place.auth_url.removesuffix("/v3") if service == "keystone" else place.url(endpoint.port)
        identity.endpoint(service_id, region, interface, base.replace(IP, ip) + endpoint.path)
