"""OS::Heat deployments: a software configuration on a server, done when the server says what came of it.

What a server answers counts as a secret, like what it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.model.incarnation import Incarnation, Status
from setpoint.model.signal import Signal, Signals, Unreadable, read_left
from setpoint.model.software import instruction_of
from setpoint.model.value import Plain, Sensitive, Value, reveal
from setpoint.types import facts
from setpoint.types.checking import hide
from setpoint.types.declarations import Declarations
from setpoint.types.heat.signals import BY_BOX
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.schema import Support

STATUS_CODE = "deploy_status_code"
USUAL = ("deploy_stdout", "deploy_stderr", STATUS_CODE)
"""The outputs that every deployment has, whatever its configuration says."""

DETAILS, REPORT = "details", "report"
"""What a note of a signal holds besides the id of the ``instruction`` that it answers: what the server has told, or
what somebody else says of the deployment (``status``, ``reason``, ``output_values``)."""


class Deployment(ResourceType):
    """Remembers of its signals what answers the latest instruction; outputs stay until others come."""

    declared = Declarations(deploys="config")

    @property
    def attributes(self) -> None:
        """Any name may be an output of its configuration."""
        return

    def survives(self, attribute: str, changed: frozenset[str]) -> bool:
        """Each change is told to the server, which answers anew."""
        return not changed

    def shield(self, properties: Mapping[str, Value], attributes: Mapping[str, Value]) -> dict[str, Value]:
        """See :meth:`ResourceType.shield`."""
        return {name: hide(value) for name, value in attributes.items()}

    def noted(self, one: Incarnation, body: Plain) -> Mapping[str, Value] | None:
        """See :class:`setpoint.model.kind.Signalled`."""
        return _note(one, DETAILS, body if isinstance(body, Mapping) else {})

    def reported(self, one: Incarnation, report: Mapping[str, Plain]) -> Mapping[str, Value] | None:
        """As :meth:`noted`, for what is not said in a server's words: ``status``, ``reason``, ``output_values``."""
        return _note(one, REPORT, report)

    def hear(self, one: Incarnation, note: Mapping[str, Any], now: float) -> tuple[Signals, str]:
        """See :class:`setpoint.model.kind.Signalled`. Of what answers an earlier instruction nothing is heard."""
        instruction = instruction_of(one.keys)
        if instruction is None or note.get("instruction") != instruction.id:
            return one.signals, ""
        before = one.signals.get(instruction.id)
        if REPORT in note:
            report = reveal(note[REPORT])
            is_over = instruction.is_silent or one.status is Status.COMPLETE
            usual = before or Signal(Status.COMPLETE if is_over else Status.IN_PROGRESS)
            signal = Signal(
                report.get("status") or usual.status,
                report.get("reason") or usual.reason,
                Sensitive(report.get("output_values") or outputs_of(one.signals)),
                now,
            )
            said = f"deployment {one.physical_id} is {signal.status}"
        elif one.status is Status.IN_PROGRESS and (before is None or before.status == Status.IN_PROGRESS):
            signal, said = _answered(one, instruction.outputs, reveal(note[DETAILS]), now)
        else:
            return one.signals, ""
        return {instruction.id: signal}, f"Signal: {said}"

    def has_box(self, properties: Mapping[str, Value]) -> bool:
        """See :class:`setpoint.model.kind.Signalled`."""
        return bool(self.get(properties, "signal_transport") == BY_BOX)

    def read(self, one: Incarnation, left: Mapping[str, Sequence[bytes]]) -> Sequence[Mapping[str, Value]]:
        """See :class:`setpoint.model.kind.Signalled`. Each instruction is answered in a place of its own."""
        instruction = instruction_of(one.keys)
        bodies = left.get(instruction.id, ()) if instruction is not None else ()
        if not bodies:
            return []
        try:
            note = self.noted(one, read_left(bodies[-1]))
        except Unreadable as problem:
            note = self.reported(one, {"status": Status.FAILED, "reason": str(problem)})
        return [note] if note is not None else []

    def retell(self, signals: Signals) -> dict[str, Plain]:
        """Nothing of it is metadata."""
        return {}

    def recall(self, metadata: Mapping[str, Plain]) -> Signals:
        """See :meth:`retell`."""
        return {}

    def expects_none(self, properties: Mapping[str, Value]) -> bool:
        """See :class:`setpoint.model.kind.Signalled`."""
        return bool(self.get(properties, "signal_transport") == "NO_SIGNAL")


def outputs_of(signals: Signals) -> dict[str, Plain]:
    """What a deployment's server has told so far, by the names of its outputs."""
    return {name: value for one in signals.values() for name, value in (reveal(one.data) or {}).items()}


def _note(one: Incarnation, what: str, said: Mapping[str, Plain]) -> Mapping[str, Value] | None:
    instruction = instruction_of(one.keys)
    return None if instruction is None else {"instruction": instruction.id, what: Sensitive(dict(said))}


def _answered(
    one: Incarnation, outputs: Iterable[Mapping[str, Any]], details: Mapping[str, Any], now: float
) -> tuple[Signal, str]:
    """What a server's answer comes to, and in words; an exit code that is not 0, or an output that tells of errors."""
    wrong = {}
    code = details.get(STATUS_CODE)
    if code and str(code) != "0":
        wrong[STATUS_CODE] = f"Deployment exited with non-zero status code: {code}"
    given = {output["name"]: details[output["name"]] for output in outputs if output["name"] in details}
    wrong |= {
        output["name"]: given[output["name"]]
        for output in outputs
        if output.get("error_output") and output["name"] in given
    }
    data = {**outputs_of(one.signals), **given, **{name: details.get(name) for name in USUAL}}
    if wrong:
        reason = ", ".join(f"{name} : {value}" for name, value in wrong.items())
        how = f" ({code})" if STATUS_CODE in wrong else ""
        return Signal(
            Status.FAILED, reason, Sensitive(data), now
        ), f"deployment {one.physical_id} failed{how}"
    reason = "Outputs received"
    return Signal(Status.COMPLETE, reason, Sensitive(data), now), f"deployment {one.physical_id} succeeded"


class Group(ResourceType):
    """Deployments alike, of one configuration on several servers: a member is called as its server is in the map."""

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """A name must be one that a resource can have."""
        servers = properties.get("servers")
        for name in servers if isinstance(servers, Mapping) else ():
            if not name or "/" in name:
                yield Problem(("servers",), f"must not hold {name!r}, which no resource can be called")


KINDS = {
    "OS::Heat::SoftwareDeployment": Deployment,
    "OS::Heat::SoftwareDeploymentGroup": Group,
    "OS::Heat::StructuredDeployment": Deployment,
    "OS::Heat::StructuredDeploymentGroup": Group,
}

TYPES_OF_DEPLOYMENTS = ("OS::Heat::SoftwareDeployment", "OS::Heat::StructuredDeployment")

OLDER_NAMES = {
    "OS::Heat::SoftwareDeployments": "OS::Heat::SoftwareDeploymentGroup",
    "OS::Heat::StructuredDeployments": "OS::Heat::StructuredDeploymentGroup",
}
"""Names that some types have in older templates."""


def _by_its_older_name(old: str, new: str) -> Group:
    schema = facts.find(new)
    assert schema is not None, new
    return Group(msgspec.structs.replace(schema, name=old, support=Support.HIDDEN))


TYPES = tuple(_by_its_older_name(old, new) for old, new in OLDER_NAMES.items())
