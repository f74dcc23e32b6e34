// purpose: find addresses by uprn; each must be known by a touchpoint that the reader may see, of which one is enough
// params: uprn, number, agencies, sealed, sealed_addresses
// returns: address, record, uprn, postcode, flat, number, lines, institution, crowded
MATCH (g:StatedAddress {uprn: $uprn})-[m:DENOTES]->(a:Address)
WHERE m.since <= $number AND m.until > $number
WITH DISTINCT a
MATCH (a)-[q:DESCRIBED_BY]->(d:AddressDetails)
WHERE q.since <= $number AND q.until > $number AND NOT a.id IN $sealed_addresses
CALL (a) {
  MATCH (a)<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
  WHERE n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed
  RETURN x.record AS record
  LIMIT 1
}
RETURN a.id AS address, record, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
ORDER BY address
