// purpose: keep one note of what the copy is of
// params: none
// returns: nothing
CREATE CONSTRAINT unique_copy IF NOT EXISTS FOR (n:Copy) REQUIRE n.id IS UNIQUE
