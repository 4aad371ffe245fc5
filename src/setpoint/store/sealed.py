"""What users wrote, at rest: a template, or a file with it, may say a secret anywhere.

So the texts of a revision are kept as one secret, whatever is in them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.stack import Revision
from setpoint.model.value import Sensitive


def sealed(revision: Revision) -> Revision:
    """``revision`` to be encoded, and for nothing else: its texts are one secret, in the template's place."""
    source = revision.source
    if source is None:
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
