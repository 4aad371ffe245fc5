"""The drivers of the local cloud, one type a file that bears its name, in lower case: there it is ``DRIVER``.

Called by :mod:`setpoint.clouds.local.cloud`. Must not know of each other.
"""
