"""From a desired state to a true one.

`planner` decides what to do, `executor` does it, converge says when to look and plan again, and requests
hold what one may ask of a stack, one use case a file.

Called by the doors (command line, APIs) through requests only. Must not know which door asked, nor any
cloud or template format by name: those come by discovery.
"""
