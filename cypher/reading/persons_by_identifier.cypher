// purpose: find the persons whose records carry an identifier
// params: key, number, agencies, sealed
// returns: person, record
MATCH (i:Identifier {key: $key})<-[x:HAS_IDENTIFIER]-(r:Record)-[l:REFERS_TO]->(p:Person)
WHERE x.since <= $number AND x.until > $number AND l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN p.id AS person, r.key AS record
ORDER BY person, record
LIMIT 200
