"""Every refusal in Heat's form: the table, and the sentences that clients match."""

import re
from typing import Any

import pytest

from setpoint.api.caller import Unauthorized
from setpoint.api.heat import refusals
from setpoint.api.heat.faults import fault_of
from setpoint.model.diagnostic import About, Diagnostic, Problem, Severity
from setpoint.model.errors import (
    Conflict,
    InvalidInput,
    LostAnswer,
    NotApproved,
    NotFound,
    ResourceError,
    Retry,
    StalePlan,
    Superseded,
)
from setpoint.model.place import Place
from tests.templates.world import compiled


def test_the_whole_body() -> None:
    assert fault_of(refusals.no_stack("x")).body() == {
        "code": 404,
        "title": "Not Found",
        "explanation": "The resource could not be found.",
        "error": {
            "type": "EntityNotFound",
            "message": "The Stack (x) could not be found.",
            "traceback": None,
        },
    }


@pytest.mark.parametrize(
    ("refused", "status", "kind", "message"),
    (
        (refusals.bad_request("No template specified"), 400, "HTTPBadRequest", "No template specified"),
        (refusals.no_version("a.b"), 404, "NotFound", "Template with version a.b not found"),
        (refusals.no_type("A::B"), 404, "EntityNotFound", "The Resource Type (A::B) could not be found."),
        (refusals.not_supported("It"), 400, "NotSupported", "It is not supported."),
        (refusals.no_such_value("so"), 400, "Invalid", "Data supplied was not valid: so"),
        (refusals.too_much("so"), 400, "RequestLimitExceeded", "Request limit exceeded: so"),
        (
            refusals.unavailable("OS::Magnum::Cluster", "so"),
            400,
            "ResourceTypeUnavailable",
            "HEAT-E99001 Service magnum is not available for resource type OS::Magnum::Cluster, reason: so",
        ),
        (
            refusals.forbidden("service:index"),
            403,
            "Forbidden",
            "You are not authorized to use service:index.",
        ),
        (NotFound("gone"), 404, "EntityNotFound", "gone"),
        (Conflict("held"), 409, "ActionInProgress", "held"),
        (ResourceError("no"), 400, "StackValidationFailed", "no"),
        (Superseded("late"), 409, "ActionInProgress", "late"),
        (StalePlan.because("old"), 409, "ActionInProgress", "old"),
        (NotApproved.because("no yes"), 400, "StackValidationFailed", "no yes"),
        (Retry(3, "busy"), 503, "HTTPServiceUnavailable", "retry in 3 s: busy"),
        (LostAnswer("cut"), 503, "HTTPServiceUnavailable", "cut"),
    ),
)
def test_every_refusal_has_its_status_its_type_and_its_words(
    refused: Exception, status: int, kind: str, message: str
) -> None:
    found = fault_of(refused)
    assert (found.status, found.type, found.message) == (status, kind, message)


def test_who_is_not_recognised_is_told_so_as_keystone_tells_it() -> None:
    assert fault_of(Unauthorized("expired")).body() == {
        "error": {
            "code": 401,
            "title": "Unauthorized",
            "message": "The request you have made requires authentication.",
        }
    }


def test_nothing_is_told_of_a_bug() -> None:
    found = fault_of(KeyError("password"))
    assert found.status == 500
    assert "password" not in str(found.body())
    assert "message" not in found.body()["error"]


HEAD = "heat_template_version: 2018-08-31\n"
ONE = HEAD + "resources:\n  a:\n    type: OS::Heat::RandomString\n    properties: {%s}\n"


