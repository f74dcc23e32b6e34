// purpose: no two SearchKey nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_search_key IF NOT EXISTS FOR (n:SearchKey) REQUIRE n.key IS UNIQUE
