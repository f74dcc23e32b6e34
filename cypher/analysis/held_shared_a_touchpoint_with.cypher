// purpose: read all links of the analysts' copy that say: shared a touchpoint with
// params: none
// returns: source, target, times, last_quarter, bridge
MATCH (a:Household)-[x:SHARED_A_TOUCHPOINT_WITH]->(b:Household)
RETURN a.id AS source, b.id AS target, x.times AS times, x.last_quarter AS last_quarter, x.bridge AS bridge
