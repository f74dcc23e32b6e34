// purpose: read which partners hold a record that may be that of some persons, as nobody has confirmed yet
// params: ids, number, agencies, sealed
// returns: id, record, partner, person
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)-[m:MATCHES]-(o:Record)-[k:REFERS_TO]->(q:Person)
WHERE l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND m.since <= $number AND m.until > $number AND m.band = 'review' AND o.partner IN $agencies AND NOT o.key IN $sealed AND k.since <= $number AND k.until > $number AND q.id <> id
RETURN DISTINCT id, o.key AS record, o.partner AS partner, q.id AS person
