"""A plan as text: the one renderer, for the command line, the page, events and golden files.

::

    stack web  revision 7 <- 6
      + volume  OS::Cinder::Volume
      ± server  OS::Nova::Server            image jammy -> noble    new first, after volume
      ~ pool    OS::Heat::AutoScalingGroup  desired_capacity 2 -> 4  in place, after server
      - old_ip  OS::Neutron::FloatingIP     removed from the template  after server
      … dns     OS::Designate::RecordSet    records (known after server.first_address)
                                            changed in place only if server.first_address changes
      = 2 unchanged: net, subnet
    1 to create, 1 to replace, 1 to change in place, 1 to delete, 1 not known yet, 2 unchanged

Secrets are masked in the plan already. There is no colour here: who wants some goes by a line's first sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Action
from setpoint.model.plan import GONE, NEVER_MADE, Cause, Plan
from setpoint.model.plan_rows import Row, What, rows, summary
from setpoint.model.shortened import differences
from setpoint.model.value import MASK

_MOST_NAMES = 6
_NAME_WIDTH = 40
_TYPE_WIDTH = 34
_CHANGE_WIDTH = 40
_SILENT = frozenset({"new", "replaced"})
"""Causes that a row's sign says already."""
_PLAIN = frozenset({"changed", "type"})
"""Causes of a property that what is shown of it says already; of others ("drifted") it is told."""
_REMOVED = "removed from the template"


def plan_text(plan: Plan, stack_name: str) -> str:
    """The whole plan, ending with a summary line."""
    return "\n".join(plan_lines(plan, stack_name)) + "\n"


def plan_lines(plan: Plan, stack_name: str) -> Iterator[str]:
    """The lines of :func:`plan_text`, as they come."""
    shown_rows = rows(plan)
    yield heading(plan, stack_name)
    yield from _table(shown_rows, _SILENT | ({_REMOVED} if plan.action is Action.DELETE else set()))
    yield from _unchanged(plan)
    yield summary_line(plan, shown_rows)


def heading(plan: Plan, stack_name: str) -> str:
    """Which stack, from which revision to which."""
    if plan.action is Action.DELETE:
        return f"stack {stack_name}  delete, from revision {plan.parent_revision}"
    if not plan.parent_revision:
        return f"stack {stack_name}  revision {plan.revision}, new"
    doing = "" if plan.action in (Action.CREATE, Action.UPDATE) else f"{plan.action.value.lower()}, "
    return f"stack {stack_name}  {doing}revision {plan.revision} <- {plan.parent_revision}"


_COUNTED = {
    What.CREATE: "to create",
    What.ADOPT: "to take over",
    What.REPLACE: "to replace",
    What.UPDATE: "to change in place",
    What.DELETE: "to delete",
    What.FORGET: "to forget",
    What.OPEN: "not known yet",
    What.EXPAND: "to be planned on the way",
    What.SETTLE: "still under way",
    What.RECORD: "on paper only",
}


def summary_line(plan: Plan, shown_rows: Sequence[Row]) -> str:
    """How many of what."""
    counts = summary(plan, shown_rows)
    unchanged = counts.pop("unchanged", 0)
    parts = [f"{count:,} {_COUNTED.get(What(what), f'to {what}')}" for what, count in counts.items()]
    if not parts:
        parts.append("nothing to do")
    return ", ".join([*parts, f"{unchanged:,} unchanged"] if unchanged else parts)


def _unchanged(plan: Plan) -> Iterator[str]:
    if plan.unchanged:
        yield f"  = {len(plan.unchanged):,} unchanged: {_several([one.address for one in plan.unchanged])}"


def _table(shown_rows: Sequence[Row], silent: AbstractSet[str]) -> Iterator[str]:
    replaced = {row.address for row in shown_rows if row.what is What.REPLACE}
    cells = [(_name(row), row.type, _whys(row, silent, replaced) or [""], _order(row)) for row in shown_rows]
    names = _width((name for name, _, _, _ in cells), _NAME_WIDTH)
    types = _width((type_name for _, type_name, _, _ in cells), _TYPE_WIDTH)
    changes = _width((whys[0] for _, _, whys, _ in cells), _CHANGE_WIDTH)
    for name, type_name, (first, *more), order in cells:
        yield f"{name:{names}}  {type_name:{types}}  {first:{changes}}  {order}".rstrip()
        for why in more:
            yield f"{'':{names}}  {'':{types}}  {why}"


