"""The schemas of resource types.

A type declares its properties and attributes (typed, with units, constraints and what a change of each
costs) and answers `how_to_change(old, new)`. OS::, AWS:: and Setpoint's own types live side by side, one
file a type.

Called by templates (validation), the planner (what a change costs) and the clouds (which drive these
types). Must not know who drives a type, nor how: the same schema serves a real cloud, a stand-in and the
simulated one. Pure.
"""
