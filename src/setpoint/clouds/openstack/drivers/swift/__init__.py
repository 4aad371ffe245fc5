"""Objects: what the object store has."""
