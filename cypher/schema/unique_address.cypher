// purpose: no two Address nodes share a id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_address IF NOT EXISTS FOR (n:Address) REQUIRE n.id IS UNIQUE
