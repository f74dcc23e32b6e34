// purpose: name the identifiers of some records, reached along their links
// params: keys, forever
// returns: key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:HAS_IDENTIFIER]->(n:Identifier)
WHERE l.until = $forever
RETURN DISTINCT n.key AS key
