-- Which credentials living stacks have is asked every half minute, of all of them: without a look into their bodies.

CREATE INDEX stacks_by_credential ON stacks (json_extract(body, '$.credential_notes.token'))
    WHERE NOT is_deleted AND json_extract(body, '$.credential') IS NOT NULL;
