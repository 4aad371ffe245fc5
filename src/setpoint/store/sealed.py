"""What users wrote, at rest: a template with hidden parameters, or a file beside it, may tell what these hide.

So the texts of such a revision are kept as one secret. Those of others are kept as they are: whoever has no secrets
need not wait for what encrypts them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.stack import HIDING, Revision, Source
from setpoint.model.value import Sensitive, leaves


def sealed(revision: Revision) -> Revision:
    """``revision`` as it is to be encoded: texts that may tell secrets are one, in the template's place."""
    source = revision.source
    if source is None or not _may_tell_secrets(source):
        return revision
    texts = Sensitive([source.template, dict(source.files)])
    return msgspec.structs.replace(revision, source=msgspec.structs.replace(source, template=texts, files={}))


def opened(raw: Any) -> Any:
    """A decoded revision, as plain data, with its texts where they belong; an older store has them there already."""
    source = raw.get("source")
    texts = source.get("template") if isinstance(source, dict) else None
    if not isinstance(texts, Sensitive):
        return raw
    template, files = texts.reveal() or ("", {})  # null, where nobody wants to read it
    return {**raw, "source": {**source, "template": template, "files": files}}


def _may_tell_secrets(source: Source) -> bool:
    """Whether a value that was given is hidden, or one may be that was not."""
    given = leaves([source.environment, source.parameters])
    texts = (source.template, *source.files.values())
    return any(isinstance(one, Sensitive) for one in given) or any(
        word in text for text in texts for word in HIDING
    )
