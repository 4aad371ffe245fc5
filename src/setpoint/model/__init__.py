"""What is wanted, known and seen: the values that every other room speaks in.

Lives here: stacks, definitions, expressions, incarnations, plans and their steps, events, diagnostics.
All of it is pure: no clock, no disk, no network, no randomness. Functions that need the time take ``now``.
Of what there are many of a resource, structs are made with ``gc=False``: nothing in plain data leads back to where it
is held, so Python need not look for circles among hundreds of thousands of them.
Called by every room; imports none of them. What a resource type costs to change is asked through the
protocols in :mod:`setpoint.model.kind`, so that planning needs neither a schema file nor a cloud.
"""
