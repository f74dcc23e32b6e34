// purpose: read the open links for where a touchpoint was, by the record it was stated for
// params: keys, forever
// returns: source, target, record, happened_on, kind
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:AT]->(b:StatedAddress)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.record AS record, l.happened_on AS happened_on, l.kind AS kind
