// purpose: no two Pointer nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_pointer IF NOT EXISTS FOR (n:Pointer) REQUIRE n.key IS UNIQUE
