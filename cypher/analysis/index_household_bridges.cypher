// purpose: find households by bridges
// params: none
// returns: nothing
CREATE INDEX household_bridges IF NOT EXISTS FOR (n:Household) ON (n.bridges)
