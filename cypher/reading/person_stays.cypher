// purpose: read where some persons were seen up to a day, by the touchpoints of their records
// params: ids, until, number, agencies, sealed, sealed_addresses
// returns: id, record, partner, address, first_seen, last_seen, uprn, postcode, flat, number, lines, institution, crowded
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)-[h:HAD]->(t:Touchpoint)-[x:AT]->(s:StatedAddress)-[n:DENOTES]->(a:Address)-[q:DESCRIBED_BY]->(d:AddressDetails)
WHERE l.since <= $number AND l.until > $number AND h.since <= $number AND h.until > $number AND x.since <= $number AND x.until > $number AND n.since <= $number AND n.until > $number AND q.since <= $number AND q.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND NOT a.id IN $sealed_addresses AND x.record = r.key AND x.happened_on <= $until
WITH id, r, a, d, min(x.happened_on) AS first_seen, max(x.happened_on) AS last_seen
RETURN id, r.key AS record, r.partner AS partner, a.id AS address, first_seen, last_seen, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
