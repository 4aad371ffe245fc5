"""Other people's tests of Heat's API, run against Setpoint, and against Heat itself as the measure.

`python -m lab.conformance` runs them, writes what came of it beside this file, and the page docs/conformance.md from
that. No test is changed, and none is left out: what cannot run here fails on Heat, too, and the page says why.
"""
