// purpose: read the addresses of some persons, with the days they were seen there
// params: ids, number, agencies, sealed, sealed_addresses
// returns: id, record, partner, address, first_seen, last_seen, current, uprn, postcode, flat, number, lines, institution, crowded
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)-[v:LIVES_AT]->(s:StatedAddress)-[n:DENOTES]->(a:Address)-[q:DESCRIBED_BY]->(d:AddressDetails)
WHERE l.since <= $number AND l.until > $number AND v.since <= $number AND v.until > $number AND n.since <= $number AND n.until > $number AND q.since <= $number AND q.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND NOT a.id IN $sealed_addresses
RETURN id, r.key AS record, r.partner AS partner, a.id AS address, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