def _width(cells: Iterator[str], most: int) -> int:
    return max((len(cell) for cell in cells if len(cell) <= most), default=0)


def _name(row: Row) -> str:
    return f"  {'  ' * row.depth}{row.what.sign} {row.address}"


# --- why


def _whys(row: Row, silent: AbstractSet[str], replaced: AbstractSet[str]) -> list[str]:
    lines = [
        line for cause in row.causes if cause.property or cause.why not in silent for line in _why(cause)
    ]
    if row.possible:
        lines.append(_only_if(row, replaced))
    elif row.what is not What.EXPAND:
        said = " ".join(line for line in lines if "(known after " in line)
        unsaid = [reference for reference in row.waits_for if reference not in said]
        lines += [_not_known(unsaid)] if unsaid else []
    return lines


def _why(cause: Cause) -> Iterator[str]:
    if not cause.property:
        yield cause.why
        return
    because = f", because {cause.upstream} is replaced" if cause.upstream and cause.certain else ""
    aside = "" if cause.why in _PLAIN else f"  ({cause.why})"
    if cause.old == MASK and cause.new == MASK:
        yield f"{cause.property} (a secret) changes{because}{aside}"
        return
    for line in differences(cause.property, cause.old, cause.new):
        yield f"{line}{because}{aside}"


def _only_if(row: Row, replaced: AbstractSet[str]) -> str:
    """What a guard decides, in words."""
    ways = {Change.IN_PLACE: "changed in place", Change.REPLACE: "replaced"}
    what = " or ".join(ways[change] for change in row.possible)
    changes = "changes" if len(row.waits_for) < 2 else "change"
    upstream = dict.fromkeys(cause.upstream for cause in row.causes if cause.upstream)
    because = "".join(f"; {one} {'is' if one in replaced else 'may be'} replaced" for one in upstream)
    return f"{what} only if {_several(row.waits_for, 'or')} {changes}{because}"


def _not_known(references: Sequence[str]) -> str:
    verb = "is" if len(references) == 1 else "are"
    return f"{_several(references)} {verb} not known yet"


# --- in which order


def _order(row: Row) -> str:
    return ", ".join(
        [
            *_how(row),
            *([f"after {_several(row.after)}"] if row.after else []),
            *([f"after a pause of {row.pause:g} s"] if row.pause else []),
            *([f"old one deleted after {_several(row.old_after)}"] if row.old_after else []),
            *([f"within {row.timeout / 60:g} min"] if row.timeout else []),
            *([f"stops at {_several(row.hooks)}"] if row.hooks else []),
        ]
    )


def _how(row: Row) -> Iterator[str]:
    if row.settles:
        yield "once it has settled"
    if row.lets_go:
        yield "lets go first"
    match row.what:
        case What.REPLACE:
            yield "delete first" if row.delete_first else "new first"
        case What.UPDATE:
            yield "in place"
        case What.FORGET:
            is_gone = GONE in row.causes or NEVER_MADE in row.causes
            yield "only its record" if is_gone else "forgotten; the thing itself stays"
        case What.ADOPT:
            yield "taken over as it is"
        case What.RECORD:
            yield "on paper only"
        case What.EXPAND:
            verb = "is" if len(row.waits_for) == 1 else "are"
            known = f" when {_several(row.waits_for, 'and')} {verb} known" if row.waits_for else ""
            yield f"its members are planned{known}"
        case What.CHECK | What.SUSPEND | What.RESUME | What.SNAPSHOT | What.RESTORE:
            yield row.what.value


def _several(names: Sequence[str] | Sequence[Address], last: str = "") -> str:
    """Names in a row, the first few of them."""
    few = list(names[:_MOST_NAMES])
    if len(names) > len(few):
        few.append(f"{len(names) - len(few):,} more")
    if len(few) > 1 and (last or len(names) > _MOST_NAMES):
        return f"{', '.join(few[:-1])} {last or 'and'} {few[-1]}"
    return ", ".join(few)
