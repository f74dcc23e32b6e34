// purpose: read the persons seen at some addresses up to a day, by the touchpoints of their records, with those elsewhere
// params: ids, until, number, agencies, sealed, sealed_addresses
// returns: id, record, person, first_seen, last_seen, elsewhere
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)<-[h:HAD]-(r:Record)-[l:REFERS_TO]->(p:Person)
WHERE NOT a.id IN $sealed_addresses AND n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND h.since <= $number AND h.until > $number AND l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND x.record = r.key AND x.happened_on <= $until
WITH id, r, p, min(x.happened_on) AS first_seen, max(x.happened_on) AS last_seen, collect(DISTINCT s.key) AS here
RETURN id, r.key AS record, p.id AS person, first_seen, last_seen,
  [(r)-[e:HAD]->(v:Touchpoint)-[y:AT]->(o:StatedAddress) WHERE e.since <= $number AND e.until > $number AND y.since <= $number AND y.until > $number AND y.record = r.key AND y.happened_on <= $until AND NOT o.key IN here | y.happened_on] AS elsewhere
