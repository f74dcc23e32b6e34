// purpose: make households unique by id
// params: none
// returns: nothing
CREATE CONSTRAINT unique_household IF NOT EXISTS FOR (n:Household) REQUIRE n.id IS UNIQUE
