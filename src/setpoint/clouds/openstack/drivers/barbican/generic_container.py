"""``OS::Barbican::GenericContainer``: secrets that belong together, under names of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.drivers.barbican.containers import Container, held
from setpoint.clouds.openstack.rest.field import in_order_of
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class GenericContainer(Container):
    """A generic container. Of the three types only this one takes secrets in, and lets them go."""

    type = "generic"

    def refs(self, wanted: Mapping[str, Plain]) -> dict[str, str]:
        """See :meth:`Container.refs`."""
        return {str(one["name"]): str(one["ref"]) for one in wanted.get("secrets") or ()}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`Container.seen`."""
        there: list[Plain] = [{"name": name, "ref": ref} for name, ref in held(shown).items()]
        secrets = (
            {"secrets": in_order_of(wanted["secrets"], there)} if wanted.get("secrets") is not None else {}
        )
        return super().seen(shown, wanted) | secrets

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Let go of what is not wanted in it any more, and take in what is."""
        before = held(await self.service_shows(subject)).items()
        after = self.refs(new).items()
        for method, several in (("DELETE", before - after), ("POST", after - before)):
            for name, ref in sorted(several):
                body = {"name": name, "secret_ref": ref}
                await self.service.send(method, f"{self.address(subject.physical_id)}/secrets", body=body)
        return await self.settled(subject.physical_id, await self.service_shows(subject), new)


DRIVER = GenericContainer
