// purpose: read all open links for how an address is described
// params: forever
// returns: source, target
MATCH (a:Address)-[l:DESCRIBED_BY]->(b:AddressDetails)
WHERE l.until = $forever
RETURN a.id AS source, b.key AS target
