// purpose: read all open links for how an address is described
// params: forever
// returns: packed source, target
MATCH (a:Address)-[l:DESCRIBED_BY]->(b:AddressDetails)
WHERE l.until = $forever
RETURN collect([a.id, b.key]) AS packed
