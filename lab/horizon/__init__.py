"""OpenStack's dashboard with Heat's pages, for people and tests who look at stacks with a browser.

It is no part of the lab's OpenStack, and `lab/lab up` does without it: it is installed, in an environment of its own,
and started when it is first asked for (`python -m lab.horizon`, or a test).
"""
