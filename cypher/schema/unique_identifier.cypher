// purpose: no two Identifier nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_identifier IF NOT EXISTS FOR (n:Identifier) REQUIRE n.key IS UNIQUE
