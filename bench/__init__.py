"""The benchmark: how fast Setpoint is, measured where it runs (``make bench``, ``python -m bench --help``).

Each scenario is a module of ``scenarios/`` and runs in a process of its own, so that its memory is its own. It gives
figures; those that have a bound say whether it was met. It is no test: a slow machine fails nothing.

Called by people. What a user could not do is not done here: no part of Setpoint is replaced or left out.
"""
