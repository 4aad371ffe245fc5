from uuid import UUID

from setpoint.cli import heat
from setpoint.model.address import Address
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Status
from setpoint.model.stack import ProjectId, Source, Stack, StackId
from setpoint.model.value import MASK, Sensitive

STACK = Stack(
    id=StackId("s"),
    name="shop",
    project=ProjectId("local"),
    cloud="local",
    action=Action.UPDATE,
    status=Status.FAILED,
    reason="web: no",
    outputs={
        "url": {"value": "http://x", "description": "where it is"},
        "key": {"value": Sensitive("hunter2"), "description": ""},
        "late": {"value": None, "description": "", "error": "not known"},
    },
    created_at=1_700_000_000,
)


def test_a_stack_speaks_heat() -> None:
    found = heat.stack(STACK)
    assert found["stack_name"] == "shop"
    assert found["stack_status"] == "UPDATE_FAILED"
    assert found["stack_status_reason"] == "web: no"
    assert found["creation_time"] == "2023-11-14T22:13:20Z"
    assert found["deletion_time"] is None


def test_outputs_are_masked_and_tell_what_went_wrong() -> None:
    by_key = {one["output_key"]: one for one in heat.outputs(STACK)}
    assert by_key["url"] == {"output_key": "url", "output_value": "http://x", "description": "where it is"}
    assert by_key["key"]["output_value"] == MASK
    assert by_key["late"]["output_error"] == "not known"


def test_parameters_of_a_stack_outweigh_the_environment_and_are_masked() -> None:
    source = Source(
        "x",
        environment={"parameters": {"size": 1, "password": Sensitive("hunter2")}},
        parameters={"size": 2},
    )
    assert heat.stack_in_full(STACK, source)["parameters"] == {"size": 2, "password": MASK}


def test_a_nested_resource_names_its_parent_and_the_way_to_it() -> None:
    one = Incarnation(
        IncarnationId("1"),
        Address("group/0/server"),
        "OS::Nova::Server",
        physical_id="p",
        attributes={"password": Sensitive("hunter2")},
        action=Action.CREATE,
    )
    found = heat.resource_in_full(one, [Address("group/0/volume")])
    assert found["resource_name"] == found["logical_resource_id"] == "server"
    assert found["parent_resource"] == "0"
    assert found["address"] == "group/0/server"
    assert found["resource_status"] == "CREATE_COMPLETE"
    assert found["required_by"] == ["volume"]
    assert found["attributes"] == {"password": MASK}


def test_the_event_of_a_stack_goes_by_its_name() -> None:
    one = Event(StackId("s"), Address(""), Action.CREATE, Status.COMPLETE, number=3, at=1.5)
    found = heat.event(one, "shop")
    assert (found["resource_name"], found["event_time"]) == ("shop", "1970-01-01T00:00:01Z")


def test_events_have_ids_of_their_own() -> None:
    first, second = (
        heat.event(Event(StackId("s"), Address("a"), Action.CREATE, Status.COMPLETE, number=number))
        for number in (1, 2)
    )
    assert UUID(first["id"]) != UUID(second["id"])
