"""What each may ask: rules in oslo.policy's language, with Heat's names and defaults, and an operator's own file.

``language`` reads a rule into a ``tree``, ``checks`` compiles trees to functions, ``defaults`` are Heat's rules,
``file`` is the operator's, ``policy`` decides, and ``reasons`` says why.
"""

from setpoint.api.policy.file import read_policy
from setpoint.api.policy.policy import Policy
from setpoint.api.policy.rule import Rule

__all__ = ["Policy", "Rule", "read_policy"]
