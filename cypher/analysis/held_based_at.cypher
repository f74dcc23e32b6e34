// purpose: read all links of the analysts' copy that say: based at
// params: none
// returns: source, target
MATCH (a:Household)-[x:BASED_AT]->(b:Place)
RETURN a.id AS source, b.id AS target
