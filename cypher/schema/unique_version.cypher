// purpose: the graph has one mark of its version
// params: none
// returns: nothing
CREATE CONSTRAINT unique_version IF NOT EXISTS FOR (n:Version) REQUIRE n.key IS UNIQUE
