"""What is told of the installation itself: its resource types, its languages, what a template declares, who serves.

Each module here answers routes that need no stack, by functions that know nothing of HTTP: they take what the request
says and give the body of the answer, or raise what is in :mod:`setpoint.api.heat.refusals`.
"""
