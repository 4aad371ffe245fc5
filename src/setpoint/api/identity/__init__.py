"""Who asks: tokens of Keystone, or, on a machine without one, a token in a file that only its owner reads."""
