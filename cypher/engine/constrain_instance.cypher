// purpose: Let there be one instance node at most, before the first is merged.
// params: none
// returns: nothing
CREATE CONSTRAINT instance_key IF NOT EXISTS FOR (i:Instance) REQUIRE i.key IS UNIQUE
