"""What there is to do, in all projects, and which projects there are: for whoever serves all. It shows no record."""

from __future__ import annotations

import msgspec

from setpoint.model.credential import CredentialIntent
from setpoint.model.stack import ProjectId, StackId
from setpoint.store.sqlite.reading import Reader

Work = list[tuple[ProjectId, StackId]]

_BEGUN = """
    SELECT project, id FROM stacks
    WHERE NOT is_deleted AND (json_extract(body, '$.status') = 'IN_PROGRESS' OR json_extract(body, '$.plan') <> '')
    ORDER BY key
"""

_ASKED = """
    SELECT project, id FROM stacks
    WHERE NOT is_deleted AND key IN (SELECT stack FROM requests) ORDER BY key
"""

_UNPUBLISHED = """
    SELECT project, id FROM stacks
    WHERE json_array_length(body, '$.sinks') > 0 AND NOT is_deleted
      AND EXISTS (SELECT 1 FROM events WHERE stack = stacks.key AND number > published)
    ORDER BY key
"""


_PROJECTS = "SELECT DISTINCT project FROM stacks ORDER BY project"

_PROJECT_OF = """
    SELECT project FROM stacks WHERE project IN (SELECT DISTINCT project FROM stacks) AND id = ?1
"""

_PROJECT_OF_NESTED = """
    SELECT stacks.project FROM stacks JOIN incarnations ON incarnations.stack = stacks.key AND incarnations.id = ?1
    WHERE NOT stacks.is_deleted
"""


def projects(reader: Reader) -> list[ProjectId]:
    """The projects that have, or had, stacks."""
    return [ProjectId(project) for (project,) in reader.rows(_PROJECTS)]


def project_of(reader: Reader, stack: str) -> ProjectId | None:
    """The project that has a stack of that id, or one nested in a stack. Ids are unique by their nature.

    A stack's own goes before what is nested: of that, who adopts it says the ids.
    """
    for query in (_PROJECT_OF, _PROJECT_OF_NESTED):
        found = {ProjectId(project) for (project,) in reader.rows(query, (stack,))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


# The `+` takes its affinity from the token, which would keep the index of what stacks have from being used.
_SPENT = """
    SELECT body FROM credential_intents AS intent WHERE NOT EXISTS (
        SELECT 1 FROM stacks WHERE NOT is_deleted AND json_extract(body, '$.credential') IS NOT NULL
          AND json_extract(body, '$.credential_notes.token') = +intent.token
    ) AND token NOT IN (
        SELECT json_extract(body, '$.note.settings.credential_notes.token') FROM requests
        WHERE json_extract(body, '$.note.settings.credential_notes.token') IS NOT NULL
    ) ORDER BY key
"""


def spent(reader: Reader) -> list[CredentialIntent]:
    """The intents to have a credential made that no living stack has, nor a request brings. It looks at all of them."""
    return [msgspec.json.decode(body, type=CredentialIntent) for (body,) in reader.rows(_SPENT)]


def begun(reader: Reader) -> Work:
    """The living stacks that are in progress, oldest first. It looks at every one: for when a process starts."""
    return _of(reader, _BEGUN)


def asked(reader: Reader) -> Work:
    """The living stacks of which something is asked, oldest first."""
    return _of(reader, _ASKED)


def unpublished(reader: Reader) -> Work:
    """The living stacks with events that have not left for their sinks yet, oldest first."""
    return _of(reader, _UNPUBLISHED)


def _of(reader: Reader, sql: str) -> Work:
    return [(ProjectId(project), StackId(stack)) for project, stack in reader.rows(sql)]
