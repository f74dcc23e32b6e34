// purpose: read all links of the analysts' copy that say: part of
// params: none
// returns: source, target
MATCH (a:Household)-[x:PART_OF]->(b:Component)
RETURN a.id AS source, b.id AS target
