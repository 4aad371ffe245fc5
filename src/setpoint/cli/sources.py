"""From files to a source: a template with its environments, parameters and every file that they name.

Names within a template are relative to the folder of the file that says them, as Heat's clients take them. A file is
handed over under its path as seen from the stack's own template (``lib/web.yaml``, ``../shared/motd``), so that the
same files make the same source wherever they lie.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urljoin

import msgspec

from setpoint.cli.naming import template_path
from setpoint.cli.problems import Texts, texts
from setpoint.cli.reading import STDIN, as_text, as_text_or_base64, is_url, read
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place
from setpoint.model.stack import Source
from setpoint.templates import yaml
from setpoint.templates.compiler import files_of, parameters_of
from setpoint.templates.limits import MAX_CHARACTERS
from setpoint.templates.merging import merge_environments
from setpoint.templates.registry import TEMPLATE_ENDINGS
from setpoint.templates.tree import Document

MAX_FILES = 10_000
MAX_TOTAL = 4 * MAX_CHARACTERS
"""Characters of all files together."""


class Given(msgspec.Struct, frozen=True):
    """What the command line says about a template."""

    template: str
    environments: Sequence[str] = ()
    parameters: Sequence[str] = ()
    parameter_files: Sequence[str] = ()


def read_source(given: Given) -> Source:
    """Read everything. Raises InvalidInput with every problem of what was given; templates are compiled later."""
    return _Gathering(template_path(given.template)).source(given)


class _Gathering:
    """A source being gathered, and what was found wrong on the way."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._findings = Findings()
        self._files: dict[str, str] = {}
        self._unreadable: dict[str, Place | None] = {}
        self._texts: Texts = texts()
        self._total = 0

    def source(self, given: Given) -> Source:
        text = self._text(self._template, "the template")
        source = Source(
            template=text or "",
            template_name=self._shown_name(self._template),
            parameters=self._parameters(given),
        )
        environments = [
            (name, text)
            for name in given.environments
            if (text := self._text(name, "the environment", is_private=True)) is not None
        ]
        if text is None or len(environments) < len(given.environments):
            raise InvalidInput(self._findings.in_order())  # the rest would be told for want of these
        source = self._with_environment(source, environments)
        source = self._with_files(source)
        if self._findings.has_errors:
            raise InvalidInput(self._with_problems_of(source))
        return source

    def _text(self, name: str, what: str, *, is_private: bool = False) -> str | None:
        content = read(name, what, self._findings)
        text = None if content is None else as_text(content, name, what, self._findings)
        if text is not None:
            shown = self._shown_name(name)
            self._texts.documents[shown] = Document(shown, text, is_private=is_private)
        return text

    @staticmethod
    def _shown_name(name: str) -> str:
        return "stdin" if name == STDIN else name

    # --- parameters

    def _parameters(self, given: Given) -> dict[str, str]:
        found = {}
        for word in given.parameter_files:
            name, path = self._pair(word, "--parameter-file", "KEY=FILE")
            content = read(path, f"the value of parameter '{name}'", self._findings) if path else None
            if content is not None:
                found[name] = as_text_or_base64(content)
        for word in given.parameters:
            name, value = self._pair(word, "-P", "KEY=VALUE")
            if name:
                found[name] = value
        return found

    def _pair(self, word: str, option: str, form: str) -> tuple[str, str]:
        name, equals, value = word.partition("=")
        if not equals or not name:
            # the word itself may be a secret
            self._findings.error(f"{option} wants {form}", advice=f"{option} {name or 'name'}=...")
            return "", ""
        return name, value

    # --- environments

    def _with_environment(self, source: Source, environments: list[tuple[str, str]]) -> Source:
        if not environments:
            return source
        try:
            parameters = parameters_of(source).parameters
        except InvalidInput:
            parameters = {}  # told when the template is compiled
        try:
            merged = merge_environments(environments, parameters, self._resolve)
        except InvalidInput as refused:
            self._findings.add(refused.diagnostics)
            return source
        return msgspec.structs.replace(source, environment=merged)

    def _resolve(self, environment: str, template: str) -> str:
        """The name of a template that an environment names, as seen from the stack's template."""
        found = _located(self._base_of(environment), template)
        if is_url(found) or is_url(self._template):
            return found
        folder = (
            posixpath.dirname(posixpath.abspath(self._template))
            if self._template != STDIN
            else str(Path.cwd())
        )
        path = found.removeprefix("file://")
        return path if posixpath.isabs(template) else posixpath.relpath(path, folder)

    def _base_of(self, environment: str) -> str:
        """What names in an environment's registry are relative to: its ``base_url``, else the environment itself."""
        text = self._texts.documents[environment].text
        if "base_url" not in text:
            return environment
        tree = yaml.read(Document(environment, text), Findings())
        registry = tree.get("resource_registry") if isinstance(tree, dict) else None
        folder = registry.get("base_url") if isinstance(registry, dict) else None
        return _located(environment, f"{folder}/") + "/" if isinstance(folder, str) else environment

    # --- files

    def _with_files(self, source: Source) -> Source:
        """Hand over what is named, and what that names, until nothing is missing."""
        while True:
            source = msgspec.structs.replace(source, files=dict(self._files))
            missing = {
                name: place for name, place in files_of(source).items() if name not in self._unreadable
            }
            if not missing or self._is_too_much(missing):
                return source
            for name, place in missing.items():
                self._hand_over(name, place)

    def _is_too_much(self, missing: dict[str, Place | None]) -> bool:
        if len(self._files) + len(missing) > MAX_FILES or self._total > MAX_TOTAL:
            self._findings.error(
                "the template names too many files",
                detail=f"at most {MAX_FILES:,} files with {MAX_TOTAL:,} characters together are handed over",
            )
            return True
        return False

    def _hand_over(self, name: str, place: Place | None) -> None:
        path = _located(self._template, name)
        place = place or Place(self._template)
        text = None if self._reaches_here_from_afar(path, place) else self._content(path, place)
        if text is None:
            self._unreadable[name] = place
            return
        self._files[name] = text
        self._total += len(text)
        self._texts.names[name] = path
        self._texts.documents[name] = Document(name, text)

    def _content(self, path: str, place: Place) -> str | None:
        must_be_text = path.endswith(TEMPLATE_ENDINGS)
        what = "the template" if must_be_text else "the file"
        content = read(path, what, self._findings, place)
        if content is None:
            return None
        return as_text(content, path, what, self._findings) if must_be_text else as_text_or_base64(content)

    def _reaches_here_from_afar(self, path: str, place: Place) -> bool:
        """Whether a template from a server asks for a file of this machine; that is told, and not given."""
        if is_url(path) or not is_url(place.file):
            return False
        self._findings.error(
            f"a template from a server cannot name '{path}' on this machine",
            place=place,
            advice="hand its content over with --parameter-file",
        )
        return True

    def _with_problems_of(self, source: Source) -> tuple[Diagnostic, ...]:
        """What was found here, and what is wrong with the template besides: every problem at once."""
        from setpoint.engine.desired import desired
        from setpoint.model.stack import ProjectId, Stack, StackId

        told = {one.place for one in self._findings}
        try:
            desired(source, Stack(StackId(""), "stack", ProjectId("local"), ""))
        except InvalidInput as refused:
            self._findings.add(
                one for one in refused.diagnostics if one.place is None or one.place not in told
            )
        return self._findings.in_order()


def _located(base: str, name: str) -> str:
    """The path or URL of what the file at ``base`` calls ``name``."""
    if "://" in name:
        return name
    if is_url(base):
        return urljoin(base, name)
    folder = "" if base == STDIN else posixpath.dirname(base.removeprefix("file://"))
    return posixpath.normpath(posixpath.join(folder, name))
