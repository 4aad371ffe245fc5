"""What an operator may set, as typed values: one struct a section of the file, in a module of the section's name.

Everything in ``api`` may take its section; none of it knows how it was read (:mod:`setpoint.api.service.config`). A
section is declared with :func:`~setpoint.api.settings.option.option`: what an option is for, its unit, its range and
Heat's default stand beside it, and from there in ``setpoint config show`` and in the reference.
"""

from setpoint.api.settings.config import Config
from setpoint.api.settings.current import Current

__all__ = ["Config", "Current"]
