// purpose: read the open links for who dealt with a touchpoint, by the record it was stated for
// params: keys, forever
// returns: source, target, record
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:HANDLED_BY]->(b:Professional)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.record AS record
