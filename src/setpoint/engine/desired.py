"""From a revision to what it wants: compiled, with the catalogue of types that this installation knows."""

from __future__ import annotations

import msgspec

from setpoint.engine.tree import Tree
from setpoint.model.definition import Composition
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source, Stack
from setpoint.templates.compiler import Compiled, Surroundings, compile_stack, immutable_changes
from setpoint.types.catalogue import find, names


class Desired(msgspec.Struct, frozen=True):
    """A compiled revision. ``source`` has its hidden values marked as secrets; that is what may be stored."""

    tree: Tree
    root: Composition
    source: Source | None
    warnings: tuple[Diagnostic, ...] = ()
    compiled: Compiled | None = None
    """None for the empty revision."""

    @property
    def has_immutable_parameters(self) -> bool:
        """Whether an update must be compared with what was there before."""
        return self.compiled is not None and any(
            one.immutable for one in self.compiled.declared.parameters.values()
        )


def desired(source: Source | None, stack: Stack, region: str = "") -> Desired:
    """Compile ``source`` for ``stack``; None wants nothing. Raises InvalidInput with every problem."""
    if source is None:
        root = Composition()
        return Desired(Tree(root), root, None)
    around = _around(stack, region)
    compiled = compile_stack(source, around)
    root = compiled.composition
    return Desired(Tree(root), root, compiled.source, compiled.warnings, compiled)


def draft(source: Source, stack: Stack, region: str = "") -> Compiled:
    """Compile ``source`` as far as that goes before its parameters have their values. Raises InvalidInput."""
    return compile_stack(source, msgspec.structs.replace(_around(stack, region), is_draft=True))


def _around(stack: Stack, region: str) -> Surroundings:
    return Surroundings(
        stack_name=stack.name,
        stack_id=stack.id,
        project=stack.project,
        region=region,
        kinds=find,
        type_names=names,
    )


def refuse_immutable_changes(before: Desired, after: Desired) -> None:
    """Refuse an update that would change an immutable parameter. Raises InvalidInput with every one of them."""
    if before.compiled is not None and after.compiled is not None:
        found = immutable_changes(before.compiled, after.compiled)
        if found:
            raise InvalidInput(found)
