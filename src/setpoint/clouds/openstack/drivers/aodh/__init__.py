"""Alarms: everything that the alarming service has. ``aodh`` says what these types share."""
