"""``OS::Heat::ResourceGroup``: so many members alike, each with its number (Heat's ResourceGroup)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import Scope
from setpoint.model.kind import Past
from setpoint.model.value import Plain, Value, is_known, reveal
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.members import Members
from setpoint.templates.composites.mould import PROPERTY, Mould
from setpoint.templates.composites.pace import paces
from setpoint.templates.composites.parts import entries
from setpoint.templates.composites.removal import Removal, decide
from setpoint.templates.composites.typed import Typed
from setpoint.templates.limits import MAX_MEMBERS
from setpoint.templates.selection import select

NAME: Final = "OS::Heat::ResourceGroup"


class Group(Typed):
    """The type."""

    name = NAME

    def members_alike(self, definition: Definition) -> dict[str, Mapping[str, Any]]:
        """The type of its members with their properties, perhaps expressions, as far as the text says them."""
        said = entries(definition.properties.get(PROPERTY), None)
        name = said.get("type")
        return {name: entries(said.get("properties"), None)} if isinstance(name, str) else {}

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """Members by number, and which numbers are used up; see :mod:`setpoint.templates.composites.removal`."""
        count, mode, policies = (
            self._type.get(properties, one) for one in ("count", "removal_policies_mode", "removal_policies")
        )
        member_type = select(properties["resource_def"], ["type"])
        if not is_known([count, mode, policies, member_type]):
            return None
        listed = [one for policy in reveal(policies) for one in policy.get("resource_list", [])]
        count = min(reveal(count), MAX_MEMBERS + 1)  # one too many suffices: ``compose`` refuses it
        return decide(count, Removal(reveal(mode), listed), past)

    def sample(self, definition: Definition, properties: Mapping[str, Value]) -> Composition:
        """The group as it would be with one member, however many it may have. Raises InvalidInput."""
        return self.compose(definition, properties, {"members": ["0"], "removed": []})

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Define every member, and read at what pace they are made and changed."""
        refuse_too_deep(definition)
        findings = Findings()
        names = tuple(shape["members"])
        if len(names) > MAX_MEMBERS:
            findings.error(
                f"a group has more than {MAX_MEMBERS:,} members",
                place=definition.place,
                advice="ask for fewer",
            )
            raise InvalidInput(findings)
        mould = Mould.of(definition, properties["resource_def"], self._type.get(properties, "index_var"))
        made = [mould.cast(name, self._nesting, findings) for name in names]
        found = paces(self._type, definition, findings)
        if findings.has_errors:
            raise InvalidInput(findings.in_order())
        return Composition(
            container=definition.address,
            definitions={one.address: one for one in made if one},
            attribute=partial(_attribute, Members(definition.address, names), shape["removed"]),
            create_pace=found.get("batch_create"),
            update_pace=found.get("rolling_update"),
        )


def _attribute(members: Members, removed: list[str], path: tuple[Value, ...], scope: Scope) -> Value:
    if not path:
        return {
            "refs": members.identities(scope),
            "refs_map": members.identities_by_name(scope),
            "removed_rsrc_list": removed,
        }
    if path[0] == "refs_map":
        return select(members.identities_by_name(scope), path[1:])
    if path[0] == "removed_rsrc_list":
        return select(removed, path[1:])
    return members.answer(path, scope)


kind = Group
