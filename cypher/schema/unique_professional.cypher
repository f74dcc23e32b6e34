// purpose: no two Professional nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_professional IF NOT EXISTS FOR (n:Professional) REQUIRE n.key IS UNIQUE
