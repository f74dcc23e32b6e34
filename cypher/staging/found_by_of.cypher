// purpose: read the open links for the search keys of a record
// params: keys, forever
// returns: packed source, target
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:FOUND_BY]->(b:SearchKey)
WHERE l.until = $forever
RETURN collect([a.key, b.key]) AS packed
