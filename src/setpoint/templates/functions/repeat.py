"""``repeat``: a list made by filling a template with the items of other lists (HOT guide, "repeat").

From 2016-10-14 on a map may stand for the list of its keys; from 2017-09-01 on ``permutations: false`` walks along
all lists at once instead of through every combination of their items.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from setpoint.model.place import Place
from setpoint.model.value import Sensitive
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Keys, a_list, a_map, a_text, mistaken
from setpoint.templates.functions.calls import Arranging, Strict
from setpoint.templates.functions.texts import within_bounds
from setpoint.templates.limits import MAX_MADE_NODES

NAME: Final = "repeat"

SHAPE = Keys(
    "{template: value, for_each: {placeholder: [text, ...], ...}}", ("template", "for_each"), is_lenient=True
)
WITH_PERMUTATIONS = SHAPE._replace(
    form="{template: value, for_each: {placeholder: [text, ...], ...}, permutations: boolean}",
    others=("permutations",),
)


def repeat_lists(arguments: Any) -> list[Any]:
    """Fill the template with every combination of the lists' items."""
    form = SHAPE.of(arguments)
    return _combined(form["template"], {key: _list(one) for key, one in _for_each(form).items()})


def repeat_collections(arguments: Any) -> list[Any]:
    """Fill the template with every combination of the items of lists and the keys of maps."""
    form = SHAPE.of(arguments)
    return _combined(form["template"], {key: _collection(one) for key, one in _for_each(form).items()})


def repeat(arguments: Any) -> list[Any]:
    """As :func:`repeat_collections`, or along all lists at once when ``permutations`` is false."""
    form = WITH_PERMUTATIONS.of(arguments)
    permutations = form.get("permutations", True)
    if not isinstance(permutations, bool):
        raise mistaken("permutations", "true or false", permutations)
    return repeat_collections(arguments) if permutations else _along(form["template"], _for_each(form))


def _for_each(form: dict[str, Any]) -> dict[str, Any]:
    lists = a_map(form["for_each"], "for_each")
    if not lists:
        raise ValueError("for_each needs at least one placeholder with its list")
    return lists


def _list(items: Any) -> list[Any]:
    return [] if items is None else a_list(items, "every value of for_each")


def _collection(items: Any) -> list[Any]:
    return list(items) if isinstance(items, dict) else _list(items)


def _along(template: Any, lists: Mapping[str, Any]) -> list[Any]:
    lengths = {len(_list(items)) for items in lists.values() if items is not None}
    if len(lengths) > 1:
        raise ValueError("without permutations the lists of for_each must have the same length")
    return _Filler(template).all(list(lists), zip(*map(_list, lists.values()), strict=False))


def _combined(template: Any, lists: Mapping[str, list[Any]]) -> list[Any]:
    filler = _Filler(template)
    filler.expect(math.prod(map(len, lists.values())))
    return filler.all(list(lists), itertools.product(*lists.values()))


class _Filler:
    """Fills a template, again and again, and keeps count of how much it made."""

    def __init__(self, template: Any) -> None:
        self._template = template
        self._characters = 0

    def expect(self, rounds: int) -> None:
        """ValueError when so many rounds would make too much."""
        made = rounds * _nodes(self._template)
        if made > MAX_MADE_NODES:
            raise ValueError(f"the list would have {made:,} values in it; {MAX_MADE_NODES:,} are allowed")

    def all(self, keys: Sequence[str], rounds: Iterable[tuple[Any, ...]]) -> list[Any]:
        return [self._filled(self._template, list(zip(keys, items, strict=True))) for items in rounds]

    def _filled(self, part: Any, items: list[tuple[str, Any]]) -> Any:
        match part:
            case str():
                return self._text(part, items)
            case list():
                return [self._filled(one, items) for one in part]
            case dict():
                return {self._text(key, items): self._filled(one, items) for key, one in part.items()}
            case Sensitive():
                return Sensitive(self._filled(part.reveal(), items))
        return part

    def _text(self, part: str, items: list[tuple[str, Any]]) -> str:
        for key, item in items:
            a_text(item, "an item of for_each")
            within_bounds(self._characters + len(part) + part.count(key) * len(item))
            part = part.replace(key, item)
        self._characters += len(part)
        return part


def _nodes(part: Any) -> int:
    if isinstance(part, dict):
        return 1 + sum(map(_nodes, part.values()))
    return 1 + sum(map(_nodes, part)) if isinstance(part, list) else 1


_FORMS = {
    "2013-05-23": Strict(NAME, repeat_lists, SHAPE, Arranging),
    "2016-10-14": Strict(NAME, repeat_collections, SHAPE, Arranging),
    "2017-09-01": Strict(NAME, repeat, WITH_PERMUTATIONS, Arranging),
}


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile a call by the rules of the text's version."""
    form = max(since for since in _FORMS if since <= compiling.version)
    return _FORMS[form].build(arguments, compiling, place)
