// purpose: read the open links for the identifiers of a record
// params: keys, forever
// returns: source, target, verified
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:HAS_IDENTIFIER]->(b:Identifier)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.verified AS verified
