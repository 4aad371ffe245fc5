"""The lab: one command starts a real OpenStack control plane on loopback, for tests and for measuring against it.

It knows nothing of Setpoint, and Setpoint nothing of it. Only the standard library is used, because this program makes
the environment that everything else runs in. `services/` and `servers/` hold one module for each program that is
started; the modules beside this one are what those share.
"""
