"""OS::Heat::ResourceGroup."""

from typing import Any

import pytest

from setpoint.model.address import Address
from setpoint.model.definition import Pace
from setpoint.model.expression import EvaluationError, references
from setpoint.model.kind import is_composite
from setpoint.model.value import Unknown
from tests.templates.world import Nothing, World, compiled, outputs, problems


def group(properties: str, value: str = "x", more: str = "", version: str = "2018-08-31") -> str:
    return f"""
heat_template_version: {version}
parameters:
  pattern: {{type: string, default: p-%index%}}
resources:
  base: {{type: OS::Heat::Value, properties: {{value: {{name: b-%index%, id: 7}}}}}}
  group:
    type: OS::Heat::ResourceGroup
{more}    properties: {properties}
outputs:
  it: {{value: {value}}}
"""


THREE = "{count: 3, resource_def: {type: OS::Heat::TestResource, properties: {value: v%index%}}}"


def members(properties: str) -> dict[str, Any]:
    """The properties of every member, by its name."""
    world = World(compiled(group(properties)).composition)
    found = world.composition("group").definitions
    return {address.removeprefix("group/"): world.properties(address) for address in found}


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("v%index%", "v1"),
        ("'%index%%index%'", "11"),
        (
            "{list: [a, '%index%', {x: '%index%'}], '%index%': 5}",
            {"list": ["a", "1", {"x": "1"}], "%index%": 5},
        ),
        ("{get_param: pattern}", "p-1"),
        ("{get_attr: [base, value, name]}", "b-1"),
        ("{get_attr: [base, value, id]}", 7),
        ("[a, {get_attr: [base, value, name]}]", ["a", "b-1"]),
        ("{str_replace: {template: 'X-%index%', params: {X: {get_attr: [base, value, name]}}}}", "b-1-1"),
        ("{get_resource: base}", "<base>"),
        ("5", 5),
    ),
)
def test_a_member_knows_its_number(value: str, expected: Any) -> None:
    found = members(f"{{count: 2, resource_def: {{type: OS::Heat::Value, properties: {{value: {value}}}}}}}")
    assert found["1"] == {"value": expected}


def test_the_variable_can_have_another_name() -> None:
    found = members(
        "{count: 2, index_var: $no, resource_def: {type: OS::Heat::TestResource, properties: {value: $no-%index%}}}"
    )
    assert [one["value"] for one in found.values()] == ["0-%index%", "1-%index%"]


def test_metadata_and_type_are_those_of_every_member_and_nulls_are_left_out() -> None:
    world = World(
        compiled(
            group(
                "{count: 1, resource_def: {type: OS::Heat::TestResource, metadata: {n: '%index%'},"
                " properties: {value: null, wait_secs: 1}}}"
            )
        ).composition
    )
    (found,) = world.composition("group").definitions.values()
    assert found.address == Address("group/0")
    assert found.metadata == {"n": "%index%"}
    assert dict(found.properties) == {"wait_secs": 1}


def test_there_is_one_by_default() -> None:
    assert list(members("{resource_def: {type: OS::Heat::TestResource}}")) == ["0"]


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_attr: [group, refs]}", ["<group/0>", "<group/1>", "<group/2>"]),
        ("{get_attr: [group, refs, 1]}", "<group/1>"),
        ("{get_attr: [group, refs_map]}", {"0": "<group/0>", "1": "<group/1>", "2": "<group/2>"}),
        ("{get_attr: [group, refs_map, '2']}", "<group/2>"),
        ("{get_attr: [group, attributes, output]}", {"0": "v0", "1": "v1", "2": "v2"}),
        ("{get_attr: [group, output]}", ["v0", "v1", "v2"]),
        ("{get_attr: [group, resource.1]}", "<group/1>"),
        ("{get_attr: [group, resource.1, output]}", "v1"),
        ("{get_attr: [group, resource.1.output]}", "v1"),
        ("{get_attr: [group, resource.1.output, 0]}", "v"),
        ("{get_attr: [group, removed_rsrc_list]}", []),
        ("{get_attr: [group, show]}", None),
        (
            "{get_attr: [group]}",
            {
                "refs": ["<group/0>", "<group/1>", "<group/2>"],
                "refs_map": {"0": "<group/0>", "1": "<group/1>", "2": "<group/2>"},
                "removed_rsrc_list": [],
            },
        ),
        ("{get_resource: group}", "<group>"),
    ),
)
def test_what_a_group_tells_of_its_members(value: str, expected: Any) -> None:
    assert outputs(group(THREE, value))["it"] == expected


