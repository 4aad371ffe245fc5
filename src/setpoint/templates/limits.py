"""How large and how deep what is read may be: a bomb is refused before it goes off.

Heat's defaults stand beside ours. Ours are wider, because a stack of 100,000 resources is a stack; they are low
enough that no text within them can exhaust a small machine.
"""

from __future__ import annotations

MAX_CHARACTERS = 64 * 1024 * 1024
"""Of one template, environment or nested template. (Heat: ``max_template_size`` 524,288 bytes.)"""

MAX_DEPTH = 100
"""Of lists and maps within each other in one text."""

MAX_NODES = 5_000_000
"""Keys, values and items of one text."""

MAX_ALIASED_NODES = 100_000
"""Nodes that aliases (``*name``) repeat in one text, counted each time."""

MAX_DIGITS = 400
"""Of one number."""

MAX_NESTING = 10
"""Of nested stacks, groups and provider templates within each other. (Heat: ``max_nested_stack_depth`` 5.)"""

MAX_MEMBERS = 100_000
"""Of one group. (Heat: none but ``max_resources_per_stack`` 1,000.)"""

MAX_FINDINGS = 1_000
"""Problems that are told of one compilation; what is beyond is only counted."""

MAX_TEXT = 8 * 1024 * 1024
"""Characters that one call of a template function may produce."""

MAX_MADE_NODES = 1_000_000
"""Items and keys that one call of a template function may produce."""

YAQL_EXPRESSION = 10_000
"""Characters of a yaql expression."""

YAQL_ITEMS = 10_000
"""Items of any one collection within a yaql expression. (Heat: ``limit_iterators`` 200.)"""

YAQL_MEMORY = 1_000_000
"""Bytes of any one value within a yaql expression. (Heat: ``memory_quota`` 10,000.)"""

YAQL_STEPS = 50_000
"""Calls within one evaluation of a yaql expression, some seconds' worth; big values and many items count as more."""

YAQL_PATTERN_SECONDS = 2.0
"""Of the processor, for all matching of regular expressions within one evaluation of a yaql expression."""

YAQL_BITS = 65_536
"""Of an integer within a yaql expression."""
