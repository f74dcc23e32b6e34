// purpose: name who dealt with the touchpoints of some records, reached along their links
// params: keys, forever
// returns: packed key
UNWIND $keys AS key
MATCH (:Record {key: key})-[l:HAD]->(:Touchpoint)-[h:HANDLED_BY]->(n:Professional)
WHERE l.until = $forever AND h.until = $forever
RETURN collect(DISTINCT [n.key]) AS packed
