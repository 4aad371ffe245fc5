"""Volumes, and what belongs to them: everything that the block storage service has."""
