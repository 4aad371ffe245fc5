"""The table of what there is: method, path below ``/v1/{tenant_id}``, policy rule, handler; and what is open."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.api.heat import bearers, cfn, in_server, messaging, versions
from setpoint.api.heat.handlers import (
    actions,
    carrying,
    changes,
    describing,
    events,
    lookup,
    outputs,
    previews,
    resources,
    snapshots,
    software_configs,
    software_deployments,
    stacks,
)
from setpoint.api.heat.route import OpenRoute, Route

PREFIX = "/v1/{tenant_id}"
"""Before the paths of the table."""

STACK = "/stacks/{stack_name}/{stack_id}"
RESOURCE = f"{STACK}/resources/{{resource_name}}"
SNAPSHOT = f"{STACK}/snapshots/{{snapshot_id}}"
CONFIG = "/software_configs/{config_id}"
DEPLOYMENT = "/software_deployments/{deployment_id}"


OPEN: tuple[OpenRoute, ...] = (*versions.OPEN, *bearers.OPEN, *in_server.OPEN, *cfn.OPEN, *messaging.OPEN)
"""Those that need no token."""


def routes() -> Iterator[Route]:
    """All of them; what is more exact stands before what is less."""
    yield from _of_the_installation()
    yield from _of_all_stacks()
    yield from _of_a_stack()
    yield from _of_software()


def _of_the_installation() -> Iterator[Route]:
    yield Route("POST", "/validate", "stacks:validate_template", describing.validate)
    yield Route("GET", "/resource_types", "stacks:list_resource_types", describing.resource_types)
    yield Route("GET", "/resource_types/{type_name}", "stacks:resource_schema", describing.resource_type)
    template = "/resource_types/{type_name}/template"
    yield Route("GET", template, "stacks:generate_template", describing.resource_type_template)
    yield Route("GET", "/template_versions", "stacks:list_template_versions", describing.versions)
    functions = "/template_versions/{template_version}/functions"
    yield Route("GET", functions, "stacks:list_template_functions", describing.functions)
    yield Route("GET", "/build_info", "build_info:build_info", describing.build_info)
    yield Route("GET", "/services", "service:index", describing.services)


def _of_all_stacks() -> Iterator[Route]:
    yield Route("GET", "/stacks", "stacks:index", stacks.index)
    yield Route("POST", "/stacks", "stacks:create", changes.create)
    yield Route("POST", "/stacks/preview", "stacks:preview", previews.preview)
    yield Route("GET", "/stacks/detail", "stacks:detail", stacks.index)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        yield Route(method, "/stacks/{stack_name}", "stacks:lookup", lookup.lookup)
    for part in ("resources", "events", "template", "actions", "environment", "files"):
        handler = lookup.of_part(part)
        yield Route("GET", f"/stacks/{{stack_name}}/{part}", "stacks:lookup", handler)
        if part not in ("environment", "files"):
            yield Route("POST", f"/stacks/{{stack_name}}/{part}", "stacks:lookup", handler)


def _of_a_stack() -> Iterator[Route]:
    yield Route("GET", STACK, "stacks:show", stacks.show_stack)
    yield Route("PUT", STACK, "stacks:update", changes.update)
    yield Route("PATCH", STACK, "stacks:update_patch", changes.patch)
    yield Route("DELETE", STACK, "stacks:delete", changes.delete)
    yield Route("GET", f"{STACK}/template", "stacks:template", stacks.template)
    yield Route("GET", f"{STACK}/environment", "stacks:environment", stacks.environment)
    yield Route("GET", f"{STACK}/files", "stacks:files", stacks.files)
    yield Route("PUT", f"{STACK}/preview", "stacks:preview_update", previews.preview_update)
    yield Route("PATCH", f"{STACK}/preview", "stacks:preview_update_patch", previews.preview_patch)
    yield Route("DELETE", f"{STACK}/abandon", "stacks:abandon", carrying.abandon)
    yield Route("GET", f"{STACK}/export", "stacks:export", carrying.export)
    yield Route("GET", f"{STACK}/snapshots", "stacks:list_snapshots", snapshots.index)
    yield Route("POST", f"{STACK}/snapshots", "stacks:snapshot", snapshots.create)
    yield Route("GET", SNAPSHOT, "stacks:show_snapshot", snapshots.show)
    yield Route("DELETE", SNAPSHOT, "stacks:delete_snapshot", snapshots.delete)
    yield Route("POST", f"{SNAPSHOT}/restore", "stacks:restore_snapshot", snapshots.restore)
    yield Route("GET", f"{STACK}/outputs", "stacks:list_outputs", outputs.index)
    yield Route("GET", f"{STACK}/outputs/{{output_key}}", "stacks:show_output", outputs.show_output)
    yield Route("GET", f"{STACK}/resources", "resource:index", resources.index)
    yield Route("GET", RESOURCE, "resource:show", resources.show_resource)
    yield Route("PATCH", RESOURCE, "resource:mark_unhealthy", resources.mark_unhealthy)
    yield Route("GET", f"{RESOURCE}/metadata", "resource:metadata", resources.metadata)
    yield Route("POST", f"{RESOURCE}/signal", "resource:signal", resources.signal)
    # One within nested stacks, as the addresses of handles name it.
    nested = f"{STACK}/resources/{{resource_name:path}}"
    yield Route("POST", f"{nested}/signal", "resource:signal", resources.signal)
    yield Route("GET", f"{nested}/metadata", "resource:metadata", resources.metadata)
    yield Route("GET", f"{STACK}/events", "events:index", events.index)
    yield Route("GET", f"{RESOURCE}/events", "events:index", events.of_resource)
    yield Route("GET", f"{RESOURCE}/events/{{event_id}}", "events:show", events.show_event)
    yield Route("POST", f"{STACK}/actions", "actions:action", actions.act)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        yield Route(method, "/stacks/{arn:path}", "stacks:lookup", lookup.by_arn)


def _of_software() -> Iterator[Route]:
    yield Route("GET", "/software_configs", "software_configs:index", software_configs.index)
    yield Route("POST", "/software_configs", "software_configs:create", software_configs.create)
    yield Route("GET", CONFIG, "software_configs:show", software_configs.show_config)
    yield Route("DELETE", CONFIG, "software_configs:delete", software_configs.delete)
    yield Route("GET", "/software_deployments", "software_deployments:index", software_deployments.index)
    yield Route("POST", "/software_deployments", "software_deployments:create", software_deployments.create)
    yield Route(
        "GET",
        "/software_deployments/metadata/{server_id}",
        "software_deployments:metadata",
        software_deployments.metadata,
    )
    yield Route("GET", DEPLOYMENT, "software_deployments:show", software_deployments.show_deployment)
    yield Route("PUT", DEPLOYMENT, "software_deployments:update", software_deployments.update)
    yield Route("DELETE", DEPLOYMENT, "software_deployments:delete", software_deployments.delete)
