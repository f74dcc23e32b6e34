// purpose: read the persons seen at some addresses since a day, with all addresses of their records: a sealed one is nobody's current address
// params: ids, after, number, agencies, sealed, sealed_addresses
// returns: id, record, person, first_seen, last_seen, current, stays
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[v:LIVES_AT]-(r:Record)-[l:REFERS_TO]->(p:Person)
WHERE NOT a.id IN $sealed_addresses AND n.since <= $number AND n.until > $number AND v.since <= $number AND v.until > $number AND l.since <= $number AND l.until > $number AND v.last_seen > $after AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN id, r.key AS record, p.id AS person, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current,
  [(r)-[w:LIVES_AT]->(o:StatedAddress)-[m:DENOTES]->(b:Address) WHERE w.since <= $number AND w.until > $number AND m.since <= $number AND m.until > $number | [b.id, w.last_seen, w.first_seen, w.current]] AS stays
