// purpose: read the person of some records in a generation
// params: records, number
// returns: record, person
UNWIND $records AS key
MATCH (r:Record {key: key})-[l:REFERS_TO|WAS_REFERS_TO]->(p:Person)
WHERE l.since <= $number AND l.until > $number
RETURN r.key AS record, p.id AS person
