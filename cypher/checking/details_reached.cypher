// purpose: name the details in force of some records, reached along their links
// params: keys, forever
// returns: packed key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:SAYS]->(n:Details)
WHERE l.until = $forever
RETURN collect(DISTINCT [n.key]) AS packed
