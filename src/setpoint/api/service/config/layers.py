"""What was set where: the file, over it the environment, over that the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from setpoint.api.service.config.options import PREFIX, options, sections
from setpoint.api.service.config.statements import parsed
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place

_OF_KUBERNETES = re.compile(r"SETPOINT_SERVICE_(HOST|PORT(_.*)?)")
"""Kubernetes tells containers of a service called ``setpoint`` with these: they mean no option of ours."""


class Setting(msgspec.Struct, frozen=True):
    """A value as it was set, and by what: ``origin`` in words, and ``place`` in a file.

    ``layer`` is the higher the more it counts. ``folder`` is what relative paths are relative to.
    """

    value: Any
    origin: str
    layer: int
    folder: Path
    place: Place | None = None
    is_text: bool = False


Settings = dict[tuple[str, str], Setting]


def of_file(path: Path, findings: Findings) -> Settings:
    """What the file sets. Findings of what in it is no option; raises InvalidInput where it cannot be read at all."""
    said, places = parsed(_text(path), str(path))
    found: Settings = {}
    for section, content in said.items():
        if section not in sections() or not isinstance(content, dict):
            _tell_section(section, content, places[(section,)], findings)
            continue
        for name, value in content.items():
            place = places.get((section, name), places[(section,)])
            if (section, name) in options():
                origin = f"{path}:{place.line}"
                found[section, name] = Setting(value, origin, 0, path.parent, place)
            else:
                _tell_unknown(section, name, place, findings)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise InvalidInput.because(f"cannot read {path}", detail=problem.strerror or str(problem)) from None
    except UnicodeDecodeError:
        raise InvalidInput.because(f"{path} is no text in UTF-8") from None


def _tell_section(name: str, content: Any, place: Place, findings: Findings) -> None:
    if name in sections():
        findings.error(
            f"'{name}' is a section", place=place, advice=f"write [{name}], and below it its options"
        )
    elif isinstance(content, dict):
        known = f"sections are {one_of(sections())}"
        findings.error(
            f"there is no section [{name}]", place=place, advice=did_you_mean(name, sections(), known)
        )
    else:
        homes = sorted(section for section, option in options() if option == name)
        advice = f"it belongs below [{homes[0]}]" if homes else f"sections are {one_of(sections())}"
        findings.error(f"'{name}' stands in no section", place=place, advice=advice)


def _tell_unknown(section: str, name: str, place: Place, findings: Findings) -> None:
    findings.error(f"there is no option '{name}' in [{section}]", place=place, advice=_nearest(section, name))


def _nearest(section: str, name: str) -> str:
    names = [option for home, option in options() if home == section]
    elsewhere = [home for home, option in options() if option == name]
    if elsewhere:
        return f"it belongs below [{elsewhere[0]}]"
    return did_you_mean(name, names, "`setpoint config show` lists what there is")


def of_environment(environ: Mapping[str, str], findings: Findings) -> Settings:
    """What the variables ``SETPOINT_<SECTION>_<OPTION>`` set. An empty one sets nothing."""
    by_variable = {one.variable: one for one in options().values()}
    found: Settings = {}
    for variable, section in _variables(environ):
        option = by_variable.get(variable)
        if option is not None:
            origin = f"environment {variable}"
            found[section, option.name] = Setting(
                environ[variable], origin, 1, Path.cwd(), Place(variable), is_text=True
            )
        elif not _OF_KUBERNETES.fullmatch(variable):
            advice = did_you_mean(variable, by_variable, "`setpoint config show` lists what there is")
            findings.error(f"the variable {variable} sets no option", advice=advice)
    return found


def _variables(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for variable in sorted(environ):
        for section in sections():
            if variable.startswith(f"{PREFIX}{section.upper()}_") and environ[variable]:
                yield variable, section


def given_options(**given: tuple[str, Any]) -> Settings:
    """What the command line sets: by the words of its option, ``listen=("service.listen", "127.0.0.1:0")``.

    None, False and "" set nothing.
    """
    found: Settings = {}
    for word, (key, value) in given.items():
        section, _, name = key.partition(".")
        if value:
            words = f"--{word.replace('_', '-')}"
            found[section, name] = Setting(value, words, 2, Path.cwd(), Place(words), is_text=True)
    return found
