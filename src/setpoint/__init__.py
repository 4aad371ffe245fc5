"""Setpoint: one thin, open control plane for whole applications.

Each package here is a room with one concern, and imports run downwards only:
cli > certify > engine > (templates | clouds) > events > store > types > model.
Start with `model`, where the words are; each room's own docstring says what lives in it.
"""

__version__ = "0.1.0"
