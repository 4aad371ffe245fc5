"""How an option is declared: all that is said of it, beside it."""

from __future__ import annotations

from typing import Any

import msgspec


def option(
    told: str,
    *,
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
    heat: Any = None,
    reloads: bool = False,
) -> msgspec.Meta:
    """What stands in ``Annotated`` beside an option's type.

    ``told`` says what it is for, ``unit`` in what it is counted, ``least`` and ``most`` its range (both may be taken),
    ``heat`` what Heat's option of the same name is by default, ``reloads`` whether SIGHUP suffices to change it.
    """
    return msgspec.Meta(
        description=told,
        ge=least,
        le=most,
        extra={"unit": unit, "heat": heat, "reloads": reloads},
    )
