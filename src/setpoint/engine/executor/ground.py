"""What deeds stand on: the stack, what is wanted, what is recorded, the clouds, and the ledger to write to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.engine.clouds import Clouds
from setpoint.engine.executor.ledger import Ledger
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import DeedFailed, Task
from setpoint.engine.polling import polling
from setpoint.engine.scope import WorldScope
from setpoint.engine.software import ConfigOf
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.definition import Definition, DeletionPolicy
from setpoint.model.diagnostic import Diagnostic, Findings, Severity
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.incarnation import Incarnation, IncarnationId, physical_name
from setpoint.model.kind import ResourceKind
from setpoint.model.plan import Step
from setpoint.model.site import Site
from setpoint.model.software import SoftwareConfig
from setpoint.model.stack import Adjustment, Stack
from setpoint.model.value import Plain, Value, reveal

UUID_LENGTH = 36
"""Characters of the id of a software configuration."""


class Ground:
    """What deeds stand on: the stack, what is wanted, what is recorded, the clouds, and the ledger."""

    def __init__(
        self,
        stack: Stack,
        tree: Tree,
        world: World,
        clouds: Clouds,
        ledger: Ledger,
        adjustments: Iterable[Adjustment] = (),
        configs: ConfigOf = lambda _id: None,
    ) -> None:
        """Gather them for one run. ``configs`` finds software configurations, wherever in the project they are."""
        self.stack = stack
        self.tree = tree
        self.world = world
        self.clouds = clouds
        self.ledger = ledger
        self.scope = WorldScope(tree, world, adjustments)
        self._configs = configs
        self.shapes: dict[Address, Plain] = {}
        self.revision = stack.revision
        self.saved: Mapping[str, Any] = {}
        """For a restore: what a snapshot saved, by address."""

    def definition(self, step: Step) -> Definition:
        """The definition that a step carries out."""
        return self.tree.definitions[step.address]

    def site(self, step: Step) -> Site:
        """Where a step's resource is, or is to be."""
        one = self.world.get(step.incarnation)
        return one.site if one is not None else self.tree.site(step.address)

    def kind(self, step: Step) -> ResourceKind:
        """The type of a step's resource, which is one thing. Raises ResourceError when no cloud drives it."""
        return self.clouds.find(step.type, self.site(step))[1].kind

    def evaluate(self, definition: Definition) -> dict[str, Value]:
        """The definition's properties, all known by now, in normal form. Raises DeedFailed."""
        findings = Findings()
        try:
            found = self.scope.properties(definition)
        except EvaluationError as problem:
            raise DeedFailed(
                Diagnostic(problem.why, place=problem.place or definition.place, address=definition.address)
            ) from None
        wanted = definition.kind.check(found, definition.place_of, findings)
        for found_wrong in findings:
            if found_wrong.severity is Severity.ERROR:
                raise DeedFailed(found_wrong)
        return wanted

    def metadata(self, definition: Definition) -> Value:
        """The definition's metadata. Raises DeedFailed."""
        try:
            return evaluate(definition.metadata, self.scope)
        except EvaluationError as problem:
            raise DeedFailed(
                Diagnostic(problem.why, place=problem.place or definition.place, address=definition.address)
            ) from None

    def needs(self, step: Step) -> tuple[IncarnationId, ...]:
        """The incarnations that a step's resource stands on from now on."""
        found = (self.world.current(address) for address in step.depends)
        return tuple(one.id for one in found if one is not None)

    def name(self, address: Address, one: IncarnationId) -> str:
        """A physical name, unique in the project, that tells people where it belongs."""
        return physical_name(self.stack.name, address, one)

    def want(self, kind: ResourceKind, wanted: Mapping[str, Value], one: Incarnation) -> Want:
        """What a driver is told: complete, and with secrets in clear."""
        labels = {"stack": self.stack.id, "stack_name": self.stack.name, "address": one.address}
        properties = reveal(kind.with_defaults(wanted))
        referred = self._referred(one) if kind.reads_referred else {}
        return Want(
            properties,
            self.name(one.address, one.id),
            reveal(one.metadata),
            labels,
            at=self.ledger.now(),
            referred=referred,
            predecessors=self._predecessors(one),
            config=self._config(properties.get(kind.deploys)) if kind.deploys else None,
            service=self.clouds.service,
            polling=polling(self.clouds, self.stack, kind, wanted, one),
        )

    def _config(self, named: Plain) -> SoftwareConfig | None:
        """The software configuration of that id. User data may name one, and is text otherwise: that is not sought."""
        return self._configs(named) if isinstance(named, str) and len(named) == UUID_LENGTH else None

    def _predecessors(self, one: Incarnation) -> dict[str, str]:
        """The other lives of its address that are things of the same type and place, and ours to delete."""
        return {
            other.id: other.physical_id
            for other in self.world.at(one.address)
            if other.id != one.id
            and (other.type, other.site.identity) == (one.type, one.site.identity)
            and not other.external
            and other.deletion_policy is not DeletionPolicy.RETAIN
        }

    def _referred(self, one: Incarnation) -> dict[str, Mapping[str, Value]]:
        found = (self.world.get(need) for need in one.needs)
        return {need.physical_id: need.attributes for need in found if need is not None}

    def task(self, key: Key, step: Step, one: Incarnation) -> Task:
        """A task on ``one`` as it is recorded. Raises ResourceError when no cloud drives its type."""
        cloud, driver = self.clouds.find(step.type, self.site(step))
        want = self.want(driver.kind, one.properties, one)
        lateness = self.clouds.lateness(cloud)
        return Task(key, step, one, driver, cloud.name, wanted=one.properties, want=want, lateness=lateness)

    def on_paper(self, definition: Definition, step: Step) -> dict[str, Any]:
        """Those parts of an incarnation's record that come from its definition and cost no call."""
        return {
            "metadata": self.metadata(definition),
            "deletion_policy": definition.deletion_policy,
            "description": definition.description,
            "type": definition.kind.name,
            "alias": definition.alias,
            "hooks": definition.hooks,
            "needs": self.needs(step),
            "revision": self.revision,
        }
