-- What is remembered. A record's body is JSON, as the codec writes it: secrets in it are references.
--
-- Every row belongs to a stack, and a stack to one project; ids are unique within their stack only, so that no id can
-- reach, or even be seen to exist in, another project.

CREATE TABLE stacks (
    key        INTEGER PRIMARY KEY,
    project    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    is_deleted INTEGER NOT NULL,
    epoch      INTEGER NOT NULL DEFAULT 0, -- of the newest lease
    sequence   INTEGER NOT NULL DEFAULT 0, -- counts what was recorded
    body       TEXT    NOT NULL,
    UNIQUE (project, id)
) STRICT;

CREATE UNIQUE INDEX living_stacks ON stacks (project, name) WHERE NOT is_deleted;

CREATE TABLE revisions (
    key    INTEGER PRIMARY KEY,
    stack  INTEGER NOT NULL REFERENCES stacks,
    number INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    UNIQUE (stack, number)
) STRICT;

CREATE TABLE incarnations (
    key   INTEGER PRIMARY KEY, -- grows: its order is that of their first recording
    stack INTEGER NOT NULL REFERENCES stacks,
    id    TEXT    NOT NULL,
    body  TEXT    NOT NULL,
    UNIQUE (stack, id)
) STRICT;

CREATE TABLE adjustments (
    key      INTEGER PRIMARY KEY,
    stack    INTEGER NOT NULL REFERENCES stacks,
    address  TEXT    NOT NULL,
    property TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    UNIQUE (stack, address, property)
) STRICT;

CREATE TABLE plans (
    key    INTEGER PRIMARY KEY,
    stack  INTEGER NOT NULL REFERENCES stacks,
    id     TEXT    NOT NULL,
    parent TEXT, -- id of the plan with the EXPAND step that it belongs to
    body   TEXT    NOT NULL,
    UNIQUE (stack, id)
) STRICT;

CREATE INDEX plans_by_id ON plans (id);
CREATE INDEX plans_by_parent ON plans (parent) WHERE parent IS NOT NULL;

CREATE TABLE journal (
    key  INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
    step INTEGER NOT NULL,
    mark TEXT    NOT NULL,
    note TEXT,
    at   REAL    NOT NULL
) STRICT;

CREATE INDEX journal_by_step ON journal (plan, step);

CREATE TABLE events (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT    NOT NULL,
    stack   INTEGER NOT NULL REFERENCES stacks,
    body    TEXT    NOT NULL
) STRICT;

CREATE INDEX events_by_project ON events (project);
CREATE INDEX events_by_stack ON events (stack);

CREATE TABLE requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    stack  INTEGER NOT NULL REFERENCES stacks,
    body   TEXT    NOT NULL
) STRICT;

CREATE INDEX requests_by_stack ON requests (stack);

CREATE TABLE snapshots (
    key   INTEGER PRIMARY KEY,
    stack INTEGER NOT NULL REFERENCES stacks,
    id    TEXT    NOT NULL,
    body  TEXT    NOT NULL,
    UNIQUE (stack, id)
) STRICT;

CREATE TABLE secrets (
    key    INTEGER PRIMARY KEY,
    stack  INTEGER NOT NULL REFERENCES stacks,
    id     TEXT    NOT NULL, -- keyed digest of stack and content
    sealed BLOB    NOT NULL, -- Fernet
    UNIQUE (stack, id)
) STRICT;

-- Which record (holder: 'incarnations/<id>', 'revisions/<number>', ...) refers to which secret. A secret that nobody
-- refers to any more goes in the same transaction.
CREATE TABLE secret_uses (
    stack  INTEGER NOT NULL,
    holder TEXT    NOT NULL,
    secret INTEGER NOT NULL REFERENCES secrets,
    PRIMARY KEY (stack, holder, secret)
) STRICT, WITHOUT ROWID;

CREATE INDEX secret_uses_by_secret ON secret_uses (secret);
