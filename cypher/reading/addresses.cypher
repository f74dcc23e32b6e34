// purpose: read how some addresses are described
// params: ids, number, agencies, sealed
// returns: id, record, uprn, postcode, flat, number, lines, institution, crowded
UNWIND $ids AS id
MATCH (a:Address {id: id})-[q:DESCRIBED_BY]->(d:AddressDetails)
MATCH (a)<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
WHERE q.since <= $number AND q.until > $number AND n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed
WITH id, d, min(x.record) AS record
RETURN id, record, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
