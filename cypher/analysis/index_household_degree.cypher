// purpose: find households by degree
// params: none
// returns: nothing
CREATE INDEX household_degree IF NOT EXISTS FOR (n:Household) ON (n.degree)
