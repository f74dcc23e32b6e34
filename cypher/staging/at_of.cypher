// purpose: read the open links for where a touchpoint was, by the record it was stated for
// params: keys, forever
// returns: packed source, target, record, happened_on, kind
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:AT]->(b:StatedAddress)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.record, l.happened_on, l.kind]) AS packed
