"""The certification kit, shipped as product.

The simulated cloud (in memory, deterministic, seeded, in virtual time; it refuses what a real cloud
refuses), the virtual clock, and the suites that a cloud or a store has to pass, in or out of tree.

Called by tests, by `setpoint try`, and by authors of drivers. Must not be known by the rooms below it:
nothing in Setpoint runs differently because it is being certified.
"""
