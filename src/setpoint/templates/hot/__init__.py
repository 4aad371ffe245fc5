"""The Heat Orchestration Template: text to model, after OpenStack's HOT specification.

Lives here: its versions, what its sections may hold, and how they become definitions and outputs. Found by
:mod:`setpoint.templates.formats` through ``FORMAT``. Must not know which resource types there are, nor any composite
type: it asks its :class:`~setpoint.templates.compiling.Nesting`.
"""

from setpoint.templates.hot.template import HotFormat

FORMAT = HotFormat()
"""Found by name: ``hot``."""
