"""Run by the lab's own Python: what oslo.policy decides, with Heat's rules and with rules that are given.

JSON comes in and goes out: callers as oslo.context's credentials, rules and targets.
"""

import copy
import json
import logging
import sys
from importlib import import_module
from typing import Any

# By name: none of these is there where this is checked.
policies = import_module("heat.policies")
cfg = import_module("oslo_config.cfg")
policy = import_module("oslo_policy.policy")
parser = import_module("oslo_policy._parser")


def enforcer(own: Any) -> Any:
    """As Heat makes its: its defaults, and what is in no file is refused."""
    config = cfg.ConfigOpts()
    config([], project="heat")
    made = policy.Enforcer(config, default_rule=policy.Rules.from_dict({"default": "!"})["default"])
    made.suppress_deprecation_warnings = True
    made.register_defaults(policies.list_rules())
    made.load_rules()
    for name, rule in own.items():
        made.rules[name] = parser.parse_rule(rule)
    return made


def decided(made: Any, rule: str, credentials: Any, target: Any) -> bool:
    """As Heat asks: whether a caller is an administrator is known by then."""
    credentials = copy.deepcopy(credentials)
    credentials["is_admin"] = None
    credentials["is_admin"] = bool(made.enforce("context_is_admin", {}, copy.deepcopy(credentials)))
    return bool(made.enforce(rule, target, credentials))


def main() -> None:
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    made = enforcer(asked.get("own", {}))
    names = sorted(rule.name for rule in policies.list_rules())
    told = {
        "names": names,
        "scopes": {rule.name: rule.scope_types for rule in policies.list_rules()},
        "decisions": [
            [
                decided(made, rule, caller, target)
                for caller in asked["callers"]
                for target in asked["targets"]
            ]
            for rule in asked.get("rules") or names
        ],
    }
    json.dump(told, sys.stdout)


main()
