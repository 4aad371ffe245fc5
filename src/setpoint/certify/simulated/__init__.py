"""The simulated cloud: in memory, deterministic, seeded, in virtual or real time; it refuses what a real one refuses.

A :class:`~setpoint.certify.simulated.cloud.SimulatedCloud` gives drivers, as any cloud does. Between them and the
:class:`~setpoint.certify.simulated.world.World` (what is there: the truth that a test asserts on) lies a
:class:`~setpoint.certify.simulated.wire.Wire` that takes time, fails and loses answers as its timings and faults say.
Each type is one small declaration in ``types/``, found by discovery; everything that types have in common is generic.

Called by tests, by ``setpoint try``, and for ``--cloud simulated``. Must not know stacks, plans or stores: to it, a
stack is a label. It proves templates and the engine, never a driver.
"""
