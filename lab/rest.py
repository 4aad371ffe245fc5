"""Just enough of a client to fill the lab: a token, the catalogue, JSON."""

import http.client
import json
import threading
import urllib.error
import urllib.request
from typing import Any


class Refused(Exception):
    """A service answered with an error."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text[:500]}")
        self.status = status


class Cloud:
    """One user's view of one region."""

    def __init__(self, auth_url: str, region: str, user: str, password: str, project: str) -> None:
        self.auth_url, self.region = auth_url, region
        domain = {"id": "default"}
        self._asking = {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {"user": {"name": user, "domain": domain, "password": password}},
                },
                "scope": {"project": {"name": project, "domain": domain}},
            }
        }
        self._token: str | None = None
        self._catalogue: dict[str, str] = {}
        self._lock = threading.Lock()
        self._project_id = ""

    def get(self, service: str, path: str) -> Any:
        """Return what a service says at a path below its endpoint."""
        return self.call("GET", service, path)

    def post(self, service: str, path: str, body: Any) -> Any:
        """Post JSON to a service, and return its answer."""
        return self.call("POST", service, path, body)

    def call(self, method: str, service: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call a service by its type in the catalogue; `body` is JSON, or bytes."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.token
        url = self.auth_url if service == "identity" else self._catalogue[service]
        return send(method, url + path, body, {"X-Auth-Token": token, **names})[0]

    @property
    def token(self) -> str:
        """Return the token, asked for once."""
        self._log_in()
        return self._token or ""

    @property
    def project_id(self) -> str:
        """Return the id of the project that the token is for."""
        self._log_in()
        return self._project_id

    def address(self, service: str) -> str:
        """Return where a service is, as the catalogue says."""
        self._log_in()
        return self._catalogue[service]

    def root(self, service: str) -> str:
        """Return scheme, host and port of a service."""
        return "/".join(self.address(service).split("/")[:3])

    def _log_in(self) -> None:
        with self._lock:
            if self._token is None:
                answer, headers = send("POST", f"{self.auth_url}/auth/tokens", self._asking, {})
                self._project_id = answer["token"]["project"]["id"]
                self._catalogue = {
                    service["type"]: endpoint["url"].rstrip("/")
                    for service in answer["token"]["catalog"]
                    for endpoint in service["endpoints"]
                    if endpoint["interface"] == "public" and endpoint["region"] == self.region
                }
                self._token = headers["X-Subject-Token"]


def send(method: str, url: str, body: Any, headers: dict[str, str]) -> tuple[Any, http.client.HTTPMessage]:
    """Send one request; return its JSON (None without a body, text where it is not JSON) and its headers."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    request = urllib.request.Request(url, data, {"Content-Type": kind, **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
            plain = text and "json" not in answer.headers.get("Content-Type", "")
            return (text.decode() if plain else json.loads(text or "null")), answer.headers
    except urllib.error.HTTPError as refusal:
        raise Refused(refusal.code, f"{method} {url}: {refusal.read().decode(errors='replace')}") from None
