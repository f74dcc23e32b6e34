// purpose: make persons unique by id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_person IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE
