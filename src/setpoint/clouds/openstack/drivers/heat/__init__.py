"""Types of Heat's own that stand on a service of the cloud: signals that are kept in the object store."""
