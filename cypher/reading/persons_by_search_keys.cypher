// purpose: find the persons whose records share the most search keys with a query
// params: keys, most, number, agencies, sealed
// returns: person, record, shared
UNWIND $keys AS key
MATCH (k:SearchKey {key: key})<-[f:FOUND_BY]-(r:Record)-[l:REFERS_TO]->(p:Person)
WHERE f.since <= $number AND f.until > $number AND l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
WITH p.id AS person, r.key AS record, count(DISTINCT k.key) AS shared
RETURN person, record, shared
ORDER BY shared DESC, record
LIMIT $most
