"""What is told without a stack, asked of the real Heat too: the answers are the same, or tables here say why not."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from lab.rest import Cloud
from setpoint.api.heat.asked import as_flag
from setpoint.api.heat.describing.installation import build_info
from setpoint.api.heat.describing.languages import template_functions, template_versions
from setpoint.api.heat.describing.resource_types import Wanted, list_types, provider_of, show_type
from setpoint.api.heat.describing.validation import Asked, ignored_in, validate
from setpoint.api.heat.faults import fault_of
from setpoint.api.heat.sources import source_of
from setpoint.api.settings.limits import Limits
from setpoint.types import catalogue
from tests.lab.conftest import RunningLab
from tests.lab.differences import Allowed, Difference, differences, unexplained

pytestmark = pytest.mark.lab

CORPUS = Path(__file__).parents[1] / "corpus" / "hot"

BY_TEMPLATE = {"AWS::CloudWatch::Alarm", "AWS::RDS::DBInstance"}
"""Types that Heat provides by templates of its own, which its package does not bring along."""

DRIVER = (
    "our driver makes a new one, for the service refuses the change, or changes it in place, for it takes it"
)
SCHEMAS = (
    Allowed(r".* description", "descriptions are our own words, or absent"),
    Allowed(r"\S+ support_status message", "as are messages"),
    Allowed(
        r"OS::Aodh::Alarm support_status (version|previous_status)", "since when it is deprecated is not told"
    ),
    Allowed(
        r"AWS::EC2::Volume(Attachment)? properties \w+ immutable",
        "a change is no error here: it makes a new one",
    ),
    Allowed(r"OS::Neutron::Trunk properties port immutable", "likewise"),
    Allowed(r"OS::Neutron::NetworkGateway properties connections default", "a map is no default of a list"),
    Allowed(r"OS::Barbican::GenericContainer properties secrets update_allowed", DRIVER),
    Allowed(r"OS::Keystone::(Group|Project|User) properties domain update_allowed", DRIVER),
    Allowed(r"OS::Neutron::FloatingIP properties dns_(domain|name) update_allowed", DRIVER),
    Allowed(r"OS::Neutron::ProviderNet properties (network_type|physical_network) update_allowed", DRIVER),
    Allowed(r"OS::Neutron::(ProviderNet|Router) properties availability_zone_hints update_allowed", DRIVER),
    Allowed(r"OS::Octavia::AvailabilityZone properties name update_allowed", DRIVER),
    Allowed(r"OS::Swift::Container properties (PurgeOnDelete|X-[\w-]+) update_allowed", DRIVER),
)
PROVIDERS = (
    Allowed(r".* [dD]escription", "descriptions are our own words, or absent"),
    Allowed(
        r"\S+ hot parameters \S+ constraints", "Heat leaves an empty map of a constraint that asks a cloud"
    ),
    Allowed(
        r"OS::Neutron::NetworkGateway \w+ [pP]arameters connections [dD]efault",
        "a map is no default of a list",
    ),
    Allowed(r"OS::Heat::Value (cfn|hot) status", "Heat fails over a property of any type"),
)
LANGUAGES = (
    Allowed(r".* description", "descriptions are our own words"),
    Allowed(r"(AWS|Heat)TemplateFormatVersion\.\S+", "templates of CloudFormation are not read yet"),
)
TEMPLATES = (
    Allowed(
        r"chains-and-stacks nested NestedParameters provided Parameters name Value",
        "Heat fills in something for what is not known",
    ),
    Allowed(r"three-tiers nested status", "Heat fails over a value that is not given yet"),
)


class Heat:
    """The real one, as its administrator sees it."""

    def __init__(self, cloud: Cloud) -> None:
        self._token = cloud.token
        self._address = urlsplit(cloud.address("orchestration"))
        self._connection = http.client.HTTPConnection(self._address.netloc, timeout=120)

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer: of a GET, or of a POST when there is a body."""
        headers = {"X-Auth-Token": self._token, "Content-Type": "application/json"}
        data = body if isinstance(body, bytes | None) else json.dumps(body)
        self._connection.request("GET" if body is None else "POST", self._address.path + path, data, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.fixture(scope="module")
def heat(lab: RunningLab) -> Heat:
    return Heat(lab.cloud("lab-admin"))


@pytest.fixture(scope="module")
def in_common(heat: Heat) -> list[str]:
    _, answer = heat.ask("/resource_types")
    names = set(answer["resource_types"])
    assert names - catalogue.names() == BY_TEMPLATE
    assert len(names) > 100
    return sorted(names - BY_TEMPLATE)


def ours(path: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer of ours, without a service around it."""
    try:
        return 200, _answer(path, body)
    except Exception as refused:  # noqa: BLE001 - what is no refusal becomes a 500, which is told as a difference
        fault = fault_of(refused)
        return fault.status, fault.body()


def _answer(path: str, body: Any) -> dict[str, Any]:
    url = urlsplit(path)
    query = dict(parse_qsl(url.query))
    match url.path.split("/")[1:]:
        case ["resource_types"]:
            words = {key: query.get(key, "") for key in ("support_status", "name", "version")}
            described = as_flag("with_description", query.get("with_description"))
            return list_types(Wanted(**words, with_description=described))
        case ["resource_types", name]:
            described = as_flag("with_description", query.get("with_description"))
            return show_type(name, with_description=described)
        case ["resource_types", name, "template"]:
            return provider_of(name, query.get("template_type", "cfn"))
        case ["template_versions"]:
            return template_versions()
        case ["template_versions", version, "functions"]:
            conditions = as_flag("with_condition_func", query.get("with_condition_func"))
            return template_functions(version, with_conditions=conditions)
        case ["validate"]:
            nested = as_flag("show_nested", query.get("show_nested"))
            asked = Asked(nested, ignored_in(query.get("ignore_errors", "")))
            return validate(source_of(body, Limits()), asked)
        case _:
            return build_info()


def compared(question: str, heat: Heat, path: str, body: Any = None) -> Iterator[Difference]:
    """In what the answers differ; of refusals only the status is compared here."""
    (status, theirs), (our_status, our) = heat.ask(path, body), ours(path, body)
    if status != our_status:
        yield Difference(f"{question} status", (status, theirs), (our_status, our))
    elif status == 200:
        yield from differences(question, theirs, our)


@pytest.mark.parametrize(
    "query",
    (
        "",
        "?name=OS::Heat::",
        "?name=.*Server",
        "?name=Server",
        "?name=(",
        "?support_status=SUPPORTED",
        "?support_status=DEPRECATED",
        "?support_status=UNSUPPORTED",
        "?version=5.0.0",
        "?version=1999",
    ),
)
def test_lists_of_types(heat: Heat, in_common: list[str], query: str) -> None:
    theirs, our = (ask(f"/resource_types{query}")[1]["resource_types"] for ask in (heat.ask, ours))
    deprecated_since = {"OS::Aodh::Alarm"}  # which is what Heat compares a version with
    assert set(theirs) & set(in_common) - deprecated_since == set(our) & set(in_common) - deprecated_since


def test_a_list_of_types_with_descriptions(heat: Heat) -> None:
    path = "/resource_types?name=OS::Heat::Val&with_description=true"
    theirs, our = (ask(path)[1]["resource_types"] for ask in (heat.ask, ours))
    assert [one.keys() for one in theirs] == [one.keys() for one in our]
    assert [one["resource_type"] for one in theirs] == [one["resource_type"] for one in our]


def test_the_schema_of_every_type_in_common(heat: Heat, in_common: list[str]) -> None:
    found = [one for name in in_common for one in compared(name, heat, f"/resource_types/{name}")]
    assert not unexplained(found, SCHEMAS)


@pytest.mark.parametrize("language", ("cfn", "hot"))
def test_the_provider_of_every_type_in_common(heat: Heat, in_common: list[str], language: str) -> None:
    found = [one for name in in_common for one in _providers_compared(heat, name, language)]
    table = [one for one in PROVIDERS if language == "hot" or "hot parameters" not in one.where]
    assert not unexplained(found, table)


def _providers_compared(heat: Heat, name: str, language: str) -> Iterator[Difference]:
    """The one resource of Heat's has the name of a class, ours that of the type: it is not compared."""
    path = f"/resource_types/{name}/template?template_type={language}"
    (status, theirs), (our_status, our) = heat.ask(path), ours(path)
    question = f"{name} {language}"
    if status != our_status:
        yield Difference(f"{question} status", status, our_status)
        return
    (resource,) = theirs.get("resources", theirs.get("Resources"))
    yield from differences(question, _renamed(theirs, resource, name.rpartition("::")[2]), our)


def _renamed(tree: Any, old: str, new: str) -> Any:
    if isinstance(tree, dict):
        return {new if key == old else key: _renamed(value, old, new) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_renamed(item, old, new) for item in tree]
    return new if tree == old else tree


def test_every_version_and_its_functions(heat: Heat) -> None:
    theirs, our = (_languages(ask) for ask in (heat.ask, ours))
    assert not unexplained(
        differences("", theirs, our), [Allowed(f" {one.where}", one.reason) for one in LANGUAGES]
    )


def _languages(ask: Any) -> dict[str, Any]:
    """By version, what is said of it and each of its functions, without and with those of conditions."""
    found = {}
    for one in ask("/template_versions")[1]["template_versions"]:
        lists = {
            query: ask(f"/template_versions/{one['version']}/functions{query}")[1]["template_functions"]
            for query in ("", "?with_condition_func=true")
        }
        functions = {key: {each["functions"]: each for each in several} for key, several in lists.items()}
        found[one["version"]] = {**one, **functions}
    return found


def test_the_functions_of_a_version_by_its_other_name(heat: Heat) -> None:
    path = "/template_versions/heat_template_version.rocky/functions"
    theirs, our = (
        {one["functions"] for one in ask(path)[1]["template_functions"]} for ask in (heat.ask, ours)
    )
    assert theirs == our


def test_the_build_has_the_same_shape(heat: Heat) -> None:
    theirs, our = (ask("/build_info")[1] for ask in (heat.ask, ours))
    assert {key: value.keys() for key, value in theirs.items()} == {
        key: value.keys() for key, value in our.items()
    }


class _Loader(yaml.SafeLoader):
    """As a client of Heat reads templates: dates stay text."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


def _corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every template of the corpus as a client would send it."""
    folders = (CORPUS / "nested", CORPUS / "files")
    files = {
        str(path.relative_to(CORPUS)): path.read_text() for folder in folders for path in folder.iterdir()
    }
    for path in sorted(CORPUS.glob("*.yaml")):
        # Heat refuses this policy for what it can make no snapshots of, which would hide everything else.
        text = path.read_text().replace("deletion_policy: Snapshot", "deletion_policy: Retain")
        environment = path.with_suffix(".environment")
        given = {"environment": environment.read_text()} if environment.exists() else {}
        yield path.stem, {"template": yaml.load(text, _Loader), "files": files, **given}


WITHOUT_VALUES = """
heat_template_version: 2018-03-02
parameters:
  text: {type: string, label: Text, tags: [a], constraints: [{length: {min: 2}, description: two.}]}
  number: {type: number, default: '10', constraints: [{range: {max: 20}}, {modulo: {step: 5, offset: 0}}]}
  list: {type: comma_delimited_list, default: 'a,b'}
  other_list: {type: comma_delimited_list, default: [a, 1]}
  map: {type: json, default: '{"a": 1}'}
  word: {type: boolean, default: 'yes', hidden: true}
  flavor: {type: string, constraints: [{custom_constraint: nova.flavor}, {allowed_values: [a, b]}]}
parameter_groups: [{parameters: [text]}, {label: rest, description: others, parameters: [list, map]}]
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: number}, resource_def: {type: inner.yaml, properties: {q: {get_param: text}}}}
  chain: {type: 'OS::Heat::ResourceChain', properties: {resources: [inner.yaml], resource_properties: {q: x}}}
  provided: {type: 'Mine::Type', properties: {q: abc}}
  bare: {type: inner.yaml}
"""
INNER = """
heat_template_version: 2018-03-02
description: within
parameters: {q: {type: string, constraints: [{length: {max: 3}}]}, r: {type: number, default: 3}}
parameter_groups: [{label: z, parameters: [q]}]
resources: {string: {type: 'OS::Heat::RandomString', properties: {salt: {get_param: q}}}}
"""
ENVIRONMENTS = {
    "first.yaml": "parameters: {text: a, list: x}\nparameter_merge_strategies: {text: merge}",
    "second.yaml": "parameters: {text: b, list: y}\nparameter_merge_strategies: {text: merge}\n"
    "parameter_defaults: {number: 5, q: d}\nresource_registry: {'Mine::Type': inner.yaml}",
}
REGISTRY = {"Mine::Type": "inner.yaml", "resources": {"bare": {"hooks": ["pre-create"]}}}
BODIES: dict[str, dict[str, Any]] = {
    "forms": {"environment": {"resource_registry": REGISTRY}},
    "values": {
        "environment": {
            "resource_registry": REGISTRY,
            "parameters": {"number": 15, "map": {"k": 1}},
            "parameter_defaults": {"word": False, "list": "c", "r": 9, "unheard": 1},
            "event_sinks": [],
            "encrypted_param_names": ["text"],
        },
        "parameters": {"text": "too short?", "number": 17, "list": "q,r", "flavor": None},
    },
    "files": {"environment_files": [*ENVIRONMENTS], "environment": {"parameters": {"number": 1}}},
}


def _templates() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _corpus()
    files = {"inner.yaml": INNER, **ENVIRONMENTS}
    for name, body in BODIES.items():
        yield name, {"template": yaml.load(WITHOUT_VALUES, _Loader), "files": files, **body}
        yield f"{name}-as-text", {"template": WITHOUT_VALUES, "files": files, **body}


def test_what_templates_declare(heat: Heat) -> None:
    found = [
        one
        for name, body in _templates()
        for query, question in (("", name), ("?show_nested=true", f"{name} nested"))
        for one in compared(question, heat, f"/validate{query}", body)
    ]
    assert not unexplained(found, TEMPLATES)


def _t(**sections: Any) -> dict[str, Any]:
    return {"template": {"heat_template_version": "2018-08-31", **sections}}


def _one(**resource: Any) -> dict[str, Any]:
    return _t(resources={"a": {"type": "OS::Heat::Value", **resource}})


GIVEN = {"p": {"type": "string", "constraints": [{"length": {"max": 2}}]}}
NEED = {"type": "OS::Heat::Value", "properties": {"value": 1}}
REFUSED: dict[str, tuple[str, Any]] = {
    "unknown type": ("/resource_types/OS::No::Such", None),
    "template of an unknown type": ("/resource_types/OS::No::Such/template", None),
    "unknown language": ("/resource_types/OS::Heat::Value/template?template_type=tosca", None),
    "unknown status": ("/resource_types?support_status=FINE", None),
    "no flag": ("/resource_types?with_description=x", None),
    "unknown version": ("/template_versions/heat_template_version.2013-05-24/functions", None),
    "no flag for functions": (
        "/template_versions/heat_template_version.rocky/functions?with_condition_func=x",
        None,
    ),
    "no flag for nested": ("/validate?show_nested=x", _t()),
    "unknown code": ("/validate?ignore_errors=77", _t()),
    "no template": ("/validate", {}),
    "empty template": ("/validate", {"template": ""}),
    "a list of a template": ("/validate", {"template": [1]}),
    "no yaml": ("/validate", {"template": "a: ["}),
    "a text of a template": ("/validate", {"template": "abc"}),
    "no version": ("/validate", {"template": {"resources": {}}}),
    "wrong version": ("/validate", {"template": {"heat_template_version": "2000-01-01"}}),
    "unknown section": ("/validate", _t(resource={})),
    "unknown section of an environment": ("/validate", _t() | {"environment": {"x": 1}}),
    "empty section of an environment": ("/validate", _t() | {"environment": {"parameters": None}}),
    "no yaml of an environment": ("/validate", _t() | {"environment": "a: ["}),
    "absent environment file": ("/validate", _t() | {"environment_files": ["x"]}),
    "undeclared parameter": ("/validate", _t() | {"parameters": {"z": 1}}),
    "wrong type of a parameter": ("/validate", _t(parameters={"p": {"type": "strin"}})),
    "unknown key of a parameter": ("/validate", _t(parameters={"p": {"type": "string", "x": 1}})),
    "default against its rule": ("/validate", _t(parameters={"p": {**GIVEN["p"], "default": "abc"}})),
    "wrong default": ("/validate", _t(parameters={"p": {"type": "number", "default": "x"}})),
    "unknown parameter in a group": ("/validate", _t(parameter_groups=[{"parameters": ["z"]}])),
    "type that is not there": ("/validate", _t(resources={"a": {"type": "OS::No::Such"}})),
    "no type of a resource": ("/validate", _t(resources={"a": {"properties": {}}})),
    "unknown key of a resource": ("/validate", _one(propertie={})),
    "unknown property": ("/validate", _one(properties={"value": 1, "valu": 1})),
    "missing property": ("/validate", _one()),
    "wrong property": (
        "/validate",
        _t(resources={"a": {"type": "OS::Heat::RandomString", "properties": {"length": 0}}}),
    ),
    "unknown reference": ("/validate", _one(properties={"value": {"get_resource": "z"}})),
    "unknown dependency": ("/validate", _one(properties={"value": 1}, depends_on="z")),
    "unknown parameter": ("/validate", _one(properties={"value": {"get_param": "z"}})),
    "unknown attribute": (
        "/validate",
        _t(resources={"a": NEED}, outputs={"o": {"value": {"get_attr": ["a", "z"]}}}),
    ),
    "wrong arguments": ("/validate", _one(properties={"value": {"str_replace": ["x"]}})),
    "circle": (
        "/validate",
        _t(resources={"a": {**NEED, "depends_on": "b"}, "b": {**NEED, "depends_on": "a"}}),
    ),
    "output without a value": ("/validate", _t(outputs={"o": {"description": "x"}})),
    "absent template": ("/validate", _t(resources={"n": {"type": "absent.yaml"}})),
    "one name for two": ("/validate", _t(parameters={"a": {"type": "string"}}, resources={"a": NEED})),
}
MORE_SPECIFIC = "what Heat only calls a bad request is told by the name that it has when a stack is made"
EARLIER = "it is told now, not when a stack is made"
REFUSALS = (
    Allowed(r"one name for two (status|type)", "names of parameters and of resources never meet"),
    Allowed(r"unknown code (status|type)", "Heat answers 200 with the text of a Python object"),
    Allowed(r"absent environment file (status|type)", "Heat fails"),
    Allowed(r"(wrong default|missing property|wrong property|unknown parameter) (status|type)", EARLIER),
    Allowed(
        r"(unknown section|unknown parameter in a group|type that is not there|no type of a resource|"
        r"unknown key of a resource|unknown property|unknown attribute|wrong arguments|output without a value|"
        r"absent template) type",
        MORE_SPECIFIC,
    ),
    Allowed(
        r"(wrong type of a parameter|unknown key of a parameter|default against its rule) type",
        "a declaration that is wrong is a template that is wrong, under one name",
    ),
)
SENTENCES = (
    Allowed(
        r"(no yaml|no yaml of an environment|a text of a template|a list of a template|empty template)",
        "why it is none is told in our words",
    ),
    Allowed(r"(no|wrong) version", "likewise"),
    Allowed(r"(unknown|empty) section of an environment", "likewise"),
    Allowed(
        r"(wrong type of a parameter|unknown key of a parameter|default against its rule|unknown parameter in a group|"
        r"no type of a resource|unknown key of a resource|wrong arguments|output without a value|absent template)",
        "nobody looks for these words: they are ours",
    ),
    Allowed(r"circle", "it is told in its order, and Heat tells a set"),
    Allowed(r"unknown (property|attribute)", "in the form that Heat has when a stack is made"),
)


def test_refusals(heat: Heat) -> None:
    found: list[Difference] = []
    for question, (path, body) in REFUSED.items():
        theirs, our = (_named(ask(path, body)) for ask in (heat.ask, ours))
        found += differences(question, theirs, our)
    assert not unexplained(found, REFUSALS)


def test_the_sentences_of_refusals(heat: Heat) -> None:
    found: list[Difference] = []
    for question, (path, body) in REFUSED.items():
        (status, theirs), (our_status, our) = (ask(path, body) for ask in (heat.ask, ours))
        if status == our_status != 200:
            sentences = theirs["error"].get("message"), our["error"]["message"].partition("\n")[0]
            found += differences(question, *sentences)
    assert not unexplained(found, SENTENCES)


def _named(answer: tuple[int, Any]) -> dict[str, Any]:
    status, body = answer
    return {"status": status, "type": body["error"]["type"] if status >= 400 else None}
