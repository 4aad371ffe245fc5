"""A user of the lab who is made for one test, with two projects and whatever else it needs."""

from __future__ import annotations

import contextlib
from typing import Any

from lab.rest import Cloud, Refused, send

PASSWORD = "a password of their own"


class Person:
    """A member of the projects ``project`` and ``other``."""

    def __init__(self, admin: Cloud, name: str) -> None:
        """Make it, as administrator."""
        self._admin = admin
        self.name = name
        self.url = admin.auth_url
        self.roles: dict[str, str] = {
            role["name"]: role["id"] for role in admin.get("identity", "/roles")["roles"]
        }
        user = {"name": name, "domain_id": "default", "password": PASSWORD}
        self.id: str = admin.post("identity", "/users", {"user": user})["user"]["id"]
        self.project, self.other = (self._project(f"{name}-{number}") for number in (1, 2))

    def _project(self, name: str) -> str:
        body = {"project": {"name": name, "domain_id": "default"}}
        made: str = self._admin.post("identity", "/projects", body)["project"]["id"]
        self.assign(f"/projects/{made}", "member")
        return made

    def assign(self, where: str, role: str, *, method: str = "PUT") -> None:
        """Have a role ``where`` (``/projects/ID``, ``/system``); with the method DELETE, have it no more."""
        self._admin.call(method, "identity", f"{where}/users/{self.id}/roles/{self.roles[role]}")

    def token(self, scope: Any = None, **identity: Any) -> str:
        """Get a token for ``project``, or another scope; with the password, or ``identity``."""
        password = {"user": {"id": self.id, "password": PASSWORD}}
        told = identity or {"methods": ["password"], "password": password}
        wanted = {"project": {"id": self.project}} if scope is None else scope
        body = {"auth": {"identity": told, **({"scope": wanted} if wanted else {})}}
        _, headers = send("POST", f"{self.url}/auth/tokens", body, {})
        return headers["X-Subject-Token"]

    def application_credential(self, **more: Any) -> dict[str, Any]:
        """Make one for ``project``, and return how to show it."""
        token = self.token()
        body = {"application_credential": {"name": f"of {self.name}", **more}}
        path = f"{self.url}/users/{self.id}/application_credentials"
        made = send("POST", path, body, {"X-Auth-Token": token})[0]["application_credential"]
        shown = {"id": made["id"], "secret": made["secret"]}
        return {"methods": ["application_credential"], "application_credential": shown}

    def trust(self, trustee: str, **more: Any) -> str:
        """Entrust ``project`` to another user; return the trust's id."""
        wanted = {
            "trustor_user_id": self.id,
            "trustee_user_id": trustee,
            "project_id": self.project,
            "roles": [{"id": self.roles["member"]}],
            "impersonation": True,
            **more,
        }
        token = self.token()
        made = send("POST", f"{self.url}/OS-TRUST/trusts", {"trust": wanted}, {"X-Auth-Token": token})
        return str(made[0]["trust"]["id"])

    def revoke(self, token: str) -> None:
        """End one of this person's tokens."""
        send("DELETE", f"{self.url}/auth/tokens", None, {"X-Auth-Token": token, "X-Subject-Token": token})

    def remove(self) -> None:
        """Remove all of it; what a test has removed itself is no trouble."""
        for path in (f"/users/{self.id}", f"/projects/{self.project}", f"/projects/{self.other}"):
            with contextlib.suppress(Refused):
                self._admin.call("DELETE", "identity", path)
