// purpose: read every address of a generation as it is described
// params: number
// returns: address, uprn, postcode, institution, crowded
MATCH (a:Address)-[q:DESCRIBED_BY]->(e:AddressDetails)
WHERE q.since <= $number AND q.until > $number
RETURN a.id AS address, e.uprn AS uprn, e.postcode AS postcode, e.institution AS institution, e.crowded AS crowded
