"""What is read from the database, and how. The first parameter of every query here is the project.

Each answers the key of the stack that a record belongs to (its secrets are found by it), the body, and with some a
column that is the store's and not the body's. Of what belongs to no stack, it answers the body and what is beside it.
"""

STACKS = "SELECT key, body, sequence FROM stacks WHERE project = ? AND (? OR NOT is_deleted) ORDER BY key"

STACK_BY_ID = "SELECT key, body, sequence FROM stacks WHERE project = ? AND id = ?"

STACK_BY_NAME = "SELECT key, body, sequence FROM stacks WHERE project = ? AND name = ? AND NOT is_deleted"

# A look into each stack of the project: an index on ids alone would cost every write more than this costs a look.
STACK_OF = """
    SELECT stacks.key, stacks.body, stacks.sequence FROM stacks
    JOIN incarnations ON incarnations.stack = stacks.key
    WHERE stacks.project = ? AND incarnations.id = ? AND NOT stacks.is_deleted
"""

HAS_STACK = "SELECT 1 FROM stacks WHERE project = ? AND id = ?"

REVISION = """
    SELECT stack, body FROM revisions
    WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) AND number = ?
"""

REVISIONS = """
    SELECT stack, body FROM revisions
    WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) ORDER BY number
"""

# By way of their keys: in one step, SQLite would take all bodies in the order of their ids and then sort them.
INCARNATIONS = """
    SELECT stack, body FROM incarnations WHERE key IN (
        SELECT key FROM incarnations WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?)
    ) ORDER BY key
"""

# A look at all of a project's incarnations, for the few that ask: an index on types would cost every write more. The
# types are a list in JSON.
INCARNATIONS_OF = """
    SELECT incarnations.stack, stacks.id, incarnations.body FROM stacks
    JOIN incarnations ON incarnations.stack = stacks.key
    WHERE stacks.project = ? AND NOT stacks.is_deleted
      AND instr(?, json_quote(json_extract(incarnations.body, '$.type')))
    ORDER BY incarnations.key
"""

ADJUSTMENTS = """
    SELECT stack, body FROM adjustments
    WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) ORDER BY key
"""

SNAPSHOTS = """
    SELECT stack, body FROM snapshots
    WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) ORDER BY key
"""

REQUESTS = """
    SELECT stack, body, number FROM requests
    WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) ORDER BY number
"""

ASKED = """
    SELECT stack, body, number FROM requests
    WHERE stack IN (SELECT key FROM stacks WHERE project = ? AND NOT is_deleted) ORDER BY number
"""

PLANS = (
    "SELECT id FROM plans WHERE stack = (SELECT key FROM stacks WHERE project = ? AND id = ?) ORDER BY key"
)

PLAN = """
    SELECT plans.stack, plans.body FROM plans JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ? AND plans.id = ?
"""

CHILDREN = """
    SELECT plans.stack, plans.body FROM plans JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ? AND plans.parent = ? ORDER BY plans.key
"""

ENTRIES = """
    SELECT plans.stack, step, mark, at, note FROM journal
    JOIN plans ON plans.key = journal.plan JOIN stacks ON stacks.key = plans.stack
    WHERE stacks.project = ? AND plans.id = ? ORDER BY journal.key
"""

EVENTS = "SELECT stack, body, number FROM events WHERE project = ? AND number > ?"

STACK_EVENTS = """
    SELECT stack, body, number FROM events
    WHERE project = ? AND number > ? AND stack = (SELECT key FROM stacks WHERE project = ? AND id = ?)
"""

PUBLISHED = "SELECT published FROM stacks WHERE project = ? AND id = ?"

CONFIG_HEADS = "SELECT body FROM software_configs WHERE project = ? ORDER BY key DESC"

CONFIG = "SELECT body, sealed FROM software_configs WHERE project = ? AND id = ?"

CONFIG_COUNT = "SELECT count(*) FROM software_configs WHERE project = ?"

DEPLOYMENTS = "SELECT body, sealed FROM software_deployments WHERE project = ? ORDER BY key"

SERVER_DEPLOYMENTS = """
    SELECT body, sealed FROM software_deployments WHERE project = ? AND server = ? ORDER BY key
"""

DEPLOYMENT = "SELECT body, sealed FROM software_deployments WHERE project = ? AND id = ?"

IS_DEPLOYED = """
    SELECT 1 FROM software_deployments WHERE project = ? AND json_extract(body, '$.config') = ? LIMIT 1
"""

DEPLOYMENT_COUNT = "SELECT count(*) FROM software_deployments WHERE project = ?"

OLDEST_FIRST = " ORDER BY number LIMIT ?"
NEWEST_FIRST = " ORDER BY number DESC LIMIT ?"
