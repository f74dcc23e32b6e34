// purpose: read the households of some persons
// params: ids, number, agencies, sealed, sealed_addresses
// returns: id, record, household, first_day, last_day, address
UNWIND $ids AS id
MATCH (p:Person {id: id})-[m:MEMBER_OF]->(h:Household)-[b:BASED_AT]->(a:Address)
MATCH (p)<-[l:REFERS_TO]-(r:Record)
WHERE l.since <= $number AND l.until > $number AND m.since <= $number AND m.until > $number AND b.since <= $number AND b.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND NOT a.id IN $sealed_addresses
RETURN id, r.key AS record, h.id AS household, m.first_day AS first_day, m.last_day AS last_day, a.id AS address
