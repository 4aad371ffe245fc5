"""Secrets: everything that the key manager has. ``barbican`` says what these types share."""
