"""A request, as handlers see it: who asks, in which project, of what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from urllib.parse import unquote

from starlette.requests import Request

from setpoint.api.caller import Caller
from setpoint.api.heat.services import Services
from setpoint.engine.engine import Engine
from setpoint.model.arn import read_stack_arn
from setpoint.model.stack import ProjectId
from setpoint.templates.composites import composite_kinds


class Asked:
    """One request of a caller who may ask it."""

    def __init__(self, request: Request, services: Services, caller: Caller) -> None:
        """Wrap ``request``."""
        self._request = request
        self.services = services
        self.caller = caller
        self.path: Mapping[str, str] = request.path_params
        self.project = self._project()
        """Whose stacks it is about: the caller's own project, but for administrators that of the stack they name."""

    @cached_property
    def engine(self) -> Engine:
        """That of the project, for whoever asks something of it."""
        return self.services.engine(self.project)

    def _project(self) -> ProjectId:
        own = self.caller.project
        named = self._named()
        if not named or not self.services.policy.is_admin(self.caller):
            return own
        records = self.services.engine(own).records
        if records.stack(named) is not None or records.stack_of(named) is not None:
            return own  # what is called so here goes before what somebody else may have given that id
        return self.services.project_of(named) or own

    def _named(self) -> str:
        """The name or id of the stack that the path names; "" where it names none."""
        if "arn" in self.path:
            arn = read_stack_arn(unquote(self.path["arn"]))
            return arn.id if arn else ""
        return self.path.get("stack_id") or self.path.get("stack_name") or ""

    @property
    def query_string(self) -> str:
        """The query, as it was sent."""
        return self._request.url.query

    @cached_property
    def base(self) -> str:
        """The address of the project: what links begin with."""
        return self.base_of(self.project)

    def base_of(self, project: str) -> str:
        """The same, of any project."""
        return f"{self._root}/v1/{project}"

    @cached_property
    def _root(self) -> str:
        return self.services.endpoint or f"{self._request.url.scheme}://{self._request.url.netloc}"

    def why_not_listed(self, type_name: str) -> str:
        """The same, and where the caller may not have them."""
        target = {"project_id": self.caller.project}
        may = self.services.policy.allows_type(type_name, self.caller, target)
        return self.why_not(type_name) or ("" if may else "policy forbids it")

    def why_not(self, type_name: str) -> str:
        """Why the caller cannot have resources of a type here; "" where that is no matter."""
        if type_name not in composite_kinds() and not self.engine.clouds.has(type_name):
            return "no cloud here drives it"
        return ""
