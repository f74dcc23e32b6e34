// purpose: read the persons seen at some addresses since a day
// params: ids, after, number, agencies, sealed
// returns: id, record, person, first_seen, last_seen, current
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[v:LIVES_AT]-(r:Record)-[l:REFERS_TO]->(p:Person)
WHERE n.since <= $number AND n.until > $number AND v.since <= $number AND v.until > $number AND l.since <= $number AND l.until > $number AND v.last_seen > $after AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN id, r.key AS record, p.id AS person, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current
