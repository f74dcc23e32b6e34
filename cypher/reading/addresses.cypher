// purpose: read how some addresses are described; each must be known by a touchpoint that the reader may see, of which one is enough
// params: ids, number, agencies, sealed, sealed_addresses
// returns: id, record, uprn, postcode, flat, number, lines, institution, crowded
UNWIND $ids AS id
MATCH (a:Address {id: id})-[q:DESCRIBED_BY]->(d:AddressDetails)
WHERE q.since <= $number AND q.until > $number AND NOT a.id IN $sealed_addresses
CALL (a) {
  MATCH (a)<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
  WHERE n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed
  RETURN x.record AS record
  LIMIT 1
}
RETURN id, record, d.uprn AS uprn, d.postcode AS postcode, d.flat AS flat, d.number AS number, d.lines AS lines, d.institution AS institution, d.crowded AS crowded
