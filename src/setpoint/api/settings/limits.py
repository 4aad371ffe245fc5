"""The section ``[limits]``, with Heat's names: what one request, stack and project may be.

Where Heat's default only stood for a weakness of its own (each resource a message on a bus and a row that is polled; a
template within a message), ours is wider, and says so.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from setpoint.api.settings.option import option

MIB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one request, stack and project may be. -1 is no limit, as in Heat, where it may be set."""

    max_json_body_size: Annotated[
        int,
        option(
            "Of the body of one request; a larger one is refused (413) before it is read. Heat sends bodies on over "
            "its message bus; here they stay within a process, and templates of 100,000 resources are bodies.",
            unit="bytes",
            least=1024,
            heat=MIB,
            reloads=True,
        ),
    ] = 16 * MIB
    max_template_size: Annotated[
        int,
        option(
            "Of the text of one template, nested ones each for themselves. Wider than Heat's, for the same reason.",
            unit="bytes",
            least=1024,
            heat=524_288,
            reloads=True,
        ),
    ] = 8 * MIB
    max_nested_stack_depth: Annotated[
        int,
        option(
            "Of stacks within each other. In Heat each level is a stack that waits for the next; here all are one "
            "graph.",
            unit="levels",
            least=0,
            most=10,
            heat=5,
            reloads=True,
        ),
    ] = 10
    max_resources_per_stack: Annotated[
        int,
        option(
            "Resources of one stack, with those of all stacks within it. Heat's stands for what its engine carries; "
            "one of ours carries a hundred times that.",
            least=-1,
            heat=1_000,
            reloads=True,
        ),
    ] = 100_000
    max_stacks_per_tenant: Annotated[
        int,
        option(
            "Stacks of one project, those within others not counted. One that rests costs nothing but its records.",
            least=-1,
            heat=512,
            reloads=True,
        ),
    ] = 10_000
    max_software_configs_per_tenant: Annotated[
        int, option("Software configurations of one project.", least=-1, heat=4_096, reloads=True)
    ] = 4_096
    max_software_deployments_per_tenant: Annotated[
        int, option("Software deployments of one project.", least=-1, heat=4_096, reloads=True)
    ] = 4_096
    max_snapshots_per_stack: Annotated[
        int, option("Snapshots of one stack.", least=-1, heat=32, reloads=True)
    ] = 32
    max_signals_per_resource: Annotated[
        int,
        option(
            "Signals of one resource that are kept: no fewer than anybody is to wait for. One that comes again with "
            "the same id counts once. All together may be as large as one body (`max_json_body_size`). Heat keeps "
            "whatever comes.",
            least=-1,
            reloads=True,
        ),
    ] = 10_000
    max_events_per_stack: Annotated[
        int,
        option(
            "Events of one stack that are kept, or some 200 more; the oldest go. 0 keeps all. Heat's keeps its table "
            "small; a stack of 1,000 resources has more than that from its first creation.",
            least=0,
            heat=1_000,
            reloads=True,
        ),
    ] = 100_000
