// purpose: no two Staging nodes share a number
// params: none
// returns: nothing
CREATE CONSTRAINT unique_staging IF NOT EXISTS FOR (n:Staging) REQUIRE n.number IS UNIQUE
