"""OS::Heat::SoftwareDeployment: tells a server to carry out a configuration, and waits for what comes of it.

Nothing is sent anywhere. The latest instruction is recorded with the deployment; servers ask for it, and answer with a
signal. A deed of an action that the deployment is not for is done at once, and so is one that nobody is to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from setpoint.clouds.builtin.instructing import group_of, inputs_of, is_for
from setpoint.clouds.builtin.recorded import Recorded, identity
from setpoint.clouds.builtin.signing import METHODS, arn_of, in_server, new_keys, signed, with_queue
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.incarnation import Action, Status
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.queue import name_in
from setpoint.model.signal import Signals, shortened
from setpoint.model.software import Instruction, instruction_of, keyed
from setpoint.model.value import Plain, Value, reveal
from setpoint.types.heat.deployments import USUAL, outputs_of
from setpoint.types.resource_type import ResourceType

_DAY = 86_400.0
_SIGNED, _SILENT = "CFN_SIGNAL", "NO_SIGNAL"
_SIGNED_IN = ("HEAT_SIGNAL", "ZAQAR_SIGNAL")


LEFT: Plain = {"left": True}
"""The cursor of a delete after which something is left."""


class SoftwareDeployment(Recorded):
    """Whether a deed is done is seen from the signals that answer the instruction that it made."""

    def __init__(self, kind: ResourceType, chance: Callable[[str], Random], settings: CloudSettings) -> None:
        """Drive ``kind``. Option ``endpoint`` is the service's public address, without a version in it."""
        super().__init__(kind, chance, settings)
        self._service = str(settings.options.get("endpoint") or "").rstrip("/")

    def derived(self, properties: Mapping[str, Plain], content: Plain, values: Mapping[str, Plain]) -> Plain:
        """What becomes of a configuration's content; of text, which a tool reads with its inputs, nothing."""
        return content or ""

    async def create(self, want: Want, token: str) -> Outcome:
        """Tell the server for the first time."""
        return self._tell(Action.CREATE, want, Subject(identity(token), token, keys=self._keys(want, token)))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Tell the server anew."""
        assert subject.want is not None
        keys = subject.keys or self._keys(subject.want, subject.token)
        known = Subject(subject.physical_id, subject.token, attributes=subject.attributes, keys=keys)
        return self._tell(Action.UPDATE, subject.want, known)

    def _keys(self, want: Want, token: str) -> dict[str, Value]:
        keys = new_keys(token, self.chance(token), self._service)
        return with_queue(keys, want.properties["signal_transport"])

    async def delete(self, subject: Subject) -> Outcome:
        """Tell the server, where it is to be told of that; else it is gone with its record."""
        return self._sleep_or_go(Action.DELETE, subject)

    async def suspend(self, subject: Subject) -> Outcome:
        """Tell the server, where it is to be told of that."""
        return self._sleep_or_go(Action.SUSPEND, subject)

    async def resume(self, subject: Subject) -> Outcome:
        """Tell the server, where it is to be told of that."""
        return self._sleep_or_go(Action.RESUME, subject)

    def _sleep_or_go(self, action: Action, subject: Subject) -> Outcome:
        """A configuration that is not there any more, and one that was adopted, keep nothing from going."""
        want = subject.want
        assert want is not None
        if not subject.keys or (want.properties.get("config") and want.config is None):
            return Done(subject.physical_id, subject.attributes)
        return self._tell(action, want, subject)

    def _tell(self, action: Action, want: Want, known: Subject) -> Outcome:
        """Make an instruction, where the deployment is for ``action``. Raises ResourceError."""
        own_id, keys, source = known.physical_id, known.keys, want.config
        if want.properties.get("config") and source is None:
            raise ResourceError(
                Diagnostic(
                    f"there is no software configuration {want.properties['config']}",
                    advice="give the id of one of this project, or of an OS::Heat::SoftwareConfig in the template",
                )
            )
        if not is_for(action, want.properties, source):
            return Done(own_id, known.attributes, keys=keys)
        keys = {**keys, **keyed(self._instruction(action, want, known))}
        is_silent = want.properties["signal_transport"] == _SILENT
        # What was left in a box goes when all is over, so a delete has something left to do then.
        cursor = LEFT if action is Action.DELETE and want.box is not None else None
        return Done(own_id, known.attributes, keys=keys) if is_silent else Accepted(own_id, cursor, keys)

    def _instruction(self, action: Action, want: Want, known: Subject) -> Instruction:
        before, source, properties = instruction_of(known.keys), want.config, want.properties
        number = before.number + 1 if before is not None else 1
        own_id = identity(f"{known.token} {number}")
        inputs = inputs_of(properties, source, self._told(action, want, known, own_id))
        values = {one["name"]: one["value"] for one in inputs}
        return Instruction(
            id=own_id,
            number=number,
            action=action,
            at=want.at,
            is_silent=properties["signal_transport"] == _SILENT,
            name=properties.get("name") or (source and source.name) or want.name,
            group=group_of(source),
            config=self.derived(properties, reveal(source.config) if source is not None else None, values),
            inputs=inputs,
            outputs=reveal(source.outputs) if source is not None else [],
            options=reveal(source.options) if source is not None else {},
        )

    def _told(
        self, action: Action, want: Want, known: Subject, instruction: str
    ) -> dict[str, tuple[str, Plain]]:
        """Inputs that every instruction has, each with what it is for."""
        arn = arn_of(self.settings.project, want.labels)
        transport = want.properties["signal_transport"]
        told: dict[str, tuple[str, Plain]] = {
            "deploy_server_id": ("The server that is told", want.properties["server"]),
            "deploy_action": ("What is being done to the deployment", action.value),
            "deploy_stack_id": (
                "The stack that the deployment is a part of",
                f"{arn.stack_name}/{arn.stack}",
            ),
            "deploy_resource_name": ("The deployment, within its stack", arn.address),
            "deploy_signal_transport": ("How to tell what came of it", transport),
        }
        if transport == _SIGNED:
            url = signed(self._service, "signal", arn, known.keys, want.at)
            told["deploy_signal_id"] = ("The address to tell it at", url)
            told["deploy_signal_verb"] = ("The HTTP method to use there", METHODS["signal"])
        if want.box is not None:
            told["deploy_signal_id"] = ("The address to tell it at", want.box.address(instruction))
            told["deploy_signal_verb"] = ("The HTTP method to use there", "PUT")
        if transport in _SIGNED_IN:
            user = in_server(self._service, self.settings.project, want.name, known.keys)
            told |= {
                "deploy_auth_url": ("Where to sign in", user.auth_url),
                "deploy_username": ("Who to sign in as: the name", user.username),
                "deploy_user_id": ("Who to sign in as: the id", user.user_id),
                "deploy_password": ("The password to sign in with", user.password),
                "deploy_project_id": ("The project to sign in to", user.project_id),
            }
        if queue := name_in(known.keys):
            told["deploy_queue_id"] = ("The queue to put it into", queue)
        return told

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :class:`setpoint.clouds.driver.Driver`."""
        return {one.token: self._judge(one, facts) for one in subjects}

    def _judge(self, subject: Subject, facts: Facts) -> Observation:
        instruction = instruction_of(subject.keys)
        if not subject.since or instruction is None:
            return Ready(subject.attributes)
        signals: Signals = facts.signals.get(subject.physical_id) or {}
        answer = signals.get(instruction.id)
        if answer is None or answer.status == Status.IN_PROGRESS:
            if self.settings.options.get("unattended"):
                return self._answered(instruction, signals)
            return Pending("the server has not told yet what came of it", look_at=facts.now + _DAY)
        if answer.status == Status.FAILED:
            return Broken(shortened(f"Deployment to server failed: {answer.reason}"), error="Error")
        return self._answered(instruction, signals)

    @staticmethod
    def _answered(instruction: Instruction, signals: Signals) -> Observation:
        if instruction.action == Action.DELETE:
            return Gone()
        attributes: dict[str, Value] = {**dict.fromkeys(USUAL), **outputs_of(signals)}
        return Ready(attributes)


DRIVER = SoftwareDeployment
