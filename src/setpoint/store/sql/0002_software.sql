-- What belongs to a project, and to no stack of it. Ids are unique within their project only.
--
-- A secret of such a record is its own, and goes with it: the body refers to its secrets by their numbers, and they stand
-- beside it, all of them encrypted as one. So they need no accounts.

CREATE TABLE software_configs (
    key     INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    TEXT NOT NULL,
    sealed  BLOB, -- Fernet; NULL where there are no secrets
    UNIQUE (project, id)
) STRICT;

CREATE TABLE software_deployments (
    key     INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    id      TEXT NOT NULL,
    config  INTEGER REFERENCES software_configs, -- NULL where the configuration is a resource of a stack
    server  TEXT NOT NULL,
    body    TEXT NOT NULL,
    sealed  BLOB,
    UNIQUE (project, id)
) STRICT;

CREATE INDEX software_deployments_by_config ON software_deployments (config) WHERE config IS NOT NULL;
CREATE INDEX software_deployments_by_server ON software_deployments (project, server);