def test_in_2013_05_23_the_whole_attribute_is_had_first() -> None:
    assert outputs(group(THREE, "{get_attr: [group, refs, 1]}", version="2013-05-23"))["it"] == "<group/1>"
    with pytest.raises(EvaluationError, match="group: 'attributes' needs the name of an attribute"):
        outputs(group(THREE, "{get_attr: [group, attributes, output]}", version="2013-05-23"))


@pytest.mark.parametrize(
    ("value", "why"),
    (
        ("{get_attr: [group, resource.3]}", "group has no member '3'"),
        ("{get_attr: [group, resource.x.output]}", "group has no member 'x'"),
        ("{get_attr: [group, attributes]}", "group: 'attributes' needs the name of an attribute"),
    ),
)
def test_what_a_group_cannot_tell(value: str, why: str) -> None:
    with pytest.raises(EvaluationError, match=f"^{why}$"):
        outputs(group(THREE, value))


def test_removed_members_are_told() -> None:
    properties = THREE.replace("count: 3", "count: 2, removal_policies: [{resource_list: ['0', 2]}]")
    assert outputs(group(properties, "{get_attr: [group, refs_map]}"))["it"] == {
        "1": "<group/1>",
        "3": "<group/3>",
    }
    assert outputs(group(properties, "{get_attr: [group, removed_rsrc_list]}"))["it"] == ["0", "2"]


def test_members_depend_on_what_their_properties_refer_to() -> None:
    value = "{a: {get_resource: base}, b: {get_attr: [base, value]}}"
    properties = f"{{count: 1, resource_def: {{type: OS::Heat::Value, properties: {{value: {value}}}}}}}"
    world = World(compiled(group(properties)).composition)
    (member,) = world.composition("group").definitions.values()
    found = [address for value in member.properties.values() for address, _ in references(value)]
    assert sorted(found) == ["base", "base"]


@pytest.mark.parametrize(
    "properties",
    (
        "{count: {get_attr: [base, value, id]}, resource_def: {type: OS::Heat::TestResource}}",
        "{resource_def: {type: {get_attr: [base, value, name]}}}",
        "{resource_def: {get_attr: [base, value]}}",
        "{removal_policies: [{resource_list: [{get_resource: base}]}], resource_def: {type: OS::Heat::TestResource}}",
    ),
)
def test_a_shape_that_hangs_on_what_is_not_made_yet_is_decided_later(properties: str) -> None:
    world = World(compiled(group(properties)).composition, unmade=frozenset({"base"}))
    kind = world.definition("group").kind
    assert is_composite(kind)
    assert kind.shape(world.properties("group"), Nothing()) is None


def test_what_a_member_waits_for_does_not_hold_up_the_shape() -> None:
    properties = (
        "{count: 2, resource_def: {type: OS::Heat::Value, properties: {value: {get_attr: [base, value]}}}}"
    )
    world = World(compiled(group(properties)).composition, unmade=frozenset({"base"}))
    assert world.properties("group/1") == {"value": Unknown(("base.value",))}


def test_the_pace_of_making_and_changing() -> None:
    more = (
        "    update_policy: {batch_create: {max_batch_size: 4, pause_time: 1.5},"
        " rolling_update: {max_batch_size: 2, min_in_service: 1}}\n"
    )
    found = World(compiled(group(THREE, more=more)).composition).composition("group")
    assert found.create_pace == Pace(batch=4, pause=1.5)
    assert found.update_pace == Pace(batch=2, pause=0, in_service=1)


def test_without_a_policy_there_is_no_pace() -> None:
    found = World(compiled(group(THREE)).composition).composition("group")
    assert (found.create_pace, found.update_pace) == (None, None)


@pytest.mark.parametrize(
    ("properties", "summary", "part"),
    (
        (
            "{resource_def: {type: OS::Heat::TestResourc}}",
            "unknown resource type 'OS::Heat::TestResourc'",
            "type",
        ),
        (
            "{count: 2, resource_def: {type: OS::Heat::TestResource, properties: {valu: x}}}",
            "OS::Heat::TestResource has no property valu",
            "valu: ",
        ),
        ("{count: -1, resource_def: {type: OS::Heat::TestResource}}", "property count", "count"),
        ("{count: 1}", "property resource_def is required", ""),
        ("{index_var: x, resource_def: {type: OS::Heat::TestResource}}", "property index_var", "index_var"),
    ),
)
def test_problems_are_told_once_where_they_are(properties: str, summary: str, part: str) -> None:
    (found,) = problems(group(properties))
    assert found.summary.startswith(summary)
    assert found.place is not None
    if part:
        assert found.place.column == len("    properties: ") + properties.index(part) + 1


