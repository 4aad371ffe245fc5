"""Pictures of a graph: as SVG, drawn by ourselves, as text for Graphviz, and as plain data.

Called by ``setpoint graph``. Must not know where a graph comes from: a template, or a stack.
"""
