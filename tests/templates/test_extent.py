"""How large a stack would be, and where: told before anything is made."""

from __future__ import annotations

from setpoint.model.site import HERE, Site
from setpoint.templates.nested import extent
from tests.templates.world import compiled

INNER = "{heat_template_version: 2018-08-31, resources: {one: {type: OS::Heat::RandomString}}}"
TEMPLATE = """
heat_template_version: 2018-08-31
resources:
  here: {type: inner.yaml}
  there:
    type: OS::Heat::Stack
    properties: {template: {get_file: inner.yaml}, context: {region_name: RegionTwo}}
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 3, resource_def: {type: inner.yaml}}
"""


def test_all_that_is_nested_counts() -> None:
    found = extent(compiled(TEMPLATE, files={"inner.yaml": INNER}).composition.definitions.values())
    assert found.count == 3 + 1 + 1 + 3 + 3
    assert found.types == {
        "OS::Heat::RandomString",
        "OS::Heat::ResourceGroup",
        "OS::Heat::Stack",
        "inner.yaml",
    }
    assert found.sites == {HERE, Site(region="RegionTwo")}


def test_more_than_is_asked_for_is_not_looked_into() -> None:
    definitions = compiled(TEMPLATE, files={"inner.yaml": INNER}).composition.definitions.values()
    assert extent(definitions, 4).count > 4
    assert "OS::Heat::RandomString" not in extent(definitions, 4).types
