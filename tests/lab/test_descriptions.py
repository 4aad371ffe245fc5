"""Types and languages, asked of the real Heat as well: the answers are the same, or the tables here say why not."""

from collections.abc import Iterator
from typing import Any

import pytest

from setpoint.types import catalogue
from tests.lab.conftest import RunningLab
from tests.lab.differences import Allowed, Difference, differences, unexplained
from tests.lab.heat import Heat, compared, ours

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]

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
LANGUAGES = (Allowed(r".* description", "descriptions are our own words"),)


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


ONLY_IN_CONDITIONS = {"equals", "not", "and", "or"}
"""Once anybody has asked Heat for the functions of conditions, it takes them for those of values as well, until it is
started anew: so it is not asked for them here, and these are left out where somebody has."""


def _languages(ask: Any) -> dict[str, Any]:
    """By version, what is said of it and of each of its functions."""
    versions = ask("/template_versions")[1]["template_versions"]
    return {one["version"]: {**one, "functions": _functions(ask, one["version"])} for one in versions}


def _functions(ask: Any, version: str) -> dict[str, Any]:
    told = ask(f"/template_versions/{version}/functions")[1]["template_functions"]
    return {one["functions"]: one for one in told if one["functions"] not in ONLY_IN_CONDITIONS}


def test_the_functions_of_a_version_by_its_other_name(heat: Heat) -> None:
    theirs, our = (_functions(ask, "heat_template_version.rocky") for ask in (heat.ask, ours))
    assert theirs.keys() == our.keys()


def test_the_build_has_the_same_shape(heat: Heat) -> None:
    theirs, our = (ask("/build_info")[1] for ask in (heat.ask, ours))
    assert {key: value.keys() for key, value in theirs.items()} == {
        key: value.keys() for key, value in our.items()
    }
