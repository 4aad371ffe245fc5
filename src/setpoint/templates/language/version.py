"""One dated version of a language: its words, and what it knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from setpoint.model.definition import DeletionPolicy
from setpoint.model.value import Value
from setpoint.templates.compiling import Whereabouts


class Words(NamedTuple):
    """How a language writes the keys of templates; ``""`` for what it has not."""

    description: str
    parameters: str
    mappings: str
    conditions: str
    resources: str
    outputs: str
    type: str
    properties: str
    metadata: str
    depends_on: str
    deletion_policy: str
    update_policy: str
    condition: str
    external_id: str
    value: str


POLICIES: Final = {policy.value: policy for policy in DeletionPolicy}
"""By the words that every language has for them."""


class Version(msgspec.Struct, frozen=True, eq=False):
    """A version: there is one object of each.

    ``key`` is the key under which a template says its version, ``name`` what it says, ``alias`` another such name.
    ``elsewhere`` are keys that other versions know, and ``whence`` says which: "from ... on".
    """

    key: str
    name: str
    words: Words
    functions: frozenset[str]
    condition_functions: frozenset[str]
    sections: frozenset[str]
    resource_keys: frozenset[str]
    output_keys: frozenset[str]
    parameter_keys: frozenset[str]
    alias: str = ""
    elsewhere: frozenset[str] = frozenset()
    whence: str = ""
    idle: frozenset[str] = frozenset()
    """Keys of resources and outputs that are read past: they mean something elsewhere, and nothing here."""

    @property
    def full_name(self) -> str:
        """As Heat's API lists it: ``heat_template_version.2018-08-31``."""
        return f"{self.key}.{self.name}"

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other such names of it."""
        return (f"{self.key}.{self.alias}",) if self.alias else ()

    @property
    def deletion_policies(self) -> Mapping[str, DeletionPolicy]:
        """What may stand for each of them."""
        return POLICIES

    def pseudo_parameters(self, where: Whereabouts) -> Mapping[str, Value]:
        """The parameters that every text has: where it stands, in the language's words."""
        raise NotImplementedError
