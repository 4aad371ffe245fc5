"""How the configuration is read: one TOML file, then the environment, then the command line.

``options`` knows every option there is from the structs of :mod:`setpoint.api.settings`; ``files`` which file it is;
``statements`` in which of its lines an option stands; ``layers`` what was set where; ``reading`` makes a configuration
of that, or gathers what is wrong with it; ``agreement`` says what does not fit together; ``showing`` writes it down.
"""

from setpoint.api.service.config.files import config_file
from setpoint.api.service.config.layers import given_options
from setpoint.api.service.config.reading import Reading, read_config

__all__ = ["Reading", "config_file", "given_options", "read_config"]
