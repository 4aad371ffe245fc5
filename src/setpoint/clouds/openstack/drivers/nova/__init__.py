"""Servers and what they need: everything that the compute service has. ``nova`` says what these types share."""
