// purpose: no two Record nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_record IF NOT EXISTS FOR (n:Record) REQUIRE n.key IS UNIQUE
