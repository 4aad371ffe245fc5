"""The drivers of the local cloud, one type a file: each module has ``driver(project)``, and is found by that.

Called by :mod:`setpoint.clouds.local.cloud`. Must not know of each other.
"""
