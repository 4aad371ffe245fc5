"""The suite for drivers: a good driver passes, and each broken promise is told in words."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from setpoint.certify import virtual_time
from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.change import Change
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape

BOX = ResourceType(
    Schema(
        "Test::Box",
        properties={
            "size": Property(
                Shape.INTEGER, default=1, cost=Change.IN_PLACE, constraints=({"range": {"min": 1}},)
            ),
            "wood": Property(Shape.STRING),
        },
        attributes={"number": AttributeSchema(), "room": AttributeSchema(made_of=frozenset({"size"}))},
    )
)
EXAMPLES = Examples(
    wanted={"wood": "oak"},
    changed={"wood": "oak", "size": 2},
    replaced={"wood": "elm"},
    refused=[{"size": 0}, {"sizes": 1}],
    failing={"wood": "balsa", "size": 99},
)


class Shelf:
    """A driver of boxes on a shelf; each takes two phases of a virtual second to make."""

    kind = BOX
    is_findable = True

    def __init__(self) -> None:
        self.boxes: dict[str, dict[str, Any]] = {}
        self.numbers = itertools.count(1)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        return {one.token: self.seen(one, facts.now) for one in subjects}

    def seen(self, subject: Subject, now: float) -> Observation:
        box = self.boxes.get(subject.physical_id)
        if box is None:
            return Gone()
        if now < subject.since + 1 and subject.cursor is not None:
            return Pending("glue dries", look_at=subject.since + 1)
        if box["wood"] == "balsa":
            return Broken("balsa breaks")
        return Ready(self.attributes(box), {"size": box["size"]})

    def attributes(self, box: Mapping[str, Any]) -> dict[str, Any]:
        return {"number": box["number"], "room": box["size"] ** 3}

    async def create(self, want: Want, token: str) -> Outcome:
        physical_id = f"box {len(self.boxes)}"
        self.boxes[physical_id] = {**want.properties, "token": token, "number": next(self.numbers)}
        return Accepted(physical_id, {"phase": 1})

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        if subject.cursor == {"phase": 1}:
            return Accepted(subject.physical_id, {"phase": 2})
        return Done(subject.physical_id, self.attributes(self.boxes[subject.physical_id]))

    async def update(self, subject: Subject, old: Mapping[str, Any], new: Mapping[str, Any]) -> Outcome:
        self.boxes[subject.physical_id].update(new)
        return Accepted(subject.physical_id)

    async def delete(self, subject: Subject) -> Outcome:
        if self.boxes.pop(subject.physical_id, None) is None:
            raise NotFound("no such box")
        return Accepted(subject.physical_id)

    async def find(self, token: str, want: Want) -> Outcome | None:
        found = (name for name, box in self.boxes.items() if box["token"] == token)
        return next((Done(name) for name in found), None)

    async def suspend(self, subject: Subject) -> Outcome:
        return Done(subject.physical_id)

    resume = suspend

    async def snapshot(self, subject: Subject, token: str) -> Any:
        return dict(self.boxes[subject.physical_id])

    async def restore(self, subject: Subject, saved: Any) -> Outcome:
        self.boxes[subject.physical_id] = dict(saved)
        return Accepted(subject.physical_id)

    async def drop_snapshot(self, saved: Any) -> None:
        pass


def certify(shelf: Shelf, examples: Examples = EXAMPLES) -> None:
    virtual_time.run(certify_driver(shelf, examples))


def test_a_good_driver_passes_and_nothing_is_left() -> None:
    shelf = Shelf()
    certify(shelf)
    assert shelf.boxes == {}


def test_a_driver_that_refuses_what_cannot_be_passes() -> None:
    class Refusing(Shelf):
        async def create(self, want: Want, token: str) -> Outcome:
            if want.properties["wood"] == "balsa":
                raise ResourceError("not of balsa")
            return await super().create(want, token)

    certify(Refusing())


class NotFindable(Shelf):
    async def find(self, token: str, want: Want) -> Outcome | None:
        return None


class FindsAnother(Shelf):
    async def find(self, token: str, want: Want) -> Outcome | None:
        return await super().find(token, want) and Done("another")


class FindsAlways(Shelf):
    async def find(self, token: str, want: Want) -> Outcome | None:
        return Done("box 0")


class Nameless(Shelf):
    async def create(self, want: Want, token: str) -> Outcome:
        return Done("")


class Restless(Shelf):
    def attributes(self, box: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().attributes(box), "number": next(self.numbers)}


class Drifting(Shelf):
    async def create(self, want: Want, token: str) -> Outcome:
        outcome = await super().create(want, token)
        self.boxes[outcome.physical_id]["size"] += 1
        return outcome


class OffersMore(Shelf):
    def attributes(self, box: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().attributes(box), "colour": "red"}


class LosesAttributes(Shelf):
    async def update(self, subject: Subject, old: Mapping[str, Any], new: Mapping[str, Any]) -> Outcome:
        self.boxes[subject.physical_id]["number"] = 1000
        return await super().update(subject, old, new)


class Moves(Shelf):
    async def update(self, subject: Subject, old: Mapping[str, Any], new: Mapping[str, Any]) -> Outcome:
        self.boxes["new"] = self.boxes.pop(subject.physical_id)
        return Done("new")


class CannotRepeat(Shelf):
    async def update(self, subject: Subject, old: Mapping[str, Any], new: Mapping[str, Any]) -> Outcome:
        self.boxes[subject.physical_id]["size"] += new["size"] - old["size"]
        return Done(subject.physical_id)


class Leaves(Shelf):
    async def delete(self, subject: Subject) -> Outcome:
        return Done(subject.physical_id)


class NeverGone(Shelf):
    async def delete(self, subject: Subject) -> Outcome:
        return Accepted(subject.physical_id)


class LosesItsToken(Shelf):
    async def find(self, token: str, want: Want) -> Outcome | None:
        return Done("box 0") if self.numbers.__reduce__()[1] != (1,) else None


class NeverReady(Shelf):
    def seen(self, subject: Subject, now: float) -> Observation:
        return Pending("glue dries")


class OddCursor(Shelf):
    async def create(self, want: Want, token: str) -> Outcome:
        return Accepted((await super().create(want, token)).physical_id, {"since": (1, 2)})


class Nosy(Shelf):
    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        return {**await super().observe(subjects, facts), "another": Gone()}


class TakesBalsa(Shelf):
    def seen(self, subject: Subject, now: float) -> Observation:
        found = super().seen(subject, now)
        return Ready() if isinstance(found, Broken) else found


@pytest.mark.parametrize(
    ("broken", "words"),
    (
        (NotFindable, "what was made is not found by its token"),
        (FindsAnother, "its token finds another: another"),
        (FindsAlways, "a token that was never used finds something"),
        (Nameless, "what was made has no physical id"),
        (Restless, "two looks at a thing at rest show two things"),
        (Drifting, "drift at rest: size is 2, not 1"),
        (OffersMore, "attributes that the type does not declare: .'colour'"),
        (LosesAttributes, "are told to survive a change of .'size'. changed: .'number'"),
        (Moves, "updated in place it has another physical id"),
        (CannotRepeat, "drift at rest: size is 3, not 2"),
        (Leaves, "deleted, it is still seen"),
        (NeverGone, "after 60 s it is still seen as Ready"),
        (LosesItsToken, "deleted, it is still found by its token"),
        (NeverReady, "after 60 s it is still seen as Pending"),
        (OddCursor, "a cursor is no plain data"),
        (Nosy, "a look shows what was not asked for"),
        (TakesBalsa, "what was to fail is seen as Ready"),
    ),
)
def test_a_broken_promise_is_told(broken: type[Shelf], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        certify(broken())


@pytest.mark.parametrize(
    ("examples", "words"),
    (
        (Examples(wanted={"wood": 1.5}), "the schema refuses"),
        (Examples(wanted={}, refused=[{"size": 5}]), "the schema takes"),
        (Examples(wanted={}, changed={"wood": "elm"}), "is told to cost: replace, not: in place"),
        (Examples(wanted={}, replaced={"size": 2}), "is told to cost: in place, not: replace"),
    ),
)
def test_a_schema_that_says_otherwise_is_told(examples: Examples, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        certify(Shelf(), examples)
