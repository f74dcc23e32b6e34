// purpose: name the touchpoints of some records, reached along their links
// params: keys, forever
// returns: packed key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:HAD]->(n:Touchpoint)
WHERE l.until = $forever
RETURN collect(DISTINCT [n.key]) AS packed
