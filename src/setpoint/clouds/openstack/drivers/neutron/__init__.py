"""Networks: everything that the networking service has. ``neutron`` says what these types share."""
