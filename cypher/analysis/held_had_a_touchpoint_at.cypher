// purpose: read all links of the analysts' copy that say: had a touchpoint at
// params: none
// returns: source, target, times, last_quarter, bridge
MATCH (a:Household)-[x:HAD_A_TOUCHPOINT_AT]->(b:Household)
RETURN a.id AS source, b.id AS target, x.times AS times, x.last_quarter AS last_quarter, x.bridge AS bridge
