"""What one may ask of a stack: one use case a file, each an ordinary function of an :class:`Engine`.

Called by every door (command line, APIs, the page), which parse, ask here, and show. A request that changes a stack
takes its lease; where somebody else drives the stack, it leaves a row in ``requests`` and lets the driver hear of it.
"""
