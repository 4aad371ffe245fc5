"""Custom constraints that need no cloud: one a file, named as templates name it.

Each file defines ``problem(value) -> str``: "" when the value keeps the rule, else what it must be, in
words that continue "x ..." and do not quote the value.
"""
