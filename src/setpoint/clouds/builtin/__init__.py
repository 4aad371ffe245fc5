"""Types that need no cloud: random strings, values, delays, wait conditions, software configuration, and for tests.

A driver here makes nothing outside Setpoint: what it offers is computed from its properties, and lives in the record
alone. Time comes with the facts that the engine hands over, chance from the machine, or from a seed in tests.

Found by discovery, and called as any other cloud. Must not know another cloud.
"""

from setpoint.clouds.builtin.cloud import cloud

__all__ = ["cloud"]
