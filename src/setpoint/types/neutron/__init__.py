"""OS::Neutron types: what only one resource at a time can hold, and what stands on what without naming it.

Rules that Heat checks before it makes anything are checked here as well.
"""
