"""Load balancers: everything that the load balancing service has. ``octavia`` says what these types share."""
