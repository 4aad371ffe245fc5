"""Where the boxes and lines of a graph go: a layered layout, in time linear in nodes and edges (but for sorting).

What stands on something is drawn above it. Parts that have nothing to do with each other are laid out apart and packed
side by side; members of a nested stack or group are laid out within its frame. Lines to one target that go a long way
share a common trunk.

Called by whoever draws (command line, page). Must not know colours, fonts or formats: sizes in, positions out.
"""
