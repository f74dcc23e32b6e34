// purpose: read the records of some persons in a generation
// params: persons, number
// returns: record, person
UNWIND $persons AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO|WAS_REFERS_TO]-(r:Record)
WHERE l.since <= $number AND l.until > $number
RETURN r.key AS record, p.id AS person
