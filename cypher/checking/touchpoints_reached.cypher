// purpose: name the touchpoints of some records, reached along their links
// params: keys, forever
// returns: key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:HAD]->(n:Touchpoint)
WHERE l.until = $forever
RETURN DISTINCT n.key AS key
