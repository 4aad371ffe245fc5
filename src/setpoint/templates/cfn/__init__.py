"""CloudFormation's language of templates, in the two versions that Heat takes.

Lives here: its words, how its parameters and mappings are read, and what its authors may have meant. The rest is common
to all languages (:mod:`setpoint.templates.language`). Found by :mod:`setpoint.templates.formats` through ``FORMAT``.
"""

from setpoint.templates.cfn.format import CfnFormat

FORMAT = CfnFormat()
"""Found by name: ``cfn``."""
