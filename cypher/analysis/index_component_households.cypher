// purpose: find components by households
// params: none
// returns: nothing
CREATE INDEX component_households IF NOT EXISTS FOR (n:Component) ON (n.households)
