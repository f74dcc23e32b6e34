// purpose: read all links of the analysts' copy that say: known to
// params: none
// returns: source, target
MATCH (a:Household)-[x:KNOWN_TO]->(b:Agency)
RETURN a.id AS source, b.id AS target
