"""What is wanted, known and seen: the values that every other room speaks in.

Lives here: stacks, definitions, expressions, incarnations, plans and their steps, events, diagnostics.
All of it is pure: no clock, no disk, no network, no randomness. Functions that need the time take ``now``.
Called by every room; imports none of them. What a resource type costs to change is asked through the
protocols in :mod:`setpoint.model.kind`, so that planning needs neither a schema file nor a cloud.
"""
