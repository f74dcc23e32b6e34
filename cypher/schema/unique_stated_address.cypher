// purpose: no two StatedAddress nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_stated_address IF NOT EXISTS FOR (n:StatedAddress) REQUIRE n.key IS UNIQUE
