"""Types that need no cloud: random strings, values, delays, groups, software configuration.

A driver here makes nothing outside Setpoint: what it offers is computed from its properties, and from the
facts (signals, the time) that the engine hands it when it observes.

Found by discovery, and called as any other cloud. Must not know another cloud.
"""
