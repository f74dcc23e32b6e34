// purpose: no two Details nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_details IF NOT EXISTS FOR (n:Details) REQUIRE n.key IS UNIQUE
