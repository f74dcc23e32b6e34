// purpose: name the details in force of some records, reached along their links
// params: keys, forever
// returns: key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:SAYS]->(n:Details)
WHERE l.until = $forever
RETURN DISTINCT n.key AS key
