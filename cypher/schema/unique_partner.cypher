// purpose: no two Partner nodes share a code
// params: none
// returns: nothing
CREATE CONSTRAINT unique_partner IF NOT EXISTS FOR (n:Partner) REQUIRE n.code IS UNIQUE
