"""The scenarios, one a file: ``SIZE``, and ``measure(size)`` which gives figures. There is no list of them."""
