// purpose: find households by agencies
// params: none
// returns: nothing
CREATE INDEX household_agencies IF NOT EXISTS FOR (n:Household) ON (n.agencies)
