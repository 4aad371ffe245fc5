"""``OS::Neutron::SecurityGroup``: what may come in and go out, by rules.

The group has the rules that are wanted, and of those that a new group has by itself the ones for what comes in, and the
ones for what goes out where no rule says that. Rules that are resources of their own bear tokens, and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORK, SECURITY_GROUPS, NeutronDriver
from setpoint.clouds.openstack.drivers.neutron.rules import EGRESS, Key, key
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

DEFAULTS = Things(
    NETWORK, "default-security-group-rules", "default_security_group_rules", "default rule", filters=False
)

Rules = Sequence[Mapping[str, Any]]


class SecurityGroup(NeutronDriver):
    """A group."""

    path, one, many = "security-groups", "security_group", "security_groups"
    things = SECURITY_GROUPS
    imports = True
    usual: ClassVar[Mapping[str, Plain]] = {"stateful": True}
    fields = (
        Field("name", unset=KEEP),
        Field("description", unset=""),
        Field("stateful", unset=True),
    )
    _usual: Rules = EGRESS

    # ---- making and changing

    def leaves(self, want: Want) -> bool:
        """Its rules, which are told to the service apart."""
        return super().leaves(want) or bool(want.properties.get("rules"))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await super().finish(id, want)
        if want.properties.get("rules"):
            await self._exchange(id, want.properties["rules"])

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if (old.get("rules") or []) != (new.get("rules") or []):
            await self._exchange(subject.physical_id, new.get("rules") or [])
        return await super().update(subject, old, new)

    async def _exchange(self, id: str, rules: Rules) -> None:
        """Add what is missing, then remove what is not wanted: what both let through is let through all the time."""
        await self._learn_usual()
        for rule in rules:
            if rule.get("remote_group_id"):
                await self.region.names.id(SECURITY_GROUPS, str(rule["remote_group_id"]))
        shown = _own((await self.shown(id) or {}).get("security_group_rules", ()))
        wanted = {key(rule): rule for rule in [*self._told(rules, id), *self._left(rules, id)]}
        there = {key(rule): rule for rule in shown}
        renamed = {one for one in wanted.keys() & there.keys() if _says_otherwise(wanted[one], there[one])}
        for one in renamed:  # nothing of a rule can be changed
            await self._remove(there[one])
        missing = [rule for one, rule in wanted.items() if one not in there or one in renamed]
        if missing:
            bodies: Any = [{"security_group_id": id, **rule} for rule in missing]
            await self.service.post("security-group-rules", {"security_group_rules": bodies})
        for one in there.keys() - wanted.keys():
            await self._remove(there[one])

    async def _remove(self, rule: Shown) -> None:
        await self.service.delete(f"security-group-rules/{rule['id']}")

    def _told(self, rules: Rules, id: str) -> list[dict[str, Any]]:
        """Rules of a template as the service is told them. ``remote_mode`` says which of two counts."""
        return [_body(rule, id, self._known_group(rule.get("remote_group_id"))) for rule in rules]

    def _known_group(self, name: Plain) -> Plain:
        return self.region.names.known(SECURITY_GROUPS, str(name)) if name else None

    def _left(self, rules: Rules, id: str) -> list[dict[str, Any]]:
        """Of the rules that a new group has, those for what comes in, and for what goes out where no rule says that."""
        says_egress = any(rule.get("direction") == "egress" for rule in rules)
        usual = [one for one in self._usual if not (says_egress and one["direction"] == "egress")]
        return [{**one, "remote_group_id": id} if one.get("remote_group_id") else {**one} for one in usual]

    # ---- looking

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.whole`."""
        await self._learn_usual()
        return found

    async def _learn_usual(self) -> None:
        """What a new group has by itself, which an administrator may have changed. Asked once."""
        if self._usual is EGRESS and await self.offers("security-groups-default-rules"):
            listed = await self.region.names.all(DEFAULTS)
            self._usual = [_bare(one) for one in listed if one.get("used_in_non_default_sg")]

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        for rule in wanted.get("rules") or ():
            if rule.get("remote_group_id"):
                yield SECURITY_GROUPS, str(rule["remote_group_id"])

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; rules in the words in which they were wanted."""
        found = super().seen(shown, wanted)
        rules = wanted.get("rules")
        if rules is not None and "security_group_rules" in shown:
            found["rules"] = self._seen_rules(shown, rules)
        return found

    def _seen_rules(self, shown: Shown, rules: Rules) -> list[Any]:
        id = str(shown["id"])  # noqa: A001
        there: dict[Key, Shown] = {key(one): one for one in _own(shown["security_group_rules"])}
        found: list[Any] = []
        for rule, body in zip(rules, self._told(rules, id), strict=True):
            one = there.get(key(body))
            if one is not None:
                is_other = _says_otherwise(body, one)
                found.append({**rule, "description": one["description"]} if is_other else rule)
        for expected in [*self._told(rules, id), *self._left(rules, id)]:
            there.pop(key(expected), None)
        return found + [_in_template(one) for one in there.values()]

    def is_ours(self, shown: Shown, project: str) -> bool:
        """See :meth:`Told.is_ours`; the default group is there for a project without being made."""
        return super().is_ours(shown, project) and shown["name"] != "default"

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; with the rules that it would not have by itself."""
        id = str(shown["id"])  # noqa: A001
        rules = _own(shown["security_group_rules"])
        usual = {key(one) for one in self._left([], id)}
        egress = {key(one) for one in rules if one["direction"] == "egress"}
        says_egress = egress != {one for one in usual if one[0] == "egress"}
        said = [one for one in rules if key(one) not in usual or (says_egress and key(one) in egress)]
        return {**super().told(shown), "rules": [_in_template(one, of=id) for one in said]}


def _own(rules: Rules) -> list[Shown]:
    """Rules but for those that are resources of their own."""
    return [one for one in rules if PREFIX not in (one.get("description") or "")]


def _says_otherwise(wanted: Mapping[str, Any], shown: Shown) -> bool:
    told = wanted.get("description")
    return bool(told) and told != shown.get("description")


def _body(rule: Mapping[str, Any], id: str, group: Plain) -> dict[str, Any]:
    body = {name: rule.get(name) for name in _SAME}
    if rule.get("remote_mode") == "remote_group_id":
        body["remote_group_id"] = group or id  # without one, it means the members of the group itself
    else:
        body["remote_ip_prefix"] = rule.get("remote_ip_prefix")
    return {name: value for name, value in body.items() if value is not None}


_SAME = ("direction", "ethertype", "protocol", "port_range_min", "port_range_max", "description")
_REMOTE = ("remote_group_id", "remote_ip_prefix")


def _bare(rule: Shown) -> dict[str, Any]:
    """A rule as it is shown, as the service is told it."""
    return {name: rule[name] for name in (*_SAME, *_REMOTE) if rule.get(name) not in (None, "")}


def _in_template(rule: Shown, of: str = "") -> dict[str, Any]:
    """A rule as a template says it; the group itself, ``of``, needs no name."""
    mode = "remote_group_id" if rule.get("remote_group_id") else "remote_ip_prefix"
    told = {name: value for name, value in _bare(rule).items() if (name, value) != ("remote_group_id", of)}
    return {**told, "remote_mode": mode}


DRIVER = SecurityGroup
