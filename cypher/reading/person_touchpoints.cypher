// purpose: read the touchpoints of some persons in a window of days
// params: ids, after, until, number, agencies, sealed
// returns: id, record, partner, event, kind, happened_on
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)-[h:HAD]->(t:Touchpoint)
WHERE l.since <= $number AND l.until > $number AND h.since <= $number AND h.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND h.happened_on > $after AND h.happened_on <= $until
RETURN id, r.key AS record, r.partner AS partner, t.key AS event, h.kind AS kind, h.happened_on AS happened_on
