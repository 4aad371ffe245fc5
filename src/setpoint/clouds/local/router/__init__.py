"""The HTTP router of the local cloud: a reverse proxy in a process of its own.

Runs under the shim like any other process, as ``python -m setpoint.clouds.local.router CONFIG``, one for each
``Setpoint::Local::Route``. Takes host and path rules with weighted targets, checks the targets' health, and changes
its rules while it works without losing a request.

Driven through its configuration file and its control socket (:mod:`.control`). Must not know of drivers, stacks or
the shim.
"""
