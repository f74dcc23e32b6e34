// purpose: read the open links for the identifiers of a record
// params: keys, forever
// returns: packed source, target, verified
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:HAS_IDENTIFIER]->(b:Identifier)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.verified]) AS packed
