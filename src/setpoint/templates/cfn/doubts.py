"""Maps with one key that look like a function of CloudFormation's language and are none in the text's version."""

from __future__ import annotations

from functools import cache
from typing import Final

from setpoint.model.diagnostic import Severity
from setpoint.templates.cfn.versions import AWS, VERSIONS, CfnVersion
from setpoint.templates.language.doubts import Doubt, misspelt, not_in_conditions

REPLACEMENTS: Final = {
    "get_param": "Ref",
    "get_resource": "Ref",
    "get_attr": "Fn::GetAtt",
    "list_join": "Fn::Join",
    "str_split": "Fn::Split",
    "str_replace": "Fn::Replace",
    "resource_facade": "Fn::ResourceFacade",
    "get_file": "nothing: the text has to stand in the template",
}
"""HOT's functions, and what stands for them here."""

_OPENINGS = ("Fn::",)


@cache
def doubt(key: str, name: str, *, in_condition: bool) -> Doubt | None:
    """What is wrong with ``name`` as the only key of a map; None where it is simply data."""
    version = VERSIONS[key]
    here = version.condition_functions if in_condition else version.functions
    if name in REPLACEMENTS:
        return Doubt(Severity.ERROR, f"'{name}' is a function of HOT", f"use {REPLACEMENTS[name]}")
    if in_condition and name == "Condition":
        told = "a condition is named by its name alone"
        return Doubt(Severity.ERROR, told, "write the name without 'Condition:'")
    if in_condition and name in version.functions:
        return not_in_conditions(name, version)
    if name in (AWS.functions | AWS.condition_functions) - here:
        return _elsewhere(name, version)
    return misspelt(name, here, _OPENINGS)


def _elsewhere(name: str, version: CfnVersion) -> Doubt:
    if version is AWS:
        return Doubt(Severity.ERROR, f"'{name}' is for conditions only", "")
    told = f"'{name}' is no function of {version.key} {version.name}"
    return Doubt(Severity.ERROR, told, f"{AWS.key} {AWS.name} has it")
