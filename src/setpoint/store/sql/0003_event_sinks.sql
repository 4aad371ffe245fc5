-- Events leave for the sinks that a stack's environment names. What has left is known by the number of the last one.

ALTER TABLE stacks ADD COLUMN published INTEGER NOT NULL DEFAULT 0;

CREATE INDEX stacks_with_sinks ON stacks (key) WHERE json_array_length(body, '$.sinks') > 0;
