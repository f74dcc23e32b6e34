// purpose: make places unique by id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_place IF NOT EXISTS FOR (n:Place) REQUIRE n.id IS UNIQUE
