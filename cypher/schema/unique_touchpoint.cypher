// purpose: no two Touchpoint nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_touchpoint IF NOT EXISTS FOR (n:Touchpoint) REQUIRE n.key IS UNIQUE
