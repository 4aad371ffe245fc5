"""What is there, told as a template would say it: for taking things into a stack that nobody here has made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Existing, Subject
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class Told(RestDriver):
    """A type whose things can perhaps be taken as they are. Derive from it, and declare."""

    imports: ClassVar[bool] = False
    """Whether they can."""
    usual: ClassVar[Mapping[str, Plain]] = {}
    """What the service gives one that is not told anything else; the schema's own defaults come on top."""
    untold: ClassVar[frozenset[str]] = frozenset()
    """Fields that are shown, and that no template says: they are given by the service, or by whoever uses the thing."""

    async def existing(self, ids: Collection[str] | None = None) -> Sequence[Existing]:
        """See :class:`setpoint.clouds.driver.Importable`."""
        if ids is None:
            found = await self.whole({self.id_of(one): one for one in await self.everything()})
        else:
            found = await self.look([Subject(one, "") for one in sorted(ids)])
        project = await self.region.connection.project()
        return [
            Existing(
                physical_id=known,
                name=str(one.get("name") or ""),
                tags=self.tags(one),
                properties=self.told(self.unmarked(one)),
                is_ours=self.is_ours(one, project),
            )
            for known, one in found.items()
            if not self.pending(one) and not self.is_gone(one)
        ]

    async def everything(self) -> Sequence[Shown]:
        """All that there is in the project, and perhaps more."""
        return await self.service.pages(self.listing or self.path, self.many)

    def unmarked(self, shown: Shown) -> Shown:
        """A thing as it is shown, without a token."""
        return self.carrier.hide(shown) if self.carrier is not None else shown

    def tags(self, shown: Shown) -> Sequence[str]:
        """Its tags, ours not among them."""
        return [str(one) for one in self.unmarked(shown).get("tags") or ()]

    def is_ours(self, shown: Shown, project: str) -> bool:
        """Whether it belongs to the project, as far as that is shown."""
        return str(shown.get("project_id") or shown.get("tenant_id") or project) == project

    def told(self, shown: Shown) -> dict[str, Plain]:
        """Its properties, in normal form; nothing of what is empty, as usual, or not for a template to say."""
        found = {
            field.name: field.back(shown[field.key])
            for field in self.fields
            if field.reads and field.name not in self.untold and not _is_empty(shown.get(field.key))
        }
        return {name: value for name, value in found.items() if self.usual.get(name) != value}


def _is_empty(value: Plain) -> bool:
    return value is None or value in ("", [], {})
