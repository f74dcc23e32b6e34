// purpose: name the search keys of some records, reached along their links
// params: keys, forever
// returns: packed key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:FOUND_BY]->(n:SearchKey)
WHERE l.until = $forever
RETURN collect(DISTINCT [n.key]) AS packed