@pytest.mark.parametrize(
    ("text", "given", "kind", "sentence"),
    (
        ("a: [", {}, "HTTPBadRequest", "Template not in valid format: "),
        ("resources: {}", {}, "InvalidTemplateVersion", "The template version is invalid: "),
        ("heat_template_version: x", {}, "InvalidTemplateVersion", "The template version is invalid: "),
        (HEAD + "resource: {}", {}, "StackValidationFailed", "The template section is invalid: resource"),
        (HEAD, {"environment": {"x": 1}}, "HTTPBadRequest", "Environment not in valid format: "),
        (
            HEAD + "parameters: {p: {type: string}}",
            {},
            "UserParameterMissing",
            "The Parameter (p) was not provided.",
        ),
        (
            HEAD,
            {"parameters": {"p": 1}},
            "UnknownUserParameter",
            "The Parameter (p) was not defined in template.",
        ),
        (
            HEAD + "parameters: {p: {type: number}}",
            {"parameters": {"p": "x"}},
            "StackValidationFailed",
            "Parameter 'p' is invalid: must be a number",
        ),
        (
            ONE.replace("OS::Heat::RandomString", "OS::No::Such") % "",
            {},
            "StackValidationFailed",
            "The Resource Type (OS::No::Such) could not be found.",
        ),
        (
            ONE % "salt: {get_resource: b}",
            {},
            "InvalidTemplateReference",
            'The specified reference "b" (in a.Properties.salt) is incorrect.',
        ),
        (
            ONE % "salt: {get_param: b}",
            {},
            "StackValidationFailed",
            "Property error: : resources.a.properties.salt: : The Parameter (b) was not provided.",
        ),
        (
            ONE % "" + "outputs: {o: {value: {get_attr: [a, b]}}}",
            {},
            "StackValidationFailed",
            "outputs.o.value.get_attr: : The Referenced Attribute (a b) is incorrect.",
        ),
        (
            ONE % "salt: {get_file: b}",
            {},
            "StackValidationFailed",
            'No content found in the "files" section for get_file path: b',
        ),
        (
            ONE % "salt: {get_resource: a}",
            {},
            "CircularDependencyException",
            "Circular Dependency Found: a needs a",
        ),
        (
            ONE % "salty: 1",
            {},
            "StackValidationFailed",
            "Property error: : resources.a.properties: : Unknown Property salty",
        ),
        (
            ONE % "length: x",
            {},
            "StackValidationFailed",
            "Property error: : resources.a.properties.length: : Value 'x' is not an integer",
        ),
        (
            ONE.replace("RandomString", "Value") % "",
            {},
            "StackValidationFailed",
            "Property error: : resources.a.properties: : Property value not assigned",
        ),
    ),
)
def test_a_template_is_refused_in_heats_words_first(
    text: str, given: dict[str, Any], kind: str, sentence: str
) -> None:
    found = refusal_of(text, **given)
    assert (found.status, found.type) == (400, kind)
    assert found.message.startswith(sentence)


def refusal_of(text: str, **given: Any) -> Any:
    with pytest.raises(InvalidInput) as refused:
        compiled(text, **given)
    return fault_of(refused.value)


def test_every_problem_is_told_with_where_and_why_and_what_to_do() -> None:
    text = ONE % "lengt: 3, salt: {get_param: p}" + "outputs:\n  o: {value: {get_resource: b}}\n"
    first, *rest = refusal_of(text).message.splitlines()
    assert first == 'The specified reference "b" (in outputs.o) is incorrect.'
    assert rest == [
        "resources.a.properties.lengt (line 5): OS::Heat::RandomString has no property lengt (did you mean 'length'?)",
        "resources.a.properties.salt.get_param (line 5): unknown parameter 'p'",
        "outputs.o.value.get_resource (line 7): unknown resource 'b'",
    ]


def test_lines_are_not_told_where_a_tree_was_given() -> None:
    tree = '{"heat_template_version": "2018-08-31", "resources": {"a": {"type": "OS::Heat::Value"}}}'
    assert refusal_of(tree).message.splitlines()[1].startswith("resources.a: property value is required")


