"""The dated versions of the Heat Orchestration Template, and what each of them knows.

After the HOT specification: a version is named by its date or, from 2016-10-14 on, by its release. A version is
what the one before it was, plus what is written in its line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from setpoint.model.definition import DeletionPolicy
from setpoint.model.value import Value
from setpoint.templates.compiling import Whereabouts
from setpoint.templates.language.version import POLICIES, Version, Words

VERSION_KEY = "heat_template_version"
"""The key under which a template says its version, and that it is one."""

CONDITIONS_SINCE = "2016-10-14"
MODULO_SINCE = "2017-02-24"
TAGS_SINCE = "2018-03-02"

WORDS = Words(
    description="description",
    parameters="parameters",
    mappings="",
    conditions="conditions",
    resources="resources",
    outputs="outputs",
    type="type",
    properties="properties",
    metadata="metadata",
    depends_on="depends_on",
    deletion_policy="deletion_policy",
    update_policy="update_policy",
    condition="condition",
    external_id="external_id",
    value="value",
)
SECTIONS = frozenset(
    {"heat_template_version", "description", "parameter_groups", "parameters", "resources", "outputs"}
)
RESOURCE_KEYS = frozenset(
    {"type", "properties", "metadata", "depends_on", "deletion_policy", "update_policy", "description"}
)
OUTPUT_KEYS = frozenset({"value", "description"})
PARAMETER_KEYS = frozenset({"type", "label", "description", "default", "hidden", "immutable", "constraints"})
GROUP_KEYS = frozenset({"label", "description", "parameters"})

_WITH_CONDITIONS = frozenset({"conditions", "condition", "external_id"})
_LOWER = {policy.value.lower(): policy for policy in DeletionPolicy}


class HotVersion(Version, frozen=True, eq=False):
    """One version of HOT."""

    @property
    def has_conditions(self) -> bool:
        """Whether templates may have conditions, and resources an external id (from 2016-10-14)."""
        return self.name >= CONDITIONS_SINCE

    @property
    def has_modulo(self) -> bool:
        """Whether parameters may be constrained by ``modulo`` (from 2017-02-24)."""
        return self.name >= MODULO_SINCE

    @property
    def deletion_policies(self) -> Mapping[str, DeletionPolicy]:
        """Later versions have them in small letters, too."""
        return POLICIES | _LOWER if self.has_conditions else POLICIES

    def pseudo_parameters(self, where: Whereabouts) -> Mapping[str, Value]:
        """As the HOT guide says."""
        return {
            "OS::stack_name": where.stack_name,
            "OS::stack_id": where.stack_id,
            "OS::project_id": where.project,
            "OS::region": where.region,
        }


REPLACEMENTS = {
    "Ref": "get_param or get_resource",
    "Fn::GetAZs": "a parameter",
    "Fn::Select": "get_param, get_attr with a path",
    "Fn::Join": "list_join",
    "Fn::Split": "str_split",
    "Fn::Replace": "str_replace",
    "Fn::Base64": "nothing: user data is encoded where it has to be",
    "Fn::MemberListToMap": "a map",
    "Fn::ResourceFacade": "resource_facade",
}
"""CloudFormation's functions, which early versions of HOT had, and what later ones have in their place."""


class _Line(NamedTuple):
    date: str
    alias: str = ""
    more: str = ""
    less: str = ""
    conditions: str = ""


_LINES = (
    _Line(
        "2013-05-23",
        more="get_param get_resource get_attr get_file list_join str_replace resource_facade "
        + " ".join(REPLACEMENTS),
    ),
    _Line("2014-10-16", less=" ".join(name for name in REPLACEMENTS if name != "Fn::Select")),
    _Line("2015-04-30", more="digest repeat"),
    _Line("2015-10-15", more="str_split", less="Fn::Select"),
    _Line("2016-04-08", more="map_merge"),
    _Line("2016-10-14", "newton", more="yaql map_replace if", conditions="get_param equals not and or"),
    _Line("2017-02-24", "ocata", more="filter str_replace_strict"),
    _Line(
        "2017-09-01",
        "pike",
        more="make_url list_concat list_concat_unique contains str_replace_vstrict",
        conditions="yaql contains",
    ),
    _Line("2018-03-02", "queens"),
    _Line("2018-08-31", "rocky"),
    _Line("2021-04-16", "wallaby"),
)


def _written_out() -> dict[str, HotVersion]:
    found: dict[str, HotVersion] = {}
    functions: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    for line in _LINES:
        functions = functions.union(line.more.split()).difference(line.less.split())
        conditions = conditions.union(line.conditions.split())
        found[line.date] = _version(line, functions, conditions)
    return found


def _version(line: _Line, functions: frozenset[str], conditions: frozenset[str]) -> HotVersion:
    more = _WITH_CONDITIONS if line.date >= CONDITIONS_SINCE else frozenset[str]()
    return HotVersion(
        key=VERSION_KEY,
        name=line.date,
        alias=line.alias,
        words=WORDS,
        functions=functions,
        condition_functions=conditions,
        sections=SECTIONS | (more & {"conditions"}),
        resource_keys=RESOURCE_KEYS | (more & {"condition", "external_id"}),
        output_keys=OUTPUT_KEYS | (more & {"condition"}),
        parameter_keys=PARAMETER_KEYS | {"tags"} if line.date >= TAGS_SINCE else PARAMETER_KEYS,
        elsewhere=_WITH_CONDITIONS - more,
        whence=f"from {VERSION_KEY} {CONDITIONS_SINCE} on",
    )


VERSIONS = _written_out()
"""Every version by its date, oldest first."""

ALIASES = {version.alias: version for version in VERSIONS.values() if version.alias}
"""Versions by the name of their release."""

NEWEST = next(reversed(VERSIONS.values()))


def version_named(name: str) -> HotVersion | None:
    """The version of that date or release; None for any other text."""
    return VERSIONS.get(name) or ALIASES.get(name)


def known_since(function: str) -> str | None:
    """The date of the first version that has ``function``; None for a name that none has."""
    return next((one.name for one in VERSIONS.values() if function in one.functions), None)


def removed_in(function: str) -> str | None:
    """The date of the version that took ``function`` away; None for one that is still there, or never was."""
    had = [one.name for one in VERSIONS.values() if function in one.functions]
    later = [date for date in VERSIONS if had and date > had[-1]]
    return later[0] if later else None
