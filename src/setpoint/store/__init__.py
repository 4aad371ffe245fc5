"""What is remembered: revisions, adjustments, resources, plans, journal, events, requests, leases and secrets.

SQLite in one file (WAL, `synchronous=FULL`, one writer with group commit, readers beside it), its schema and
migrations, and the integrity check. A write carries the epoch of the lease under which it was made.

Called by events and the engine. Must not know what a template is, how a plan is made, or that clouds exist: it keeps
values of the model, and gives them back as they were.
"""

from setpoint.store.door import Store, examine, open_store

__all__ = ["Store", "examine", "open_store"]
