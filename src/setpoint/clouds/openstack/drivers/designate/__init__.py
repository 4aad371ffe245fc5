"""Names: everything that the DNS service has. ``designate`` says what these types share."""
