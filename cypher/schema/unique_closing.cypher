// purpose: no two Closing nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_closing IF NOT EXISTS FOR (n:Closing) REQUIRE n.key IS UNIQUE
