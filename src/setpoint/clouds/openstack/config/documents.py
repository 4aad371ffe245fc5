"""One file of settings, YAML or JSON, in which every key has its place. What stands in it is never quoted."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.error import MarkedYAMLError

from setpoint.clouds.openstack.config.loader import MAX_CHARACTERS, MAX_DEPTH, Loader, what_is_wrong
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place
from setpoint.model.value import Plain

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class Document:
    """A file that was read. ``tree`` is what stands in it."""

    def __init__(self, path: Path, text: str) -> None:
        """Read ``text``. Raises InvalidInput where it is neither YAML nor JSON, each where its name says so."""
        self.path = path
        self._is_json = path.name.endswith("json")
        self._root: yaml.Node | None = None
        self.tree: Plain = self._read_json(text) if self._is_json else self._read_yaml(text)

    def place(self, *keys: str | int) -> Place | None:
        """Where what ``keys`` lead to stands; None when it stands elsewhere."""
        steps = list(self._steps(keys))
        return self._at(steps[-1][0].start_mark) if len(steps) == len(keys) else None

    def nearest(self, *keys: str | int) -> Place:
        """Where what ``keys`` lead to stands, or would have to stand."""
        place = Place(str(self.path))
        for key, _ in self._steps(keys):
            place = self._at(key.start_mark)
        return place

    def respelled(self, *keys: str | int) -> list[tuple[str, Place]]:
        """The numbers beneath ``keys`` that are not read as they are written (``2.10`` is 2.1): keys and places."""
        steps = list(self._steps(keys))
        below = _pairs(steps[-1][1]) if len(steps) == len(keys) else []
        return [
            (key.value, self._at(value.start_mark))
            for key, value in below
            if value.tag in _NUMBERS and str(yaml.safe_load(value.value)) != value.value
        ]

    def _steps(self, keys: tuple[str | int, ...]) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """The keys (of lists, the items) on the way, and their values, as far as it goes."""
        node = self._root
        for key in keys:
            step = _step(node, key)
            if step is None:
                return
            yield step
            node = step[1]

    def _read_yaml(self, text: str) -> Plain:
        try:
            loader = Loader(text)
            self._root = loader.get_single_node()
            return None if self._root is None else loader.construct_document(self._root)
        except MarkedYAMLError as problem:
            raise self._refusal(
                what_is_wrong(problem), self._at(problem.problem_mark or problem.context_mark)
            ) from None
        except yaml.YAMLError:
            raise self._refusal("there is a character in it that no YAML text may have") from None

    def _read_json(self, text: str) -> Plain:
        try:
            tree = json.loads(text)
        except json.JSONDecodeError as problem:
            raise self._refusal(problem.msg, Place(str(self.path), problem.lineno, problem.colno)) from None
        except (ValueError, RecursionError):
            raise self._refusal("a number in it is too long, or it is too deep") from None
        if _is_deeper(tree, MAX_DEPTH):
            raise self._refusal(f"lists and maps stand more than {MAX_DEPTH} deep within each other")
        with contextlib.suppress(yaml.YAMLError):  # not all JSON is YAML; then there are no places
            self._root = Loader(text).get_single_node()
        return tree

    def _refusal(self, why: str, place: Place | None = None) -> InvalidInput:
        kind = "JSON" if self._is_json else "YAML"
        advice = "mend or remove it: what passes over it could find another cloud of the same name elsewhere"
        return InvalidInput(
            [Diagnostic(f"this is no {kind}: {why}", place=place or self._at(None), advice=advice)]
        )

    def _at(self, mark: Any) -> Place:
        return Place(str(self.path), mark.line + 1, mark.column + 1) if mark else Place(str(self.path))


def read(path: Path) -> Document | None:
    """What stands in ``path``; None when it is not there, or is not ours to read. Raises InvalidInput."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_CHARACTERS + 1)
    except OSError:
        return None
    except UnicodeDecodeError:
        raise InvalidInput([Diagnostic("this is no UTF-8 text", place=Place(str(path)))]) from None
    if len(text) > MAX_CHARACTERS:
        what = f"this file is longer than {MAX_CHARACTERS:,} characters"
        raise InvalidInput([Diagnostic(what, place=Place(str(path)))])
    return Document(path, text)


def _step(node: yaml.Node | None, wanted: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode):
        is_there = isinstance(wanted, int) and wanted < len(node.value)
        return (node.value[wanted],) * 2 if is_there else None
    pairs = _pairs(node)
    named = [pair for pair in pairs if pair[0].value == str(wanted)]
    alike = [pair for pair in pairs if pair[0].value.replace("-", "_") == str(wanted).replace("-", "_")]
    found = named or alike
    return found[-1] if found else None


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _is_deeper(tree: Plain, depth: int) -> bool:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return depth < 0 or any(_is_deeper(one, depth - 1) for one in inner)
