// purpose: read the members of some households
// params: ids, number, agencies, sealed, sealed_addresses
// returns: id, record, person, first_day, last_day, address
UNWIND $ids AS id
MATCH (h:Household {id: id})<-[m:MEMBER_OF]-(p:Person)<-[l:REFERS_TO]-(r:Record)
MATCH (h)-[b:BASED_AT]->(a:Address)
WHERE m.since <= $number AND m.until > $number AND l.since <= $number AND l.until > $number AND b.since <= $number AND b.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND NOT a.id IN $sealed_addresses
RETURN id, r.key AS record, p.id AS person, m.first_day AS first_day, m.last_day AS last_day, a.id AS address
