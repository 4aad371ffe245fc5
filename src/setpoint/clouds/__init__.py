"""Drivers of resource types: each sub-package is one cloud, a client and an observer.

Called by the engine, through the protocols in :mod:`setpoint.clouds.driver`. A cloud knows nothing of stacks,
templates, stores, events, retries or timeouts, and nothing of the other clouds: it makes, changes, removes and looks
at single resources, and says what happened. A type that two clouds can both drive has one schema, in
:mod:`setpoint.types`.
"""
