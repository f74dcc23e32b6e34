// purpose: no two Generation nodes share a number
// params: none
// returns: nothing
CREATE CONSTRAINT unique_generation IF NOT EXISTS FOR (n:Generation) REQUIRE n.number IS UNIQUE
