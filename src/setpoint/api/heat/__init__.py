"""OpenStack Heat's native API, version 1: its paths, bodies, codes and words.

``routes`` is the table of what there is; a handler a route is in ``handlers``; ``show`` writes what was recorded as
Heat's clients expect it; ``faults`` says a refusal in Heat's form.
"""
