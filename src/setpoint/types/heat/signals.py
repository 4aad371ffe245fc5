"""OS::Heat types that are signalled, and those that wait for it.

A handle remembers what it is signalled; a wait condition waits until that is enough. Whoever has the means to signal
can signal, so they are secrets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation
from setpoint.model.signal import (
    FAILURE,
    SUCCESS,
    Signal,
    Signals,
    Unreadable,
    data_of,
    read_left,
    received,
    told,
)
from setpoint.model.value import Plain, Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import ResourceType

BY_BOX = "TEMP_URL_SIGNAL"
"""The way to signal by putting something at an address in an object store."""

UNREADABLE = "unreadable"
"""The id of the signal that stands for something that is none."""


class Words(msgspec.Struct, frozen=True):
    """The keys of a signal's body."""

    id: str
    status: str
    reason: str
    data: str


class Handle(ResourceType):
    """Remembers what it is signalled; of a body whatever is left out has a meaning."""

    declared = Declarations(secret_attributes=["token", "curl_cli", "signal"])
    words: ClassVar[Words] = Words("id", "status", "reason", "data")
    needs_all: ClassVar[bool] = False
    """Whether nothing of a body may be left out."""

    def noted(self, one: Incarnation, body: Plain) -> Mapping[str, Value] | None:
        """See :class:`setpoint.model.kind.Signalled`."""
        if self.needs_all and body is None:
            return None
        if body is not None and not isinstance(body, dict):
            raise InvalidInput.because("Metadata format invalid", detail="a signal is a map")
        return body or {}

    def hear(self, one: Incarnation, note: Mapping[str, Any], now: float) -> tuple[Signals, str]:
        """See :class:`setpoint.model.kind.Signalled`."""
        words, number = self.words, len(one.signals) + 1
        usual = {words.id: number, words.status: SUCCESS, words.reason: received(number), words.data: None}
        whole = note if self.needs_all else {**usual, **note}
        if whole.keys() != usual.keys() or whole[words.status] not in (SUCCESS, FAILURE):
            raise InvalidInput.because(
                "Metadata format invalid",
                detail=f"{words.status} is {SUCCESS} or {FAILURE}; {words.reason}, {words.data} and {words.id}"
                f" are {'needed' if self.needs_all else 'taken'} besides, and nothing else",
            )
        signal = Signal(whole[words.status], told(whole[words.reason]), whole[words.data], now)
        said = f"Signal: status:{signal.status} reason:{signal.reason}"
        return {**one.signals, told(whole[words.id]): signal}, said

    def has_box(self, properties: Mapping[str, Value]) -> bool:
        """See :class:`setpoint.model.kind.Signalled`."""
        return bool(self.get(properties, "signal_transport") == BY_BOX)

    def read(self, one: Incarnation, left: Mapping[str, Sequence[bytes]]) -> Sequence[Mapping[str, Value]]:
        """See :class:`setpoint.model.kind.Signalled`. What is no signal is one of a failure."""
        found: Signals = {}
        for body in left.get(one.physical_id, ()):
            try:
                found, _said = self.hear(msgspec.structs.replace(one, signals=found), read_left(body), 0)
            except Unreadable as problem:
                found = {**found, UNREADABLE: Signal(FAILURE, str(problem))}
            except InvalidInput as problem:
                found = {**found, UNREADABLE: Signal(FAILURE, str(problem.diagnostics[0]))}
        new = {name: each for name, each in found.items() if not _is_same(one.signals.get(name), each)}
        return [
            {"id": name, "status": each.status, "reason": each.reason, "data": each.data}
            for name, each in new.items()
        ]

    def retell(self, signals: Signals) -> dict[str, Plain]:
        """See :class:`setpoint.model.kind.Signalled`."""
        words = self.words
        return {
            name: {words.status: one.status, words.reason: one.reason, words.data: one.data}
            for name, one in signals.items()
        }

    def recall(self, metadata: Mapping[str, Plain]) -> Signals:
        """See :class:`setpoint.model.kind.Signalled`."""
        words = self.words
        return {
            name: Signal(one[words.status], told(one[words.reason]), one[words.data])
            for name, one in metadata.items()
            if isinstance(one, Mapping) and one.keys() == {words.status, words.reason, words.data}
            if one[words.status] in (SUCCESS, FAILURE)
        }

    def expects_none(self, properties: Mapping[str, Value]) -> bool:
        """See :class:`setpoint.model.kind.Signalled`."""
        return bool(self.get(properties, "signal_transport") == "NO_SIGNAL")


def _is_same(one: Signal | None, other: Signal) -> bool:
    """But for when they came."""
    return one is not None and (one.status, one.reason, one.data) == (other.status, other.reason, other.data)


class UrlHandle(Handle):
    """A handle that is its address, which proves by itself that it may be used; a body must be whole."""

    declared = Declarations()
    words = Words("UniqueId", "Status", "Reason", "Data")
    needs_all = True

    @property
    def reference(self) -> str:
        """The address; where there is no service that it could lead to, an identity."""
        return "url"


class UpdateHandle(UrlHandle):
    """Each update makes it anew, so that whoever waits for it waits again."""

    declared = Declarations(renewed=True)


class Condition(ResourceType):
    """Waits until a handle is signalled often enough."""

    declared = Declarations(units={"timeout": "seconds"}, made_of={"data": ["count"]})
    handle: ClassVar[str] = "handle"
    data: ClassVar[str] = "data"

    def awaits(self, properties: Mapping[str, Value]) -> Value:
        """See :class:`setpoint.model.kind.Awaiting`."""
        return properties.get(self.handle)

    def tells(self, signals: Signals) -> dict[str, Value]:
        """See :class:`setpoint.model.kind.Awaiting`."""
        return {self.data: data_of(signals)}


KINDS = {
    "OS::Heat::ScalingPolicy": Declarations(secret_attributes=["alarm_url"], units={"cooldown": "seconds"}),
    "OS::Heat::SwiftSignal": Declarations(units={"timeout": "seconds"}),
    # A temporary URL holds its own signature.
    "OS::Heat::SwiftSignalHandle": Declarations(
        reference="endpoint", secret_attributes=["token", "curl_cli", "endpoint"]
    ),
    "OS::Heat::UpdateWaitConditionHandle": UpdateHandle,
    "OS::Heat::WaitCondition": Condition,
    "OS::Heat::WaitConditionHandle": Handle,
}
