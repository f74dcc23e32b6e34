// purpose: read the open links for who dealt with a touchpoint, by the record it was stated for
// params: keys, forever
// returns: packed source, target, record
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:HANDLED_BY]->(b:Professional)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.record]) AS packed
