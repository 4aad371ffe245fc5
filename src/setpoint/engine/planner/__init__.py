"""What to do: (revision, adjustments, recorded, observed, catalogue) -> Plan.

A pure function. The plan is immutable and printable, names the state that it was made from, and holds every
choice: the executor makes none. What cannot be known yet is carried as guarded or expanding steps.

Called by the engine's converge and requests, and by the executor's caller when a subtree expands. Must not
know the executor, the store, a clock or a cloud.
"""
