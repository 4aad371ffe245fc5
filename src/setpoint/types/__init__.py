"""The schemas of resource types.

A type declares its properties and attributes (typed, with units, constraints and what a change of each costs), and
answers what a change costs, what it claims and what is secret. ``catalogue`` finds one by name; ``schema`` says what
one is made of; ``resource_type`` is what the other rooms ask. Heat's types come as facts (``heat.json``), with a
family's module (``nova``, ``heat/``) for what the facts do not say; Setpoint's own stand beside them.

Called by templates (validation), the planner (what a change costs) and the clouds (which drive these types). Must not
know who drives a type, nor how: the same schema serves a real cloud, a stand-in and the simulated one. Pure: the one
file that is read is its own, ``heat.json``.
"""
