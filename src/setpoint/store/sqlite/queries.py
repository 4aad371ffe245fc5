"""What is read from the database, and how. The first parameter of every query here is the project.

Each answers the key of the stack that a record belongs to (its secrets are found by it), the body, and with some a
column that is the store's and not the body's.
"""

STACKS = "SELECT key, body, sequence FROM stacks WHERE project = ?1 AND (?2 OR NOT is_deleted) ORDER BY key"

STACK = """
    SELECT key, body, sequence FROM stacks
    WHERE project = ?1 AND (id = ?2 OR (name = ?2 AND NOT is_deleted))
    ORDER BY id = ?2 DESC LIMIT 1
"""

HAS_STACK = "SELECT 1 FROM stacks WHERE project = ?1 AND id = ?2"

REVISION = """
    SELECT stack, body FROM revisions
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) AND number = ?3
"""

REVISIONS = """
    SELECT stack, body FROM revisions
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY number
"""

INCARNATIONS = """
    SELECT stack, body FROM incarnations
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY key
"""

ADJUSTMENTS = """
    SELECT stack, body FROM adjustments
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY key
"""

SNAPSHOTS = """
    SELECT stack, body FROM snapshots
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY key
"""

REQUESTS = """
    SELECT stack, body, number FROM requests
    WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY number
"""

PLANS = (
    "SELECT id FROM plans WHERE stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?2) ORDER BY key"
)

PLAN = """
    SELECT plans.stack, plans.body FROM plans JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ?1 AND plans.id = ?2
"""

CHILDREN = """
    SELECT plans.stack, plans.body FROM plans JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ?1 AND plans.parent = ?2 ORDER BY plans.key
"""

ENTRIES = """
    SELECT plans.stack, step, mark, at, note FROM journal
    JOIN plans ON plans.key = journal.plan JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ?1 AND plans.id = ?2 ORDER BY journal.key
"""

EVENTS = "SELECT stack, body, number FROM events WHERE project = ?1 AND number > ?2"

STACK_EVENTS = """
    SELECT stack, body, number FROM events
    WHERE project = ?1 AND number > ?2 AND stack = (SELECT key FROM stacks WHERE project = ?1 AND id = ?3)
"""

OLDEST_FIRST = " ORDER BY number LIMIT ?"
NEWEST_FIRST = " ORDER BY number DESC LIMIT ?"
