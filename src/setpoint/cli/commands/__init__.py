"""The commands of the command line, one module a noun or verb; each is found by its name.

A module here defines ``command`` (a click command or group) and imports the rest of Setpoint only inside its
functions. It returns an :class:`~setpoint.cli.exits.Exit`, or None for done; it raises what went wrong.
"""
