// purpose: read all links of the analysts' copy that say: attended by
// params: none
// returns: source, target, touchpoints
MATCH (a:Place)-[x:ATTENDED_BY]->(b:Agency)
RETURN a.id AS source, b.id AS target, x.touchpoints AS touchpoints
