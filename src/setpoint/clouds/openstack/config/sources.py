"""All that is told of clouds: the files, and what the environment says.

``secure.yaml`` is laid over ``clouds.yaml``, map within map. The variables ``OS_*`` are a cloud of their own, unless
there are only such that choose (OS_CLOUD, ...): they never reach into a cloud that has a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from setpoint.clouds.openstack.config import folders
from setpoint.clouds.openstack.config.defaults import DEFAULTS
from setpoint.clouds.openstack.config.documents import Document, read
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place

CHOOSING = {"OS_CLOUD", "OS_CLOUD_NAME", "OS_REGION_NAME", *folders.TOLD.values()}
"""Variables that choose among clouds, and describe none."""

STRANGERS = ("OS_TEST", "OS_STD", "OS_LOG")
"""Variables of OpenStack's own test runs begin with these."""


class Sources:
    """What is told of clouds around a command."""

    def __init__(self, environ: Mapping[str, str], home: Path, cwd: Path) -> None:
        """Read the files. Raises InvalidInput for one that is broken."""
        self.environ = environ
        self.home = home
        self._cwd = cwd
        secure, file = self._first(folders.SECURE), self._first(folders.CLOUDS)
        self.files = [document for document in (secure, file) if document]
        """Those that were read, that with the last word first."""
        self.tree = _laid_over(_tree(file), _tree(secure), secure)
        self.own_name = environ.get("OS_CLOUD_NAME", "envvars")
        """What the cloud in the environment is called."""
        self.own = _own(environ)
        """The cloud in the environment; None when there is none."""
        self.named = self._named()
        """The clouds in the files."""

    @cached_property
    def public(self) -> Document | None:
        """Profiles that several clouds share."""
        return self._first(folders.PUBLIC)

    @property
    def names(self) -> tuple[str, ...]:
        """Every cloud that there is."""
        return (*self.named, *([self.own_name] if self.own is not None else []))

    def chosen(self, name: str) -> str:
        """The cloud that is meant: ``name``, or that of OS_CLOUD, or the environment's, or the only one.

        Raises InvalidInput where there is no such cloud.
        """
        name = name or self.environ.get("OS_CLOUD", "") or (self.own_name if self.own is not None else "")
        if not name and len(self.names) == 1:
            return self.names[0]
        if name in self.names:
            return name
        read = ", ".join(str(document.path) for document in self.files)
        raise InvalidInput.because(
            f"there is no OpenStack cloud {name!r}"
            if name
            else "it is not told which OpenStack cloud is meant",
            detail=f"read: {read}" if read else "there is no clouds.yaml where openstacksdk looks for one",
            advice=did_you_mean(name, self.names, f"there are: {one_of(self.names)}" if self.names else ""),
        )

    def cloud(self, name: str) -> Any:
        """What is told of the cloud ``name``, as it was written."""
        return self.named.get(name, self.own)

    def documents(self, name: str) -> list[Document]:
        """The files that may tell of the cloud ``name``; none for that in the environment."""
        return self.files if name in self.named else []

    def _first(self, kind: str) -> Document | None:
        paths = folders.search_path(kind, environ=self.environ, home=self.home, cwd=self._cwd)
        document = next((found for path in paths if (found := read(path))), None)
        if document and not isinstance(_tree(document), dict):
            raise InvalidInput([Diagnostic("this file is no map", place=Place(str(document.path)))])
        return document

    def _named(self) -> dict[str, Any]:
        named = self.tree.get("clouds", {})
        if not isinstance(named, dict):
            raise _not_a_map(self.files[0], "clouds")
        if self.own_name in named:
            places = [document.place("clouds", self.own_name) for document in self.files]
            diagnostic = Diagnostic(
                f"the cloud {self.own_name!r} is called as that of the environment",
                place=next(filter(None, places), None),
                advice="rename it, or set OS_CLOUD_NAME to another name for that of the environment",
            )
            raise InvalidInput([diagnostic])
        return {str(name): told for name, told in named.items()}


def _own(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """The cloud in the environment, as it would be written in a file."""
    told = [name for name in environ if name.startswith("OS_") and not name.startswith(STRANGERS)]
    if not set(told) - CHOOSING:
        return None
    return DEFAULTS | {name.removeprefix("OS_").lower(): environ[name] for name in told}


def _tree(document: Document | None) -> Any:
    return (document.tree if document else None) or {}  # what is empty in any way is an empty map


def _laid_over(
    below: dict[str, Any], above: dict[str, Any], secure: Document | None, keys: tuple[str, ...] = ()
) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key, {}) if isinstance(value, dict) else {}
        if not isinstance(under, dict):
            raise _not_a_map(secure, *keys, key)
        merged[key] = _laid_over(under, value, secure, (*keys, key)) if isinstance(value, dict) else value
    return merged


def _not_a_map(document: Document | None, *keys: str) -> InvalidInput:
    place = document.nearest(*keys) if document else None
    detail = "clouds.yaml, and secure.yaml which is laid over it, must both have a map there"
    return InvalidInput([Diagnostic(f"'{keys[-1]}' is no map", place=place, detail=detail)])
