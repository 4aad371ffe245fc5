"""Drivers of resource types: each sub-package with a ``cloud`` is one, a client and an observer.

Called by the engine, through the protocols in :mod:`setpoint.clouds.driver`. A cloud knows nothing of stacks,
templates, stores, events, retries or timeouts, and nothing of the other clouds: it makes, changes, removes and looks
at single resources, and says what happened. A type that two clouds can both drive has one schema, in
:mod:`setpoint.types`. What is worked out in the same way for every cloud before a plan is carried out is in
``foresight``.
"""
