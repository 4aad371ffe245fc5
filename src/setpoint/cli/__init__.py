"""The command line: one module a noun.

A door: it reads arguments, asks the engine through requests, and shows the answer as text, live progress or
JSON.

Called by the `setpoint` script. Must not hold logic of its own, and imports what a command needs only when
that command runs, so that `setpoint --help` stays quick.
"""
