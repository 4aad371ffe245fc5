"""Text to model.

Each format (HOT first) compiles to the one model, with the place of every expression (file, line, column)
kept, and every problem gathered as a diagnostic instead of stopping at the first. Functions and conditions
live here too, one file a function; formats, functions and constraints may also come from other
distributions by entry point.

Called by the engine's requests and by the command line's `validate`. Must not know clouds, the store or the
engine, and opens no file itself: it is handed text, and asks its caller for the files that a template
names. Pure.
"""
