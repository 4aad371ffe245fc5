"""``Setpoint::Local::File``: a text file on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.change import Change
from setpoint.model.value import Unknown, Value, reveal
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape

_PROPERTIES = {
    "path": Property(
        Shape.STRING,
        "Where it lies. A relative path begins in a folder of the resource's own, and does so again when the file is "
        "made anew; the attribute `path` tells the whole. Folders that are missing are made. A file that is there "
        "already is left alone, and that is an error.",
        required=True,
        constraints=({"length": {"min": 1, "max": 4095}},),
    ),
    "content": Property(
        Shape.STRING,
        "The whole text.",
        required=True,
        cost=Change.IN_PLACE,
        constraints=({"length": {"max": 16777216}},),
    ),
    "mode": Property(
        Shape.STRING,
        "Who may read and write it: octal, as for chmod.",
        default="0644",
        cost=Change.IN_PLACE,
        constraints=({"allowed_pattern": "0?[0-7]{3}", "description": "such as 0644"},),
    ),
    "owner": Property(
        Shape.STRING,
        "`user` or `user:group`. Anybody else than oneself takes root.",
        cost=Change.IN_PLACE,
        constraints=({"allowed_pattern": "[^:]+(:[^:]+)?"},),
    ),
}

_ATTRIBUTES = {
    "path": AttributeSchema("Its absolute path.", Shape.STRING),
    "folder": AttributeSchema("The absolute path of the folder that it lies in.", Shape.STRING),
    "sha256": AttributeSchema(
        "The SHA-256 digest of its content.", Shape.STRING, made_of=frozenset({"content"})
    ),
    "size": AttributeSchema(
        "The size of its content in bytes.", Shape.INTEGER, made_of=frozenset({"content"})
    ),
}


class File(ResourceType):
    """The type; what its schema cannot say is how a path is written."""

    declared = Declarations(takes_over=True)

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """A path that can be written in another way, for then two resources could mean one file."""
        path = properties["path"]
        known = None if isinstance(path, Unknown) else str(reveal(path))
        if known is not None and not {"", ".", ".."}.isdisjoint(known.removeprefix("/").split("/")):
            yield Problem(
                ("path",), "is not in its shortest form", "no `.`, no `..`, no `//`, no `/` at the end"
            )

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Its absolute path; a relative one is different for each."""
        path = properties.get("path")
        is_told = isinstance(path, str) and path.startswith("/")
        return frozenset({f"file {path}"} if is_told else ())


FILE = File(
    Schema(
        name="Setpoint::Local::File",
        description="A text file on this machine, kept as it is wanted. Deleted only as long as it is as it was made.",
        properties=_PROPERTIES,
        attributes=_ATTRIBUTES,
    )
)

TYPES = (FILE,)
