"""From a revision to what it wants: compiled, with the catalogue of types that this installation knows."""

from __future__ import annotations

import msgspec

from setpoint.engine.tree import Tree
from setpoint.model.definition import Composition
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.stack import Source, Stack
from setpoint.templates.compiler import Surroundings, compile_stack
from setpoint.types.catalogue import find, names


class Desired(msgspec.Struct, frozen=True):
    """A compiled revision. ``source`` has its hidden values marked as secrets; that is what may be stored."""

    tree: Tree
    root: Composition
    source: Source | None
    warnings: tuple[Diagnostic, ...] = ()


def desired(source: Source | None, stack: Stack, region: str = "") -> Desired:
    """Compile ``source`` for ``stack``; None wants nothing. Raises InvalidInput with every problem."""
    if source is None:
        root = Composition()
        return Desired(Tree(root), root, None)
    around = Surroundings(
        stack_name=stack.name,
        stack_id=stack.id,
        project=stack.project,
        region=region,
        kinds=find,
        type_names=names,
    )
    compiled = compile_stack(source, around)
    return Desired(Tree(compiled.composition), compiled.composition, compiled.source, compiled.warnings)
