"""Users, projects, and who may what: everything that Keystone has. ``keystone`` says what these types share."""
