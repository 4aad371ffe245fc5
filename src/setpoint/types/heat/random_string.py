"""OS::Heat::RandomString: a secret that is made once, of classes and sequences of characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value, is_known, reveal
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType


class RandomString(ResourceType):
    """Its value is a secret, and what ``get_resource`` gives."""

    declared = Declarations(reference="value", secret_attributes=["value"], units={"length": "characters"})

    def normal(self, properties: dict[str, Value]) -> dict[str, Value]:
        """``sequence`` is the old way to ask for one class of characters."""
        if "sequence" not in properties:
            return properties
        found = {name: value for name, value in properties.items() if name != "sequence"}
        classes = found.get("character_classes", [])
        if isinstance(classes, list):
            found["character_classes"] = [*classes, {"class": properties["sequence"], "min": 1}]
        return found

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """The least numbers of characters must fit into the length."""
        given = self.with_defaults(properties)
        groups = [given.get("character_classes"), given.get("character_sequences"), given["length"]]
        if not is_known(groups):
            return
        classes, sequences, length = reveal(groups)
        least = sum(group["min"] for group in [*(classes or []), *(sequences or [])])
        if least > length:
            why = f"must be at least {least}, which its classes and sequences of characters ask for together"
            yield Problem(("length",), why)
        for index, group in enumerate(sequences or []):
            if not group["sequence"]:
                yield Problem(("character_sequences", index, "sequence"), "must hold a character")


KINDS = {"OS::Heat::RandomString": RandomString}
