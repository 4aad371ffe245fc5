"""What a row of the table says that is there for the same reason as the one before it."""

SAME = ""
