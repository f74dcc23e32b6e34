// purpose: find households by brokerage
// params: none
// returns: nothing
CREATE INDEX household_brokerage IF NOT EXISTS FOR (n:Household) ON (n.brokerage)
