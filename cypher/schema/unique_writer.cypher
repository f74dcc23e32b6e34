// purpose: no two Writer nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_writer IF NOT EXISTS FOR (n:Writer) REQUIRE n.key IS UNIQUE
