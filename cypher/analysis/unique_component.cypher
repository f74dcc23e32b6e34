// purpose: make components unique by id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_component IF NOT EXISTS FOR (n:Component) REQUIRE n.id IS UNIQUE
