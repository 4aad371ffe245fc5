"""What a client knows of a stack of its own: what it asked for and what was answered, hence what it may be shown.

A request that was answered counts. One that was not, since the service died, may have been done or not: then more than
one thing is possible, until the stack is seen at rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

WAITING_FOR = 2
"""Signals that a stack of the kind ``waiting`` is complete after."""

_HEAD = """heat_template_version: 2018-08-31
parameters:
  word: {type: string}
  count: {type: number, default: 1}
"""

PLAIN = f"""{_HEAD}
resources:
  net: {{type: OS::Neutron::Net}}
  subnet: {{type: OS::Neutron::Subnet, properties: {{network: {{get_resource: net}}, cidr: 10.0.0.0/16}}}}
  servers:
    type: OS::Heat::ResourceGroup
    properties:
      count: {{get_param: count}}
      resource_def:
        type: OS::Nova::Server
        properties:
          flavor: small
          image: linux
          metadata: {{word: {{get_param: word}}}}
          networks: [{{network: {{get_resource: net}}}}]
  secret: {{type: OS::Heat::RandomString}}
  word: {{type: OS::Heat::Value, properties: {{value: {{get_param: word}}}}}}
outputs:
  secret: {{value: {{get_attr: [secret, value]}}}}
  word: {{value: {{get_attr: [word, value]}}}}
  servers: {{value: {{get_attr: [servers, refs]}}}}
"""

WAITING = f"""{_HEAD}
resources:
  handle: {{type: OS::Heat::WaitConditionHandle}}
  wait:
    type: OS::Heat::WaitCondition
    properties: {{handle: {{get_resource: handle}}, count: {WAITING_FOR}, timeout: 3600}}
  after: {{type: OS::Neutron::Net, depends_on: wait}}
  secret: {{type: OS::Heat::RandomString}}
  word: {{type: OS::Heat::Value, properties: {{value: {{get_param: word}}}}}}
outputs:
  secret: {{value: {{get_attr: [secret, value]}}}}
  word: {{value: {{get_attr: [word, value]}}}}
"""

TEMPLATES = {"plain": PLAIN, "waiting": WAITING}
_OWN = {
    "plain": frozenset({"net", "subnet", "servers", "secret", "word"}),
    "waiting": frozenset({"handle", "wait", "after", "secret", "word"}),
}


class Wanted(msgspec.Struct, frozen=True):
    """What a stack is to be: the parameters of its template."""

    word: str
    count: int = 1

    def parameters(self) -> dict[str, Any]:
        """As a body says it."""
        return {"word": self.word, "count": self.count}


class State(msgspec.Struct, frozen=True):
    """Something that a stack may be, once at rest: what was done to it last, and what it is then. DELETE: gone."""

    action: str
    wanted: Wanted | None


GONE = State("DELETE", None)


class App:
    """One stack."""

    def __init__(self, kind: str, name: str, wanted: Wanted) -> None:
        """A stack that is about to be asked for."""
        self.kind = kind
        self.name = name
        self.id = ""
        self.possible = {State("CREATE", wanted)}
        self.is_at_rest = False
        self.is_strange = False
        """It was not as it must be: nothing is known of it any more."""
        self.good: set[Wanted] = set()
        """What it may have been when it was last at rest, once it was seen so."""
        self.asked_at = 0.0
        """When something was asked of it last, by the clock of the service's life."""
        self.ids: dict[str, str] = {}
        """Physical ids, by the resource's path: they stay while the resource does."""
        self.secret = ""
        self.events: list[str] = []
        self.snapshots: dict[str, Wanted] = {}
        """What was saved, by the snapshot's id."""
        self.whole_snapshots: set[str] = set()
        """Those that were seen to be taken."""
        self.overtaken: set[str] = set()
        """Those that may not have been taken, since something else was asked at once."""
        self.heard: set[str] = set()
        """Signals that were answered."""
        self.perhaps_heard: set[str] = set()
        self.has_handle = False

    @property
    def path(self) -> str:
        """Where it is found."""
        return f"/stacks/{self.name}/{self.id}"

    @property
    def template(self) -> str:
        """Its template, as text."""
        return TEMPLATES[self.kind]

    @property
    def is_certain(self) -> bool:
        """Whether it is known for sure what it is, or is on its way to."""
        return len(self.possible) == 1

    @property
    def may_be_gone(self) -> bool:
        """Whether it may be removed, or be on its way there."""
        return GONE in self.possible

    @property
    def waits(self) -> bool:
        """Whether it cannot be complete yet, for it was not signalled often enough."""
        return self.kind == "waiting" and len(self.heard) < WAITING_FOR

    @property
    def wanted(self) -> Wanted:
        """What it is, where that is certain."""
        (state,) = self.possible
        assert state.wanted is not None
        return state.wanted

    def resources(self) -> set[str]:
        """The paths of all resources that it has once at rest, where that is certain."""
        members = range(self.wanted.count if self.kind == "plain" else 0)
        return {*_OWN[self.kind], *(f"servers/{number}" for number in members)}

    def asked(self, now: float, states: set[State], *, answered: bool) -> None:
        """Something was asked that leads to one of ``states``; where it was not ``answered``, perhaps."""
        if not self.is_at_rest:
            self.overtaken |= self.snapshots.keys() - self.whole_snapshots
        if self.good:
            self.good |= {state.wanted for state in self.possible if state.wanted}
        self.possible = states if answered else self.possible | states
        self._forget_members(min((state.wanted.count for state in states if state.wanted), default=0))
        self.is_at_rest = False
        self.asked_at = now

    def _forget_members(self, count: int) -> None:
        """Of those beyond ``count``, other ones may be there then."""
        kept = {f"servers/{number}" for number in range(count)}
        self.ids = {
            path: one for path, one in self.ids.items() if path in kept or not path.startswith("servers/")
        }

    def then(self, action: str, change: Callable[[Wanted], Wanted] = lambda was: was) -> set[State]:
        """What it may be after an action that makes something else of what it is."""
        return {State(action, change(state.wanted)) for state in self.possible if state.wanted is not None}
