"""The Heat Orchestration Template, after OpenStack's HOT specification.

Lives here: its versions, how its parameters are read, and what its authors may have meant. The rest is common to all
languages (:mod:`setpoint.templates.language`). Found by :mod:`setpoint.templates.formats` through ``FORMAT``.
"""

from setpoint.templates.hot.format import HotFormat

FORMAT = HotFormat()
"""Found by name: ``hot``."""
