"""Whether a plan would go through, asked before anything is done, in a few calls however many resources there are.

``directory`` finds things by name or id, each kind (``kinds``) with one list; ``quotas`` and ``addresses`` say what is
left of what is limited; ``forecast`` leads. What follows is worked out in :mod:`setpoint.clouds.foresight`. What the
cloud does not let be asked is left out, and said.
"""