def test_a_nested_template_is_told_by_its_name() -> None:
    nested = ONE % "length: x"
    found = refusal_of(HEAD + "resources: {n: {type: nested.yaml}}", files={"nested.yaml": nested})
    first, second = found.message.splitlines()
    assert first == "ValueError: : resources.n<nested.yaml>.resources.a: : Value 'x' is not an integer"
    assert second.startswith("nested.yaml resources.a.properties.length (line 5): property length must be")


def test_the_stacks_around_a_nested_template_are_told() -> None:
    group = "resources: {g: {type: 'OS::Heat::ResourceGroup', properties: {resource_def: {type: n.yaml}}}}"
    found = refusal_of(HEAD + group, files={"n.yaml": ONE % "length: x"})
    stacks = "resources.g<nested_stack>.resources.0<n.yaml>.resources.a"
    assert found.message.startswith(f"ValueError: : {stacks}: : Value 'x' is not an integer\n")


REMOTE = (
    HEAD
    + """resources:
  a:
    type: OS::Heat::Stack
    properties: {template: {get_file: n.yaml}%s}
"""
)
VALIDATING = 'Failed validating stack template using Heat endpoint at region "%s" due to "ERROR: %s"'


@pytest.mark.parametrize(
    ("nested", "told"),
    (
        (HEAD + "resource: {}", "The template section is invalid: resource"),
        (ONE % "salty: 1", "Property error: : resources.a.resources.a.properties: : Unknown Property salty"),
        (
            HEAD + "resources: {b: {type: OS::No::Such}}",
            "The Resource Type (OS::No::Such) could not be found.",
        ),
    ),
)
@pytest.mark.parametrize(
    ("context", "region"), (("", "here"), (", context: {region_name: RegionTwo}", "RegionTwo"))
)
def test_a_problem_of_a_stack_of_its_own_is_what_its_region_says(
    nested: str, told: str, context: str, region: str
) -> None:
    found = refusal_of(REMOTE % context, files={"n.yaml": nested})
    assert (found.type, found.message) == ("StackValidationFailed", VALIDATING % (region, told))


def test_what_is_nested_in_a_stack_of_its_own_is_in_its_region() -> None:
    files = {"n.yaml": HEAD + "resources: {b: {type: m.yaml}}", "m.yaml": ONE % "salty: 1, length: x"}
    found = refusal_of(REMOTE % ", context: {region_name: RegionTwo}", files=files)
    first, *rest = found.message.splitlines()
    assert first.startswith(
        'Failed validating stack template using Heat endpoint at region "RegionTwo" due to '
    )
    assert [line.partition(":")[0] for line in rest] == [
        "m.yaml resources.a.properties.salty (line 5)",
        "m.yaml resources.a.properties.length (line 5)",
    ]


def test_what_is_wrong_with_a_stack_of_its_own_by_itself_is_told_as_of_any_other() -> None:
    found = refusal_of(REMOTE % ", timeout: x", files={"n.yaml": HEAD})
    assert found.message.startswith("Property error: : resources.a.properties.timeout: : ")


def test_immutable_parameters_are_told_in_one_sentence() -> None:
    problems = [
        Diagnostic(f"parameter '{name}' is immutable", about=About(Problem.IMMUTABLE_PARAMETER, (name,)))
        for name in ("p", "q")
    ]
    found = fault_of(InvalidInput(problems))
    assert found.type == "ImmutableParameterModified"
    assert found.message.startswith("The following parameters are immutable and may not be updated: p, q\n")


def test_what_has_no_sentence_of_heats_is_told_in_ours() -> None:
    found = fault_of(InvalidInput([Diagnostic("no", detail="why", advice="do", place=Place("f", 2, 1))]))
    assert found.message == "f line 2: no: why (do)"


def test_warnings_are_not_among_what_is_wrong_and_there_is_an_end_to_it() -> None:
    warning = Diagnostic("odd", Severity.WARNING)
    many = [Diagnostic(f"wrong {number}") for number in range(150)]
    found = fault_of(InvalidInput([warning, *many])).message
    assert "odd" not in found
    assert re.search(r"wrong 99\nand 50 more problems$", found)
