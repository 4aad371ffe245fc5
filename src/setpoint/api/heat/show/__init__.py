"""What was recorded, as Heat's clients expect it: plain data, a module a kind of thing."""
