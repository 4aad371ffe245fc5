"""OS::Heat::RandomString: characters drawn from classes and sequences, so many at least from each."""

from __future__ import annotations

import string
from collections.abc import Mapping
from random import Random

from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.driver import Subject, Want
from setpoint.model.value import Plain, Sensitive, Value

CLASSES = {
    "lettersdigits": string.ascii_letters + string.digits,
    "letters": string.ascii_letters,
    "lowercase": string.ascii_lowercase,
    "uppercase": string.ascii_uppercase,
    "digits": string.digits,
    "hexdigits": string.digits + "ABCDEF",
    "octdigits": string.octdigits,
}


class RandomString(Recorded):
    """The string is a secret; it lives in the record, and is never drawn again."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``value`` is the string."""
        return {"value": Sensitive(draw(want.properties, self.chance(token)))}

    def recalled(self, subject: Subject) -> Mapping[str, Value]:
        """See :class:`Recorded`; what was drawn cannot be."""
        return {}


def draw(properties: Mapping[str, Plain], chance: Random) -> str:
    """A random string as ``properties`` (complete) want it. Its every place is as likely to hold any character."""
    groups = _groups(properties) or [(CLASSES["lettersdigits"], 0)]
    drawn = [chance.choice(characters) for characters, least in groups for _ in range(least)]
    every = sorted(set("".join(characters for characters, _ in groups)))
    drawn += [chance.choice(every) for _ in range(properties["length"] - len(drawn))]
    chance.shuffle(drawn)
    return "".join(drawn)


def _groups(properties: Mapping[str, Plain]) -> list[tuple[str, int]]:
    classes = properties.get("character_classes") or []
    sequences = properties.get("character_sequences") or []
    return [
        *((CLASSES[group["class"]], group["min"]) for group in classes),
        *((group["sequence"], group["min"]) for group in sequences),
    ]


DRIVER = RandomString
