"""Where a resource is, when that is not simply its stack's cloud: another region of it, or a cloud behind credentials.

A nested stack with a ``context`` says so for everything inside (Heat's OS::Heat::Stack).
"""

from __future__ import annotations

import msgspec


class Site(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place to make things in, as seen from the stack's own cloud; what is "" is as there.

    ``credential`` is the id of a secret in the cloud's key manager that holds other credentials; ``cacert`` is text.
    """

    region: str = ""
    credential: str = ""
    cacert: str = ""
    insecure: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it another place: its things cannot be moved from here to there."""
        return self.region, self.credential

    def __str__(self) -> str:
        """For people, and as part of a cloud's name."""
        return "/".join(filter(None, (self.region, self.credential[:8])))

    def within(self, outer: Site) -> Site:
        """This one, where it stands inside ``outer``: what it leaves open is as there."""
        return Site(
            self.region or outer.region,
            self.credential or outer.credential,
            self.cacert or outer.cacert,
            self.insecure or outer.insecure,
        )


HERE = Site()
"""The stack's own cloud."""