def test_a_group_of_none_is_not_looked_into() -> None:
    assert members("{count: 0, resource_def: {type: OS::No::Such}}") == {}


def test_a_wrong_update_policy_is_told() -> None:
    policy = "    update_policy: {rolling_update: {max_batch_size: 0}}"
    (found,) = problems(group(THREE, more=f"{policy}\n"))
    assert "max_batch_size" in found.summary
    assert found.place is not None
    assert found.place.column == policy.index("max_batch_size") + 1


def test_an_update_policy_may_not_hang_on_what_is_not_made_yet() -> None:
    nested = group(
        THREE, more="    update_policy: {rolling_update: {max_batch_size: {get_param: pattern}}}\n"
    )
    template = """
heat_template_version: 2018-08-31
resources:
  base: {type: OS::Heat::Value, properties: {value: 2}}
  nested: {type: nested.yaml, properties: {pattern: {get_attr: [base, value]}}}
"""
    (found,) = problems(template, files={"nested.yaml": nested})
    assert found.summary == "update_policy must be known before the members are made"
    assert found.place is not None
    assert found.place.file == "nested.yaml"


MEMBER = """
heat_template_version: 2018-08-31
parameters:
  name: {type: string}
resources:
  one: {type: OS::Heat::TestResource, properties: {value: {get_param: name}}}
outputs:
  said: {value: {get_attr: [one, output]}}
"""


def test_members_may_be_templates() -> None:
    template = group(
        "{count: 2, resource_def: {type: member.yaml, properties: {name: m%index%}}}",
        "[{get_attr: [group, said]}, {get_attr: [group, resource.1.said]},"
        " {get_attr: [group, resource.1, resource.one]}]",
    )
    found = outputs(template, files={"member.yaml": MEMBER})["it"]
    assert found == [["m0", "m1"], "m1", "<group/1/one>"]


NESTED = """
heat_template_version: 2018-08-31
parameters:
  count: {type: number}
  definition: {type: json}
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: count}, resource_def: {get_param: definition}}
outputs:
  all: {value: {get_attr: [group, output]}}
"""


def test_a_definition_may_come_from_a_parameter_that_hangs_on_a_resource() -> None:
    template = """
heat_template_version: 2018-08-31
resources:
  base: {type: OS::Heat::Value, properties: {value: {type: OS::Heat::TestResource, properties: {value: v%index%}}}}
  nested: {type: nested.yaml, properties: {count: 2, definition: {get_attr: [base, value]}}}
outputs:
  it: {value: {get_attr: [nested, all]}}
"""
    made = compiled(template, files={"nested.yaml": NESTED})
    assert World(made.composition).outputs()["it"] == ["v0", "v1"]


CHOOSING = """
heat_template_version: 2021-04-16
parameters:
  flag: {type: boolean}
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def:
        type: OS::Heat::TestResource
        properties:
          value: {if: [{get_param: flag}, 'yes-%index%', 'no-%index%']}
          wait_secs: {if: [{get_param: flag}, 1]}
outputs:
  all: {value: {get_attr: [group, output]}}
"""


@pytest.mark.parametrize(
    ("flag", "expected"),
    (
        ("true", [{"value": "yes-0", "wait_secs": 1}, {"value": "yes-1", "wait_secs": 1}]),
        ("false", [{"value": "no-0"}, {"value": "no-1"}]),
    ),
)
def test_a_member_may_choose_later(flag: str, expected: Any) -> None:
    template = f"""
heat_template_version: 2018-08-31
resources:
  base: {{type: OS::Heat::Value, properties: {{value: {flag}}}}}
  nested: {{type: nested.yaml, properties: {{flag: {{get_attr: [base, value]}}}}}}
"""
    made = compiled(template, files={"nested.yaml": CHOOSING}).composition
    world = World(made)
    assert [world.properties(f"nested/group/{number}") for number in (0, 1)] == expected
    waiting = World(made, unmade=frozenset({"base"}))
    assert waiting.properties("nested/group/1")["value"] == Unknown(("base.value",))


def test_a_thousand_members_share_one_definition() -> None:
    found = members(THREE.replace("3", "1000"))
    assert list(found) == [str(number) for number in range(1000)]
    assert found["999"] == {"value": "v999"}
