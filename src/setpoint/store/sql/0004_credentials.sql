-- Credentials that were made for stacks, or were about to be: a row is there before Keystone is asked for one, and until it
-- has ended. Whichever of them no stack has is looked for, and ended. There is nothing secret in these.

CREATE TABLE credential_intents (
    key     INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    token   TEXT NOT NULL UNIQUE,
    body    TEXT NOT NULL
) STRICT;
