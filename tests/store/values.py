"""Values to record: a stack, and one of everything that can be recorded of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from setpoint.model.address import Address
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Status
from setpoint.model.journal import Entry, Mark
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.request import Ask, Request
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import Adjustment, ProjectId, Revision, Source, Stack, StackId
from setpoint.model.value import Sensitive
from setpoint.store import Store
from setpoint.store.records import Batch, Lease, ProjectBatch, Records, Snapshot

PROJECT = ProjectId("ours")
CONFIG, DEPLOYMENT, SERVER = "a config", "a deployment", "a server"
STACK = StackId(str(UUID(int=1)))
PLAN = PlanId(str(UUID(int=2)))
TIME = 1_800_000_000.5


def a_stack(id: StackId = STACK, name: str = "web", project: ProjectId = PROJECT, **fields: Any) -> Stack:
    return Stack(id=id, name=name, project=project, cloud="local", created_at=TIME, **fields)


def an_incarnation(number: int = 0, **fields: Any) -> Incarnation:
    identity = IncarnationId(str(UUID(int=1000 + number)))
    return Incarnation(
        id=identity, address=Address(f"server_{number}"), type="OS::Heat::TestResource", **fields
    )


def a_plan(id: PlanId = PLAN, steps: int = 3, stack: StackId = STACK, parent: PlanId | None = None) -> Plan:
    return Plan(
        id=id,
        stack=stack,
        action=Action.CREATE,
        revision=1,
        parent_revision=0,
        made_at=0,
        parent=parent,
        steps=tuple(a_step(number) for number in range(steps)),
    )


def a_step(number: int) -> Step:
    one = an_incarnation(number)
    return Step(id=StepId(number), deed=Deed.CREATE, address=one.address, type=one.type, incarnation=one.id)


def an_entry(step: int, mark: Mark, plan: PlanId = PLAN, note: Any = None) -> Entry:
    return Entry(plan, StepId(step), mark, note, TIME)


def an_event(reason: str = "", stack: StackId = STACK, **fields: Any) -> Event:
    return Event(stack, Address("server_0"), Action.CREATE, Status.COMPLETE, reason=reason, at=TIME, **fields)


def a_revision(number: int = 1, **parameters: Any) -> Revision:
    return Revision(number, number - 1, Source("text", parameters=parameters), created_at=TIME)


def an_adjustment(value: Any = 3, property: str = "size") -> Adjustment:
    return Adjustment(Address("group"), property, value, base=2, by="someone", at=TIME)


def a_request(stack: StackId = STACK, **note: Any) -> Request:
    return Request(stack, Ask.SIGNAL, Address("server_0"), note=note, at=TIME)


def a_snapshot(id: str = "s1", stack: StackId = STACK, **saved: Any) -> Snapshot:
    return Snapshot(id, stack, "nightly", 1, saved=saved, created_at=TIME)


def a_config(id: str = CONFIG, **fields: Any) -> SoftwareConfig:
    return SoftwareConfig(id, name="install", group="script", created_at=TIME, **fields)


def a_deployment(
    id: str = DEPLOYMENT, config: str = CONFIG, server: str = SERVER, **fields: Any
) -> SoftwareDeployment:
    return SoftwareDeployment(id, config, server, created_at=TIME, **fields)


def begin(store: Store, stack: Stack | None = None) -> tuple[Records, Lease]:
    """Make a stack, and take its lease."""
    stack = stack or a_stack()
    records = store.project(stack.project)
    records.commit_now(Batch(stack.id).put_stack(stack))
    lease = records.lease(stack.id)
    assert lease
    return records, lease


def write(records: Records, lease: Lease, fill: Callable[[Batch], Batch]) -> None:
    """Commit one batch under the lease."""
    records.commit_now(fill(Batch(lease.stack, lease.epoch)))


def one_of_everything(batch: Batch, secret: str = "hush") -> Batch:
    """Fill a batch with one record of each kind, each with a secret of its own where it can hold one."""

    def hidden(where: str) -> Sensitive:
        return Sensitive(f"{secret}-{where}")

    return (
        batch.put_revision(a_revision(password=hidden("revision")))
        .put_plan(a_plan())
        .put_plan(a_plan(PlanId("child"), parent=PLAN))
        .journal(an_entry(0, Mark.STARTED))
        .journal(an_entry(0, Mark.ACCEPTED, note={"cursor": hidden("journal")}))
        .put(an_incarnation(0, properties={"password": hidden("incarnation")}))
        .adjust(an_adjustment(hidden("adjustment")))
        .log(an_event("created", details={"password": hidden("event")}))
        .published(1)
        .ask(a_request(password=hidden("request")))
        .put_snapshot(a_snapshot(server=hidden("snapshot")))
    )


def one_of_everything_of_a_project(batch: ProjectBatch, secret: str = "hush") -> ProjectBatch:
    """As :func:`one_of_everything`, of what belongs to no stack."""
    return batch.put_config(
        a_config(config=Sensitive(f"{secret}-config"), options={"key": Sensitive(f"{secret}-option")})
    ).put_deployment(a_deployment(input_values={"password": Sensitive(f"{secret}-input")}))


HOLDERS = ("revision", "journal", "incarnation", "adjustment", "request", "snapshot")
"""Whose secrets :func:`one_of_everything` has the store keep; an event's is masked."""
