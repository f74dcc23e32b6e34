// purpose: find households by hidden
// params: none
// returns: nothing
CREATE INDEX household_hidden IF NOT EXISTS FOR (n:Household) ON (n.hidden)
