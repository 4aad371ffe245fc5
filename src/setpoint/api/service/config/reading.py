"""A configuration made of what was set, or all that is wrong with it, each problem at its place."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

import msgspec

from setpoint.api.service.config.agreement import disagreements
from setpoint.api.service.config.layers import Setting, Settings, of_environment, of_file
from setpoint.api.service.config.options import Option, options
from setpoint.api.settings.address import Address
from setpoint.api.settings.config import Config
from setpoint.model.diagnostic import Diagnostic, Findings, Severity
from setpoint.model.errors import InvalidInput
from setpoint.model.value import Sensitive

_NO_SETTINGS: Mapping[tuple[str, str], Setting] = {}


class Reading(msgspec.Struct, frozen=True):
    """A configuration, by what each of its values was set (what is not there is a default), and what is doubtful."""

    config: Config
    settings: Mapping[tuple[str, str], Setting]
    warnings: tuple[Diagnostic, ...] = ()


def read_config(
    path: Path | None,
    environ: Mapping[str, str],
    given: Mapping[tuple[str, str], Setting] = _NO_SETTINGS,
) -> Reading:
    """Read the file at ``path``, the environment, and what was ``given`` on the command line; the later counts more.

    Raises InvalidInput with every problem.
    """
    findings = Findings()
    settings: Settings = {
        **(of_file(path, findings) if path else {}),
        **of_environment(environ, findings),
        **given,
    }
    values: dict[str, dict[str, Any]] = {}
    for key, setting in list(settings.items()):
        option = options()[key]
        try:
            values.setdefault(option.section, {})[option.name] = _converted(option, setting)
        except (msgspec.ValidationError, TypeError, ValueError) as problem:
            _tell(option, setting, str(problem), findings)
    _take_secrets_from_files(values, settings, findings)
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    config = msgspec.convert(values, Config, dec_hook=_as_it_is)
    findings.add(disagreements(config, settings))
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    doubts = tuple(one for one in findings.in_order() if one.severity is Severity.WARNING)
    return Reading(config, settings, doubts)


def _converted(option: Option, setting: Setting) -> Any:
    def custom(kind: type, value: Any) -> Any:
        if not isinstance(value, str):
            raise TypeError(f"expected `str`, got `{type(value).__name__}`")
        if kind is Address:
            return Address.parse(value)
        return Sensitive(value) if kind is Sensitive else (setting.folder / Path(value).expanduser())

    value = setting.value
    if value == "" and option.default is None:
        return None
    if option.kind is Address:
        return custom(Address, value)
    if setting.is_text and get_origin(option.kind) is tuple:
        value = [word.strip() for word in value.split(",") if word.strip()]
    return msgspec.convert(value, option.annotation, strict=not setting.is_text, dec_hook=custom)


def _as_it_is(_kind: type, value: Any) -> Any:
    """What was converted before is what it must be."""
    return value


def _tell(option: Option, setting: Setting, problem: str, findings: Findings) -> None:
    shown = "" if option.is_secret else repr(setting.value)
    detail = problem if option.kind is Address else f"it has to be {option.type}"
    findings.error(
        f"{option.key} cannot be {shown or 'that'}",
        place=setting.place,
        detail=detail,
        advice=f"in {option.unit}" if option.unit else "",
    )


def _take_secrets_from_files(
    values: dict[str, dict[str, Any]], settings: Settings, findings: Findings
) -> None:
    """``password_file`` says what ``password`` is. Of both, the one that was set by what counts more counts."""
    for (section, name), option in options().items():
        told, by_file = settings.get((section, name)), settings.get((section, f"{name}_file"))
        path = values.get(section, {}).get(f"{name}_file")
        if not option.is_secret or by_file is None or path is None:
            continue
        if told and told.layer == by_file.layer:
            findings.error(
                f"both {option.key} and {option.key}_file are set",
                place=by_file.place,
                advice="leave one out",
            )
        elif told is None or told.layer < by_file.layer:
            try:
                values[section][name] = Sensitive(_secret(path, by_file, findings))
                settings[section, name] = msgspec.structs.replace(by_file, origin=str(path))
            except (OSError, UnicodeDecodeError) as problem:
                reason = getattr(problem, "strerror", None) or str(problem)
                findings.error(f"cannot read the secret in {path}", place=by_file.place, detail=reason)


def _secret(path: Path, by: Setting, findings: Findings) -> str:
    text = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        findings.warning(f"others can read the secret in {path}", place=by.place, advice=f"chmod o= {path}")
    if not text:
        findings.error(f"the secret in {path} is empty", place=by.place)
    return text
