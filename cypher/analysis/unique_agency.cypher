// purpose: make agencies unique by id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_agency IF NOT EXISTS FOR (n:Agency) REQUIRE n.id IS UNIQUE
