// purpose: find addresses by postcode
// params: postcode, number, agencies, sealed
// returns: address, record, uprn, postcode, flat, number, lines, institution, crowded
MATCH (g:StatedAddress {postcode: $postcode})-[n:DENOTES]->(a:Address)
WHERE n.since <= $number AND n.until > $number
WITH DISTINCT a
MATCH (a)-[q:DESCRIBED_BY]->(d:AddressDetails)
MATCH (a)<-[m:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
WHERE q.since <= $number AND q.until > $number AND m.since <= $number AND m.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed
WITH a, d, min(x.record) AS record
RETURN a.id AS address, record, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
ORDER BY address
