// purpose: read the UPRN of every address in a generation
// params: number
// returns: address, uprn
MATCH (a:Address)-[q:DESCRIBED_BY]->(d:AddressDetails)
WHERE q.since <= $number AND q.until > $number
RETURN a.id AS address, d.uprn AS uprn
